"""交办任务: a task for a post, from anywhere and about anything the reader may see."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.casework.columns import case_url
from lutu.fronts.workbench.casework.forms.acts import post_picks
from lutu.fronts.workbench.casework.forms.tasks import TaskForm
from lutu.fronts.workbench.casework.permissions import READ
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import CaseRefused, NewCase, open_case_once
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.task import TASK
from lutu.kernel.search.queries import described, title_of_kind
from lutu.kernel.search.registry import searchable
from lutu.kernel.territory.queries import district
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

Subject = tuple[str, int]
CASE = "casework.case"


@reads(Case, "form")
@require_http_methods(["GET", "POST"])
@staff_page(READ)
def task_new(request: HttpRequest) -> HttpResponseBase:
    """Give a post a task (交办任务), raised by the signed-in person; `?subject=kind/number` says what it is about."""
    subject, row = _subject(request)
    person = request.user.person
    about = _about(request, subject)

    def save(form: TaskForm) -> str:
        given = form.cleaned_data
        asked = NewCase(
            flow=TASK, title=given["title"], summary=given["summary"], area=given["area"], raiser=person,
            owner_post=given["owner_post"], due_date=given["due_date"], subject=subject,
            parent=row if isinstance(row, Case) else None, sensitivity=given["sensitivity"],
        )  # fmt: skip
        return case_url(open_case_once(asked=asked, key=given["key"], actor=actor_of(request.user), at=request.now))

    area = getattr(row, "area_id", None) or district().pk
    form = TaskForm(request.POST or None, user=request.user, day=request.day, initial={"area": area})
    return answer_form(
        request, form=form, save=save, refused=CaseRefused, title=_("交办任务"), submit=_("交办"),
        cancel=about["url"] if about and about["url"] else reverse("workbench:cases"),
        done=_("任务已交办,责任岗位已收到通知。"),
        template="workbench/casework/task_form.html",
        context={
            "picks": post_picks(form, user=request.user, day=request.day),
            "about": about, "trail": [(_("事项"), reverse("workbench:cases")), (_("交办任务"), "")],
        },
    )  # fmt: skip


def _subject(request: HttpRequest) -> tuple[Subject | None, Any]:
    """What the task is about, and its row; a subject that is not there for the reader is no address of ours."""
    text = request.GET.get("subject", "")
    if not text:
        return None, None
    kind, _slash, key = text.partition("/")
    item = searchable(kind)
    if item is None or not (key.isascii() and key.isdecimal()) or len(key) > 18:
        raise Http404(_("没有找到这个对象"))
    row = visible(user=request.user, model=item.model, day=request.day).filter(pk=int(key)).first()
    if row is None:
        raise Http404(_("没有找到这个对象"))
    return (kind, int(key)), row


def _about(request: HttpRequest, subject: Subject | None) -> dict[str, str] | None:
    """The subject in words, with where it stands."""
    if subject is None:
        return None
    hit = described(kind=subject[0], ids=[subject[1]], user=request.user, day=request.day)[subject[1]]
    return {"kind": title_of_kind(subject[0]), "title": hit.title, "url": hit.url}
