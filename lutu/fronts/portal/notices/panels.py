"""What the portal's home page shows of public notices."""

from datetime import date
from typing import Any

from lutu.fronts.workbench.notices.words import time_left
from lutu.kernel.access.queries import visible
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.notices.models import PublicNotice
from lutu.kernel.notices.queries import running_on
from lutu.kernel.notices.windows import last_day_of, workdays_left

SHOWN = 3


def running_panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """正在公示: how many windows run on the day and the first of them to close; nothing where none runs."""
    rows = running_on(rows=visible(user=user, model=PublicNotice, day=day), day=day)
    first = list(rows[:SHOWN])
    if not first:
        return None
    calendar = current_calendar()
    for row in first:
        last_day = last_day_of(row.closes_at)
        row.left = time_left(workdays_left(last_day=last_day, day=day, calendar=calendar))  # type: ignore[attr-defined]
    return {"notices": first, "count": rows.count()}
