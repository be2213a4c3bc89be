"""Writing areas, scopes, population and parcels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml
from django.db import transaction
from django.db.models import ProtectedError

from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.territory.models import Area, AreaPlacement, Parcel, Population, Scope, ScopeMember

label_action("territory.areas.loaded", "载入区划")
label_action("territory.area.moved", "调整隶属")
label_action("territory.scope.defined", "划定统计范围")
label_action("territory.population.loaded", "载入人口")
label_action("territory.parcel.registered", "登记地块")
label_action("territory.parcel.changed", "变更地块")
label_action("territory.parcel.withdrawn", "撤回地块")


class AreaMoveRefused(ValueError):
    """A move that starts before the placement it ends."""


class ParcelInUse(ValueError):
    """A parcel to be taken back that others lean on."""


@dataclass(frozen=True)
class NewArea:
    """An area to be loaded; `parent` is the code of the area it stands under."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    is_indicative: bool = False


@transaction.atomic
def load_areas(*, areas: Sequence[NewArea], valid_from: date, source: str, actor: Actor, at: datetime) -> int:
    """Load areas that are not yet known (载入区划), parents before children; returns how many were new."""
    known = set(Area.objects.values_list("code", flat=True))
    fresh = [area for area in areas if area.code not in known]
    Area.objects.bulk_create(
        [
            Area(
                code=new.code, name=new.name, level=new.level, kind=new.kind, longitude=new.longitude,
                latitude=new.latitude, is_indicative=new.is_indicative, valid_from=valid_from, source=source,
            )
            for new in fresh
        ],
        batch_size=500,
    )  # fmt: skip
    AreaPlacement.objects.bulk_create(
        [
            AreaPlacement(area_id=new.code, parent_id=new.parent, valid_from=valid_from, source=source)
            for new in fresh
            if new.parent is not None
        ],
        batch_size=500,
    )
    if fresh:
        details = {"count": len(fresh), "source": source}
        record(
            subject=("territory.area", fresh[0].code),
            action="territory.areas.loaded",
            actor=actor,
            at=at,
            details=details,
        )
    return len(fresh)


@transaction.atomic
def move_area(*, area: Area, parent: Area, day: date, source: str, actor: Actor, at: datetime) -> AreaPlacement:
    """Place an area under another from a day on (调整隶属); the earlier placement ends that day and stays readable."""
    current = AreaPlacement.objects.select_for_update().filter(area=area, valid_to__isnull=True).first()
    if current is not None:
        if day <= current.valid_from:
            raise AreaMoveRefused(
                f"{area.name}自 {current.valid_from} 起隶属{current.parent.name},调整日应更晚,实为 {day}"
            )
        current.valid_to = day
        current.save(update_fields=["valid_to"])
    placement = AreaPlacement.objects.create(area=area, parent=parent, valid_from=day, source=source)
    details = {"from": current.parent_id if current else "", "to": parent.code, "day": day}
    record(
        subject=("territory.area", area.code),
        action="territory.area.moved",
        actor=actor,
        at=at,
        details=details,
        basis=source,
    )
    return placement


@transaction.atomic
def define_scope(
    *,
    code: str,
    name: str,
    rule: str,
    source: str,
    areas: Sequence[str],
    valid_from: date,
    actor: Actor,
    at: datetime,
    is_default: bool = False,
) -> Scope:
    """Define a scope once (划定统计范围); a scope that exists is returned as it is."""
    scope, created = Scope.objects.get_or_create(
        code=code, defaults={"name": name, "rule": rule, "source": source, "is_default": is_default}
    )
    if created:
        ScopeMember.objects.bulk_create(
            [ScopeMember(scope=scope, area_id=item, valid_from=valid_from) for item in areas]
        )
        details = {"code": code, "areas": len(areas)}
        record(
            subject=("territory.scope", scope.pk), action="territory.scope.defined", actor=actor, at=at, details=details
        )
    return scope


