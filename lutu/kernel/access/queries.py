"""The one predicate and the grants it rests on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from lutu.kernel.access.models import CLEARANCE, Account, RoleGrant, Sensitivity
from lutu.kernel.access.registry import Policy, policy_of, relations_of
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.models import Assignment, Person
from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import inside

EVERYTHING = ~Q(pk__in=[])
NOTHING = Q(pk__in=[])


class NotAllowed(PermissionError):
    """The account lacks a permission, or lacks it in this area."""


@dataclass(frozen=True)
class Grant:
    """One role in force for a person on a day: what it allows, where, and up to which data level."""

    role: str
    role_name: str
    post_name: str
    area: Area
    permissions: frozenset[str]
    clearance: str


def grants_of_person(*, person: Person, day: date) -> tuple[Grant, ...]:
    """The roles a person holds on a day, through posts held on that day (历史权限 included)."""
    posts = Assignment.objects.filter(in_force(day), person=person).values("post_id")
    rows = RoleGrant.objects.filter(in_force(day), post__in=posts).select_related("role", "post", "area").order_by("id")
    return tuple(
        Grant(
            row.role.code, row.role.name, row.post.name, row.area, frozenset(row.role.permissions), row.role.clearance
        )
        for row in rows
    )


def grants_on(*, user: Any, day: date) -> tuple[Grant, ...]:
    """The grants of an account on a day; none for a stranger. Read once per request and day."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or user.person_id is None:
        return ()
    cache: dict[date, tuple[Grant, ...]] = user.__dict__.setdefault("_lutu_grants", {})
    if day not in cache:
        cache[day] = grants_of_person(person=user.person, day=day)
    return cache[day]


def can(*, user: Any, permission: str, day: date, area: Area | None = None) -> bool:
    """Whether the account holds the permission on that day, anywhere or over the given area."""
    holding = [grant for grant in grants_on(user=user, day=day) if permission in grant.permissions]
    if area is None:
        return bool(holding)
    return any(
        Area.objects.filter(inside(field="code", area=grant.area, day=day), code=area.code).exists()
        for grant in holding
    )


def require(*, user: Any, permission: str, day: date, area: Area | None = None) -> None:
    """Raise NotAllowed unless `can`."""
    if not can(user=user, permission=permission, day=day, area=area):
        where = f"({area.name})" if area else ""
        raise NotAllowed(f"当前账号没有“{permission}”权限{where},如需办理请联系系统管理员")


def visible_to(*, user: Any, model: type[Model], day: date) -> Q:
    """The rows of the model this account may see on that day: area × role × data level, or a relation.

    The one predicate behind every read path. A hidden row is absent, never greyed.
    """
    rule = policy_of(model)
    if rule.through is not None:
        field, other = rule.through
        parents = other._default_manager.filter(visible_to(user=user, model=other, day=day))
        if rule.permission and not can(user=user, permission=rule.permission, day=day) and not rule.public:
            return NOTHING
        return Q(**{f"{field}__in": parents.values("pk")})
    allowed = NOTHING
    if rule.public:
        allowed |= _at_levels(rule, [Sensitivity.PUBLIC.value])
    for grant in grants_on(user=user, day=day):
        if rule.permission in grant.permissions:
            allowed |= _at_levels(rule, CLEARANCE[grant.clearance]) & _in_area(rule, grant.area, day)
    for relation in relations_of(model, user=user, day=day):
        allowed |= relation
    return allowed


def visible(*, user: Any, model: type[Model], day: date) -> QuerySet[Any]:
    """The queryset of visible rows."""
    return model._default_manager.filter(visible_to(user=user, model=model, day=day))


def could_see(*, person: Person, model: type[Model], pk: object, day: date) -> bool:
    """Whether a person could see a row on a past day, answered from dated assignments and grants."""
    account = Account(person=person, is_active=True)
    return model._default_manager.filter(visible_to(user=account, model=model, day=day), pk=pk).exists()


def _at_levels(rule: Policy, levels: list[str]) -> Q:
    if rule.sensitivity_field is None:
        return EVERYTHING if rule.public or Sensitivity.INTERNAL.value in levels else NOTHING
    return Q(**{f"{rule.sensitivity_field}__in": levels})


def _in_area(rule: Policy, area: Area, day: date) -> Q:
    if rule.area_field is None or area.level == Area.Level.DISTRICT:
        return EVERYTHING
    return inside(field=rule.area_field, area=area, day=day)


def actor_of(user: Any) -> Actor:
    """The journal actor of an account."""
    if not getattr(user, "is_authenticated", False):
        return Actor("visitor", "", "访客")
    return Actor("account", str(user.pk), user.display_name)
