"""Projects, their land, teams and plans, the rules of their lights, and their computed standing."""

from lutu.domains.projects.models.land import ParcelAllocation
from lutu.domains.projects.models.lights import LightRuleSet, LightWaiver
from lutu.domains.projects.models.plans import PlanNode, PlanVersion
from lutu.domains.projects.models.project import Project, ProjectCodeAlias, ProjectPhase
from lutu.domains.projects.models.standing import EarlierStart, ProjectStanding
from lutu.domains.projects.models.team import TeamTerm
from lutu.domains.projects.models.templates import PlanTemplate, PlanTemplateNode

__all__ = [
    "EarlierStart",
    "LightRuleSet",
    "LightWaiver",
    "ParcelAllocation",
    "PlanNode",
    "PlanTemplate",
    "PlanTemplateNode",
    "PlanVersion",
    "Project",
    "ProjectCodeAlias",
    "ProjectPhase",
    "ProjectStanding",
    "TeamTerm",
]
