"""Writing accounts, roles and grants."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import yaml
from django.db import transaction

from lutu.kernel.access.models import Account, Role, RoleGrant
from lutu.kernel.access.registry import permissions
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.territory.models import Area

label_action("access.account.opened", "开通账号")
label_action("access.account.closed", "停用账号")
label_action("access.account.reopened", "恢复账号")
label_action("access.account.password_set", "重置密码")
label_action("access.role.loaded", "载入角色")
label_action("access.grant.made", "授权")
label_action("access.grant.ended", "收回授权")


class AccountTaken(ValueError):
    """The sign-in name or the person already has an account."""


class RoleUnknown(ValueError):
    """A role names permissions nobody declared."""


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
def load_roles(*, file: Path, actor: Actor, at: datetime) -> int:
    """Load or update the roles of a YAML file; returns how many changed. Raises RoleUnknown."""
    changed = 0
    known = permissions()
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))["roles"]:
        unknown = sorted(set(row["permissions"]) - set(known))
        if unknown:
            raise RoleUnknown(f"角色“{row['name']}”含未登记的权限:{'、'.join(unknown)}")
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
    """End grants on a day (收回授权); one that would never have been in force is removed."""
    for grant in grants:
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
