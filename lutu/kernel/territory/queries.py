"""Reading areas: what lies inside what on a day, names, scopes and population."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area, AreaPlacement, Parcel, Population, ScopeMember

STREET_DIGITS = 9


class AreaUnknown(LookupError):
    """No area stands under this code or name on the day."""


def areas_on(*, day: date, level: str | None = None) -> QuerySet[Area]:
    """Areas in force on a day, by code."""
    rows = Area.objects.filter(in_force(day))
    return rows if level is None else rows.filter(level=level)


def district() -> Area:
    """The district this house serves (setting LUTU_ROOT_AREA). Raises AreaUnknown before the areas are loaded."""
    code = settings.LUTU_ROOT_AREA.ljust(12, "0")
    found = Area.objects.filter(code=code).first()
    if found is None:
        raise AreaUnknown(f"区划 {code} 尚未载入,请先运行 lutu init 或 lutu demo")
    return found


def code_prefix(area: Area) -> str:
    """The digits every code inside the area begins with, moves apart."""
    if area.level == Area.Level.DISTRICT:
        return area.code[:6]
    return area.code[:STREET_DIGITS] if area.level == Area.Level.STREET else area.code


def inside(*, field: str, area: Area, day: date) -> Q:
    """Rows whose area code (in `field`) lies in the area on a day, as ranges of codes.

    Ranges use an index where a prefix LIKE does not. Streets and sections follow the dated placements, so a community
    moved to another street is counted where it stood on that day.
    """
    return in_ranges(field=field, ranges=ranges_of(area=area, day=day))


def ranges_of(*, area: Area, day: date) -> list[tuple[str, str]]:
    """The half-open ranges of codes inside an area on a day; one query for a street or a section."""
    if area.level in (Area.Level.STREET, Area.Level.SECTION):
        return _merged([(area.code, next_code(area.code)), *_placed_ranges(area, day)])
    return [(code_prefix(area), next_code(code_prefix(area)))]


def in_ranges(*, field: str, ranges: Iterable[tuple[str, str]]) -> Q:
    """Rows whose area code (in `field`) lies in one of the ranges."""
    held = Q(pk__in=[])
    for start, stop in ranges:
        held |= Q(**{f"{field}__gte": start, f"{field}__lt": stop})
    return held


def next_code(code: str) -> str:
    """The first code after all those that begin with `code`.

    After 9 comes A, not the colon of ASCII: under the collation of a language PostgreSQL sorts signs before digits.
    """
    return code[:-1] + ("A" if code[-1] == "9" else chr(ord(code[-1]) + 1))


def _placed_ranges(area: Area, day: date) -> Iterable[tuple[str, str]]:
    rows = AreaPlacement.objects.filter(in_force(day)).filter(
        Q(parent=area) | Q(parent__in=AreaPlacement.objects.filter(in_force(day), parent=area).values("area"))
    )
    for code in rows.values_list("area_id", flat=True):
        yield code, next_code(code)


def _merged(ranges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    merged: list[tuple[str, str]] = []
    for start, stop in sorted(set(ranges)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def street_names(*, day: date) -> dict[str, str]:
    """{first nine digits of the code: street name} on a day."""
    rows = areas_on(day=day, level=Area.Level.STREET).values_list("code", "name")
    return {code[:STREET_DIGITS]: name for code, name in rows}


def parent_on(*, area: Area, day: date) -> Area | None:
    """The area this one stands under on a day."""
    row = AreaPlacement.objects.filter(in_force(day), area=area).select_related("parent").first()
    return row.parent if row else None


def scope_codes(*, scope: str, day: date) -> QuerySet[ScopeMember, str]:
    """The area codes of a named scope on a day, as a subquery."""
    return ScopeMember.objects.filter(in_force(day), scope__code=scope).values_list("area_id", flat=True)


def population(*, areas: Iterable[str] | QuerySet, basis: str, day: date) -> int:
    """Persons of areas on a basis, each area by its latest count on or before the day."""
    latest: dict[str, int] = {}
    rows = Population.objects.filter(area__in=areas, basis=basis, as_of_date__lte=day).order_by("as_of_date")
    for code, persons in rows.values_list("area_id", "persons"):
        latest[code] = persons
    return sum(latest.values())


def land_supplied_m2(*, start: date, stop: date) -> Decimal:
    """Land contracted in `[start, stop)`, in m² (the mission, S2.11)."""
    rows = Parcel.objects.filter(contract_date__gte=start, contract_date__lt=stop)
    return rows.aggregate(total=Sum("area_m2"))["total"] or Decimal(0)
