"""Writing projects: registering and changing, permits, land, and the computed standing. Nothing here takes a stage."""

from lutu.domains.projects.actions.land import (
    AllocationRefused,
    ParcelOverAllocated,
    allocate_parcel,
    change_allocation,
    end_allocation,
    withdraw_allocation,
)
from lutu.domains.projects.actions.permits import (
    NewPermit,
    PermitRefused,
    PermitResult,
    correct_permit,
    retract_permit,
    revoke_permit,
    state_permits,
    take_back_permits,
)
from lutu.domains.projects.actions.register import (
    Changed,
    ProjectChange,
    ProjectRefused,
    add_phase,
    change_projects,
    register_projects,
    withdraw_projects,
)
from lutu.domains.projects.actions.standing import StandingDiffers, nightly_check, rebuild_standing

__all__ = [
    "AllocationRefused",
    "Changed",
    "NewPermit",
    "ParcelOverAllocated",
    "PermitRefused",
    "PermitResult",
    "ProjectChange",
    "ProjectRefused",
    "StandingDiffers",
    "add_phase",
    "allocate_parcel",
    "change_allocation",
    "change_projects",
    "correct_permit",
    "end_allocation",
    "nightly_check",
    "rebuild_standing",
    "register_projects",
    "retract_permit",
    "revoke_permit",
    "state_permits",
    "take_back_permits",
    "withdraw_allocation",
    "withdraw_projects",
]
