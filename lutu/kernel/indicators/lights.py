"""指标亮灯: a figure against its target under versioned bands; grey says why. Pure.

Grey is never counted as green: no baseline, no target, too few records, too few units reporting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
UP, DOWN, NONE = "up", "down", "none"
# 达到目标为绿,低于目标一成以内为黄,更低为红(默认值).
DEFAULT_BANDS: Mapping[str, object] = {"yellow_within_bp": 1000}
WHOLE_BP = 10_000


MET, NEAR, MISSED = "met", "near", "missed"
NO_DENOMINATOR, TOO_FEW, COVERAGE, NO_DIRECTION, NO_TARGET = (
    "no_denominator", "too_few", "coverage", "no_direction", "no_target",
)  # fmt: skip


@dataclass(frozen=True)
class Light:
    """灯: a colour and the code of its reason; `reason_words` says it."""

    colour: str
    reason: str


@dataclass(frozen=True)
class Measured:
    """What a light looks at. `reported`/`expected`: units that have reported, of how many."""

    value: Fraction | None
    n: int
    reported: int | None = None
    expected: int | None = None

    @property
    def coverage_bp(self) -> int | None:
        """Share of units that have reported, in basis points, rounded down."""
        if self.reported is None or not self.expected:
            return None
        return self.reported * WHOLE_BP // self.expected


def light(
    *,
    measured: Measured,
    target: Fraction | None,
    direction: str,
    bands: Mapping[str, object],
    minimum_n: int = 0,
    minimum_coverage_bp: int = 0,
) -> Light:
    """The light of a figure; the boundary of a band belongs to the better colour."""
    if why := _why_grey(measured, minimum_n, minimum_coverage_bp):
        return Light(GREY, why)
    if direction == NONE:
        return Light(GREY, NO_DIRECTION)
    if target is None or measured.value is None:
        return Light(GREY, NO_TARGET)
    within = Fraction(int(str(bands.get("yellow_within_bp", 1000))), WHOLE_BP)
    if is_met(value=measured.value, target=target, direction=direction):
        return Light(GREEN, MET)
    edge = target * (1 - within) if direction == UP else target * (1 + within)
    if is_met(value=measured.value, target=edge, direction=direction):
        return Light(YELLOW, NEAR)
    return Light(RED, MISSED)


def is_met(*, value: Fraction, target: Fraction, direction: str) -> bool:
    """Whether the value is at the target or on its good side."""
    return value <= target if direction == DOWN else value >= target


def is_worse(*, value: Fraction, before: Fraction, direction: str) -> bool:
    """Whether the value moved to the bad side."""
    return value > before if direction == DOWN else value < before


def reason_words(reason: str, *, measured: Measured, minimum_n: int) -> str:
    """Why the light is what it is, with the counts that made it grey."""
    words = {
        MET: _("达到目标"),
        NEAR: _("接近目标"),
        MISSED: _("未达目标"),
        NO_DENOMINATOR: _("无分母"),
        NO_DIRECTION: _("本指标不评灯"),
        NO_TARGET: _("未设目标"),
        TOO_FEW: _("仅 {n} 条,不足 {minimum} 条").format(n=measured.n, minimum=minimum_n),
        COVERAGE: _("仅 {reported}/{expected} 个单位已报").format(
            reported=measured.reported, expected=measured.expected
        ),
    }
    return words[reason]


def _why_grey(measured: Measured, minimum_n: int, minimum_coverage_bp: int) -> str:
    if measured.value is None:
        return NO_DENOMINATOR
    if measured.n < minimum_n:
        return TOO_FEW
    coverage = measured.coverage_bp
    return COVERAGE if coverage is not None and coverage < minimum_coverage_bp else ""
