"""Writing cases: open, fire a move, stop and extend the clock, hand over, meet, refer. One function per verb."""

from lutu.kernel.casework.actions.assigning import (
    AssignmentRefused,
    HandOverPlan,
    Reassigned,
    delegate,
    end_absence,
    end_delegation,
    hand_over_all,
    hand_over_plan,
    note_absence,
    reassign,
    reassign_many,
)
from lutu.kernel.casework.actions.clocking import (
    ClockRefused,
    ask_extension,
    decide_extension,
    pause,
    recompute_deadlines,
    resume,
    run_clock,
)
from lutu.kernel.casework.actions.firing import fire
from lutu.kernel.casework.actions.meeting import MeetingRefused, MeetingRepeated, NewDecision, record_meeting
from lutu.kernel.casework.actions.opening import CaseRefused, NewCase, open_case, open_case_once, open_cases
from lutu.kernel.casework.actions.referring import (
    ConsentMissing,
    ReferralRefused,
    give_consent,
    refer,
    withdraw_consent,
)
from lutu.kernel.casework.actions.turning import (
    CaseChanged,
    CaseNotFound,
    Fired,
    KeyReused,
    MoveRefused,
    SeparationBroken,
    UnknownMove,
)
from lutu.kernel.casework.actions.urging import Urged, urge

__all__ = [
    "AssignmentRefused",
    "CaseChanged",
    "CaseNotFound",
    "CaseRefused",
    "ClockRefused",
    "ConsentMissing",
    "Fired",
    "HandOverPlan",
    "KeyReused",
    "MeetingRefused",
    "MeetingRepeated",
    "MoveRefused",
    "NewCase",
    "NewDecision",
    "Reassigned",
    "ReferralRefused",
    "SeparationBroken",
    "UnknownMove",
    "Urged",
    "ask_extension",
    "decide_extension",
    "delegate",
    "end_absence",
    "end_delegation",
    "fire",
    "give_consent",
    "hand_over_all",
    "hand_over_plan",
    "note_absence",
    "open_case",
    "open_case_once",
    "open_cases",
    "pause",
    "reassign",
    "reassign_many",
    "recompute_deadlines",
    "record_meeting",
    "refer",
    "resume",
    "run_clock",
    "urge",
    "withdraw_consent",
]
