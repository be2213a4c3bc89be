"""Who looks after a project: appointing, ending, handing over (the mission, S2.14, S2.16)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lutu.domains.projects.actions import TeamRefused, appoint_leader, appoint_member, appoint_unit, end_term, hand_over
from lutu.domains.projects.forms import HandOverForm, HolderForm, ReasonedForm, UnitForm, organisation_names
from lutu.domains.projects.models import Project, TeamTerm
from lutu.domains.projects.views.columns import people_url
from lutu.domains.projects.views.filters import shown_terms
from lutu.domains.projects.views.permissions import TEAM_WRITE
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.queries import actor_of, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.parties.models import Assignment
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

TEMPLATE = "projects/team_form.html"


@reads(Project, "form")
@reads(TeamTerm, "form")
@staff_page(TEAM_WRITE)
def leader_appoint(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Appoint the leader of a project (包联); a second one is refused."""
    project = _writable(request, pk)
    title = _("安排包联领导:%(name)s") % {"name": project.name}
    return _appoint(request, project, appoint_leader, title=title, done=_("已安排包联领导。"))


@reads(Project, "form")
@reads(TeamTerm, "form")
@staff_page(TEAM_WRITE)
def member_appoint(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Appoint a member of a project's task team (专班成员)."""
    project = _writable(request, pk)
    title = _("增补专班成员:%(name)s") % {"name": project.name}
    return _appoint(request, project, appoint_member, title=title, done=_("已列入专班。"))


@reads(Project, "form")
@reads(TeamTerm, "form")
@staff_page(TEAM_WRITE)
def unit_appoint(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add a unit to a project's task team (专班单位)."""
    project = _writable(request, pk)

    def save(form: UnitForm) -> str:
        appoint_unit(project=project, **form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return people_url(project)

    form = UnitForm(request.POST or None, initial={"day": request.day})
    return answer_form(
        request, form=form, save=save, refused=TeamRefused, title=_("列入专班单位:%(name)s") % {"name": project.name},
        submit=_("列入"), cancel=people_url(project), done=_("已列入专班。"), template="projects/project_form.html",
        context={"organisation_names": organisation_names(), "is_plain": True},
    )  # fmt: skip


@reads(TeamTerm, "form")
@staff_page(TEAM_WRITE)
def term_hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand one term over to somebody else on a day (交接); no day is without one."""
    term = _term(request, pk)

    def save(form: HandOverForm) -> str:
        heir = form.cleaned_data["holder"]
        hand_over(
            terms=[term], person=heir.person, post=heir.post, day=form.cleaned_data["day"],
            document=form.cleaned_data["document"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return people_url(term.project)

    form = HandOverForm(request.POST or None, assignments=_assignments(request), initial={"day": request.day})
    title = _("交接%(role)s:%(name)s") % {"role": term.get_role_display(), "name": term.project.name}
    return answer_form(
        request, form=form, save=save, refused=TeamRefused, title=title, submit=_("交接"),
        cancel=people_url(term.project), done=_("已交接,原任期仍可查。"), template=TEMPLATE,
        context={"holders": form.offered(request.day), "term": term},
    )  # fmt: skip


@reads(TeamTerm, "form")
@staff_page(TEAM_WRITE)
def term_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a term on a day with a reason; a key project keeps its leader and its last member."""
    term = _term(request, pk)

    def save(form: ReasonedForm) -> str:
        end_term(
            term=term, day=form.cleaned_data["day"], reason=form.cleaned_data["reason"],
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return people_url(term.project)

    form = ReasonedForm(request.POST or None, day_label=_("结束日"), initial={"day": request.day})
    title = _("结束%(role)s:%(who)s") % {"role": term.get_role_display(), "who": term.holder_text}
    return answer_form(
        request, form=form, save=save, refused=TeamRefused, title=title, submit=_("结束"),
        cancel=people_url(term.project), done=_("已结束,任期仍可查。"), template=TEMPLATE, context={"term": term},
    )  # fmt: skip


def _appoint(
    request: HttpRequest, project: Project, appoint: Callable[..., TeamTerm], *, title: str, done: str
) -> HttpResponseBase:
    def save(form: HolderForm) -> str:
        held = form.cleaned_data["holder"]
        appoint(
            project=project, person=held.person, post=held.post, day=form.cleaned_data["day"],
            document=form.cleaned_data["document"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return people_url(project)

    form = HolderForm(request.POST or None, assignments=_assignments(request), initial={"day": request.day})
    return answer_form(
        request, form=form, save=save, refused=TeamRefused, title=title, submit=_("安排"), cancel=people_url(project),
        done=done, template=TEMPLATE, context={"holders": form.offered(request.day)},
    )  # fmt: skip


def _assignments(request: HttpRequest) -> Any:
    """Who may be named: the holders of posts the account may see."""
    return visible(user=request.user, model=Assignment, day=request.day)


def _writable(request: HttpRequest, pk: int) -> Project:
    project = visible_project(request, pk)
    require(user=request.user, permission=TEAM_WRITE, day=request.day, area=project.area)
    return project


def _term(request: HttpRequest, pk: int) -> TeamTerm:
    """A term that has not ended, of a project the account may write in; 404 for any other."""
    rows = TeamTerm.objects.filter(shown_terms(request), valid_to=None)
    rows = rows.select_related("project__area", "person", "post__organisation", "unit")
    term = get_object_or_404(rows, pk=pk)
    require(user=request.user, permission=TEAM_WRITE, day=request.day, area=term.project.area)
    return term
