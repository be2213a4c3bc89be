"""Reading registers on a day."""

from datetime import date

from django.db.models import QuerySet

from lutu.kernel.periods import in_force
from lutu.kernel.registers.models import Membership, Register


def members_on(*, register: Register | str, day: date) -> QuerySet[Membership]:
    """Memberships of a register (or its code) in force on a day."""
    rows = Membership.objects.filter(in_force(day)).select_related("register")
    return rows.filter(register__code=register) if isinstance(register, str) else rows.filter(register=register)


def member_ids(*, register: Register | str, day: date) -> QuerySet[Membership, int]:
    """The subject ids of a register on a day, as a subquery."""
    return members_on(register=register, day=day).values_list("subject_id", flat=True)


def registers_of(*, subject_kind: str, subject_id: int, day: date | None = None) -> QuerySet[Membership]:
    """Memberships of one subject: all of them, or those in force on a day."""
    rows = Membership.objects.filter(subject_kind=subject_kind, subject_id=subject_id).select_related("register")
    return (rows if day is None else rows.filter(in_force(day))).order_by("-valid_from", "register__code")


def registers_in_force(*, subject_kind: str, day: date) -> QuerySet[Register]:
    """Registers of a kind of subject that are in force on a day."""
    return Register.objects.filter(in_force(day), subject_kind=subject_kind).order_by("code")
