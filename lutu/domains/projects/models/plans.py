"""Plans of projects: versions that are frozen once approved, and their nodes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.models.project import Project
from lutu.domains.projects.models.templates import PlanTemplate
from lutu.domains.projects.plans import Evidence, Owner
from lutu.kernel.parties.models import Post


class PlanVersion(models.Model):
    """计划版本: the plan of a project, or of one bundle of tasks beside it (`template` of kind tasks).

    A draft becomes binding by being approved and frozen; a frozen version's nodes keep their dates and weights. The
    first frozen version is the baseline (基准计划) and stays; each further one says why it was needed.
    """

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="plans")
    template = models.ForeignKey(
        PlanTemplate, verbose_name=_("模板"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_tasks = models.BooleanField(_("专项任务"), default=False)
    no = models.PositiveSmallIntegerField(_("版本"))
    reason = models.CharField(_("编制或调整原因"), max_length=300, blank=True)
    document = models.CharField(_("审定文号"), max_length=200, blank=True)
    drafted_by_name = models.CharField(_("编制人"), max_length=120)
    drafted_at = models.DateTimeField(_("编制时间"))
    approved_by_name = models.CharField(_("审定人"), max_length=120, blank=True)
    approved_at = models.DateTimeField(_("审定时间"), null=True, blank=True)
    approved_date = models.DateField(_("审定日"), null=True, blank=True)
    frozen = models.BooleanField(_("已冻结"), default=False)

    class Meta:
        verbose_name = _("计划版本")
        verbose_name_plural = _("计划版本")
        ordering = ["project", "is_tasks", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "no"], condition=Q(is_tasks=False), name="projects_plan_version_no"
            ),
            models.UniqueConstraint(
                fields=["project", "template", "no"], condition=Q(is_tasks=True), name="projects_plan_tasks_no"
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(is_tasks=False, frozen=False), name="projects_plan_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(frozen=False, approved_at__isnull=True, approved_date__isnull=True)
                | Q(frozen=True, approved_at__isnull=False, approved_date__isnull=False),
                name="projects_plan_frozen_is_approved",
            ),
            models.CheckConstraint(condition=Q(is_tasks=False) | Q(template__isnull=False), name="projects_plan_tasks"),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {_('第')} {self.no} {_('版')}"


class PlanNode(models.Model):
    """计划节点: planned for a day, closed by evidence or, where a fact is named, by the fact alone.

    A node bound to a fact stores no day of its own: nobody types what another authority reports (constraint).
    """

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("计划版本"), on_delete=models.CASCADE, related_name="plan_nodes"
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    code = models.CharField(_("节点代码"), max_length=24)
    name = models.CharField(_("节点名称"), max_length=80)
    planned_date = models.DateField(_("计划日期"))
    weight_bp = models.PositiveIntegerField(_("权重(万分之)"))
    owner = models.CharField(_("责任方"), max_length=12, choices=Owner.choices)
    owner_post = models.ForeignKey(
        Post, verbose_name=_("责任岗位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_kind = models.CharField(_("佐证"), max_length=12, choices=Evidence.choices)
    fact_kind = models.CharField(_("要素"), max_length=64, blank=True)
    done_date = models.DateField(_("完成日期"), null=True, blank=True)
    evidence = models.CharField(_("完成佐证"), max_length=300, blank=True)
    closed_by_name = models.CharField(_("办结人"), max_length=120, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    case_id = models.BigIntegerField(_("事项编号"), null=True, blank=True)

    class Meta:
        verbose_name = _("计划节点")
        verbose_name_plural = _("计划节点")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="projects_node_code"),
            models.UniqueConstraint(fields=["version", "position"], name="projects_node_position"),
            models.CheckConstraint(condition=Q(weight_bp__gt=0), name="projects_node_weighs"),
            models.CheckConstraint(
                condition=Q(evidence_kind="fact", fact_kind__gt="") | (~Q(evidence_kind="fact") & Q(fact_kind="")),
                name="projects_node_fact",
            ),
            models.CheckConstraint(
                condition=Q(done_date__isnull=True) | Q(fact_kind="", evidence__gt=""), name="projects_node_evidence"
            ),
            models.CheckConstraint(
                condition=Q(done_date__isnull=True, closed_at__isnull=True)
                | Q(done_date__isnull=False, closed_at__isnull=False),
                name="projects_node_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name
