"""指标: one figure: number, target, light, trend, areas, groups, definition, versions, errata."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.indicators.permissions import PUBLICATION_SIGN, READ, SIGN, WRITE
from lutu.fronts.workbench.indicators.places import chosen_place
from lutu.fronts.workbench.indicators.shown import areas_shown, groups_shown, light_shown, trend_shown
from lutu.kernel.access.queries import can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.models import (
    Correction,
    Finding,
    Indicator,
    IndicatorFact,
    IndicatorTarget,
    IndicatorVersion,
)
from lutu.kernel.indicators.queries import compute
from lutu.kernel.indicators.queries.facts import family, trend
from lutu.kernel.indicators.reading import Reading, reading_of
from lutu.kernel.indicators.wording import plain
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.territory.models import Area
from lutu.web.guards import staff_page

SUBJECT = "indicators.indicator"
ENTRIES_SHOWN = 12


@reads(Indicator, "detail")
@reads(Indicator, "print")
@reads(IndicatorVersion, "list")
@reads(IndicatorTarget, "list")
@reads(IndicatorFact, "list")
@reads(Correction, "list")
@reads(Finding, "list")
@require_safe
@staff_page(READ)
def indicator_record(request: HttpRequest, code: str) -> HttpResponseBase:
    """One indicator in one area; `period` chooses a period, `live=1` counts the rows as they stand today."""
    indicator = get_object_or_404(
        visible(user=request.user, model=Indicator, day=request.day).select_related("owner_post__organisation"),
        code=code,
    )
    place, places = chosen_place(request)
    among = visible(user=request.user, model=IndicatorFact, day=request.day)
    facts = trend(indicator=indicator, area=place.code, among=among)
    fact = _asked(request, facts)
    whole = family(fact=fact, among=among) if fact is not None else []
    context = {
        "indicator": indicator, "place": place, "places": places, "fact": fact,
        "reading": reading_of(fact) if fact is not None else None,
        "light": light_shown(reading_of(fact)) if fact is not None else None,
        "trend": trend_shown(facts=facts, address=lambda item: address(indicator, place, item)),
        "areas": areas_shown(facts=whole, address=rows_address) if fact and fact.root_id is None else [],
        "groups": groups_shown(facts=whole, address=rows_address) if fact and fact.root_id is None else [],
        "live": _live(request, indicator, place), "asks_live": "live" in request.GET,
        **_around(request, indicator, place),
    }  # fmt: skip
    return render(request, "workbench/indicators/record.html", context)


def address(indicator: Indicator, place: Area, fact: IndicatorFact) -> str:
    """The page of an indicator for an area and a period."""
    return f"{reverse('workbench:indicator', args=[indicator.code])}?area={place.code}&period={fact.period.code}"


def rows_address(fact: IndicatorFact) -> str:
    """The page of the rows a figure opens to."""
    return reverse("workbench:figure_rows", args=[fact.pk])


def _asked(request: HttpRequest, facts: list[IndicatorFact]) -> IndicatorFact | None:
    asked = request.GET.get("period", "")
    if not asked:
        return facts[-1] if facts else None
    found = next((fact for fact in facts if fact.period.code == asked), None)
    if found is None:
        raise Http404
    return found


def _live(request: HttpRequest, indicator: Indicator, place: Area) -> Reading | str | None:
    """The figure as its rows stand today, where it is asked for; a sentence where it can't be counted."""
    if "live" not in request.GET:
        return None
    try:
        return compute(indicator=indicator, as_of=request.day, area=place)  # type: ignore[attr-defined]
    except (LookupError, ValueError) as refusal:
        return str(refusal)


def _around(request: HttpRequest, indicator: Indicator, place: Area) -> dict[str, Any]:
    user, day = request.user, request.day  # type: ignore[attr-defined]
    versions = visible(user=user, model=IndicatorVersion, day=day).filter(indicator=indicator).order_by("-version")
    targets = visible(user=user, model=IndicatorTarget, day=day).filter(indicator=indicator, area=place)
    corrections = visible(user=user, model=Correction, day=day).filter(
        fact_old__version__indicator=indicator, fact_old__area=place, fact_old__dimension=""
    )
    findings = visible(user=user, model=Finding, day=day).filter(indicator=indicator, area=place)
    return {
        "versions": list(versions),
        "targets": [(row, f"{plain(row.share)}{indicator.unit}") for row in targets.order_by("-period_stop")],
        "errata": [
            (row, reading_of(row.fact_old), reading_of(row.fact_new))
            for row in corrections.select_related(
                "fact_old__version__indicator", "fact_old__area", "fact_new__version__indicator", "fact_new__area"
            ).order_by("-recorded_at")
        ],
        "findings": list(findings.select_related("case")),
        "may_write": can(user=user, permission=WRITE, day=day),
        "may_sign": can(user=user, permission=SIGN, day=day),
        "may_correct": can(user=user, permission=PUBLICATION_SIGN, day=day),
        "entries": entries_of(subject=(SUBJECT, indicator.pk))[:ENTRIES_SHOWN],
        "audit_subject": f"{SUBJECT}/{indicator.pk}",
        "trail": [(_("指标墙"), reverse("workbench:indicators")), (indicator.name, "")],
    }
