"""How figures are shown on both fronts: lights in words, the trend with its breaks, areas and groups in tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lutu.fronts.workbench.indicators.charts import Chart, chart_of
from lutu.kernel.indicators.lights import GREEN, GREY, NO_DIRECTION, RED, YELLOW
from lutu.kernel.indicators.models import IndicatorFact
from lutu.kernel.indicators.models.fact import Colour
from lutu.kernel.indicators.ranking import FEW, RankRow, rank
from lutu.kernel.indicators.reading import Reading, reading_of

Address = Callable[[IndicatorFact], str]


@dataclass(frozen=True)
class LightShown:
    """灯: an icon, a word and why; never a colour alone."""

    tone: str
    icon: str
    text: str
    note: str


ICONS = {
    GREEN: LightShown(GREEN, icon="circle-check", text="", note=""),
    YELLOW: LightShown(YELLOW, icon="alert-triangle", text="", note=""),
    RED: LightShown(RED, icon="alert-circle", text="", note=""),
    GREY: LightShown(GREY, icon="help-circle", text="", note=""),
}


@dataclass(frozen=True)
class FigureRow:
    """One line of a table of figures: what it is of, its reading, its light, where it leads, its place in a ranking."""

    label: str
    reading: Reading
    light: LightShown
    url: str
    breaks: bool = False
    place: str = ""
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Trend:
    """走势: the periods newest first, and the drawing."""

    rows: tuple[FigureRow, ...]
    chart: Chart | None

    @property
    def breaks(self) -> bool:
        """Whether the definition broke somewhere in between."""
        return any(row.breaks for row in self.rows)


def light_shown(reading: Reading) -> LightShown:
    """The light of a reading."""
    base = ICONS[reading.light.colour]
    if reading.light.reason == NO_DIRECTION:
        return LightShown(base.tone, icon="minus", text=reading.light_words, note="")
    return LightShown(base.tone, base.icon, str(Colour(reading.light.colour).label), reading.light_words)


def trend_shown(*, facts: Sequence[IndicatorFact], address: Address) -> Trend:
    """A figure over its periods, given oldest first."""
    readings = [reading_of(fact) for fact in facts]
    rows = []
    for number, (fact, reading) in enumerate(zip(facts, readings, strict=True)):
        breaks = number > 0 and readings[number - 1].series != reading.series
        rows.append(FigureRow(reading.period.name, reading, light_shown(reading), address(fact), breaks))
    return Trend(tuple(reversed(rows)), chart_of(readings))


def areas_shown(*, facts: Iterable[IndicatorFact], address: Address) -> list[FigureRow]:
    """The areas of one run in the order of their places where the figure has a good side, else by code."""
    held = [fact for fact in facts if fact.root_id is not None and not fact.dimension]
    return _ranked(held, address)


def groups_shown(*, facts: Iterable[IndicatorFact], address: Address) -> list[FigureRow]:
    """The groups of one run, ranked like areas."""
    return _ranked([fact for fact in facts if fact.dimension], address)


def _ranked(facts: Sequence[IndicatorFact], address: Address) -> list[FigureRow]:
    pairs = [(fact, reading_of(fact)) for fact in facts]
    if not pairs:
        return []
    if pairs[0][1].definition.indicator.direction == "none":
        return [FigureRow(one.label, one, light_shown(one), address(fact)) for fact, one in pairs]
    by_reading = {id(reading): fact for fact, reading in pairs}
    rows = rank(readings=[reading for _fact, reading in pairs], direction=pairs[0][1].definition.indicator.direction)
    return [_row(row, by_reading[id(row.reading)], address) for row in rows]


def _row(row: RankRow, fact: IndicatorFact, address: Address) -> FigureRow:
    reading = reading_of(fact)
    return FigureRow(
        reading.label, reading, light_shown(reading), address(fact), place=str(row.place or ""), note=_note(row)
    )


def _note(row: RankRow) -> str:
    """few, grey, tied and close: the template says them in words."""
    if row.place is None:
        return "few" if row.unranked == FEW else "grey"
    return " ".join(word for word, held in (("tied", row.tied), ("close", row.too_close)) if held)
