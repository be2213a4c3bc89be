"""The read model of where each project stands."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.bands import Item
from lutu.domains.projects.lights import RANK, Light
from lutu.domains.projects.models.project import Project
from lutu.domains.projects.stages import Stage


class ProjectStanding(models.Model):
    """项目现状: stage, light and dates as computed for one day. Written only by `actions.rebuild_standing`.

    Dropping every row loses nothing. `stage_rank` and `light_rank` are places in their order, to sort by; `light_text`
    is the arithmetic of the item that speaks for the project, in the language of the house. `[started_from,
    started_to)` is the last unbroken time in which the project counts as started; earlier ones, of projects whose
    permit was revoked and given again, are `EarlierStart` rows. Both hold for any day, past or present.
    """

    project = models.OneToOneField(
        Project, verbose_name=_("项目"), primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    stage_rank = models.PositiveSmallIntegerField(_("阶段次序"))
    stage_since = models.DateField(_("进入阶段日期"), null=True, blank=True)
    actual_start_date = models.DateField(_("实际开工日期"), null=True, blank=True)
    completion_date = models.DateField(_("竣工验收日期"), null=True, blank=True)
    started_from = models.DateField(_("计入开工起"), null=True, blank=True)
    started_to = models.DateField(_("计入开工止"), null=True, blank=True)
    gap_count = models.PositiveSmallIntegerField(_("缺项数"), default=0)
    conflict_count = models.PositiveSmallIntegerField(_("矛盾数"), default=0)
    plan_bp = models.IntegerField(_("计划进度(万分之)"), null=True, blank=True)
    actual_bp = models.IntegerField(_("实际进度(万分之)"), null=True, blank=True)
    light = models.CharField(_("亮灯"), max_length=8, choices=Light.choices, default=Light.GREY)
    light_rank = models.PositiveSmallIntegerField(_("亮灯次序"), default=RANK[Light.GREY])
    light_item = models.CharField(_("亮灯项"), max_length=12, choices=Item.choices, blank=True)
    light_text = models.CharField(_("亮灯算式"), max_length=600, blank=True)
    computed_for_day = models.DateField(_("截至日期"))
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("项目现状")
        verbose_name_plural = _("项目现状")
        indexes = [
            models.Index(fields=["stage_rank", "project"], name="projects_standing_rank"),
            models.Index(fields=["stage", "project"], name="projects_standing_stage"),
            models.Index(fields=["stage_since"], name="projects_standing_since"),
            models.Index(fields=["actual_start_date"], name="projects_standing_start"),
            models.Index(fields=["completion_date"], name="projects_standing_completion"),
            models.Index(fields=["started_from", "started_to"], name="projects_standing_started"),
            models.Index(fields=["light_rank", "project"], name="projects_standing_light"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_to__isnull=True) | Q(started_to__gt=F("started_from")),
                name="projects_standing_started_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_stage_display()}"


class EarlierStart(models.Model):
    """曾开工期间: an unbroken time in which a project counted as started before it fell back and started again.

    Part of the read model: written only by `actions.rebuild_standing`, and only for projects with more than one.
    """

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="earlier_starts"
    )
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"))

    class Meta:
        verbose_name = _("曾开工期间")
        verbose_name_plural = _("曾开工期间")
        constraints = [
            models.UniqueConstraint(fields=["project", "valid_from"], name="projects_earlier_start_once"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="projects_earlier_start_period"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.valid_from}–{self.valid_to}"
