"""Giving land to projects: shares of a parcel that never add up to more than it has (the mission, S2.10)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import ParcelAllocation, Project, ProjectPhase
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.territory.measures import TOLERANCE_M2, m2_to_mu
from lutu.kernel.territory.models import Parcel


class AllocationRefused(ValueError):
    """A share that exists already, ends before it began, or belongs to another project's phase."""


class ParcelOverAllocated(AllocationRefused):
    """More than the parcel has left; `over_m2` too much, `free_m2` still to be had."""

    def __init__(self, *, over_m2: Decimal, free_m2: Decimal) -> None:
        self.over_m2 = over_m2
        self.free_m2 = free_m2
        text = _("超配 {over} 亩,可落位 {free} 亩")
        super().__init__(text.format(over=m2_to_mu(over_m2), free=m2_to_mu(free_m2)))


@transaction.atomic
def allocate_parcel(
    *,
    project: Project,
    parcel: Parcel,
    area_m2: Decimal,
    day: date,
    actor: Actor,
    at: datetime,
    phase: ProjectPhase | None = None,
) -> ParcelAllocation:
    """Give a project, or one phase of it, a share of a parcel from a day on (用地落位).

    The parcel's row is locked while the shares are added up. Raises ParcelOverAllocated or AllocationRefused.
    """
    locked = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if phase is not None and phase.project_id != project.pk:
        raise AllocationRefused(_("“{phase}”不是“{project}”的分期").format(phase=phase, project=project))
    shares = list(_live_from(locked, day))
    if any(row.project_id == project.pk and row.phase_id == (phase.pk if phase else None) for row in shares):
        text = _("“{project}”在地块 {parcel} 已有落位,请先调整或解除")
        raise AllocationRefused(text.format(project=project, parcel=locked))
    require_room(parcel_m2=locked.area_m2, taken_m2=peak_m2(shares=shares, day=day), area_m2=area_m2)
    made = ParcelAllocation.objects.create(project=project, phase=phase, parcel=locked, area_m2=area_m2, valid_from=day)
    _journal("projects.parcel.allocated", made, actor=actor, at=at, from_day=day)
    return made


@transaction.atomic
def change_allocation(
    *, allocation: ParcelAllocation, area_m2: Decimal, reason: str, actor: Actor, at: datetime
) -> ParcelAllocation:
    """Put the size of a live share right (调整落位); the journal keeps the earlier. Raises as `allocate_parcel`."""
    locked = Parcel.objects.select_for_update().get(pk=allocation.parcel_id)
    shares = [row for row in _live_from(locked, allocation.valid_from) if row.pk != allocation.pk]
    require_room(parcel_m2=locked.area_m2, taken_m2=peak_m2(shares=shares, day=allocation.valid_from), area_m2=area_m2)
    was, allocation.area_m2 = allocation.area_m2, area_m2
    allocation.save(update_fields=["area_m2"])
    _journal("projects.parcel.changed", allocation, actor=actor, at=at, was_m2=was, reason=reason)
    return allocation


@transaction.atomic
def end_allocation(
    *, allocation: ParcelAllocation, day: date, reason: str, actor: Actor, at: datetime
) -> ParcelAllocation:
    """End a share on a day (解除落位); it stays in the ledger's history. Raises AllocationRefused."""
    if allocation.valid_to is not None:
        raise AllocationRefused(_("该落位已于 {ended} 解除").format(ended=allocation.valid_to))
    if day <= allocation.valid_from:
        text = _("解除日 {day} 应晚于落位日 {begun}")
        raise AllocationRefused(text.format(day=day, begun=allocation.valid_from))
    allocation.valid_to = day
    allocation.save(update_fields=["valid_to"])
    _journal("projects.parcel.released", allocation, actor=actor, at=at, day=day, reason=reason)
    return allocation


@transaction.atomic
def withdraw_allocation(*, allocation: ParcelAllocation, reason: str, actor: Actor, at: datetime) -> None:
    """Take a share out that was entered by mistake (撤回落位); only the journal keeps it."""
    _journal("projects.parcel.withdrawn", allocation, actor=actor, at=at, reason=reason)
    allocation.delete()


def require_room(*, parcel_m2: Decimal, taken_m2: Decimal, area_m2: Decimal) -> None:
    """Raise ParcelOverAllocated where a further share does not fit, rounding of single shares apart."""
    free = max(parcel_m2 - taken_m2, Decimal(0))
    if area_m2 > free + TOLERANCE_M2:
        raise ParcelOverAllocated(over_m2=area_m2 - free, free_m2=free)


def peak_m2(*, shares: Iterable[ParcelAllocation], day: date) -> Decimal:
    """The most that is taken at once on any day from `day` on."""
    rows = list(shares)
    turns = {day, *(row.valid_from for row in rows if row.valid_from > day)}
    return max(sum((row.area_m2 for row in rows if _holds(row, turn)), Decimal(0)) for turn in turns)


def _holds(row: ParcelAllocation, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)


def _live_from(parcel: Parcel, day: date) -> Iterable[ParcelAllocation]:
    return ParcelAllocation.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), parcel=parcel)


def _journal(action: str, row: ParcelAllocation, *, actor: Actor, at: datetime, **further: object) -> None:
    details = {"allocation": row.pk, "parcel": row.parcel.number, "area_m2": row.area_m2, **further}
    if row.phase is not None:
        details["phase"] = row.phase.number
    record(subject=(SUBJECT_KIND, row.project_id), action=action, actor=actor, at=at, details=details)
