"""Urging (督办): supervision reminds the owners of many cases at once, each case at most once a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lutu.kernel.access.queries import visible_to
from lutu.kernel.casework.actions.telling import tell
from lutu.kernel.casework.actions.turning import SUBJECT, MoveRefused, Stand, acting
from lutu.kernel.casework.flows import OWNER, SUPERVISOR
from lutu.kernel.casework.models import Case, FiredMove
from lutu.kernel.casework.offers import capacities
from lutu.kernel.journal.actions import NewEntry, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.periods import day_of

label_action("casework.case.urged", "督办")
URGED = "casework.case.urged"
LONGEST = 200


@dataclass(frozen=True)
class Urged:
    """What came of urging, by case: done now, done before on the same day, or not for this account to urge."""

    done: tuple[int, ...]
    already: tuple[int, ...]
    refused: tuple[int, ...]


@transaction.atomic
def urge(*, case_ids: Sequence[int], text: str, user: Any, at: datetime) -> Urged:
    """Send the owners of open cases a word of urging (督办), journalled; at most once a day and case.

    Cases that are closed, hidden, or outside the account's supervision come back as refused: hidden and missing are
    the same. A fixed number of statements. Raises MoveRefused without a text or with one over 200 characters.
    """
    if not text.strip() or len(text) > LONGEST:
        raise MoveRefused([f"督办须写明要求,不超过 {LONGEST} 字"])
    day, key = day_of(at), f"urge:{day_of(at)}"
    rows = Case.objects.select_for_update(of=("self",)).filter(visible_to(user=user, model=Case, day=day))
    cases = list(rows.filter(pk__in=set(case_ids), is_open=True).order_by("pk"))
    held = capacities(cases=cases, user=user, day=day)
    mine = [case for case in cases if held[case.pk].may(SUPERVISOR)]
    told = set(FiredMove.objects.filter(case__in=mine, key=key).values_list("case_id", flat=True))
    fresh = [case for case in mine if case.pk not in told]
    if fresh:
        _write(fresh, text.strip(), user, key, at)
    refused = sorted(set(case_ids) - {case.pk for case in mine})
    return Urged(tuple(case.pk for case in fresh), tuple(sorted(told)), tuple(refused))


def _write(cases: Sequence[Case], text: str, user: Any, key: str, at: datetime) -> None:
    FiredMove.objects.bulk_create(
        [FiredMove(case=case, key=key, action=URGED, person_id=user.person_id, at=at) for case in cases],
        batch_size=500,
    )  # fmt: skip
    entries = [NewEntry((SUBJECT, case.pk), URGED, {"reason": text}) for case in cases]
    record_many(entries=entries, actor=acting(user=user, stand=Stand(user.person_id)), at=at)
    tell(cases=cases, to=(OWNER,), title="督办", key=key, at=at, besides=user.person_id, note=text)
