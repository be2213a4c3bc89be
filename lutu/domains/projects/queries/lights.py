"""What lights are read from: the rule set in force, and the state of projects on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet

from lutu.domains.projects.bands import LightRules, rules_of
from lutu.domains.projects.facts import STATISTICS_ENTRY, SUBJECT_KIND
from lutu.domains.projects.lights import LightReading, read_lights
from lutu.domains.projects.measures import ProjectState, Waiver
from lutu.domains.projects.models import LightRuleSet, LightWaiver, PlanNode, PlanVersion, Project, TeamTerm
from lutu.domains.projects.plans import Owner, Step, actual_bp, overdue_steps, plan_bp
from lutu.domains.projects.queries.plans import fact_days, node_steps, plans_on
from lutu.domains.projects.queries.teams import terms_on
from lutu.domains.projects.stages import ACTUAL_START, Stage, StageReading
from lutu.domains.projects.steps import awaited
from lutu.kernel.facts.queries import facts_in_force, known_facts
from lutu.kernel.parties.queries import assignments_on
from lutu.kernel.periods import in_force

Ids = Collection[int] | QuerySet[Any] | None


def rule_set_on(*, day: date) -> LightRuleSet | None:
    """The rule set in force on a day."""
    return LightRuleSet.objects.filter(in_force(day)).order_by("-valid_from").first()


def light_rules_on(*, day: date) -> LightRules | None:
    """The bands in force on a day."""
    found = rule_set_on(day=day)
    return None if found is None else rules_in(rule_set=found)


def rules_in(*, rule_set: LightRuleSet) -> LightRules:
    """The bands of a stored rule set, under the version that readings name."""
    return rules_of(version=f"{rule_set.code} v{rule_set.version}", document=rule_set.bands)


def project_states(
    *, project_ids: Ids, day: date, readings: Mapping[int, StageReading]
) -> dict[int, tuple[ProjectState, list[Step]]]:
    """{project id: (state, nodes as they count)} on a day; six queries whatever the number of projects.

    Who is answerable is left out: `light_readings` names it for one project.
    """
    projects = Project.objects.all() if project_ids is None else Project.objects.filter(pk__in=project_ids)
    entered = _statistics_days(project_ids, day)
    has_statistics = bool(entered) or _has_statistics()
    facts = {
        key: fact_days(reading=readings.get(key), statistics_date=entered.get(key))
        for key in readings.keys() | entered.keys()
    }
    plans = node_steps(project_ids=project_ids, day=day, facts=facts)
    waivers = _waivers(project_ids, day)
    found: dict[int, tuple[ProjectState, list[Step]]] = {}
    for key, override in projects.order_by().values_list("pk", "status_override"):
        kinds, steps = plans.get(key, ({}, []))
        reading = readings.get(key)
        stage = reading.stage if reading else Stage.NO_LAND.value
        state = ProjectState(
            plan_bp=plan_bp(steps=steps, day=day) if steps else None,
            actual_bp=actual_bp(steps=steps, day=day) if steps else None,
            planned_start=next((step.planned_date for step in steps if kinds.get(step.code) == ACTUAL_START), None),
            start_date=reading.actual_start_date if reading else None,
            is_accepted=stage == Stage.ACCEPTED,
            statistics_date=entered.get(key),
            has_statistics=has_statistics,
            overdue=tuple(overdue_steps(steps=steps, day=day)),
            halted=str(Project.StatusOverride(override).label) if override else "",
            awaits=awaited(stage=stage),
            waivers=waivers.get(key, ()),
        )
        found[key] = state, steps
    return found


def light_readings(*, project: Project, day: date, reading: StageReading) -> list[LightReading]:
    """Every light of one project on a day, each late one with the person answerable for it (亮灯)."""
    state, _steps = project_states(project_ids=[project.pk], day=day, readings={project.pk: reading})[project.pk]
    answerable = Answerable(project=project, day=day, terms=list(terms_on(project_ids=[project.pk], day=day)))
    owners = node_owners(project=project, day=day, codes=[step.code for step in state.overdue[:1]], who=answerable)
    overdue = tuple(step._replace(owner=owners.get(step.code, "")) for step in state.overdue)
    told = replace(state, overdue=overdue, owner=answerable.leader, lead_unit=answerable.lead_unit)
    return read_lights(project=told, rule_set=light_rules_on(day=day), day=day)


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


def node_owners(*, project: Project, day: date, codes: Collection[str], who: Answerable) -> dict[str, str]:
    """{node code: who answers for it} in the plan in force: the holder of its post, else whoever its owner names."""
    if not codes:
        return {}
    plan = plans_on(project_ids=[project.pk], day=day).get(project.pk)
    nodes = PlanNode.objects.filter(version=plan, code__in=codes).select_related("owner_post__organisation")
    return owners_of(nodes=list(nodes), day=day, who=who)


def owners_of(*, nodes: Collection[PlanNode], day: date, who: Answerable) -> dict[str, str]:
    """{node code: who answers for it}; one query for the holders of all posts."""
    posts = {node.owner_post_id for node in nodes if node.owner_post_id is not None}
    held = assignments_on(day=day).filter(post__in=posts).order_by("pk") if posts else ()
    holders = {row.post_id: f"{row.post} {row.person}" for row in held}
    return {
        node.code: holders.get(node.owner_post_id, str(node.owner_post)) if node.owner_post_id else who.of(node.owner)
        for node in nodes
    }


def waivers_of(*, project: Project) -> QuerySet[LightWaiver]:
    """Every reason ever accepted for a project, the newest first."""
    return LightWaiver.objects.filter(project=project).order_by("-valid_from", "-pk")


def draft_of(*, project: Project) -> PlanVersion | None:
    """The plan of a project that waits for approval."""
    return PlanVersion.objects.filter(project=project, is_tasks=False, frozen=False).first()


def _statistics_days(project_ids: Ids, day: date) -> dict[int, date]:
    rows = facts_in_force(subject_kind=SUBJECT_KIND, subject_ids=project_ids, day=day, kinds=[STATISTICS_ENTRY])
    return dict(rows.order_by().values("subject_id").annotate(day=Min("value_date")).values_list("subject_id", "day"))


def _has_statistics() -> bool:
    return known_facts(subject_kind=SUBJECT_KIND, subject_ids=None, kinds=[STATISTICS_ENTRY]).exists()


def _waivers(project_ids: Ids, day: date) -> dict[int, tuple[Waiver, ...]]:
    rows = LightWaiver.objects.filter(in_force(day))
    if project_ids is not None:
        rows = rows.filter(project__in=project_ids)
    found: dict[int, tuple[Waiver, ...]] = defaultdict(tuple)
    columns = ("item", "reason", "valid_from", "valid_to", "approved_by_name")
    for project_id, *told in rows.order_by("approved_at", "pk").values_list("project_id", *columns):
        found[project_id] += (Waiver._make(told),)
    return found
