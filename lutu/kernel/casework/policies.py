"""Who sees which case: staff over their area, and whoever owns, has raised or stands in for it."""

from datetime import date
from typing import Any

from django.db.models import Q

from lutu.kernel.access.registry import Policy, policy, relation_provider
from lutu.kernel.casework.models import (
    Absence,
    Case,
    CaseInterval,
    Consent,
    Decision,
    Delegation,
    Extension,
    FiredMove,
    Meeting,
    Referral,
)
from lutu.kernel.casework.reach import reach_of

NOBODY = Q(pk__in=[])


def guard() -> None:
    """Declare the policies, once at start."""
    policy(Policy(Case, "casework.case.read", area_field="area_id", sensitivity_field="sensitivity"))
    for model in (CaseInterval, Extension, FiredMove, Consent):
        policy(Policy(model, "", through=("case", Case)))
    policy(Policy(Referral, "", through=("source", Case)))
    policy(Policy(Meeting, "casework.meeting.read", area_field="area_id", sensitivity_field="sensitivity"))
    policy(Policy(Decision, "", through=("meeting", Meeting)))
    policy(Policy(Delegation, "casework.handover.write"))
    policy(Policy(Absence, "casework.handover.write"))
    relation_provider(Case, _own_cases)
    relation_provider(Delegation, _own_delegations)
    relation_provider(Absence, _own_absences)


def _own_cases(*, user: Any, day: date) -> Q:
    reach = reach_of(user=user, day=day)
    return NOBODY if reach is None else reach.owned() | reach.raised()


def _own_delegations(*, user: Any, day: date) -> Q:
    person = getattr(user, "person_id", None)
    return NOBODY if person is None else Q(giver=person) | Q(receiver=person)


def _own_absences(*, user: Any, day: date) -> Q:
    person = getattr(user, "person_id", None)
    return NOBODY if person is None else Q(person=person) | Q(deputy=person)
