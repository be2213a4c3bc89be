"""Templates that plans are made from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.plans import Anchor, Evidence, Owner


class PlanTemplate(models.Model):
    """计划模板: what a kind of project goes through, as offsets from its own dates (the mission, S2.17).

    A whole plan (总体计划) becomes the baseline of a project; tasks (专项任务) run beside it, each with a case.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("总体计划")
        TASKS = "tasks", _("专项任务")

    code = models.CharField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("用途"), max_length=8, choices=Kind.choices)
    source = models.CharField(_("依据"), max_length=200)
    is_default = models.BooleanField(_("默认值"), default=False)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("计划模板")
        verbose_name_plural = _("计划模板")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="projects_template_period"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanTemplateNode(models.Model):
    """模板节点: one step; `offset` counts days from the anchor, or basis points of the time from start to completion.

    Weights are basis points and add up to 10,000 within a template.
    """

    template = models.ForeignKey(
        PlanTemplate, verbose_name=_("模板"), on_delete=models.CASCADE, related_name="template_nodes"
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    code = models.CharField(_("节点代码"), max_length=24)
    name = models.CharField(_("节点名称"), max_length=80)
    anchor = models.CharField(_("基准日"), max_length=12, choices=Anchor.choices)
    offset = models.IntegerField(_("偏移"))
    weight_bp = models.PositiveIntegerField(_("权重(万分之)"))
    owner = models.CharField(_("责任方"), max_length=12, choices=Owner.choices)
    evidence_kind = models.CharField(_("佐证"), max_length=12, choices=Evidence.choices)
    fact_kind = models.CharField(_("要素"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("模板节点")
        verbose_name_plural = _("模板节点")
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="projects_template_node_code"),
            models.UniqueConstraint(fields=["template", "position"], name="projects_template_node_position"),
            models.CheckConstraint(
                condition=Q(evidence_kind="fact", fact_kind__gt="") | (~Q(evidence_kind="fact") & Q(fact_kind="")),
                name="projects_template_node_fact",
            ),
        ]

    def __str__(self) -> str:
        return self.name
