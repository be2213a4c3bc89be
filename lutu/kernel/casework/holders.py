"""谁在办: who holds a post today, who stands in for them, and who acts for them by delegation. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lutu.kernel.casework.models import Absence, Delegation
from lutu.kernel.parties.models import Assignment
from lutu.kernel.periods import in_force


@dataclass(frozen=True)
class OnDuty:
    """A holder of a post on a day: absent or not, the deputy meanwhile, and the delegates, all by name."""

    name: str
    is_absent: bool = False
    deputy: str = ""
    delegates: tuple[str, ...] = ()


def on_duty(*, posts: Iterable[int], day: date, flow: str = "") -> dict[int, list[OnDuty]]:
    """{post: its holders on a day with those who act for them}; three queries, fewer where nobody is away.

    With a `flow` only the delegations that cover it count; a vacant post has an empty list.
    """
    wanted = set(posts)
    found: dict[int, list[OnDuty]] = {post: [] for post in wanted}
    held = list(
        Assignment.objects.filter(in_force(day), post__in=wanted)
        .order_by("id")
        .values_list("post_id", "person_id", "person__name")
    )
    people = {person for _post, person, _name in held}
    away = {row.person_id: row.deputy.name if row.deputy else "" for row in _absences(people, day)}
    delegates = _delegates(people, day, flow)
    for post, person, name in held:
        named = [delegate for only, delegate in delegates.get(person, ()) if only in (None, post)]
        found[post].append(OnDuty(name, person in away, away.get(person, ""), tuple(dict.fromkeys(named))))
    return found


def _absences(people: set[int], day: date) -> Iterable[Absence]:
    return Absence.objects.filter(in_force(day), person__in=people).select_related("deputy") if people else ()


def _delegates(people: set[int], day: date, flow: str) -> dict[int, list[tuple[int | None, str]]]:
    found: dict[int, list[tuple[int | None, str]]] = {}
    rows = (
        Delegation.objects.filter(in_force(day), giver__in=people).order_by("id")
        if people
        else Delegation.objects.none()
    )
    for giver, post, flows, name in rows.values_list("giver_id", "post_id", "flows", "receiver__name"):
        if not flows or not flow or flow in flows:
            found.setdefault(giver, []).append((post, name))
    return found
