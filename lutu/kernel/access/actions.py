"""Writing accounts, roles and grants."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import yaml
from django.db import transaction
from django.db.models import Q

from lutu.kernel.access.models import CLEARANCE, Account, Role, RoleGrant
from lutu.kernel.access.registry import permissions
from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.territory.models import Area

label_action("access.account.opened", "开通账号")
label_action("access.account.closed", "停用账号")
label_action("access.account.reopened", "恢复账号")
label_action("access.account.password_set", "重置密码")
label_action("access.account.email_set", "变更邮箱")
label_action("access.account.withdrawn", "撤销开户")
label_action("access.role.loaded", "载入角色")
label_action("access.grant.made", "授权")
label_action("access.grant.ended", "收回授权")
label_action("access.record.read", "查看敏感记录")
label_action("access.account.signed_in", "登录")
label_action("access.account.sign_in_failed", "登录失败")


class AccountTaken(ValueError):
    """The sign-in name or the person already has an account."""


class AccountInUse(ValueError):
    """Somebody has signed in with the account: it can be closed, not withdrawn."""


class RoleUnknown(ValueError):
    """A role names permissions nobody declared, or a data level that does not exist."""


class GrantRefused(ValueError):
    """A grant that has already ended cannot end again."""


@transaction.atomic
def open_account(
    *, username: str, person: Person | None, password: str | None, email: str = "", actor: Actor, at: datetime
) -> Account:
    """Open an account (开通账号) for a person; without a password the reset mail sets the first one."""
    if Account.objects.filter(username__iexact=username).exists():
        raise AccountTaken(f"登录名“{username}”已被使用,请换一个")
    if person is not None and Account.objects.filter(person=person).exists():
        raise AccountTaken(f"{person.name}已有账号,不需重复开通")
    account = Account(username=username, person=person, email=email)
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    details = {"username": username, "person": person.pk if person else None}
    record(subject=("access.account", account.pk), action="access.account.opened", actor=actor, at=at, details=details)
    return account


@transaction.atomic
def set_account_active(*, account: Account, active: bool, reason: str, actor: Actor, at: datetime) -> Account:
    """Close (停用) or reopen (恢复) an account; the person and the posts stay as they are."""
    account.is_active = active
    account.save(update_fields=["is_active"])
    action = "access.account.reopened" if active else "access.account.closed"
    record(subject=("access.account", account.pk), action=action, actor=actor, at=at, details={"reason": reason})
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, actor: Actor, at: datetime) -> None:
    """Set a new password on behalf of an administrator; the journal keeps the fact, never the value."""
    account.set_password(password)
    account.save(update_fields=["password"])
    record(subject=("access.account", account.pk), action="access.account.password_set", actor=actor, at=at)


@transaction.atomic
def open_accounts(*, accounts: Sequence[Account], actor: Actor, at: datetime) -> list[Account]:
    """Open many new accounts at once (批量开户), without passwords; the database refuses sign-in names taken."""
    for account in accounts:
        account.set_unusable_password()
    made = Account.objects.bulk_create(accounts, batch_size=500)
    entries = [
        NewEntry(
            ("access.account", row.pk), "access.account.opened", {"username": row.username, "person": row.person_id}
        )
        for row in made
    ]
    if entries:
        record_many(entries=entries, actor=actor, at=at)
    return made


@transaction.atomic
def grant_roles(*, grants: Sequence[RoleGrant], actor: Actor, at: datetime) -> list[RoleGrant]:
    """Let many posts carry roles (批量授权); the database refuses a grant that is open already."""
    made = RoleGrant.objects.bulk_create(grants, batch_size=500)
    entries = [
        NewEntry(
            ("parties.post", row.post_id),
            "access.grant.made",
            {"role": row.role.code, "post": row.post.code, "area": row.area_id, "valid_from": row.valid_from},
        )
        for row in made
    ]
    if entries:
        record_many(entries=entries, actor=actor, at=at)
    return made


@transaction.atomic
def set_email(*, account: Account, email: str, actor: Actor, at: datetime) -> Account:
    """Set the address that reset mails go to (变更邮箱); the journal keeps the fact, never the address."""
    account.email = email
    account.save(update_fields=["email"])
    record(subject=("access.account", account.pk), action="access.account.email_set", actor=actor, at=at)
    return account


@transaction.atomic
def withdraw_account(*, account: Account, reason: str, actor: Actor, at: datetime) -> None:
    """Take back an account opened by mistake (撤销开户), while nobody has signed in with it. Raises AccountInUse."""
    if account.last_login is not None:
        raise AccountInUse(f"账号“{account.username}”已登录过,不能撤销,可改为停用")
    subject, details = ("access.account", account.pk), {"username": account.username, "reason": reason}
    account.delete()
    record(subject=subject, action="access.account.withdrawn", actor=actor, at=at, details=details)


@transaction.atomic
def load_roles(*, file: Path, actor: Actor, at: datetime) -> int:
    """Load or update the roles of a YAML file; returns how many changed. Raises RoleUnknown."""
    changed = 0
    known = permissions()
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))["roles"]:
        unknown = sorted(set(row["permissions"]) - set(known))
        if unknown:
            raise RoleUnknown(f"角色“{row['name']}”含未登记的权限:{'、'.join(unknown)}")
        if row["clearance"] not in CLEARANCE:
            raise RoleUnknown(f"角色“{row['name']}”的数据级别 {row['clearance']} 应为 {'、'.join(CLEARANCE)}")
        values = {key: row[key] for key in ("name", "permissions", "clearance", "description")}
        role = Role.objects.filter(code=row["code"]).first()
        if role is not None and all(getattr(role, key) == value for key, value in values.items()):
            continue
        role, _ = Role.objects.update_or_create(code=row["code"], defaults=values)
        record(subject=("access.role", role.pk), action="access.role.loaded", actor=actor, at=at, details=row)
        changed += 1
    return changed


@transaction.atomic
def grant_role(*, role: Role, post: Post, area: Area, valid_from: date, actor: Actor, at: datetime) -> RoleGrant:
    """Let a post carry a role over an area from a day on; an open grant of the same is returned as it is."""
    open_grant = RoleGrant.objects.filter(role=role, post=post, area=area, valid_to__isnull=True).first()
    if open_grant is not None:
        return open_grant
    grant = RoleGrant.objects.create(role=role, post=post, area=area, valid_from=valid_from)
    details = {"role": role.code, "post": post.code, "area": area.code, "valid_from": valid_from}
    record(subject=("parties.post", post.pk), action="access.grant.made", actor=actor, at=at, details=details)
    return grant


@transaction.atomic
def end_grants(*, grants: Sequence[RoleGrant], day: date, actor: Actor, at: datetime) -> int:
    """End grants on a day (收回授权); one that would never have been in force is removed. Raises GrantRefused."""
    for grant in grants:
        if grant.valid_to is not None:
            raise GrantRefused(f"授权“{grant}”已于 {grant.valid_to} 收回")
        if day > grant.valid_from:
            grant.valid_to = day
            grant.save(update_fields=["valid_to"])
        else:
            grant.delete()
        details = {"role": grant.role.code, "area": grant.area_id, "valid_to": day}
        record(
            subject=("parties.post", grant.post_id), action="access.grant.ended", actor=actor, at=at, details=details
        )
    return len(grants)


def note_read(*, subject: tuple[str, object], actor: Actor, at: datetime) -> None:
    """Keep in the subject's own chain that somebody read it (查看留痕): restricted rows and personal particulars."""
    record(subject=subject, action="access.record.read", actor=actor, at=at)


def note_sign_in(*, account: Account, at: datetime) -> None:
    """Keep in the account's own chain that it was signed in with (登录留痕)."""
    actor = Actor("account", str(account.pk), account.display_name)
    record(subject=("access.account", account.pk), action="access.account.signed_in", actor=actor, at=at)


def note_failed_sign_in(*, login: str, at: datetime) -> None:
    """Keep that somebody tried a wrong password on a known account (登录失败); a name nobody has leaves no trace."""
    account = Account.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first() if login else None
    if account is not None:
        actor = Actor("visitor", "", "访客")
        record(subject=("access.account", account.pk), action="access.account.sign_in_failed", actor=actor, at=at)
