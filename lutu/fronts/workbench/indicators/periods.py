"""关账: which periods wait to be closed, which have been, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lutu.fronts.workbench.indicators.permissions import CLOSE, READ
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.actions.closing import closing_due
from lutu.kernel.indicators.models import IndicatorFact, PeriodClosing
from lutu.kernel.indicators.models.definition import PeriodKind
from lutu.kernel.indicators.periods import (
    CUMULATIVE,
    Period,
    PeriodUnknown,
    parse_period,
    period_of,
    previous,
)
from lutu.kernel.indicators.queries.definitions import definitions_on
from lutu.kernel.indicators.registrations import CLOSING_JOB
from lutu.kernel.jobs.actions import enqueue
from lutu.web.guards import staff_page

SHOWN = 40


@dataclass(frozen=True)
class Waiting:
    """待关账的统计期: when it may be closed, and how many figures it has."""

    period: Period
    due_at: datetime
    is_due: bool
    count: int


@reads(PeriodClosing, "list")
@reads(IndicatorFact, "count")
@require_safe
@staff_page(READ)
def period_list(request: HttpRequest) -> HttpResponseBase:
    """The last ended period of every kind that has figures, if it is still open, and the closed ones."""
    user, day = request.user, request.day
    closings = list(visible(user=user, model=PeriodClosing, day=day)[:SHOWN])
    roots = Q(root__isnull=True, dimension="")
    counts = {
        (row["period_kind"], row["period_start"], row["period_stop"]): row
        for row in visible(user=user, model=IndicatorFact, day=day)
        .filter(roots)
        .values("period_kind", "period_start", "period_stop")
        .annotate(figures=Count("pk"), later=Count("pk", filter=Q(run__gt=1)))
    }
    context = {
        "waiting": _waiting(day, request.now),
        "closings": [
            (row, counts.get((row.period_kind, row.period_start, row.period_stop)), row.closed_at > row.due_at)
            for row in closings
        ],
        "may_close": can(user=user, permission=CLOSE, day=day),
        "trail": [(_("关账"), "")],
    }
    return render(request, "workbench/indicators/periods.html", context)


@reads(PeriodClosing, "form")
@require_POST
@staff_page(CLOSE)
def period_close(request: HttpRequest) -> HttpResponseBase:
    """Close a period in the background: its figures are frozen and looked at for deviations."""
    try:
        period = parse_period(request.POST.get("period", ""))
    except PeriodUnknown as refusal:
        messages.error(request, str(refusal))
        return redirect("workbench:periods")
    due_at = closing_due(period=period)
    if request.now < due_at:
        messages.error(request, _now("%(period)s还不到关账时间。") % {"period": period.name})
        return redirect("workbench:periods")
    actor = actor_of(request.user)
    job = enqueue(
        kind=CLOSING_JOB, title=_now("关账:%(period)s") % {"period": period.name}, actor=actor, at=request.now,
        arguments={"period": period.code, "actor_id": actor.id, "actor_name": actor.name},
    )  # fmt: skip
    return redirect("workbench:job", pk=job.pk)


def _waiting(day: date, now: datetime) -> list[Waiting]:
    kinds = definitions_on(day=day).order_by().values("indicator__period_kind").annotate(count=Count("pk"))
    found = []
    for row in sorted(kinds, key=lambda row: PeriodKind.values.index(row["indicator__period_kind"])):
        kind = row["indicator__period_kind"]
        running = period_of(kind=kind, day=day)
        ended = running if kind == CUMULATIVE else previous(running)
        for period in dict.fromkeys((ended, running)):
            if not PeriodClosing.objects.filter(period_start=period.start, period_stop=period.stop).exists():
                due_at = closing_due(period=period)
                found.append(Waiting(period, due_at, now >= due_at, row["count"]))
    return found
