"""What lights are read from: the rule set in force, and the state of projects on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, Min, QuerySet

from lutu.domains.projects.bands import LightRules, rules_of
from lutu.domains.projects.facts import STATISTICS_ENTRY, SUBJECT_KIND
from lutu.domains.projects.measures import ProjectState, Waiver
from lutu.domains.projects.models import LightRuleSet, LightWaiver, PlanVersion, Project
from lutu.domains.projects.plans import Step, actual_bp, overdue_steps, plan_bp
from lutu.domains.projects.queries.plans import fact_days, node_steps
from lutu.domains.projects.stages import ACTUAL_START, Stage, StageReading
from lutu.domains.projects.steps import awaited
from lutu.kernel.facts.queries import facts_in_force, known_facts
from lutu.kernel.periods import in_force

Ids = Collection[int] | QuerySet[Any] | None


def rule_set_on(*, day: date) -> LightRuleSet | None:
    """The rule set in force on a day, which also knows whether any project has been entered into statistics."""
    entered = Exists(known_facts(subject_kind=SUBJECT_KIND, subject_ids=None, kinds=[STATISTICS_ENTRY]))
    rows = LightRuleSet.objects.filter(in_force(day)).annotate(has_statistics=entered)
    return rows.order_by("-valid_from").first()


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

    Who is answerable is left out: `course_of` names it for one project.
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
        state = state_of(
            override=override, reading=readings.get(key), kinds=kinds, steps=steps, statistics_date=entered.get(key),
            has_statistics=has_statistics, waivers=waivers.get(key, ()), day=day,
        )  # fmt: skip
        found[key] = state, steps
    return found


def state_of(
    *,
    override: str | None,
    reading: StageReading | None,
    kinds: Mapping[str, str],
    steps: list[Step],
    statistics_date: date | None,
    has_statistics: bool,
    waivers: tuple[Waiver, ...],
    day: date,
) -> ProjectState:
    """What lights are read from, put together from what has been read; `kinds` gives {node code: fact kind}."""
    stage = reading.stage if reading else Stage.NO_LAND.value
    return ProjectState(
        plan_bp=plan_bp(steps=steps, day=day) if steps else None,
        actual_bp=actual_bp(steps=steps, day=day) if steps else None,
        planned_start=next((step.planned_date for step in steps if kinds.get(step.code) == ACTUAL_START), None),
        start_date=reading.actual_start_date if reading else None,
        is_accepted=stage == Stage.ACCEPTED,
        statistics_date=statistics_date,
        has_statistics=has_statistics,
        overdue=tuple(overdue_steps(steps=steps, day=day)),
        halted=str(Project.StatusOverride(override).label) if override else "",
        awaits=awaited(stage=stage),
        waivers=waivers,
    )


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
