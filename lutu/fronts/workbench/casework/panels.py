"""What the home page of the workbench shows of cases: my own to-do, and for supervision what is overdue."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from lutu.fronts.workbench.casework.deadlines import with_lights
from lutu.fronts.workbench.casework.permissions import READ
from lutu.fronts.workbench.casework.todo import KEYS
from lutu.kernel.access.queries import can, visible
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.models import Case, Extension
from lutu.kernel.casework.queries import to_confirm, to_do
from lutu.kernel.casework.reach import reach_of
from lutu.kernel.casework.urgency import overdue_at, sections, tally, with_urgency
from lutu.web import clock

NEXT = 5


def todo_panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """Counts by section, what waits for the reader's word, and the next five; nothing for who holds no post."""
    reach = reach_of(user=user, day=day)
    if reach is None or not (reach.own or reach.lent):
        return None
    now = clock.now()
    mine = to_do(user=user, day=day)
    found = sections(tally(rows=mine, at=now))
    nearest = list(with_urgency(rows=mine, at=now).order_by("section", "due_at", "pk")[:NEXT])
    with_lights(nearest, at=now, calendar=current_calendar())
    return {
        "counts": {key: found[section] for key, section in KEYS.items()},
        "total": sum(found.values()),
        "confirm": to_confirm(user=user, day=day).count(),
        "nearest": nearest,
    }


def supervision_panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """Open, overdue and escalated cases the reader may see, and extensions that wait; one query."""
    if not can(user=user, permission=READ, day=day):
        return None
    asked = Extension.objects.filter(state=Extension.State.ASKED).values("case")
    figures = visible(user=user, model=Case, day=day).filter(is_open=True).aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=overdue_at(at=clock.now())),
        escalated=Count("pk", filter=Q(escalation_level__gte=1)),
        extensions=Count("pk", filter=Q(pk__in=asked)),
    )  # fmt: skip
    return {**figures, "day": day}
