"""What the domain tells kernel and fronts at start: permissions, policies, fact kinds, labels, imports, menu."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from lutu.domains.projects import facts, imports, indicators
from lutu.domains.projects.actions import hand_over_all, require_teams, vacated_post
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import (
    EarlierStart,
    LightRuleSet,
    LightWaiver,
    ParcelAllocation,
    PlanNode,
    PlanTemplate,
    PlanTemplateNode,
    PlanVersion,
    Project,
    ProjectCodeAlias,
    ProjectPhase,
    ProjectStanding,
    TeamTerm,
)
from lutu.domains.projects.queries import LIGHT_SOURCE, held_terms, light_recovered
from lutu.domains.projects.views import navigation
from lutu.kernel.access.registry import Policy, declare_permission, policy
from lutu.kernel.casework.registry import Held, Holding, declare_holding
from lutu.kernel.indicators.registry import FindingSource, declare_finding_source
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.actions import vacate_guard
from lutu.kernel.parties.models import Person
from lutu.kernel.registers.registry import declare_join_guard
from lutu.kernel.search.registry import declare_searchable

PERMISSIONS = {
    "projects.project.read": _("查看项目"),
    "projects.project.write": _("登记和变更项目"),
    "projects.permit.write": _("登记、更正和撤销许可"),
    "projects.land.write": _("登记地块和用地落位"),
    "projects.team.write": _("安排包联领导和专班"),
    "projects.plan.write": _("编制、审定和办结计划"),
    "projects.light.write": _("认可亮灯理由、拟定和签发亮灯规则"),
}
ACTIONS = {
    "projects.project.registered": gettext_noop("登记项目"),
    "projects.project.changed": gettext_noop("变更项目"),
    "projects.project.withdrawn": gettext_noop("撤回登记"),
    "projects.phase.added": gettext_noop("登记分期"),
    "projects.permit.revoked": gettext_noop("撤销许可"),
    "projects.parcel.allocated": gettext_noop("用地落位"),
    "projects.parcel.changed": gettext_noop("调整落位"),
    "projects.parcel.released": gettext_noop("解除落位"),
    "projects.parcel.withdrawn": gettext_noop("撤回落位"),
    "projects.team.appointed": gettext_noop("安排包联与专班"),
    "projects.team.ended": gettext_noop("结束包联或专班任务"),
    "projects.team.handed_over": gettext_noop("交接包联或专班任务"),
    "projects.team.withdrawn": gettext_noop("撤回包联或专班任务"),
    "projects.template.loaded": gettext_noop("载入计划模板"),
    "projects.plan.drafted": gettext_noop("编制计划"),
    "projects.plan.approved": gettext_noop("审定计划"),
    "projects.plan.discarded": gettext_noop("撤销计划草案"),
    "projects.plan.withdrawn": gettext_noop("撤回计划"),
    "projects.tasks.applied": gettext_noop("应用专项任务"),
    "projects.node.closed": gettext_noop("办结节点"),
    "projects.node.reopened": gettext_noop("撤回办结"),
    "projects.light_rules.drafted": gettext_noop("拟定亮灯规则"),
    "projects.light_rules.signed": gettext_noop("签发亮灯规则"),
    "projects.light.waived": gettext_noop("认可亮灯理由"),
    "projects.light.waiver_ended": gettext_noop("终止认可"),
}
# What hangs on a project: seen with it by everybody, or only by staff who read projects there.
DEPENDENTS = (
    EarlierStart, LightWaiver, ParcelAllocation, PlanVersion, ProjectCodeAlias, ProjectPhase, ProjectStanding,
)  # fmt: skip
FOR_STAFF = (TeamTerm,)


def register() -> None:
    """Declare everything once, from `ProjectsConfig.ready`."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    for action, label in ACTIONS.items():
        label_action(action, label)
    _guard()
    facts.declare()
    imports.declare()
    indicators.declare()
    declare_searchable(
        SUBJECT_KIND,
        _("重点项目"),
        Project,
        _described,
        staff_url=lambda row: reverse("projects:record", args=[row.pk]),
        related=("area", "owner_party", "standing"),
        order=10,
        code_field="code",
    )
    vacate_guard(vacated_post)
    declare_join_guard(SUBJECT_KIND, require_teams)
    declare_holding(Holding("projects.team", gettext_noop("包联与专班"), _held, hand_over_all))
    declare_finding_source(FindingSource(LIGHT_SOURCE, gettext_noop("项目亮灯"), light_recovered))
    navigation.declare()


def _guard() -> None:
    policy(Policy(Project, "projects.project.read", area_field="area_id", sensitivity_field="sensitivity", public=True))
    for model in (*DEPENDENTS, *FOR_STAFF):
        policy(Policy(model, "", through=("project", Project), public=model in DEPENDENTS))
    policy(Policy(PlanNode, "", through=("version", PlanVersion), public=True))
    policy(Policy(PlanTemplate, "projects.project.read"))
    policy(Policy(PlanTemplateNode, "", through=("template", PlanTemplate)))
    policy(Policy(LightRuleSet, "rules.parameter.read", public=True))


def _held(*, person: Person, day: date) -> list[Held]:
    """What a person leads or works on, by project."""
    return [
        Held(term.pk, f"{term.get_role_display()}:{term.project.name}", (SUBJECT_KIND, term.project_id))
        for term in held_terms(person=person, day=day)
    ]


def _described(project: Project) -> tuple[str, str, str]:
    summary = f"{project.code} · {project.area} · {project.standing.get_stage_display()} · {project.owner_party}"
    return project.name, summary, reverse("projects:public_record", args=[project.code])
