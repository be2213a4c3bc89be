"""In what capacity an account stands to many cases at once, and which moves they offer it. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lutu.kernel.access.queries import Grant, grants_on
from lutu.kernel.casework.flows import OWNER, RAISER, SUPERVISE, SUPERVISOR, Move
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.reach import Reach, reach_of
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import ranges_of


@dataclass(frozen=True)
class Capacity:
    """What an account is to a case: the roles it holds, and for whom it stands in as the owner (empty: itself)."""

    roles: frozenset[str]
    instead_of: str = ""

    def may(self, *roles: str) -> bool:
        """Whether it holds one of the roles."""
        return bool(self.roles & set(roles))


NONE = Capacity(frozenset())


def capacities(*, cases: Sequence[Case], user: Any, day: date) -> dict[int, Capacity]:
    """{case: capacity} of an account; a query for each of its areas below the district, whatever the number of cases.

    The roles are owner, raiser, supervisor and the permission codes the case's flow names.
    """
    reach = reach_of(user=user, day=day)
    if reach is None:
        return {case.pk: NONE for case in cases}
    grants = grants_on(user=user, day=day)
    return {case.pk: _capacity(case, reach, grants, day) for case in cases}


def offers(*, cases: Sequence[Case], user: Any, day: date) -> dict[int, list[Move]]:
    """{case: the moves its stage offers to the account}, as `queries.offered_moves` says for one case."""
    held = capacities(cases=cases, user=user, day=day)
    return {case.pk: offered_to(case=case, capacity=held[case.pk]) for case in cases}


def offered_to(*, case: Case, capacity: Capacity) -> list[Move]:
    """The moves of the case's stage that a capacity allows; guards and evidence are asked when one is made."""
    return [move for move in flow_of(case.flow).moves_from(case.stage) if capacity.may(*move.roles)]


def _capacity(case: Case, reach: Reach, grants: Iterable[Grant], day: date) -> Capacity:
    roles, instead_of = set(), ""
    if case.owner_post_id in reach.own:
        roles.add(OWNER)
    for item in reach.lent:
        if case.owner_post_id in item.posts and item.covers(case.flow):
            instead_of = instead_of or ("" if OWNER in roles else item.giver_name)
            roles.add(OWNER)
    lenders = {item.giver_id for item in reach.lent if item.covers(case.flow)}
    if case.raiser_id is not None and case.raiser_id in {reach.person_id, *lenders}:
        roles.add(RAISER)
    wanted = {role: role for move in flow_of(case.flow).moves for role in move.roles if "." in role}
    roles |= _permitted(case.area_id, {SUPERVISOR: SUPERVISE, **wanted}, grants, day)
    return Capacity(frozenset(roles), instead_of)


def _permitted(area: str, wanted: Mapping[str, str], grants: Iterable[Grant], day: date) -> set[str]:
    found: set[str] = set()
    for grant in grants:
        held = {role for role, code in wanted.items() if code in grant.permissions}
        if held - found and _covers(grant, area, day):
            found |= held
    return found


def _covers(grant: Grant, area: str, day: date) -> bool:
    if grant.area.level == Area.Level.DISTRICT:
        return True
    if day not in grant.ranges:
        grant.ranges[day] = ranges_of(area=grant.area, day=day)
    return any(start <= area < stop for start, stop in grant.ranges[day])
