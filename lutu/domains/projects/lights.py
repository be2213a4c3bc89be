"""亮灯: green, yellow, red or grey for each item of a project, read off a published rule. Pure: no database, no clock.

Grey means no baseline or no data: never green, never red. A basis nobody verified lights yellow at most (未核). A
reason that was accepted lifts the light while it holds, and stands beside the arithmetic. Every late item names who
does what next. Source: projects.md section 5 (the mission, S2.21). Start reading at `read_lights`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.bands import OPPOSITES, SIGNS, Band, Item, LightRules
from lutu.domains.projects.measures import MEASURES, UNITS, Measured, ProjectState, Unmeasurable, Waiver

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"


class Light(TextChoices):
    """灯."""

    GREEN = GREEN, _("正常")
    YELLOW = YELLOW, _("偏慢")
    RED = RED, _("滞后")
    GREY = GREY, _("无基准")


# As lists show them: what is late, what nobody can say, what is on time.
RANK = {RED: 0, YELLOW: 1, GREY: 2, GREEN: 3}
_SEVERITY = {GREEN: 1, YELLOW: 2, RED: 3}
_ORDER = [item.value for item in Item]


@dataclass(frozen=True)
class LightReading:
    """亮灯读数: one item's colour, its arithmetic, what it rests on, and for a late one who does what next.

    `reason` says why a light is grey, `waiver` which accepted reason lifted it. `is_unverified` marks a red that shows
    yellow because nobody verified its basis.
    """

    item: str
    colour: str
    arithmetic: str
    rule_version: str
    evidence: str = ""
    next_step: str = ""
    owner: str = ""
    reason: str = ""
    is_unverified: bool = False
    waiver: Waiver | None = None

    @property
    def text(self) -> str:
        """The arithmetic, or why there is none."""
        return self.arithmetic or self.reason


def read_lights(*, project: ProjectState, rule_set: LightRules | None, day: date) -> list[LightReading]:
    """The light of every item of the rule set in force on a day, in the order of the set."""
    if rule_set is None:
        return [LightReading(Item.PROGRESS.value, GREY, "", "", reason=gettext("当日没有生效的亮灯规则"))]
    return [_read(band, project, rule_set.version, day) for band in rule_set.bands]


def project_light(*, readings: Sequence[LightReading]) -> LightReading:
    """The reading that speaks for the project: the worst coloured one; a grey one only where none has a colour."""
    candidates = [reading for reading in readings if reading.colour in _SEVERITY] or list(readings)
    return min(candidates, key=lambda reading: (-_SEVERITY.get(reading.colour, 0), _ORDER.index(reading.item)))


def _read(band: Band, project: ProjectState, version: str, day: date) -> LightReading:
    try:
        measured = _measured(band, project, day)
    except Unmeasurable as unmeasurable:
        return LightReading(band.item, GREY, "", version, reason=str(unmeasurable))
    colour, against = _colour(band, measured.value)
    arithmetic = f"{measured.arithmetic} {against}"
    if colour == GREEN:
        return LightReading(band.item, GREEN, arithmetic, version, measured.evidence)
    if waiver := _waiver(project, band.item, day):
        arithmetic += gettext(";已认可理由:{reason}").format(reason=waiver.reason)
        return LightReading(band.item, GREEN, arithmetic, version, measured.evidence, waiver=waiver)
    is_capped = colour == RED and not band.verified
    if is_capped:
        colour, arithmetic = YELLOW, arithmetic + gettext(";依据未核,最高亮黄灯")
    return LightReading(
        band.item, colour, arithmetic, version, measured.evidence, measured.next_step,
        measured.owner or project.owner or project.lead_unit, is_unverified=is_capped,
    )  # fmt: skip


def _measured(band: Band, project: ProjectState, day: date) -> Measured:
    if project.halted:
        raise Unmeasurable(gettext("项目{halted},不亮灯").format(halted=project.halted))
    if not band.measure:
        raise Unmeasurable(gettext("缺数据:{needs}").format(needs=band.needs))
    return MEASURES[band.measure](project, day)


def _colour(band: Band, value: int) -> tuple[str, str]:
    """The colour, and the comparison that gave it."""
    write = UNITS[band.measure]
    for colour, threshold in ((RED, band.red), (YELLOW, band.yellow)):
        if threshold is not None and threshold.holds(value):
            return colour, f"{SIGNS[threshold.sign]} {write(threshold.value)}"
    first = band.yellow or band.red
    return GREEN, f"{OPPOSITES[first.sign]} {write(first.value)}" if first is not None else ""


def _waiver(project: ProjectState, item: str, day: date) -> Waiver | None:
    return next((row for row in project.waivers if row.item == item and row.valid_from <= day < row.valid_to), None)
