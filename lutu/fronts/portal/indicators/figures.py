"""数据: published figures for everybody, each with its definition one click away, at addresses that never change."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.indicators.rows import preparer, rows_spec, rows_to_show
from lutu.fronts.workbench.indicators.shown import (
    areas_shown,
    groups_shown,
    light_shown,
    trend_shown,
)
from lutu.kernel.access.queries import visible, visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.models import (
    Correction,
    Indicator,
    IndicatorFact,
    IndicatorFactRecord,
    OpenFile,
    Publication,
)
from lutu.kernel.indicators.periods import PeriodUnknown, parse_period
from lutu.kernel.indicators.queries.facts import RELATED, at_address, family, suppressed_places, trend
from lutu.kernel.indicators.reading import reading_of
from lutu.web.lists import Column, ListSpec, list_response

VISITOR = AnonymousUser()

LIST = ListSpec(
    key="figures",
    title=_("指标与口径"),
    columns=(
        Column(key="name", title=_("指标"), value=lambda row: row.version.indicator.name,
               order_by=("version__indicator__name",)),
        Column(key="value", title=_("指标值"), value=lambda row: reading_of(row).value_text),
        Column(key="arithmetic", title=_("算式"), value=lambda row: reading_of(row).arithmetic),
        Column(key="light", title=_("灯"), show="badge", order_by=("colour",),
               value=lambda row: (row.get_colour_display(), row.colour)),
        Column(key="target", title=_("目标"), value=lambda row: reading_of(row).target_text),
        Column(key="period", title=_("统计期"), value=lambda row: row.period.name, order_by=("period_stop",)),
        Column(key="as_of", title=_("截至"), value=lambda row: row.as_of, show="date", order_by=("as_of",)),
        Column(key="owner", title=_("责任岗位"), value=lambda row: row.owner_name),
        Column(key="code", title=_("代码"), value=lambda row: row.version.indicator.code, show="code", shown=False),
    ),
    order=("version__indicator__code",),
    search=lambda rows, text: rows.filter(version__indicator__name__icontains=text),
    search_title=_("指标名称"),
    empty_title=_("没有公布的指标"),
    empty_help=_("季度通报签发后,指标值、口径与明细在此公布。"),
    row_url=lambda row: reverse("portal:figure", args=[row.version.indicator.code]),
)  # fmt: skip


@reads(IndicatorFact, "list")
@reads(IndicatorFact, "export")
@require_safe
def figure_list(request: HttpRequest) -> HttpResponseBase:
    """The newest published value of every indicator for the whole district."""
    held = _public(request).filter(root__isnull=True).exclude(kind=IndicatorFact.Kind.SUPPLEMENT)
    newest = held.filter(version__indicator=OuterRef("version__indicator")).order_by("-period_stop", "-run")
    rows = held.filter(pk=Subquery(newest.values("pk")[:1])).select_related(*RELATED)
    context = {"trail": [(_("指标与口径"), "")]}
    return list_response(request, spec=LIST, rows=rows, template="portal/indicators/list.html", context=context)


@reads(Indicator, "detail")
@reads(Indicator, "print")
@reads(IndicatorFact, "list")
@require_safe
def figure(request: HttpRequest, code: str) -> HttpResponseBase:
    """One indicator: its newest public value, the periods before, streets and groups, and the whole definition."""
    indicator = get_object_or_404(visible(user=VISITOR, model=Indicator, day=request.day), code=code)
    roots = _public(request).filter(version__indicator=indicator, root__isnull=True)
    area = roots.order_by("area").values_list("area", flat=True).first()
    if area is None:
        raise Http404
    facts = trend(indicator=indicator, area=area, among=_public(request))
    fact, whole = facts[-1], family(fact=facts[-1], among=_public(request))
    reading = reading_of(fact)
    context = {
        "indicator": indicator, "fact": fact, "reading": reading, "light": light_shown(reading),
        "address": address(fact), "trend": trend_shown(facts=facts, address=address),
        "areas": areas_shown(facts=whole, address=address), "groups": groups_shown(facts=whole, address=address),
        "hidden": suppressed_places(fact=fact),
        "trail": [(_("指标与口径"), reverse("portal:figures")), (indicator.name, "")],
    }  # fmt: skip
    return render(request, "portal/indicators/figure.html", context)


@reads(IndicatorFact, "detail")
@reads(IndicatorFact, "print")
@reads(Correction, "list")
@reads(Publication, "list")
@reads(IndicatorFactRecord, "list")
@reads(IndicatorFactRecord, "export")
@require_safe
def figure_fact(request: HttpRequest, code: str, area: str, period: str) -> HttpResponseBase:
    """The permanent address of a figure: value, arithmetic, rows, digest, and what it was before it was corrected."""
    facts = _at(request, code, area, period)
    fact = facts[0]
    reading = reading_of(fact)
    seen = IndicatorFactRecord.objects.filter(visible_to(user=VISITOR, model=IndicatorFactRecord, day=request.day))
    rows = rows_to_show(fact=fact, seen=seen)
    whole = rows_to_show(fact=fact, seen=IndicatorFactRecord.objects.all())
    publications = visible(user=VISITOR, model=Publication, day=request.day).filter(entries__fact=fact)
    context = {
        "fact": fact, "reading": reading, "light": light_shown(reading), "errata": _errata(facts),
        "publications": list(publications.distinct()), "restricted": whole.count() - rows.count(),
        "counts_only": fact.version.small_number_k > 0, "permanent": address(fact),
        "files": list(visible(user=VISITOR, model=OpenFile, day=request.day).filter(
            publication__entries__fact=fact).defer("content").distinct()),
        "trail": [
            (_("指标与口径"), reverse("portal:figures")),
            (reading.name, reverse("portal:figure", args=[reading.indicator])),
            (f"{reading.label} · {reading.period.name}", ""),
        ],
    }  # fmt: skip
    return list_response(
        request, spec=rows_spec(fact=fact, key="public-figure-rows"), rows=rows, context=context,
        template="portal/indicators/fact.html", prepare=preparer(user=VISITOR, day=request.day, staff=False),
    )  # fmt: skip


def address(fact: IndicatorFact) -> str:
    """The permanent address of a figure; a group of a dimension is named behind it."""
    found = reverse("portal:figure_fact", args=[fact.version.indicator.code, fact.area_id, fact.period.code])
    return f"{found}?{urlencode({'group': fact.dimension_value})}" if fact.dimension else found


def _public(request: HttpRequest) -> QuerySet[IndicatorFact]:
    day = request.day  # type: ignore[attr-defined]
    return visible(user=VISITOR, model=IndicatorFact, day=day)


def _at(request: HttpRequest, code: str, area: str, period: str) -> list[IndicatorFact]:
    try:
        over = parse_period(period)
    except PeriodUnknown as unknown:
        raise Http404(str(unknown)) from unknown
    group = request.GET.get("group", "")
    facts = at_address(code=code, area=area, period=over, group=group, among=_public(request))
    if not facts:
        raise Http404
    return facts


def _errata(facts: list[IndicatorFact]) -> list[tuple[Any, Any, Any]]:
    """(correction, reading before, reading after) of what stands at an address, newest first."""
    found = []
    by_key = {fact.pk: fact for fact in facts}
    for fact in facts:
        later: Correction | None = getattr(fact, "corrected_by", None)
        if later is not None and later.fact_new_id in by_key:
            found.append((later, reading_of(fact), reading_of(by_key[later.fact_new_id])))
    return found
