"""Closing a period (关账): from the stated hour on, what is recorded goes to a supplementary run (补报)."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import get_default_timezone

from lutu.kernel.indicators.models import PeriodClosing
from lutu.kernel.indicators.periods import Period
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.periods import minute_text
from lutu.kernel.rules.queries import parameter_or_none

label_action("indicators.period.closed", "关账")

CLOSING_DAY, CLOSING_HOUR = "indicators.closing_day", "indicators.closing_hour"
# 期后第 8 日 18 时(默认值), where the parameters are not set.
DEFAULT_DAY, DEFAULT_HOUR = 8, 18


class AlreadyClosed(ValueError):
    """The period has been closed."""


class ClosingTooEarly(ValueError):
    """The hour at which the period may be closed has not come."""


@transaction.atomic
def close_period(*, period: Period, at: datetime, actor: Actor, as_of: date | None = None) -> PeriodClosing:
    """Close a period (关账); its figures may then be frozen as of its last day.

    Raises AlreadyClosed, and ClosingTooEarly before the stated hour (8th day after the period, 18:00, by parameters).
    """
    known = PeriodClosing.objects.filter(
        period_kind=period.kind, period_start=period.start, period_stop=period.stop
    ).first()
    if known is not None:
        raise AlreadyClosed(f"{period.name}已于 {minute_text(known.closed_at)} 由{known.closed_by_name}关账")
    due_at = closing_due(period=period)
    if at < due_at:
        raise ClosingTooEarly(f"{period.name}的关账时间为 {minute_text(due_at)},请届时办理")
    closing = PeriodClosing.objects.create(
        period_kind=period.kind, period_start=period.start, period_stop=period.stop,
        as_of=as_of or period.last_day, due_at=due_at, closed_at=at, closed_by_name=actor.name,
    )  # fmt: skip
    record(
        subject=("indicators.periodclosing", closing.pk), action="indicators.period.closed", actor=actor, at=at,
        details={"period": period.code, "day": closing.as_of},
    )  # fmt: skip
    return closing


def closing_due(*, period: Period) -> datetime:
    """When a period is to be closed, by the parameters in force on its last day."""
    days = parameter_or_none(code=CLOSING_DAY, day=period.last_day)
    hour = parameter_or_none(code=CLOSING_HOUR, day=period.last_day)
    day = period.last_day + timedelta(days=int(str(days.value)) if days else DEFAULT_DAY)
    at = time(int(str(hour.value)) if hour else DEFAULT_HOUR)
    return datetime.combine(day, at, tzinfo=get_default_timezone())
