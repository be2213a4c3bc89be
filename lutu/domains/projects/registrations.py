"""What the domain tells kernel and fronts at start: permissions, policies, fact kinds, labels, imports, menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from lutu.domains.projects import facts, imports
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import ParcelAllocation, Project, ProjectCodeAlias, ProjectPhase, ProjectStanding
from lutu.domains.projects.views import navigation
from lutu.kernel.access.registry import Policy, declare_permission, policy
from lutu.kernel.journal.queries import label_action
from lutu.kernel.search.registry import declare_searchable

PERMISSIONS = {
    "projects.project.read": _("查看项目"),
    "projects.project.write": _("登记和变更项目"),
    "projects.permit.write": _("登记、更正和撤销许可"),
    "projects.land.write": _("登记地块和用地落位"),
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
}
DEPENDENTS = (ParcelAllocation, ProjectCodeAlias, ProjectPhase, ProjectStanding)


def register() -> None:
    """Declare everything once, from `ProjectsConfig.ready`."""
    for code, title in PERMISSIONS.items():
        declare_permission(code, title)
    for action, label in ACTIONS.items():
        label_action(action, label)
    _guard()
    facts.declare()
    imports.declare()
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
    navigation.declare()


def _guard() -> None:
    policy(Policy(Project, "projects.project.read", area_field="area_id", sensitivity_field="sensitivity", public=True))
    for model in DEPENDENTS:
        policy(Policy(model, "", through=("project", Project), public=True))


def _described(project: Project) -> tuple[str, str, str]:
    summary = f"{project.code} · {project.area} · {project.standing.get_stage_display()} · {project.owner_party}"
    return project.name, summary, reverse("projects:public_record", args=[project.code])
