"""计划进度: how far a plan should be on a day and how far it is, in basis points. Pure: no database and no clock.

The plan rises in a straight line from one node's date to the next by the weight of the later one; what is done counts
only whole nodes. Both are integers of basis points, rounded down. Start reading at `plan_bp` and `actual_bp`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WHOLE_BP = 10_000
MOST_NODES = 200


class Anchor(TextChoices):
    """基准日: what the offset of a template's node is counted from."""

    START = "start", _("计划开工日")
    COMPLETION = "completion", _("计划竣工日")
    SPAN = "span", _("工期(万分之)")
    LAND = "land", _("计划供地日")


class Evidence(TextChoices):
    """佐证: what closes a node. A fact closes it by itself."""

    FACT = "fact", _("要素数据")
    PHOTO = "photo", _("现场照片")
    DOCUMENT = "document", _("文件")
    RECORD = "record", _("记录")


class Owner(TextChoices):
    """责任方: who has to get a node done, before a post is named."""

    LEADER = "leader", _("包联领导")
    TEAM = "team", _("专班")
    LEAD_UNIT = "lead_unit", _("主抓单位")
    OWNER_PARTY = "owner_party", _("建设单位")
    AUTHORITY = "authority", _("审批部门")


class Step(NamedTuple):
    """One node of a plan as it counts: planned for a day, weighing so much, done on a day or not yet."""

    code: str
    name: str
    planned_date: date
    weight_bp: int
    done_date: date | None = None
    owner: str = ""


class TemplateStep(NamedTuple):
    """One node of a template: `offset` in days, or for a span in basis points of the time from start to completion."""

    code: str
    name: str
    anchor: str
    offset: int
    weight_bp: int


class AnchorMissing(ValueError):
    """Template nodes hang on a day that nobody gave; `anchors` names the days in words."""

    def __init__(self, anchors: Sequence[str]) -> None:
        self.anchors = tuple(anchors)
        super().__init__(gettext("缺{anchors},不能排出日期").format(anchors=gettext("、").join(anchors)))


@dataclass(frozen=True)
class Curve:
    """Points (day, basis points) of a plan and of what was done, each in the order of days."""

    planned: tuple[tuple[date, int], ...]
    actual: tuple[tuple[date, int], ...]


def plan_bp(*, steps: Iterable[Step], day: date) -> int:
    """How far the plan should be at the end of a day (计划进度): nothing before its first node, all after its last.

    Between the dates of two nodes it rises evenly by the weight of the later one, rounded down to a basis point.
    """
    reached, before = 0, None
    for planned, weight in _by_day(steps):
        if planned <= day:
            reached, before = reached + weight, planned
            continue
        if before is not None:
            reached += weight * (day - before).days // (planned - before).days
        break
    return reached


def actual_bp(*, steps: Iterable[Step], day: date) -> int:
    """The weight of the nodes done by the end of a day (实际进度)."""
    return sum(step.weight_bp for step in steps if step.done_date is not None and step.done_date <= day)


def open_steps(*, steps: Iterable[Step], day: date) -> list[Step]:
    """Nodes not done by the end of a day, the earliest planned first."""
    waiting = [step for step in steps if step.done_date is None or step.done_date > day]
    return sorted(waiting, key=lambda step: (step.planned_date, step.code))


def overdue_steps(*, steps: Iterable[Step], day: date) -> list[Step]:
    """Open nodes whose planned day has passed."""
    return [step for step in open_steps(steps=steps, day=day) if step.planned_date < day]


def curve(*, steps: Sequence[Step], day: date) -> Curve:
    """The two lines of a plan: planned to its end, done until a day."""
    planned, reached = [], 0
    for due, weight in _by_day(steps):
        reached += weight
        planned.append((due, reached))
    done = sorted({step.done_date for step in steps if step.done_date is not None and step.done_date <= day} | {day})
    return Curve(tuple(planned), tuple((turn, actual_bp(steps=steps, day=turn)) for turn in done))


def slip_days(*, baseline: Iterable[Step], present: Iterable[Step]) -> int:
    """By how many days the last node moved from one version of a plan to another (调整幅度); later is positive."""
    return (max(step.planned_date for step in present) - max(step.planned_date for step in baseline)).days


def dated(*, nodes: Iterable[TemplateStep], anchors: Mapping[str, date]) -> dict[str, date]:
    """{node code: day} of a template's nodes. Raises AnchorMissing, naming every day that lacks."""
    nodes = list(nodes)
    needed = {node.anchor for node in nodes}
    if Anchor.SPAN in needed:
        needed = needed - {Anchor.SPAN.value} | {Anchor.START.value, Anchor.COMPLETION.value}
    if missing := [anchor for anchor in Anchor if anchor.value in needed and anchor.value not in anchors]:
        raise AnchorMissing([str(anchor.label) for anchor in missing])
    return {node.code: _day_of(node, anchors) for node in nodes}


def plan_faults(*, steps: Sequence[Step]) -> list[str]:
    """Why nodes make no plan: none or too many, codes twice, weights that do not add up to 100%."""
    if not steps:
        return [gettext("计划没有节点")]
    found = []
    if len(steps) > MOST_NODES:
        found.append(gettext("节点 {count} 个,最多 {most} 个").format(count=len(steps), most=MOST_NODES))
    codes = [step.code for step in steps]
    if doubled := sorted({code for code in codes if codes.count(code) > 1}):
        found.append(gettext("节点代码重复:{codes}").format(codes=gettext("、").join(doubled)))
    if nothing := [step.code for step in steps if step.weight_bp <= 0]:
        found.append(gettext("节点权重应大于 0:{codes}").format(codes=gettext("、").join(nothing)))
    total = sum(step.weight_bp for step in steps)
    if total != WHOLE_BP:
        found.append(gettext("节点权重合计 {total},应为 100%").format(total=percent(total)))
    return found


def percent(value_bp: int) -> str:
    """Basis points as a percentage: one decimal, two where one would hide something."""
    return f"{points(value_bp)}%"


def points(value_bp: int) -> str:
    """Basis points as percentage points, without the sign of the unit: 3500 → 35.0, 3001 → 30.01."""
    sign, whole, rest = "-" if value_bp < 0 else "", *divmod(abs(value_bp), 100)
    return f"{sign}{whole}.{rest // 10}" if rest % 10 == 0 else f"{sign}{whole}.{rest:02d}"


def _by_day(steps: Iterable[Step]) -> Iterable[tuple[date, int]]:
    ordered = sorted(steps, key=lambda step: step.planned_date)
    for planned, together in groupby(ordered, key=lambda step: step.planned_date):
        yield planned, sum(step.weight_bp for step in together)


def _day_of(node: TemplateStep, anchors: Mapping[str, date]) -> date:
    if node.anchor != Anchor.SPAN:
        return anchors[node.anchor] + timedelta(days=node.offset)
    start, completion = anchors[Anchor.START], anchors[Anchor.COMPLETION]
    return start + timedelta(days=(completion - start).days * node.offset // WHOLE_BP)
