"""The job that recomputes what rests on the calendar after a version has come into force or gone."""

from datetime import datetime
from typing import Any

from lutu.kernel.calendars.actions import APPLY, apply_calendar
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.jobs.registry import Reporter, declare_job


def apply_job(*, progress: Reporter, arguments: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Recompute for the version named."""
    return apply_calendar(row=CalendarYear.objects.get(pk=arguments["year"]), at=at, progress=progress)


def declare() -> None:
    """Called once when the package is ready."""
    declare_job(APPLY, apply_job)
