"""指标墙: every figure as a card: number, light, target, as-of, whether live or frozen, and who answers for it."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.indicators.permissions import READ
from lutu.fronts.workbench.indicators.places import chosen_place
from lutu.fronts.workbench.indicators.shown import LightShown, light_shown
from lutu.kernel.access.queries import visible
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.models import Finding, Indicator, IndicatorFact
from lutu.kernel.indicators.models.fact import Colour
from lutu.kernel.indicators.queries.facts import newest_of_each
from lutu.kernel.indicators.reading import Reading, reading_of
from lutu.web.guards import staff_page
from lutu.web.typed import one_line

COLOURS = [(Colour.RED, "red"), (Colour.YELLOW, "yellow"), (Colour.GREEN, "green"), (Colour.GREY, "grey")]


@dataclass(frozen=True)
class Card:
    """指标卡. Without a reading the figure has not been frozen for this area."""

    indicator: Indicator
    reading: Reading | None
    light: LightShown | None
    finding: Finding | None


@reads(Indicator, "list")
@reads(IndicatorFact, "tile")
@reads(Finding, "tile")
@require_safe
@staff_page(READ)
def wall(request: HttpRequest) -> HttpResponseBase:
    """The newest frozen figure of every indicator in an area; four queries whatever their number."""
    place, places = chosen_place(request)
    text, colour = one_line(request.GET.get("q", "")), request.GET.get("light", "")
    indicators = visible(user=request.user, model=Indicator, day=request.day).select_related("owner_post__organisation")
    if text:
        indicators = indicators.filter(Q(name__icontains=text) | Q(code__icontains=text))
    shown = list(indicators.order_by("code"))
    facts = newest_of_each(
        area=place, indicators=[row.pk for row in shown],
        among=visible(user=request.user, model=IndicatorFact, day=request.day),
    )  # fmt: skip
    findings = {
        row.indicator_id: row
        for row in visible(user=request.user, model=Finding, day=request.day).filter(
            area=place, closed_at__isnull=True, indicator__isnull=False
        )
    }
    cards = [_card(row, facts.get(row.pk), findings.get(row.pk)) for row in shown]
    counts = {
        tone: sum(card.light is not None and card.light.tone == tone for card in cards) for _colour, tone in COLOURS
    }
    context = {
        "cards": [card for card in cards if not colour or (card.light is not None and card.light.tone == colour)],
        "total": len(cards), "place": place, "places": places, "text": text, "colour": colour,
        "lights": [(tone, member.label, counts[tone]) for member, tone in COLOURS],
        "trail": [(_("指标墙"), "")],
    }  # fmt: skip
    return render(request, "workbench/indicators/wall.html", context)


def _card(indicator: Indicator, fact: IndicatorFact | None, finding: Finding | None) -> Card:
    if fact is None:
        return Card(indicator, None, None, finding)
    reading = reading_of(fact)
    return Card(indicator, reading, light_shown(reading), finding)
