"""转介与同意: handing part of a case to another kind of case, on the consent of the person or by law."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.casework.answers import answer_act, visible_case
from lutu.fronts.workbench.casework.columns import case_url
from lutu.fronts.workbench.casework.forms.acts import ConsentForm, ReferralForm, post_picks
from lutu.fronts.workbench.casework.forms.fields import KeyedForm
from lutu.fronts.workbench.casework.words import flow_choices
from lutu.kernel.access.queries import NotAllowed, actor_of, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import give_consent, refer, withdraw_consent
from lutu.kernel.casework.flows import OWNER, SUPERVISOR
from lutu.kernel.casework.models import Case, Consent
from lutu.kernel.casework.offers import capacities
from lutu.kernel.casework.registry import flow_of
from lutu.web.guards import staff_page

POSTED = require_http_methods(["GET", "POST"])


@reads(Case, "form")
@POSTED
@staff_page()
def case_refer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open a case of another kind that knows only the chosen content (转介)."""
    case = visible_case(request, pk)
    flow = flow_of(case.flow)
    targets = [item for item in flow_choices() if item[0] != case.flow and flow_of(item[0]).takes_referrals]
    if not targets:
        messages.info(request, _("目前没有可以转入的其他种类。"))
        return redirect(case_url(case))

    def act(form: ReferralForm) -> str:
        given = form.cleaned_data
        refer(
            case_id=pk, to_flow=given["to_flow"], title=given["title"], purpose=given["purpose"],
            shared=given["shared"], owner_post=given["owner_post"], consent=given.get("consent"),
            exception_basis=given.get("exception_basis", ""), user=request.user, key=given["key"], at=request.now,
        )  # fmt: skip
        return _("已转介。对方办理的进展只以“待接收、已介入、已办结”显示。")

    in_force = Consent.objects.filter(
        case=case, withdrawn_date=None, given_date__lte=request.day, expires_date__gt=request.day
    )
    form = ReferralForm(
        request.POST or None, flow=flow, targets=targets, consents=in_force, user=request.user, day=request.day,
        initial={"title": case.title},
    )  # fmt: skip
    return answer_act(
        request, case=case, form=form, act=act, title=_("转介:{title}").format(title=case.title), submit=_("转介"),
        context={"picks": post_picks(form, user=request.user, day=request.day)},
    )  # fmt: skip


@reads(Case, "form")
@POSTED
@staff_page()
def case_consent(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note the consent of the person concerned (登记同意)."""
    case = visible_case(request, pk)
    _require_part(request, case)

    def act(form: ConsentForm) -> str:
        given = form.cleaned_data
        give_consent(
            case=case, purpose=given["purpose"], receiver=given["receiver"], fields=given["fields_given"],
            given_date=given["given_date"], expires_date=given["expires_date"], manner=given["manner"],
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return _("同意已登记。")

    form = ConsentForm(request.POST or None, flow=flow_of(case.flow), initial={"given_date": request.day})
    title = _("登记同意:{title}").format(title=case.title)
    return answer_act(request, case=case, form=form, act=act, title=title, submit=_("登记"))


@reads(Consent, "form")
@POSTED
@staff_page()
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that a consent was withdrawn (撤回同意)."""
    rows = visible(user=request.user, model=Consent, day=request.day)
    consent = get_object_or_404(rows.select_related("case__area"), pk=pk)
    _require_part(request, consent.case)

    def act(form: KeyedForm) -> str:
        withdraw_consent(consent=consent, day=request.day, actor=actor_of(request.user), at=request.now)
        return _("已登记撤回,自今日起不得再据此提供。")

    form = KeyedForm(request.POST or None)
    return answer_act(
        request, case=consent.case, form=form, act=act, title=_("撤回同意:{name}").format(name=consent),
        submit=_("登记撤回"),
    )  # fmt: skip


def _require_part(request: HttpRequest, case: Case) -> None:
    """Raise NotAllowed for those who see the case and have no part in it."""
    if not capacities(cases=[case], user=request.user, day=request.day)[case.pk].may(OWNER, SUPERVISOR):
        raise NotAllowed(_("登记和撤回同意由责任岗位或督办人员办理。"))
