"""Projects, their land and their computed standing."""

from lutu.domains.projects.models.land import ParcelAllocation
from lutu.domains.projects.models.project import Project, ProjectCodeAlias, ProjectPhase
from lutu.domains.projects.models.standing import ProjectStanding

__all__ = ["ParcelAllocation", "Project", "ProjectCodeAlias", "ProjectPhase", "ProjectStanding"]
