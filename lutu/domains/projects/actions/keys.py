"""设为重点: a project joins a key list only with one leader and a team (the mission, S2.16).

Every way into a list asks `require_teams`, the guard declared to the registers. Which lists are key lists is a
parameter: registers of the kind `projects.key_register_kind` (默认值: 重点清单).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from lutu.domains.projects.actions.teams import lock_projects
from lutu.domains.projects.models import Project, ProjectStanding, TeamTerm
from lutu.domains.projects.queries import CHUNK, key_kind, terms_on
from lutu.domains.projects.stages import Stage
from lutu.kernel.journal.actions import Actor
from lutu.kernel.registers.actions import NewMember, RegisterRefused, add_members
from lutu.kernel.registers.models import Membership, Register


class TeamIncomplete(RegisterRefused):
    """Projects without exactly one leader, or without a member in their task team; `projects` holds their keys."""

    def __init__(self, reasons: Mapping[Project, Sequence[str]]) -> None:
        self.projects = tuple(project.pk for project in reasons)
        if len(reasons) == 1:
            text = _(";").join(next(iter(reasons.values())))
        else:
            told = [f"“{project}”{_('、').join(lacks)}" for project, lacks in reasons.items()]
            text = _(";").join(told)
        super().__init__(text)


def set_key(
    *, register: Register, projects: Sequence[Project], day: date, actor: Actor, at: datetime, document: str = ""
) -> list[Membership]:
    """Put projects on a key list from a day on (设为重点). Raises TeamIncomplete, naming all, or RegisterRefused.

    Each needs exactly one leader and at least one team member on the day, until it is accepted. A list of another kind
    takes them without.
    """
    members = [NewMember(project.pk, document) for project in projects]
    return add_members(register=register, members=members, day=day, actor=actor, at=at)


def require_teams(*, register: Register, subject_ids: Sequence[int], day: date) -> None:
    """The guard of every way into a list of projects (入列): a key list takes none without its team.

    Holds the projects till the end of the transaction, so that no leader is let go meanwhile. Raises TeamIncomplete.
    """
    if register.kind != key_kind(day=day):
        return
    lock_projects(projects=subject_ids)
    projects: list[Project] = []
    for start in range(0, len(subject_ids), CHUNK):
        projects += Project.objects.filter(pk__in=subject_ids[start : start + CHUNK]).order_by("code")
    if lacking := team_gaps(projects=projects, day=day):
        raise TeamIncomplete(lacking)


def team_gaps(*, projects: Sequence[Project], day: date) -> dict[Project, list[str]]:
    """What each project lacks for a key list on a day; those that lack nothing are left out."""
    roles: Counter[tuple[int, str]] = Counter()
    accepted: set[int] = set()
    keys = [project.pk for project in projects]
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        roles.update(terms_on(project_ids=chunk, day=day).values_list("project_id", "role"))
        done = ProjectStanding.objects.filter(pk__in=chunk, stage=Stage.ACCEPTED)
        accepted.update(done.values_list("pk", flat=True))
    found = {}
    for project in projects:
        leaders, members = (roles[project.pk, role] for role in (TeamTerm.Role.LEADER, TeamTerm.Role.MEMBER))
        lacks = [*([_("须一名领导")] if leaders != 1 else []), *([_("须至少一名专班成员")] if not members else [])]
        if lacks and project.pk not in accepted:
            found[project] = lacks
    return found
