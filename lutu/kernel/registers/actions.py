"""Writing registers and memberships."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.registers.registry import join_guard

label_action("registers.register.opened", "设立清单")
label_action("registers.register.replaced", "替换清单")
label_action("registers.member.added", "入列")
label_action("registers.member.ended", "出列")
label_action("registers.member.withdrawn", "撤回入列")


class RegisterRefused(ValueError):
    """A register or membership that contradicts what is already there."""


@dataclass(frozen=True)
class NewMember:
    """A subject to be added, with its own document or note where it has one."""

    subject_id: int
    document: str = ""
    note: str = ""


@transaction.atomic
def open_register(
    *,
    code: str,
    name: str,
    kind: str,
    subject_kind: str,
    valid_from: date,
    actor: Actor,
    at: datetime,
    owner: Organisation | None = None,
    document_number: str = "",
    document_date: date | None = None,
    is_public: bool = True,
    description: str = "",
) -> Register:
    """Set up a register (设立清单). Raises RegisterRefused where the code is taken."""
    if Register.objects.filter(code=code).exists():
        raise RegisterRefused(f"清单代码“{code}”已被使用")
    register = Register.objects.create(
        code=code, name=name, kind=kind, subject_kind=subject_kind, owner=owner, document_number=document_number,
        document_date=document_date, valid_from=valid_from, is_public=is_public, description=description,
    )  # fmt: skip
    details = {"code": code, "name": name, "document_number": document_number, "valid_from": valid_from}
    record(
        subject=("registers.register", register.pk),
        action="registers.register.opened",
        actor=actor,
        at=at,
        details=details,
    )
    return register


@transaction.atomic
def add_members(
    *, register: Register, members: Iterable[NewMember], day: date, actor: Actor, at: datetime
) -> list[Membership]:
    """Add subjects from a day on (入列); those already in without an end stay as they are and are not returned.

    Every way into a register comes through here. Raises RegisterRefused where the register is not in force, the new
    period would overlap another one, or the guard of the kind of subject refuses one that is new.
    """
    # Whoever adds at the same time waits, and then finds what has been added.
    Register.objects.select_for_update().get(pk=register.pk)
    wanted = {member.subject_id: member for member in members}
    if day < register.valid_from or (register.valid_to is not None and day >= register.valid_to):
        raise RegisterRefused(f"清单“{register.name}”在 {day} 不在有效期内")
    overlapping = Membership.objects.filter(register=register, subject_id__in=list(wanted)).exclude(valid_to__lte=day)
    for row in overlapping:
        if row.valid_to is None and row.valid_from <= day:
            wanted.pop(row.subject_id, None)
    for row in overlapping:
        if row.subject_id in wanted:
            raise RegisterRefused(
                f"对象 {row.subject_id} 在“{register.name}”中的期间 {row.valid_from} 至 {row.valid_to or '今'}"
                f" 与 {day} 重叠"
            )
    if wanted and (guard := join_guard(register.subject_kind)):
        guard(register=register, subject_ids=list(wanted), day=day)
    rows = [
        Membership(
            register=register, subject_kind=register.subject_kind, subject_id=member.subject_id, valid_from=day,
            document=member.document, note=member.note,
        )
        for member in wanted.values()
    ]  # fmt: skip
    created = Membership.objects.bulk_create(rows, batch_size=500)
    _journal("registers.member.added", created, day=day, actor=actor, at=at)
    return created


@transaction.atomic
def end_memberships(*, memberships: Sequence[Membership], day: date, reason: str, actor: Actor, at: datetime) -> int:
    """End memberships on a day (出列); the rows stay as history. Raises RegisterRefused."""
    for row in memberships:
        if row.valid_to is not None:
            raise RegisterRefused(f"对象 {row.subject_id} 已于 {row.valid_to} 出列")
        if day <= row.valid_from:
            raise RegisterRefused(f"出列日 {day} 应晚于入列日 {row.valid_from}")
    return _close(memberships, day=day, reason=reason, actor=actor, at=at)


@transaction.atomic
def withdraw_members(*, memberships: Sequence[Membership], reason: str, actor: Actor, at: datetime) -> int:
    """Take back memberships that were a mistake (撤回入列); one that held is ended instead. The journal stays."""
    entries = [
        NewEntry(
            (row.subject_kind, row.subject_id),
            "registers.member.withdrawn",
            {**_named(row.register), "valid_from": row.valid_from, "reason": reason},
        )
        for row in memberships
    ]
    keys = [row.pk for row in memberships]
    for start in range(0, len(keys), 500):
        Membership.objects.filter(pk__in=keys[start : start + 500]).delete()
    record_many(entries=entries, actor=actor, at=at)
    return len(keys)


@transaction.atomic
def replace_register(*, old: Register, new: Register, day: date, actor: Actor, at: datetime) -> Register:
    """Replace a list by another on a day (the mission, S2.05): the old one closes with its members, history stays.

    The new register keeps its own members; a membership of the old one that was to end later ends on the day. Raises
    RegisterRefused for the same register, different kinds, a register not in force, or members who enter later.
    """
    if old.pk == new.pk:
        raise RegisterRefused(f"“{old.name}”不能由它自己替换")
    if old.subject_kind != new.subject_kind:
        raise RegisterRefused(f"“{old.name}”与“{new.name}”的对象类型不同,不能替换")
    if old.valid_to is not None:
        raise RegisterRefused(f"“{old.name}”已于 {old.valid_to} 停用")
    if day <= old.valid_from:
        raise RegisterRefused(f"替换日 {day} 应晚于“{old.name}”的起始日 {old.valid_from}")
    if day < new.valid_from or (new.valid_to is not None and day >= new.valid_to):
        raise RegisterRefused(f"“{new.name}”在 {day} 不在有效期内")
    remaining = list(old.memberships.exclude(valid_to__lte=day).select_related("register"))
    if late := [row for row in remaining if row.valid_from >= day]:
        raise RegisterRefused(f"“{old.name}”有 {len(late)} 个对象在 {day} 或之后才入列,请先处理")
    _close(remaining, day=day, reason=f"由“{new.name}”替换", actor=actor, at=at)
    old.valid_to, old.replaced_by = day, new
    old.save(update_fields=["valid_to", "replaced_by"])
    details = {"new": new.code, "day": day}
    record(
        subject=("registers.register", old.pk),
        action="registers.register.replaced",
        actor=actor,
        at=at,
        details=details,
    )
    return old


def _close(memberships: Sequence[Membership], *, day: date, reason: str, actor: Actor, at: datetime) -> int:
    for row in memberships:
        row.valid_to = day
    Membership.objects.bulk_update(memberships, ["valid_to"], batch_size=500)
    _journal("registers.member.ended", memberships, day=day, actor=actor, at=at, reason=reason)
    return len(memberships)


def _named(register: Register) -> dict[str, object]:
    """How journal entries name a register: its code for machines, its name for readers."""
    return {"register": register.code, "register_name": register.name}


def _journal(
    action: str, rows: Sequence[Membership], *, day: date, actor: Actor, at: datetime, reason: str = ""
) -> None:
    details = {"day": day, **({"reason": reason} if reason else {})}
    record_many(
        entries=[
            NewEntry((row.subject_kind, row.subject_id), action, {**details, **_named(row.register)}) for row in rows
        ],
        actor=actor,
        at=at,
    )
