"""Writing registers and memberships."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.registers.queries import members_on

label_action("registers.register.opened", "设立清单")
label_action("registers.register.replaced", "替换清单")
label_action("registers.member.added", "入列")
label_action("registers.member.ended", "出列")


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
    """Add subjects from a day on (入列); those already in stay as they are and are not returned.

    Raises RegisterRefused where the register is not in force, or the new period would overlap a closed one.
    """
    wanted = {member.subject_id: member for member in members}
    if day < register.valid_from or (register.valid_to is not None and day >= register.valid_to):
        raise RegisterRefused(f"清单“{register.name}”在 {day} 不在有效期内")
    present = Membership.objects.filter(register=register, subject_id__in=wanted)
    for row in present:
        if row.valid_to is None:
            wanted.pop(row.subject_id, None)
        elif row.valid_to > day and row.subject_id in wanted:
            raise RegisterRefused(
                f"对象 {row.subject_id} 在“{register.name}”中的期间 {row.valid_from} 至 {row.valid_to} 与 {day} 重叠"
            )
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
        row.valid_to = day
    Membership.objects.bulk_update(memberships, ["valid_to"], batch_size=500)
    _journal("registers.member.ended", memberships, day=day, actor=actor, at=at, reason=reason)
    return len(memberships)


@transaction.atomic
def replace_register(*, old: Register, new: Register, day: date, actor: Actor, at: datetime) -> Register:
    """Replace a list by another on a day (the mission, S2.05): the old one closes with its members, history stays.

    The new register keeps its own members. Raises RegisterRefused for different kinds or a closed register.
    """
    if old.subject_kind != new.subject_kind:
        raise RegisterRefused(f"“{old.name}”与“{new.name}”的对象类型不同,不能替换")
    if old.valid_to is not None:
        raise RegisterRefused(f"“{old.name}”已于 {old.valid_to} 停用")
    if day <= old.valid_from:
        raise RegisterRefused(f"替换日 {day} 应晚于“{old.name}”的起始日 {old.valid_from}")
    reason = f"由“{new.name}”替换"
    end_memberships(
        memberships=list(members_on(register=old, day=day).filter(valid_to__isnull=True, valid_from__lt=day)),
        day=day, reason=reason, actor=actor, at=at,
    )  # fmt: skip
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


def _journal(
    action: str, rows: Sequence[Membership], *, day: date, actor: Actor, at: datetime, reason: str = ""
) -> None:
    details = {"day": day, **({"reason": reason} if reason else {})}
    record_many(
        entries=[
            NewEntry((row.subject_kind, row.subject_id), action, {**details, "register": row.register.code})
            for row in rows
        ],
        actor=actor,
        at=at,
    )