@transaction.atomic
def load_population(
    *, basis: str, as_of_date: date, persons: Mapping[str, int], source: str, actor: Actor, at: datetime
) -> int:
    """Load population counts {area code: persons} (载入人口); counts known for that day stay as they are.

    Returns how many were new.
    """
    known = set(Population.objects.filter(basis=basis, as_of_date=as_of_date).values_list("area_id", flat=True))
    rows = [
        Population(area_id=code, basis=basis, as_of_date=as_of_date, persons=count, source=source)
        for code, count in persons.items()
        if code not in known
    ]
    if not rows:
        return 0
    Population.objects.bulk_create(rows, batch_size=500)
    details = {"basis": basis, "as_of": as_of_date, "areas": len(rows), "persons": sum(row.persons for row in rows)}
    subject = ("territory.population", f"{basis}/{as_of_date}")
    record(subject=subject, action="territory.population.loaded", actor=actor, at=at, details=details, basis=source)
    return len(rows)


@transaction.atomic
def register_parcels(*, parcels: Sequence[Parcel], actor: Actor, at: datetime) -> list[Parcel]:
    """Register new parcels (登记地块); the database refuses a number that is taken."""
    created = Parcel.objects.bulk_create(parcels, batch_size=500)
    _journal("territory.parcel.registered", created, actor=actor, at=at)
    return created


@transaction.atomic
def change_parcels(
    *, parcels: Sequence[Parcel], fields: Sequence[str], was: Sequence[Mapping[str, object]], actor: Actor, at: datetime
) -> None:
    """Save changed fields of parcels (变更地块); `was` holds the earlier values for the journal, one a parcel."""
    Parcel.objects.bulk_update(parcels, list(fields), batch_size=500)
    _journal("territory.parcel.changed", parcels, actor=actor, at=at, was=was)


@transaction.atomic
def withdraw_parcels(*, parcels: Sequence[Parcel], reason: str, actor: Actor, at: datetime) -> int:
    """Take back parcels registered by mistake (撤回地块), while nothing leans on them. Raises ParcelInUse."""
    entries = [
        NewEntry(("territory.parcel", row.pk), "territory.parcel.withdrawn", {"number": row.number, "reason": reason})
        for row in parcels
    ]
    for row in parcels:
        try:
            row.delete()
        except ProtectedError as error:
            titles = sorted({str(other._meta.verbose_name) for other in error.protected_objects})
            raise ParcelInUse(f"地块 {row.number} 已有{'、'.join(titles)}记录,不能撤回") from error
    record_many(entries=entries, actor=actor, at=at)
    return len(entries)


def _journal(
    action: str,
    parcels: Sequence[Parcel],
    *,
    actor: Actor,
    at: datetime,
    was: Sequence[Mapping[str, object]] | None = None,
) -> None:
    entries = []
    for position, parcel in enumerate(parcels):
        details: dict[str, object] = {"number": parcel.number, "area_m2": parcel.area_m2, "use": parcel.use}
        if was is not None:
            details["was"] = {key: str(value) for key, value in was[position].items()}
        entries.append(NewEntry(("territory.parcel", parcel.pk), action, details))
    record_many(entries=entries, actor=actor, at=at)


def read_areas(*, file: Path) -> list[NewArea]:
    """The areas of a reference file (data/reference/areas-*.yaml): the district, its streets and their communities."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    root = content["district"]
    areas = [NewArea(root["code"], root["name"], Area.Level.DISTRICT, Area.Kind.OTHER, None)]
    for street in content["streets"]:
        areas.append(NewArea(street["code"], street["name"], Area.Level.STREET, Area.Kind.OTHER, root["code"]))
        for code, name in street["communities"].items():
            # In official codes a tail from 200 up stands for a village committee, below for a residents' committee.
            kind = Area.Kind.VILLAGE if int(code[-3:]) >= 200 else Area.Kind.URBAN
            areas.append(NewArea(code, name, Area.Level.COMMUNITY, kind, street["code"]))
    return areas
