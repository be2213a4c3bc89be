"""Cases with their clocks and moves, who stands in for whom, meetings, and what is referred."""

from lutu.kernel.casework.models.case import Case, CaseCounter, CaseInterval, Extension, FiredMove
from lutu.kernel.casework.models.deputies import Absence, Delegation
from lutu.kernel.casework.models.meeting import Decision, Meeting
from lutu.kernel.casework.models.referral import Consent, Referral

__all__ = [
    "Absence",
    "Case",
    "CaseCounter",
    "CaseInterval",
    "Consent",
    "Decision",
    "Delegation",
    "Extension",
    "FiredMove",
    "Meeting",
    "Referral",
]
