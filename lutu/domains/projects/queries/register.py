"""Reading projects, their lists, their facts and their land."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import ParcelAllocation, Project, ProjectCodeAlias
from lutu.kernel.access.queries import visible
from lutu.kernel.facts.models import Fact
from lutu.kernel.facts.queries import history
from lutu.kernel.periods import in_force
from lutu.kernel.registers.models import Membership
from lutu.kernel.registers.queries import registers_of
from lutu.kernel.territory.models import Area, Parcel

CHUNK = 500


def project_rows(*, user: Any, day: date) -> QuerySet[Project]:
    """The projects an account may see on a day, each with area, units and standing in the same query."""
    return visible(user=user, model=Project, day=day).select_related("area", "owner_party", "lead_unit", "standing")


def project_by_code(*, user: Any, day: date, code: str) -> Project | None:
    """The visible project under a code, a code it once had included; None where there is none to see."""
    rows = project_rows(user=user, day=day)
    return rows.filter(code=code).first() or rows.filter(aliases__code=code).first()


def fact_history(*, project: Project) -> QuerySet[Fact]:
    """Every fact row ever recorded about a project, newest first, with what superseded it."""
    return history(subject_kind=SUBJECT_KIND, subject_id=project.pk)


def lists_of(*, project: Project, day: date | None = None) -> QuerySet[Membership]:
    """The lists a project stands in on a day, or has ever stood in where no day is given (the mission, S2.05)."""
    return registers_of(subject_kind=SUBJECT_KIND, subject_id=project.pk, day=day)


def codes_taken(*, codes: Iterable[str]) -> dict[str, int]:
    """{code: project id} of codes that are or once were a project's; of very many codes by reading all there are."""
    wanted = set(codes)
    former = ProjectCodeAlias.objects.values_list("code", "project_id")
    present = Project.objects.values_list("code", "pk")
    if len(wanted) <= CHUNK:
        return dict(former.filter(code__in=wanted)) | dict(present.filter(code__in=wanted))
    return {code: key for rows in (former, present) for code, key in rows.iterator(chunk_size=10_000) if code in wanted}


def known_regions() -> frozenset[str]:
    """Six-digit regions a code may carry: the districts loaded, with their cities and provinces."""
    codes = Area.objects.filter(level=Area.Level.DISTRICT).values_list("code", flat=True)
    return frozenset(region for code in codes for region in (code[:6], code[:4] + "00", code[:2] + "0000"))


def land_ledger(*, user: Any, day: date, start: date | None = None, stop: date | None = None) -> QuerySet[Parcel]:
    """土地供应台账: visible parcels contracted in `[start, stop)`, each with `allocated_m2` live on the day.

    Source: the mission, S2.11. Without bounds every parcel is listed, those without a contract date as well; those
    without a project are the ones with nothing allocated.
    """
    live = ParcelAllocation.objects.filter(in_force(day), parcel=OuterRef("pk")).order_by().values("parcel")
    shares = Subquery(live.annotate(total=Sum("area_m2")).values("total"))
    rows = visible(user=user, model=Parcel, day=day).annotate(allocated_m2=Coalesce(shares, Decimal(0)))
    if start is not None:
        rows = rows.filter(contract_date__gte=start)
    if stop is not None:
        rows = rows.filter(contract_date__lt=stop)
    ordered: QuerySet[Parcel] = rows.select_related("area").order_by("contract_date", "number")
    return ordered


def allocations_of(*, project: Project, day: date | None = None) -> QuerySet[ParcelAllocation]:
    """The shares of land of a project, live on a day or ever, with parcel and phase."""
    rows = ParcelAllocation.objects.filter(project=project).select_related("parcel", "phase")
    return (rows if day is None else rows.filter(in_force(day))).order_by("-valid_from", "parcel__number")
