"""Who answers for a project and for the nodes of its plan on a day, in words."""

from collections.abc import Collection, Iterable
from datetime import date

from lutu.domains.projects.models import PlanNode, Project, TeamTerm
from lutu.domains.projects.plans import Owner
from lutu.kernel.parties.queries import assignments_on


class Answerable:
    """Who answers for a project on a day, in words: `岗位 姓名` where a person is named, else the unit."""

    def __init__(self, *, project: Project, day: date, terms: Iterable[TeamTerm]) -> None:
        self.project, self.day, self.terms = project, day, list(terms)

    @property
    def lead_unit(self) -> str:
        """The lead unit."""
        return str(self.project.lead_unit)

    @property
    def leader(self) -> str:
        """The leader, or the lead unit where nobody leads."""
        return self._of_role(TeamTerm.Role.LEADER) or self.lead_unit

    def of(self, owner: str) -> str:
        """Who stands behind an owner of a plan's node."""
        if owner == Owner.LEADER:
            return self.leader
        if owner == Owner.TEAM:
            return self._of_role(TeamTerm.Role.MEMBER) or self.leader
        if owner == Owner.OWNER_PARTY:
            return str(self.project.owner_party)
        return self.lead_unit if owner == Owner.LEAD_UNIT else str(Owner(owner).label)

    def _of_role(self, role: str) -> str:
        term = next((term for term in self.terms if term.role == role), None)
        return f"{term.post} {term.person}" if term is not None else ""


def owners_of(*, nodes: Collection[PlanNode], day: date, who: Answerable) -> dict[str, str]:
    """{node code: who answers for it}; one query for the holders of all posts."""
    posts = {node.owner_post_id for node in nodes if node.owner_post_id is not None}
    held = assignments_on(day=day).filter(post__in=posts).order_by("pk") if posts else ()
    holders = {row.post_id: f"{row.post} {row.person}" for row in held}
    return {
        node.code: holders.get(node.owner_post_id, str(node.owner_post)) if node.owner_post_id else who.of(node.owner)
        for node in nodes
    }
