"""The one predicate and the grants it rests on."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import IntegerField, Model, Q, QuerySet

from lutu.kernel.access.models import CLEARANCE, Account, RoleGrant, Sensitivity
from lutu.kernel.access.registry import Policy, guarded_models, policy_of, relations_of
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.models import Assignment, Person
from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import in_ranges, inside, ranges_of

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
    ranges: dict[date, list[tuple[str, str]]] = field(default_factory=dict, compare=False, repr=False)


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


def visible_to(*, user: Any, model: type[Model], day: date, subject_kind: str = "") -> Q:
    """The rows of the model this account may see on that day: area × role × data level, or a relation.

    The one predicate behind every read path. A hidden row is absent, never greyed. Where rows are seen with their
    subject, `subject_kind` asks about the subjects of one kind only, for pages that show no others.
    """
    return _rows(user=user, rule=policy_of(model), day=day, needed=frozenset(), public=True, subject_kind=subject_kind)


def _rows(*, user: Any, rule: Policy, day: date, needed: frozenset[str], public: bool, subject_kind: str = "") -> Q:
    """The visible rows under a policy, where those that lean on it need further permissions for the same rows."""
    leaning, public = needed, public and rule.public
    needed |= frozenset([rule.permission]) if rule.permission else frozenset()
    if rule.through is not None:
        column, other = rule.through
        above = policy_of(other)
        reach = _rows(user=user, rule=above, day=day, needed=needed, public=public, subject_kind=subject_kind)
        allowed = Q(**{f"{column}__in": other._default_manager.filter(reach).values("pk")})
    else:
        allowed = _granted(rule, needed, grants_on(user=user, day=day), day)
        if public:
            allowed |= _at_levels(rule, [Sensitivity.PUBLIC.value])
    if all(can(user=user, permission=permission, day=day) for permission in leaning):
        for relation in relations_of(rule.model, user=user, day=day):
            allowed |= relation
    return allowed & _of_shown_subjects(user, day, subject_kind) if rule.of_subject else allowed


def _of_shown_subjects(user: Any, day: date, subject_kind: str) -> Q:
    """Rows whose subject is of a guarded kind and shows, or of a kind that nobody guards; of one kind where named."""
    if subject_kind:
        keys = visible(user=user, model=apps.get_model(subject_kind), day=day).values("pk")
        return Q(subject_kind=subject_kind, subject_id__in=keys)
    shown, guarded = NOTHING, []
    for model in guarded_models():
        # Subjects are kept by number; areas, whose key is a code, cannot be one.
        if isinstance(model._meta.pk, IntegerField) and not policy_of(model).of_subject:
            guarded.append(model._meta.label_lower)
            keys = visible(user=user, model=model, day=day).values("pk")
            shown |= Q(subject_kind=model._meta.label_lower, subject_id__in=keys)
    return shown | ~Q(subject_kind__in=guarded)


def _granted(rule: Policy, needed: frozenset[str], grants: tuple[Grant, ...], day: date) -> Q:
    """Rows where every needed permission is held, each by some grant over the row's area and level."""
    holders = {tuple(grant for grant in grants if permission in grant.permissions) for permission in needed}
    if not holders:
        return NOTHING
    allowed = EVERYTHING
    for holding in holders:
        reach = NOTHING
        for grant in holding:
            reach |= _at_levels(rule, CLEARANCE[grant.clearance]) & _in_area(rule, grant, day)
        allowed &= reach
    return allowed


def visible(*, user: Any, model: type[Model], day: date, subject_kind: str = "") -> QuerySet[Any]:
    """The queryset of visible rows; `subject_kind` as in `visible_to`."""
    return model._default_manager.filter(visible_to(user=user, model=model, day=day, subject_kind=subject_kind))


def could_see(*, person: Person, model: type[Model], pk: object, day: date) -> bool:
    """Whether a person could see a row on a past day, answered from dated assignments and grants."""
    account = Account(person=person, is_active=True)
    return model._default_manager.filter(visible_to(user=account, model=model, day=day), pk=pk).exists()


def _at_levels(rule: Policy, levels: list[str]) -> Q:
    if rule.sensitivity_field is None:
        return EVERYTHING if rule.public or Sensitivity.INTERNAL.value in levels else NOTHING
    return Q(**{f"{rule.sensitivity_field}__in": levels})


def _in_area(rule: Policy, grant: Grant, day: date) -> Q:
    if rule.area_field is None or grant.area.level == Area.Level.DISTRICT:
        return EVERYTHING
    if day not in grant.ranges:
        grant.ranges[day] = ranges_of(area=grant.area, day=day)
    return in_ranges(field=rule.area_field, ranges=grant.ranges[day])


def actor_of(user: Any) -> Actor:
    """The journal actor of an account."""
    if not getattr(user, "is_authenticated", False):
        return Actor("visitor", "", "访客")
    return Actor("account", str(user.pk), user.display_name)
