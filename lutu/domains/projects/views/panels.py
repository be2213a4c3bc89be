"""What the domain shows on the home pages of the portal and the workbench."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from lutu.domains.projects.facts import REPORTED_KINDS
from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import land_ledger
from lutu.domains.projects.stages import RANK, Stage
from lutu.domains.projects.views.filters import SUBJECT
from lutu.domains.projects.views.permissions import READ
from lutu.kernel.access.queries import can, visible
from lutu.kernel.facts.models import Fact

WEEK = timedelta(days=7)


def portal_panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """Projects, started, accepted and total investment; nothing before projects are registered."""
    figures = _figures(user, day)
    return figures if figures["count"] else None


def workbench_panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """The same figures with this week's permits, the year's land and open findings, for those who read projects."""
    if not can(user=user, permission=READ, day=day):
        return None
    projects = visible(user=user, model=Project, day=day)
    since = timezone.make_aware(datetime.combine(day - WEEK, time.max))
    recorded = Fact.objects.filter(
        subject_kind=SUBJECT, kind__in=REPORTED_KINDS, recorded_at__gt=since, subject_id__in=projects.values("pk")
    )
    land = land_ledger(user=user, day=day, start=date(day.year, 1, 1), stop=day + timedelta(days=1)).order_by()
    supplied = land.aggregate(count=Count("pk"), area_m2=Sum("area_m2"))
    return {
        **_figures(user, day),
        "recorded_count": recorded.count(),
        "land_m2": supplied["area_m2"] or Decimal(0),
        "parcel_count": supplied["count"],
        "year_start": date(day.year, 1, 1),
    }


def _figures(user: Any, day: date) -> dict[str, Any]:
    started = Q(standing__stage_rank__gte=RANK[Stage.STARTED])
    return visible(user=user, model=Project, day=day).aggregate(
        count=Count("pk"),
        started=Count("pk", filter=started),
        accepted=Count("pk", filter=Q(standing__stage=Stage.ACCEPTED)),
        finding_count=Count("pk", filter=Q(standing__gap_count__gt=0) | Q(standing__conflict_count__gt=0)),
        investment_fen=Sum("planned_investment_fen"),
    ) | {"day": day}
