"""What deviates and who has to do something about it; and the dated permission to let it be."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.casework.models import Case
from lutu.kernel.indicators.models.definition import Indicator
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.territory.models import Area


class Finding(models.Model):
    """发现: something about a subject in an area deviates; its case can't close before it recovers or is waived.

    One open finding per source, key and area; when the same comes back later it is a new episode. `before` and `after`
    keep the readings when it was opened and when it was closed.
    """

    class Outcome(models.TextChoices):
        RECOVERED = "recovered", _("已恢复")
        WAIVED = "waived", _("已豁免")

    source = models.CharField(_("发现来源"), max_length=64)
    key = models.CharField(_("发现标识"), max_length=120)
    episode = models.PositiveSmallIntegerField(_("第几次"))
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("指标"), null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    sensitivity = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.INTERNAL
    )
    subject_kind = models.CharField(_("对象类型"), max_length=64, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    arithmetic = models.CharField(_("算式"), max_length=500)
    before = models.JSONField(_("发现时读数"), default=list)
    rows = models.JSONField(_("主要明细"), default=list, blank=True)
    owner_post = models.ForeignKey(Post, verbose_name=_("责任岗位"), on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(
        Case, verbose_name=_("事项"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("发现时间"))
    closed_at = models.DateTimeField(_("销号时间"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    after = models.JSONField(_("销号时读数"), default=dict, blank=True)

    class Meta:
        verbose_name = _("发现")
        verbose_name_plural = _("发现")
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["source", "key"], name="indicators_finding_source")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "area"], condition=Q(closed_at__isnull=True),
                name="indicators_finding_open_once",
            ),
            models.UniqueConstraint(
                fields=["source", "key", "area", "episode"], name="indicators_finding_episode"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="indicators_finding_has_outcome"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is neither recovered nor waived."""
        return self.closed_at is None


class Waiver(models.Model):
    """豁免: until a day, a finding may rest though nothing has recovered; approved by somebody other than its owner."""

    finding = models.ForeignKey(Finding, verbose_name=_("发现"), on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(_("豁免原因"), max_length=300)
    approver = models.ForeignKey(Person, verbose_name=_("批准人"), on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"))
    ends_date = models.DateField(_("豁免至"))
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("豁免")
        verbose_name_plural = _("豁免")
        ordering = ["-approved_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="indicators_waiver_has_reason"),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(ended_at__isnull=True), name="indicators_waiver_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} → {self.ends_date}"
