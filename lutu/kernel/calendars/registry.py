"""Who wants to hear that the calendar in force has changed."""

from datetime import datetime
from typing import Any, Protocol

from lutu.kernel.jobs.registry import Reporter


class CalendarChange(Protocol):
    """Recomputes what rests on the calendar; the answer (JSON without floats) is kept in the journal and on the job.

    Runs outside a transaction and may run again after a failure: it makes its own and repeats without harm.
    """

    def __call__(self, *, at: datetime, progress: Reporter) -> dict[str, Any]: ...


_HANDLERS: dict[str, CalendarChange] = {}


def on_calendar_change(handler: CalendarChange) -> None:
    """Register a handler under its module; they run in the order of registration. Once more is no second time."""
    _HANDLERS[f"{handler.__module__}.{getattr(handler, '__qualname__', type(handler).__qualname__)}"] = handler


def handlers() -> dict[str, CalendarChange]:
    """Every handler by name, in order."""
    return dict(_HANDLERS)
