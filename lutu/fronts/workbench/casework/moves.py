"""办理: making a move of a case, from its form or with one tap from a row."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.casework.answers import answer_act, reasons_of, visible_case
from lutu.fronts.workbench.casework.columns import case_url
from lutu.fronts.workbench.casework.forms.acts import MoveForm
from lutu.fronts.workbench.casework.words import stage_badge
from lutu.fronts.workbench.documents.panel import files_panel
from lutu.kernel.access.queries import actor_of
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import Fired, MoveRefused, fire
from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.flows import OWNER, Move
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.offers import Capacity, offers
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.documents.actions import FileRefused, store_file
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.queries import has_file, largest_bytes, quota_bytes, used_bytes
from lutu.kernel.documents.registry import may_attach
from lutu.web.guards import staff_page

SUBJECT = "casework.case"
EVIDENCE = StoredFile.Kind.EVIDENCE.value


def fires_at_once(move: Move) -> bool:
    """Whether a move needs nothing but to be meant, so that a row can fire it with one tap."""
    return not (move.needs_reason or move.evidence or move.writes)


def main_move(moves: Sequence[Move], *, case: Case, capacity: Capacity) -> Move | None:
    """The move that stands first for a reader: the owner's next step or, where a stage waits for another, theirs.

    Whoever only looks after the case has none: what they may do besides, such as cancelling it, does not stand first.
    """
    waits_for_owner = any(OWNER in move.roles for move in flow_of(case.flow).moves_from(case.stage))
    own = [move for move in moves if not waits_for_owner or (OWNER in move.roles and capacity.may(OWNER))]
    return own[0] if own else None


@reads(Case, "form")
@require_http_methods(["GET", "POST"])
@staff_page()
def case_move(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form of one move (`?action=`) of a visible case, and the making of it."""
    case = visible_case(request, pk)
    action = request.GET.get("action", "")
    move = next((item for item in flow_of(case.flow).moves if item.action == action), None)
    offered = offers(cases=[case], user=request.user, day=request.day)[case.pk]
    # A move sent again is answered again, even where it has taken the case beyond this stage.
    if move is None or (request.method == "GET" and move not in offered):
        messages.info(request, _("此事项现为“{stage}”,这一步不需要您办理。").format(stage=stage_badge(case)[0]))
        return redirect(case_url(case))
    chosen = move

    def act(form: MoveForm) -> str:
        _attach(request, case, form.cleaned_data.get("files", []))
        fired = fire(
            case_id=pk, action=chosen.action, user=request.user, key=form.cleaned_data["key"], at=request.now,
            reason=form.cleaned_data["reason"], fields=form.content(), version=form.cleaned_data["version"],
        )  # fmt: skip
        return fired_words(case, chosen, fired)

    form = MoveForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), case=case, move=move,
        flow=flow_of(case.flow),
    )  # fmt: skip
    if move.evidence:
        form.fields["files"].required = not has_file(subject=(SUBJECT, pk), kinds=move.evidence)
    return answer_act(
        request, case=case, form=form, act=act, title=_("{move}:{title}").format(move=_(move.title), title=case.title),
        submit=_(move.title), template="workbench/casework/move_form.html",
        context={
            "needs_evidence": bool(move.evidence), "largest": largest_bytes(),
            "left": max(0, quota_bytes() - used_bytes(subject=(SUBJECT, pk))) if move.evidence else 0,
            **(files_panel(request, subject=(SUBJECT, pk)) if move.evidence else {}),
        },
    )  # fmt: skip


def fired_words(case: Case, move: Move, fired: Fired) -> str:
    """What a move came to, in a sentence: the stage now and until when."""
    stage = _(flow_of(case.flow).stage(fired.stage).title)
    if fired.due_at is None:
        return _("已{move},现为“{stage}”。").format(move=_(move.title), stage=stage)
    return _("已{move},现为“{stage}”,到期日 {due}。").format(
        move=_(move.title), stage=stage, due=due_words(fired.due_at)
    )


def _attach(request: HttpRequest, case: Case, files: Sequence[UploadedFile]) -> None:
    """Keep the evidence with the case. It stays where the move itself is refused, so nobody has to send it twice.

    Who has no part in the case attaches nothing: the move will say why. Raises MoveRefused with the reason of every
    file that is not taken.
    """
    if not files or not may_attach(user=request.user, subject=(SUBJECT, case.pk), day=request.day):
        return
    refused: list[str] = []
    for file in files:
        try:
            store_file(
                subject=(SUBJECT, case.pk), kind=EVIDENCE, name=file.name or "", content=file.read(),
                actor=actor_of(request.user), at=request.now,
            )  # fmt: skip
        except FileRefused as refusal:
            refused += reasons_of(refusal)
    if refused:
        raise MoveRefused(refused)
