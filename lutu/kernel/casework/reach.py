"""Whom a person acts for on a day: in their own posts, by delegation, or as the deputy of somebody absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from lutu.kernel.access.models import Role, RoleGrant
from lutu.kernel.casework.models import Absence, Case, Delegation
from lutu.kernel.parties.models import Assignment, Person
from lutu.kernel.periods import in_force


@dataclass(frozen=True)
class Lent:
    """What another person lends: posts, in some flows or (empty) in all."""

    giver_id: int
    giver_name: str
    posts: frozenset[int]
    flows: frozenset[str]

    def covers(self, flow: str) -> bool:
        """Whether it holds for cases of the flow."""
        return not self.flows or flow in self.flows


@dataclass(frozen=True)
class Reach:
    """The posts a person acts in on a day."""

    person_id: int
    own: frozenset[int]
    lent: tuple[Lent, ...]

    def owned(self) -> Q:
        """The cases owned by one of these posts."""
        found = Q(owner_post__in=self.own)
        for item in self.lent:
            part = Q(owner_post__in=item.posts)
            found |= part & Q(flow__in=item.flows) if item.flows else part
        return found

    def holds(self, case: Case) -> bool:
        """Whether a case is among `owned` or `raised`, told without asking the database."""
        if case.owner_post_id in self.own or case.raiser_id == self.person_id:
            return True
        lending = [item for item in self.lent if case.owner_post_id in item.posts and item.covers(case.flow)]
        return bool(lending) or case.raiser_id in {item.giver_id for item in self.lent}

    def raised(self) -> Q:
        """The cases the person, or one who lends everything, has raised."""
        return Q(raiser__in=[self.person_id, *(item.giver_id for item in self.lent)])


def reach_of(*, user: Any, day: date) -> Reach | None:
    """The reach of an account on a day, None for a stranger; read once per request and day."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or user.person_id is None:
        return None
    kept: dict[date, Reach] = user.__dict__.setdefault("_lutu_reach", {})
    if day not in kept:
        kept[day] = reach_of_person(person_id=user.person_id, day=day)
    return kept[day]


def reach_of_person(*, person_id: int, day: date) -> Reach:
    """Own posts and those lent by delegation or absence; three queries at most, one where nobody lends anything.

    What a giver has been lent by others is not passed on, and a giver lends only posts they hold that day.
    """
    delegations = Delegation.objects.filter(in_force(day), receiver=person_id)
    absences = Absence.objects.filter(in_force(day), deputy=person_id)
    wanted = Q(person=person_id) | Q(person__in=delegations.values("giver")) | Q(person__in=absences.values("person"))
    held: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    rows = Assignment.objects.filter(in_force(day)).filter(wanted).values_list("person_id", "person__name", "post_id")
    for holder, name, post in rows:
        held.setdefault(holder, set()).add(post)
        names[holder] = name
    own = frozenset(held.pop(person_id, ()))
    lent = tuple(_lent(delegations, absences, held, names)) if held else ()
    return Reach(person_id, own, lent)


def _lent(
    delegations: Iterable[Delegation], absences: Iterable[Absence], held: dict[int, set[int]], names: dict[int, str]
) -> Iterable[Lent]:
    for row in delegations:
        posts = held.get(row.giver_id, set())
        posts = posts & {row.post_id} if row.post_id is not None else posts
        if posts:
            yield Lent(row.giver_id, names[row.giver_id], frozenset(posts), frozenset(row.flows))
    for away in absences:
        if posts := held.get(away.person_id, set()):
            yield Lent(away.person_id, names[away.person_id], frozenset(posts), frozenset())


def holders_of(*, posts: Iterable[int], day: date) -> dict[int, list[Person]]:
    """Who handles each post's work on a day: its holders, those absent replaced by their deputies.

    A post whose holders are all away without a deputy has an empty list. Two queries.
    """
    wanted = set(posts)
    found: dict[int, list[Person]] = {post: [] for post in wanted}
    rows = Assignment.objects.filter(in_force(day), post__in=wanted).select_related("person").order_by("id")
    assignments = list(rows)
    away = {
        row.person_id: row.deputy
        for row in Absence.objects.filter(
            in_force(day), person__in={row.person_id for row in assignments}
        ).select_related("deputy")
    }
    for row in assignments:
        person = away.get(row.person_id, row.person)
        if person is not None and person not in found[row.post_id]:
            found[row.post_id].append(person)
    return found


def supervisors_of(*, permission: str, area_codes: Iterable[str], day: date) -> list[Person]:
    """Those who hold a permission over one of the areas named by code (a case's own area and those around it)."""
    roles = [role.pk for role in Role.objects.all() if permission in role.permissions]
    grants = RoleGrant.objects.filter(in_force(day), role__in=roles, area__in=list(area_codes))
    held = Assignment.objects.filter(in_force(day), post__in=grants.values("post"))
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("pk"))
