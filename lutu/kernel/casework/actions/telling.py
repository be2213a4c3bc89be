"""Telling people about a case: one notice each, into the outbox, in the transaction of what happened."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.flows import DISTRICT, OWNER, RAISER, SUPERVISE, SUPERVISOR
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.reach import holders_of, supervisors_of
from lutu.kernel.notices.actions import NewNotice, notify
from lutu.kernel.parties.models import Person
from lutu.kernel.periods import day_of

KIND = "casework.case"
Holders = Mapping[int, Sequence[Person]]


def tell(
    *,
    cases: Sequence[Case],
    to: Sequence[str],
    title: str,
    key: str,
    at: datetime,
    holders: Holders | None = None,
    besides: int | None = None,
    note: str = "",
) -> int:
    """Put one notice a case and person into the outbox; returns how many.

    `to` holds the words of a flow (owner, raiser, supervisor, district); `besides` is a person who needs none because
    they did it themselves; `note` is said besides number and deadline. The same key tells nobody twice.
    """
    if not to or not cases:
        return 0
    day = day_of(at)
    if holders is None and OWNER in to:
        holders = holders_of(posts={case.owner_post_id for case in cases if case.owner_post_id is not None}, day=day)
    notices = [
        _notice(case, person_id, title, key, note)
        for case in cases
        for person_id in sorted(_told(case, to, holders or {}, day))
        if person_id != besides
    ]
    return notify(notices=notices, at=at) if notices else 0


def _notice(case: Case, person_id: int, title: str, key: str, note: str) -> NewNotice:
    due = f",{due_words(case.due_at)} 到期" if case.due_at else ""
    said = f":{note}" if note else ""
    return NewNotice(
        key=f"case:{case.pk}:{key}:{person_id}", kind=KIND, title=f"{title}:{case.title}"[:200],
        body=f"{case.number}{due}{said}", person_id=person_id, subject=(KIND, case.pk),
        link=f"/workbench/cases/{case.pk}/", sensitivity=case.sensitivity,
    )  # fmt: skip


def _told(case: Case, to: Iterable[str], holders: Holders, day: date) -> set[int]:
    found: set[int] = set()
    for word in to:
        if word == OWNER and case.owner_post_id is not None:
            found |= {person.pk for person in holders.get(case.owner_post_id, ())}
        elif word == RAISER and case.raiser_id is not None:
            found.add(case.raiser_id)
        elif word in (SUPERVISOR, DISTRICT):
            found |= {person.pk for person in _supervision(case.area_id, day, district=word == DISTRICT)}
    return found


def _supervision(code: str, day: date, *, district: bool) -> list[Person]:
    """Those who supervise the nearest area around the case, or the whole district."""
    whole = code[:6].ljust(12, "0")
    levels = [whole] if district else list(dict.fromkeys([code, code[:12], code[:9].ljust(12, "0"), whole]))
    for area in levels:
        if found := supervisors_of(permission=SUPERVISE, area_codes=[area], day=day):
            return found
    return []
