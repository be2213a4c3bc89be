"""改派、督办一件事项, and the names the forms of casework offer."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lutu.fronts.workbench.casework.answers import answer_act, visible_case
from lutu.fronts.workbench.casework.cases import urged_words
from lutu.fronts.workbench.casework.forms.acts import ReassignForm, UrgeForm, post_picks
from lutu.fronts.workbench.casework.forms.fields import matching, people_for, posts_for, words_of
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import reassign, urge
from lutu.kernel.casework.models import Case
from lutu.kernel.parties.models import Person, Post
from lutu.web.guards import staff_page
from lutu.web.typed import one_line

SUGGESTED = 50


@reads(Case, "form")
@require_http_methods(["GET", "POST"])
@staff_page()
def case_reassign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the case to another post (改派); the clock runs on."""
    case = visible_case(request, pk)

    def act(form: ReassignForm) -> str:
        post = form.cleaned_data["post"]
        reassign(
            case_id=pk, post=post, reason=form.cleaned_data["reason"], user=request.user,
            key=form.cleaned_data["key"], at=request.now,
        )  # fmt: skip
        return _("已改派给{post},时限不变。").format(post=post)

    form = ReassignForm(request.POST or None, user=request.user, day=request.day)
    return answer_act(
        request, case=case, form=form, act=act, title=_("改派:{title}").format(title=case.title), submit=_("改派"),
        context={"picks": post_picks(form, user=request.user, day=request.day)},
    )  # fmt: skip


@reads(Case, "form")
@require_http_methods(["GET", "POST"])
@staff_page()
def case_urge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Urge the owner of the case with words of one's own (督办)."""
    case = visible_case(request, pk)

    def act(form: UrgeForm) -> str:
        return urged_words(urge(case_ids=[pk], text=form.cleaned_data["text"], user=request.user, at=request.now))

    form = UrgeForm(request.POST or None)
    title = _("督办:{title}").format(title=case.title)
    return answer_act(request, case=case, form=form, act=act, title=title, submit=pgettext("verb", "督办"))


@reads(Post, "autocomplete")
@require_safe
@staff_page()
def post_suggest(request: HttpRequest) -> JsonResponse:
    """Posts that fit what has been typed, for the suggestion island."""
    rows = matching(posts_for(user=request.user, day=request.day), one_line(request.GET.get("q", "")))
    return JsonResponse({"options": [words_of(row) for row in rows[:SUGGESTED]]})


@reads(Person, "autocomplete")
@require_safe
@staff_page()
def person_suggest(request: HttpRequest) -> JsonResponse:
    """People that fit what has been typed, for the suggestion island."""
    rows = matching(people_for(user=request.user, day=request.day), one_line(request.GET.get("q", "")))
    return JsonResponse({"options": [words_of(row) for row in rows[:SUGGESTED]]})
