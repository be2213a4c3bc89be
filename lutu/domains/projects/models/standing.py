"""The read model of where each project stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.models.project import Project
from lutu.domains.projects.stages import Stage


class ProjectStanding(models.Model):
    """项目现状: stage and dates as computed from the facts for one day. Written only by `actions.rebuild_standing`.

    Dropping every row loses nothing. `stage_rank` is the place of the stage in its order, to sort by.
    """

    project = models.OneToOneField(
        Project, verbose_name=_("项目"), primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    stage_rank = models.PositiveSmallIntegerField(_("阶段次序"))
    stage_since = models.DateField(_("进入阶段日期"), null=True, blank=True)
    actual_start_date = models.DateField(_("实际开工日期"), null=True, blank=True)
    completion_date = models.DateField(_("竣工验收日期"), null=True, blank=True)
    gap_count = models.PositiveSmallIntegerField(_("缺项数"), default=0)
    conflict_count = models.PositiveSmallIntegerField(_("矛盾数"), default=0)
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
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_stage_display()}"
