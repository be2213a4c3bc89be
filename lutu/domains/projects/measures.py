"""亮灯量度: what a light compares with its thresholds, and the arithmetic behind it. Pure.

Values are hundredths of the measure's unit: basis points, or hundredths of a calendar month, in which a month and any
days beyond it count one hundredth more, so that "more than a month" begins the day after. Start reading at `MEASURES`.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext

from lutu.domains.projects.bands import SCALE, Measure, natural
from lutu.domains.projects.plans import Step, percent, points


class Waiver(NamedTuple):
    """已认可理由 for an item in `[valid_from, valid_to)`."""

    item: str
    reason: str
    valid_from: date
    valid_to: date
    approved_by: str = ""


@dataclass(frozen=True)
class ProjectState:
    """What lights are read from, as known on a day.

    `plan_bp` and `actual_bp` are None without an approved plan; `planned_start` is the day of that plan's node 开工.
    `halted` says why no light is read at all (暂缓, 终止). `owner` names the person answerable, `awaits` what the next
    stage waits for. `has_statistics` says whether the statistics office has reported anybody yet.
    """

    plan_bp: int | None = None
    actual_bp: int | None = None
    planned_start: date | None = None
    start_date: date | None = None
    is_accepted: bool = False
    statistics_date: date | None = None
    has_statistics: bool = False
    overdue: tuple[Step, ...] = ()
    halted: str = ""
    owner: str = ""
    lead_unit: str = ""
    awaits: str = ""
    waivers: tuple[Waiver, ...] = ()

    @property
    def has_plan(self) -> bool:
        """Whether there is an approved plan to be measured by."""
        return self.plan_bp is not None and self.actual_bp is not None


@dataclass(frozen=True)
class Measured:
    """A value in hundredths, the arithmetic that gave it, what it rests on, and who does what next if it is late."""

    value: int
    arithmetic: str
    evidence: str
    next_step: str = ""
    owner: str = ""


class Unmeasurable(Exception):
    """There is no baseline or no data; the text says which."""


def _points_behind(project: ProjectState, day: date) -> Measured:
    plan, actual = _progress(project)
    text = gettext("计划 {plan} − 实际 {actual} = {behind} 个百分点")
    return _of_nodes(
        project, plan - actual, text.format(plan=percent(plan), actual=percent(actual), behind=points(plan - actual))
    )


def _schedule_share(project: ProjectState, day: date) -> Measured:
    plan, actual = _progress(project)
    if plan == 0:
        raise Unmeasurable(gettext("计划尚未到第一个节点"))
    # Rounded down, so that 79.999% is below 80%.
    share = actual * 100 * SCALE // plan
    text = gettext("实际 {actual} ÷ 计划 {plan} = {share}")
    return _of_nodes(project, share, text.format(actual=percent(actual), plan=percent(plan), share=percent(share)))


def _progress(project: ProjectState) -> tuple[int, int]:
    if project.plan_bp is None or project.actual_bp is None:
        raise Unmeasurable(gettext("没有审定的计划,无基准"))
    return project.plan_bp, project.actual_bp


def _of_nodes(project: ProjectState, value: int, arithmetic: str) -> Measured:
    if not project.overdue:
        return Measured(value, arithmetic, gettext("计划节点"), gettext("核对在办节点的进展"))
    late = project.overdue[0]
    evidence = gettext("逾期节点 {count} 个").format(count=len(project.overdue))
    text = gettext("办结节点“{name}”(计划 {day})")
    return Measured(value, arithmetic, evidence, text.format(name=late.name, day=late.planned_date), late.owner)


def _start_months_late(project: ProjectState, day: date) -> Measured:
    if not project.has_plan:
        raise Unmeasurable(gettext("没有审定的计划,无基准"))
    planned = project.planned_start
    if planned is None:
        raise Unmeasurable(gettext("计划中没有开工节点"))
    month = f"{planned:%Y-%m}"
    if project.start_date is not None:
        text = gettext("计划 {month} 开工,{day} 已开工:逾期 0 个月")
        return Measured(0, text.format(month=month, day=project.start_date), gettext("开工记录"))
    if project.is_accepted:
        text = gettext("计划 {month} 开工,已竣工验收:逾期 0 个月")
        return Measured(0, text.format(month=month), gettext("竣工验收备案"))
    late = max(0, (day.year - planned.year) * 12 + day.month - planned.month)
    text = gettext("计划 {month} 开工,至 {day} 未开工:逾期 {count} 个月")
    return Measured(
        late * SCALE, text.format(month=month, day=day, count=late), gettext("计划开工节点"), project.awaits
    )


def _statistics_months(project: ProjectState, day: date) -> Measured:
    start, entered = project.start_date, project.statistics_date
    if not project.has_statistics:
        raise Unmeasurable(gettext("缺数据:统计部门尚未报送入统名录"))
    if start is None:
        missing = gettext("缺数据:没有开工日期") if project.is_accepted else gettext("未开工,不到入统时间")
        raise Unmeasurable(missing)
    if entered is not None:
        text = gettext("{start} 开工,{entered} 入统:未入统 0 个月")
        return Measured(0, text.format(start=start, entered=entered), gettext("入统记录"))
    months = (day.year - start.year) * 12 + day.month - start.month
    if months_after(day=start, count=months) > day:
        months -= 1
    beyond = (day - months_after(day=start, count=months)).days
    text = gettext("{start} 开工,至 {day} 未入统:{months} 个月零 {days} 天")
    return Measured(
        months * SCALE + min(beyond, 1), text.format(start=start, day=day, months=months, days=beyond),
        gettext("开工记录"), gettext("向统计部门申报入统"), project.lead_unit,
    )  # fmt: skip


def months_after(*, day: date, count: int) -> date:
    """The same day of the month so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months(value: int) -> str:
    return gettext("{count} 个月").format(count=natural(value))


def _percent(value: int) -> str:
    return f"{natural(value)}%"


MEASURES: dict[str, Callable[[ProjectState, date], Measured]] = {
    Measure.POINTS_BEHIND.value: _points_behind,
    Measure.SCHEDULE_SHARE.value: _schedule_share,
    Measure.START_MONTHS_LATE.value: _start_months_late,
    Measure.STATISTICS_MONTHS.value: _statistics_months,
}
# How a threshold is written behind the arithmetic.
UNITS: dict[str, Callable[[int], str]] = {
    Measure.POINTS_BEHIND.value: natural,
    Measure.SCHEDULE_SHARE.value: _percent,
    Measure.START_MONTHS_LATE.value: _months,
    Measure.STATISTICS_MONTHS.value: _months,
}
