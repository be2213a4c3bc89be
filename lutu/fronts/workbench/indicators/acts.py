"""What may be done with figures: set a target, sign a definition, correct what is public, waive a finding."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lutu.fronts.workbench.indicators.forms import CorrectForm, TargetForm, WaiveForm
from lutu.fronts.workbench.indicators.permissions import PUBLICATION_SIGN, SIGN, WRITE
from lutu.fronts.workbench.indicators.places import places_for
from lutu.kernel.access.queries import NotAllowed, actor_of, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import MoveRefused
from lutu.kernel.casework.flows import SUPERVISE
from lutu.kernel.indicators.actions.correcting import CorrectionUnneeded, ReasonEmpty, correct
from lutu.kernel.indicators.actions.definitions import SameActor, set_target, sign_version
from lutu.kernel.indicators.actions.findings import WaiverRefused, waive
from lutu.kernel.indicators.actions.freezing import ObjectionOpen, OwnerMissing
from lutu.kernel.indicators.definitions import DefinitionRefused
from lutu.kernel.indicators.models import Finding, Indicator, IndicatorFact, IndicatorVersion
from lutu.kernel.indicators.queries.facts import RELATED
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page


@reads(Indicator, "form")
@staff_page(WRITE)
def target_set(request: HttpRequest, code: str) -> HttpResponseBase:
    """Set the target of an area and period (设定目标)."""
    indicator = get_object_or_404(visible(user=request.user, model=Indicator, day=request.day), code=code)
    home = reverse("workbench:indicator", args=[code])

    def save(form: TargetForm) -> str:
        told = form.cleaned_data
        set_target(
            indicator=indicator, area=told["area"], period=told["period"], target=told["value"],
            source_document=told["source_document"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return f"{home}?area={told['area'].code}"

    form = TargetForm(
        request.POST or None, indicator=indicator, places=places_for(user=request.user, day=request.day),
        initial={"area": request.GET.get("area", "")},
    )  # fmt: skip
    return answer_form(
        request, form=form, save=save, refused=DefinitionRefused,
        title=_("设定目标:%(name)s") % {"name": indicator.name},
        submit=_("设定"), cancel=home, done=_("目标已设定,原目标记在办理经过里;已冻结的指标值不变。"),
    )  # fmt: skip


@reads(IndicatorVersion, "form")
@require_POST
@staff_page(SIGN)
def version_sign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put a proposed definition in force (签发口径)."""
    versions = visible(user=request.user, model=IndicatorVersion, day=request.day).select_related("indicator")
    version = get_object_or_404(versions, pk=pk)
    try:
        sign_version(version=version, actor=actor_of(request.user), at=request.now)
    except (DefinitionRefused, SameActor) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _now("口径已签发。"))
    return redirect("workbench:indicator", code=version.indicator.code)


@reads(IndicatorFact, "form")
@staff_page(PUBLICATION_SIGN)
def figure_correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Count a figure anew and publish the new value beside the old (更正)."""
    facts = visible(user=request.user, model=IndicatorFact, day=request.day).filter(root__isnull=True)
    fact = get_object_or_404(facts.select_related(*RELATED), pk=pk)
    indicator = fact.version.indicator
    home = f"{reverse('workbench:indicator', args=[indicator.code])}?period={fact.period.code}"

    def save(form: CorrectForm) -> str:
        correct(fact=fact, reason=form.cleaned_data["reason"], actor=actor_of(request.user), at=request.now)
        return home

    told = {"name": indicator.name, "period": fact.period.name}
    return answer_form(
        request, form=CorrectForm(request.POST or None), save=save, title=_("更正:%(name)s(%(period)s)") % told,
        refused=(CorrectionUnneeded, ReasonEmpty, ObjectionOpen, OwnerMissing), submit=_("重新计算并更正"), cancel=home,
        done=_("已按今日的明细重新计算,新旧两个值并列公开。"),
        context={"intro": _("按该期的口径和截至日重新计算。原值不删除,划线保留;与原值一致时不产生更正。")},
    )  # fmt: skip


@reads(Finding, "form")
@staff_page(SUPERVISE)
def finding_waive(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a finding rest until a day (豁免)."""
    findings = visible(user=request.user, model=Finding, day=request.day).select_related("area", "case")
    finding = get_object_or_404(findings, pk=pk)
    home = reverse("workbench:finding", args=[pk])

    def save(form: WaiveForm) -> str:
        key = f"waive-{finding.waivers.count() + 1}"
        waive(finding=finding, **form.cleaned_data, user=request.user, key=key, at=request.now)  # type: ignore[arg-type]
        return home

    return answer_form(
        request, form=WaiveForm(request.POST or None), save=save, title=_("豁免:%(title)s") % {"title": finding.title},
        refused=(WaiverRefused, MoveRefused, NotAllowed), submit=_("批准豁免"), cancel=home,
        done=_("已豁免,事项销号;到期未恢复将重新打开。"),
    )  # fmt: skip
