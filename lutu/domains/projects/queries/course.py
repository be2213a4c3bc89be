"""What the plan and the lights of one project are shown from (计划与亮灯), each kind of row read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lutu.domains.projects.facts import STATISTICS_ENTRY
from lutu.domains.projects.lights import LightReading, read_lights
from lutu.domains.projects.measures import Waiver
from lutu.domains.projects.models import LightRuleSet, LightWaiver, PlanNode, PlanVersion, Project
from lutu.domains.projects.plans import Step
from lutu.domains.projects.queries.answerable import Answerable, owners_of
from lutu.domains.projects.queries.lights import rule_set_on, rules_in, state_of
from lutu.domains.projects.queries.plans import fact_days, steps_of
from lutu.domains.projects.queries.stages import permit_facts, reading_of_facts
from lutu.domains.projects.queries.teams import terms_on
from lutu.domains.projects.stages import PermitFact, StageReading, facts_in_force, standing_facts


@dataclass(frozen=True)
class Plan:
    """One version of a whole plan with its nodes in their order."""

    version: PlanVersion
    nodes: Sequence[PlanNode]


@dataclass(frozen=True)
class Course:
    """One project on a day: stage, versions of its plan with the first (the baseline) first, and lights.

    `facts` gives {fact kind: day}, `owners` {node code: who answers for it} of the plan in force, `waivers` every
    reason ever accepted, the newest first.
    """

    project: Project
    day: date
    reading: StageReading
    facts: Mapping[str, date]
    plans: Sequence[Plan]
    owners: Mapping[str, str]
    rule_set: LightRuleSet | None
    waivers: Sequence[LightWaiver]
    lights: Sequence[LightReading]


def course_of(*, project: Project, day: date) -> Course:
    """Stage, plan and lights of one project on a day (亮灯); eight queries, one more where posts own nodes."""
    facts = permit_facts(project_ids=[project.pk], also=(STATISTICS_ENTRY,)).get(project.pk, [])
    reading = reading_of_facts(project=project, facts=facts, day=day)
    statistics_date = _statistics_date(facts, day)
    days = fact_days(reading=reading, statistics_date=statistics_date)
    plans = _plans(project)
    nodes = next((plan.nodes for plan in reversed(plans) if _is_in_force(plan.version, day)), [])
    who = Answerable(project=project, day=day, terms=terms_on(project_ids=[project.pk], day=day))
    owners = owners_of(nodes=nodes, day=day, who=who)
    rule_set = rule_set_on(day=day)
    waivers = list(LightWaiver.objects.filter(project=project).order_by("-valid_from", "-pk"))
    state = state_of(
        override=project.status_override, reading=reading, day=day, statistics_date=statistics_date,
        kinds={node.code: node.fact_kind for node in nodes if node.fact_kind}, steps=steps_of(nodes=nodes, facts=days),
        has_statistics=statistics_date is not None or getattr(rule_set, "has_statistics", False),
        waivers=_accepted(waivers, day),
    )  # fmt: skip
    told = replace(
        state, overdue=tuple(_owned(step, owners) for step in state.overdue), owner=who.leader, lead_unit=who.lead_unit
    )
    rules = rules_in(rule_set=rule_set) if rule_set else None
    lights = read_lights(project=told, rule_set=rules, day=day)
    return Course(project, day, reading, days, plans, owners, rule_set, waivers, lights)


def _plans(project: Project) -> list[Plan]:
    rows = PlanNode.objects.filter(version__project=project, version__is_tasks=False)
    found: dict[int, Plan] = {}
    nodes: dict[int, list[PlanNode]] = {}
    for node in rows.select_related("version", "owner_post__organisation").order_by("version__no", "position"):
        nodes.setdefault(node.version_id, []).append(node)
        found.setdefault(node.version_id, Plan(node.version, nodes[node.version_id]))
    return list(found.values())


def _is_in_force(version: PlanVersion, day: date) -> bool:
    return version.frozen and version.approved_date is not None and version.approved_date <= day


def _statistics_date(facts: Iterable[PermitFact], day: date) -> date | None:
    """The first day on which the project was entered into statistics, of what stands on the day."""
    told = standing_facts([fact for fact in facts if fact.kind == STATISTICS_ENTRY], None)
    return min((fact.valid_from for fact in facts_in_force(told, day)), default=None)


def _accepted(waivers: Iterable[LightWaiver], day: date) -> tuple[Waiver, ...]:
    """The reasons in force on the day, in the order in which they were accepted."""
    held = [row for row in waivers if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
    return tuple(
        Waiver(row.item, row.reason, row.valid_from, row.valid_to, row.approved_by_name)
        for row in sorted(held, key=lambda row: (row.approved_at, row.pk))
    )


def _owned(step: Step, owners: Mapping[str, str]) -> Step:
    return step._replace(owner=owners.get(step.code, ""))
