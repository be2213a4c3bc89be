"""Forms for what people state about a project. There is no field for its stage."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from lutu.domains.projects.actions import ProjectChange, ProjectRefused, change_projects, register_projects
from lutu.domains.projects.forms import FEN_PER_WAN, ChangeProjectForm, NewProjectForm, organisation_names
from lutu.domains.projects.models import Project
from lutu.domains.projects.views.columns import record_url
from lutu.domains.projects.views.permissions import WRITE
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.queries import NotAllowed, actor_of, require
from lutu.kernel.access.registry import reads
from lutu.kernel.territory.models import Area
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

STATED = (
    "name", "kind", "sector_code", "address", "planned_start_date", "planned_completion_date", "status_override",
    "sensitivity", "summary",
)  # fmt: skip


@reads(Project, "form")
@staff_page(WRITE)
def project_new(request: HttpRequest) -> HttpResponseBase:
    """Register one project (新建项目)."""

    def save(form: NewProjectForm) -> str:
        values = form.values()
        require_in(request, values["area"])
        made = register_projects(
            projects=[Project(**values)], actor=actor_of(request.user), at=request.now, day=request.day
        )
        return record_url(made[0])

    form = NewProjectForm(request.POST or None, day=request.day, initial={"sensitivity": Sensitivity.INTERNAL.value})
    return answer_form(
        request, form=form, save=save, refused=(ProjectRefused, NotAllowed), title=_("新建项目"), submit=_("登记"),
        cancel=reverse("projects:list"), done=_("项目已登记。阶段由许可与土地数据推算,无需填报。"),
        template="projects/project_form.html", context=_offered(),
    )  # fmt: skip


@reads(Project, "form")
@staff_page(WRITE)
def project_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the stated particulars of a project with a reason (修改基本信息)."""
    project = visible_project(request, pk)
    require_in(request, project.area)

    def save(form: ChangeProjectForm) -> str:
        values = form.values()
        reason = values.pop("reason")
        require_in(request, values["area"])
        change_projects(
            changes=[ProjectChange(project, values)], actor=actor_of(request.user), at=request.now, day=request.day,
            reason=reason,
        )  # fmt: skip
        return record_url(project)

    form = ChangeProjectForm(request.POST or None, day=request.day, initial=_present(project))
    return answer_form(
        request, form=form, save=save, refused=(ProjectRefused, NotAllowed),
        title=_("修改基本信息:%(name)s") % {"name": project.name}, submit=_("保存"), cancel=record_url(project),
        done=_("基本信息已保存,原值留在办理经过中。"), template="projects/project_form.html", context=_offered(),
    )  # fmt: skip


def require_in(request: HttpRequest, area: Area) -> None:
    """Raise NotAllowed unless the account may write projects in the area."""
    require(user=request.user, permission=WRITE, day=request.day, area=area)


def _present(project: Project) -> dict[str, Any]:
    return {
        **{name: getattr(project, name) for name in STATED},
        "area": project.area_id,
        "owner_party": project.owner_party.name,
        "lead_unit": project.lead_unit.name,
        "investment_wan": project.planned_investment_fen / FEN_PER_WAN,
    }


def _offered() -> dict[str, object]:
    return {"organisation_names": organisation_names()}
