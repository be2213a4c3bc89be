"""Meetings whose decisions become cases (the mission, S1.12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.casework.models.case import Case
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.territory.models import Area


class Meeting(models.Model):
    """会议: one sitting of a series (领导小组, 专题调度会); its minutes and what it decided."""

    series = models.CharField(_("会议系列"), max_length=80)
    title = models.CharField(_("会议名称"), max_length=200)
    held_at = models.DateTimeField(_("召开时间"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    chair = models.ForeignKey(
        Person, verbose_name=_("主持人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attendees = models.TextField(_("参会人员"), blank=True)
    minutes = models.TextField(_("纪要"), blank=True)
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    sensitivity = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.INTERNAL
    )
    recorded_at = models.DateTimeField(_("记录时间"))
    recorded_by_name = models.CharField(_("记录人"), max_length=120)

    class Meta:
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        indexes = [models.Index(fields=["series", "held_at"], name="casework_meeting_series")]
        constraints = [models.CheckConstraint(condition=~Q(series=""), name="casework_meeting_has_series")]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """议定事项: what a meeting decided; each is one case with an owner and a date."""

    meeting = models.ForeignKey(Meeting, verbose_name=_("会议"), on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("议定内容"), max_length=400)
    owner_post = models.ForeignKey(Post, verbose_name=_("责任岗位"), on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(_("完成期限"))
    case = models.OneToOneField(Case, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="decision")

    class Meta:
        verbose_name = _("议定事项")
        verbose_name_plural = _("议定事项")
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="casework_decision_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
