"""时限: stopping the clock of a case, letting it go on, and more time for it."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.casework.answers import answer_act, visible_case
from lutu.fronts.workbench.casework.columns import case_url
from lutu.fronts.workbench.casework.forms.acts import DecisionForm, ExtensionForm, PauseForm, PlainActForm, unit_words
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import ask_extension, decide_extension, pause, resume
from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.models import Case, Extension
from lutu.kernel.casework.registry import flow_of
from lutu.web.guards import staff_page

POSTED = require_http_methods(["GET", "POST"])


@reads(Case, "form")
@POSTED
@staff_page()
def case_pause(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop the clock for a listed reason (暂停计时)."""
    case = visible_case(request, pk)

    def act(form: PauseForm) -> str:
        pause(
            case_id=pk, reason_code=form.cleaned_data["reason"], note=form.cleaned_data["note"], user=request.user,
            key=form.cleaned_data["key"], at=request.now,
        )  # fmt: skip
        return _("已暂停计时,到最长期限自动恢复。")

    flow = flow_of(case.flow)
    if not flow.pauses:
        messages.info(request, _("此类事项不可暂停计时。"))
        return redirect(case_url(case))
    form = PauseForm(request.POST or None, case=case, flow=flow)
    title = _("暂停计时:{title}").format(title=case.title)
    return answer_act(request, case=case, form=form, act=act, title=title, submit=_("暂停计时"))


@reads(Case, "form")
@POSTED
@staff_page()
def case_resume(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the clock go on (恢复计时)."""
    case = visible_case(request, pk)

    def act(form: PlainActForm) -> str:
        fired = resume(case_id=pk, user=request.user, key=form.cleaned_data["key"], at=request.now)
        return _("已恢复计时,到期日 {due}。").format(due=due_words(fired.due_at))

    form = PlainActForm(request.POST or None, case=case)
    title = _("恢复计时:{title}").format(title=case.title)
    return answer_act(request, case=case, form=form, act=act, title=title, submit=_("恢复计时"))


@reads(Case, "form")
@POSTED
@staff_page()
def case_extend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for more time (申请延期)."""
    case = visible_case(request, pk)
    flow = flow_of(case.flow)
    if flow.extension is None:
        messages.info(request, _("此类事项不可延期。"))
        return redirect(case_url(case))

    def act(form: ExtensionForm) -> str:
        ask_extension(
            case_id=pk, amount=form.cleaned_data["amount"], reason=form.cleaned_data["reason"], user=request.user,
            key=form.cleaned_data["key"], at=request.now,
        )  # fmt: skip
        return _("延期申请已提交督办审批,批准前原到期日不变。")

    form = ExtensionForm(request.POST or None, case=case, flow=flow)
    title = _("申请延期:{title}").format(title=case.title)
    return answer_act(request, case=case, form=form, act=act, title=title, submit=_("提交申请"))


@reads(Case, "form")
@POSTED
@staff_page()
def case_extension(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Grant or refuse the extension asked for (审批延期); never by whoever asked."""
    case = visible_case(request, pk)
    asked = Extension.objects.filter(case=case, state=Extension.State.ASKED).select_related("asked_by").first()

    def act(form: DecisionForm) -> str:
        fired = decide_extension(
            case_id=pk, approve=form.cleaned_data["approve"] == "yes", decision=form.cleaned_data["decision"],
            user=request.user, key=form.cleaned_data["key"], at=request.now,
        )  # fmt: skip
        return _("已审批延期,到期日 {due}。").format(due=due_words(fired.due_at))

    if request.method == "GET" and asked is None:
        messages.info(request, _("没有待批准的延期申请。"))
        return redirect(case_url(case))
    form = DecisionForm(request.POST or None, case=case)
    intro = ""
    if asked is not None:
        intro = _("{who}申请延长 {amount}{unit}:{reason}").format(
            who=asked.asked_by.name, amount=asked.amount, unit=unit_words(asked.unit), reason=asked.reason
        )
    title = _("审批延期:{title}").format(title=case.title)
    return answer_act(
        request, case=case, form=form, act=act, title=title, submit=_("提交意见"), context={"intro": intro}
    )
