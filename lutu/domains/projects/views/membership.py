"""Lists a project stands in: joining one, many at once, and leaving (the mission, S2.05)."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lutu.domains.projects.actions import set_key
from lutu.domains.projects.forms import JoinRegisterForm, ReasonedForm
from lutu.domains.projects.models import Project
from lutu.domains.projects.views.columns import record_url
from lutu.domains.projects.views.filters import SUBJECT
from lutu.domains.projects.views.permissions import REGISTER_WRITE
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.registers.actions import RegisterRefused, end_memberships
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.registers.queries import registers_in_force
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

MOST_AT_ONCE = 1000


@reads(Project, "form")
@staff_page(REGISTER_WRITE)
def join(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put one project into a list (入列)."""
    project = visible_project(request, pk)
    return _join(request, [project], title=_("入列:%(name)s") % {"name": project.name}, back=record_url(project))


@reads(Project, "form")
@staff_page(REGISTER_WRITE)
@require_POST
def join_many(request: HttpRequest) -> HttpResponseBase:
    """Put the selected projects into a list: the selection is posted first, then the list and the day."""
    ids = [int(key) for key in request.POST.getlist("ids") if key.isascii() and key.isdecimal()][:MOST_AT_ONCE]
    projects = list(visible(user=request.user, model=Project, day=request.day).filter(pk__in=ids).order_by("code"))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("projects:list")
    return _join(request, projects, title=_("批量入列:%(count)s个项目") % {"count": len(projects)}, back=back)


@reads(Project, "form")
@staff_page(REGISTER_WRITE)
def leave(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a project's membership (出列); the period stays readable."""
    rows = visible(user=request.user, model=Membership, day=request.day).select_related("register")
    membership = get_object_or_404(rows, pk=pk, subject_kind=SUBJECT, valid_to=None)
    project = visible_project(request, membership.subject_id)

    def save(form: ReasonedForm) -> str:
        end_memberships(
            memberships=[membership], day=form.cleaned_data["day"], reason=form.cleaned_data["reason"],
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return record_url(project)

    form = ReasonedForm(request.POST or None, day_label=_("出列日"), initial={"day": request.day})
    title = _("出列:%(project)s 退出“%(register)s”") % {"project": project.name, "register": membership.register.name}
    return answer_form(
        request, form=form, save=save, refused=RegisterRefused, title=title, submit=_("出列"),
        cancel=record_url(project), done=_("已出列,原期间仍可查。"),
    )  # fmt: skip


def _join(request: HttpRequest, projects: list[Project], *, title: str, back: str) -> HttpResponseBase:
    if not projects:
        raise Http404(_("没有选中可以办理的项目"))

    def save(form: JoinRegisterForm) -> str:
        set_key(
            register=form.cleaned_data["register"], projects=projects, day=form.cleaned_data["day"],
            document=form.cleaned_data["document"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return back

    is_answer = request.method == "POST" and "register" in request.POST
    form = JoinRegisterForm(
        request.POST if is_answer else None, registers=_open_registers(request), initial={"day": request.day}
    )
    return answer_form(
        request, form=form, save=save, refused=RegisterRefused, title=title, submit=_("入列"), cancel=back,
        done=_("已入列。"), template="projects/join_form.html", context={"projects": projects, "back": back},
    )  # fmt: skip


def _open_registers(request: HttpRequest) -> QuerySet[Register]:
    rows = registers_in_force(subject_kind=SUBJECT, day=request.day)
    return rows & visible(user=request.user, model=Register, day=request.day)
