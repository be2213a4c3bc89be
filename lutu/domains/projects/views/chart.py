"""The line of a plan and the steps of what was done, as points of a drawing made on the server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from lutu.domains.projects.plans import Step, curve, percent, plan_bp

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 64, 36, 14, 28
FULL_BP = 10_000


@dataclass(frozen=True)
class Mark:
    """A label on an axis, at a place along it."""

    place: int
    text: str


@dataclass(frozen=True)
class Chart:
    """Points for two polylines in a box of 640 × 200, the marks of both axes, and what the drawing says in words."""

    planned: str
    actual: str
    today: int
    months: tuple[Mark, ...]
    shares: tuple[Mark, ...]
    plan_text: str
    actual_text: str
    plan_y: int
    actual_y: int


def chart_of(*, steps: Sequence[Step], day: date) -> Chart | None:
    """The drawing of a plan on a day; None where a plan has fewer than two days to draw between."""
    drawn = curve(steps=steps, day=day)
    days = [turn for turn, _share in (*drawn.planned, *drawn.actual)]
    first, last = min(days), max(days)
    if first == last:
        return None
    span = (last - first).days

    def x(turn: date) -> int:
        return LEFT + (turn - first).days * (WIDTH - LEFT - RIGHT) // span

    planned = [(x(drawn.planned[0][0]), _y(0)), *((x(turn), _y(share)) for turn, share in drawn.planned)]
    if drawn.planned[-1][0] < last:
        planned.append((x(last), _y(drawn.planned[-1][1])))
    actual, reached = [(x(drawn.actual[0][0]), _y(0))], 0
    for turn, share in drawn.actual:
        actual += [(x(turn), _y(reached)), (x(turn), _y(share))]
        reached = share
    plan_now = plan_bp(steps=steps, day=day)
    return Chart(
        planned=_points(planned), actual=_points(actual), today=x(day), months=_months(first, last, x),
        shares=tuple(Mark(_y(share), f"{share // 100}%") for share in (0, 5000, FULL_BP)),
        plan_text=percent(plan_now), actual_text=percent(reached), plan_y=_y(plan_now), actual_y=_y(reached),
    )  # fmt: skip


def _y(share_bp: int) -> int:
    return HEIGHT - BOTTOM - share_bp * (HEIGHT - TOP - BOTTOM) // FULL_BP


def _points(pairs: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in pairs)


def _months(first: date, last: date, x: Callable[[date], int]) -> tuple[Mark, ...]:
    """The first of January, or of every half year where the plan is short."""
    step = 12 if (last - first).days > 900 else 6
    found = []
    month = first.year * 12
    while (turn := date(month // 12, month % 12 + 1, 1)) <= last:
        if turn >= first:
            found.append(Mark(x(turn), f"{turn:%Y-%m}"))
        month += step
    return tuple(found)
