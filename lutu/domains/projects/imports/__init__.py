"""What a district loads about projects from its sheets: projects, permits, lists, land, teams and plans.

One file a kind; each judges lines without writing, loads the good ones through the actions, and takes them back.
Start reading at `projects.py`.
"""

from lutu.domains.projects.imports.allocations import ALLOCATIONS
from lutu.domains.projects.imports.lists import LISTS
from lutu.domains.projects.imports.parcels import PARCELS
from lutu.domains.projects.imports.permits import PERMITS
from lutu.domains.projects.imports.plans import PLANS
from lutu.domains.projects.imports.projects import PROJECTS
from lutu.domains.projects.imports.teams import TEAMS
from lutu.kernel.intake.kinds import declare_import

KINDS = (PROJECTS, PERMITS, LISTS, PARCELS, ALLOCATIONS, TEAMS, PLANS)


def declare() -> None:
    """Declare the kinds to the kernel, once at start."""
    for kind in KINDS:
        declare_import(kind)
