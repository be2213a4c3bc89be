"""Forms of the projects domain. None of them knows a stage, a light or a percentage: those are computed."""

from lutu.domains.projects.forms.lights import DraftRulesForm, EndWaiverForm, SignRulesForm, WaiverForm
from lutu.domains.projects.forms.plans import AdjustPlanForm, ApplyTemplateForm, ApprovePlanForm, CloseNodeForm
from lutu.domains.projects.forms.register import (
    FEN_PER_WAN,
    AllocateForm,
    ChangeProjectForm,
    CorrectPermitForm,
    JoinRegisterForm,
    NewProjectForm,
    PartyField,
    ReasonedForm,
    ReasonForm,
    day_input,
    organisation_names,
)
from lutu.domains.projects.forms.teams import HandOverForm, HolderForm, UnitForm

__all__ = [
    "FEN_PER_WAN",
    "AdjustPlanForm",
    "AllocateForm",
    "ApplyTemplateForm",
    "ApprovePlanForm",
    "ChangeProjectForm",
    "CloseNodeForm",
    "CorrectPermitForm",
    "DraftRulesForm",
    "EndWaiverForm",
    "HandOverForm",
    "HolderForm",
    "JoinRegisterForm",
    "NewProjectForm",
    "PartyField",
    "ReasonForm",
    "ReasonedForm",
    "SignRulesForm",
    "UnitForm",
    "WaiverForm",
    "day_input",
    "organisation_names",
]
