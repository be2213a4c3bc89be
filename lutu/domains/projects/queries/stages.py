"""The stage of projects, computed from their facts; nothing stored is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from lutu.domains.projects.facts import PERMIT_KINDS, SUBJECT_KIND
from lutu.domains.projects.models import EarlierStart, Project, ProjectPhase
from lutu.domains.projects.spans import Span, started_spans
from lutu.domains.projects.stages import START_BY_FACT, Node, PermitFact, StageReading, stage_of
from lutu.kernel.facts.models import Fact
from lutu.kernel.periods import in_force
from lutu.kernel.rules.queries import parameter_or_none

START_BASIS = "projects.start_basis"


def permit_facts(
    *, project_ids: Collection[int] | QuerySet[Any] | None, also: Iterable[str] = ()
) -> dict[int, list[PermitFact]]:
    """Every permit row ever recorded, by project, superseded ones included; one query (None: all projects).

    `also` names further kinds of dated facts to read with them, which set no stage.
    """
    rows = Fact.objects.filter(subject_kind=SUBJECT_KIND, kind__in=(*PERMIT_KINDS, *also))
    if project_ids is not None:
        rows = rows.filter(subject_id__in=project_ids)
    found: dict[int, list[PermitFact]] = defaultdict(list)
    columns = ("subject_id", "id", "kind", "valid_from", "recorded_at", "valid_to", "supersedes_id", "retracts")
    for project_id, *plain, held, source in rows.values_list(*columns, "attributes", "source").iterator(5000):
        further = (held.get("number", ""), held.get("phase"), held.get("land_kind", ""), source)
        found[project_id].append(PermitFact._make((*plain, *further)))
    return found


def stage_readings(
    *, project_ids: Collection[int] | QuerySet[Any] | None, day: date, known_at: datetime | None = None
) -> dict[int, StageReading]:
    """The stage of every project that has a permit on record, computed anew; three queries."""
    facts = permit_facts(project_ids=project_ids)
    phases = _phase_numbers(project_ids)
    basis = start_basis(day=day)
    return {
        key: stage_of(facts=rows, day=day, known_at=known_at, phases=phases.get(key, ()), start_basis=basis)
        for key, rows in facts.items()
    }


def stage_histories(
    *, project_ids: Collection[int] | QuerySet[Any] | None, day: date
) -> dict[int, tuple[StageReading, tuple[Span, ...]]]:
    """The stage on a day and every time in which the project counts as started, as `stage_readings`.

    The times go by what counts as started on the day (projects.start_basis).
    """
    facts = permit_facts(project_ids=project_ids)
    phases = _phase_numbers(project_ids)
    basis = start_basis(day=day)
    found = {}
    for key, rows in facts.items():
        known = {"facts": rows, "phases": phases.get(key, ()), "start_basis": basis}
        found[key] = stage_of(**known, day=day), started_spans(**known)
    return found


def started_on(*, day: date, prefix: str = "") -> Q:
    """Projects that count as started on any day (已开工), the same as `stage_of` of that day says, in SQL.

    `prefix` leads to the project from the rows asked, such as `project__`.
    """
    begun, ended = f"{prefix}standing__started_from__lte", f"{prefix}standing__started_to"
    last = Q(**{begun: day}) & (Q(**{f"{ended}__isnull": True}) | Q(**{f"{ended}__gt": day}))
    earlier = EarlierStart.objects.filter(in_force(day)).values("project")
    return last | Q(**{f"{prefix}pk__in": earlier})


def stage_reading(*, project: Project, day: date, known_at: datetime | None = None) -> StageReading:
    """The stage of one project with its evidence, gaps, conflicts and nodes, computed anew."""
    found = stage_readings(project_ids=[project.pk], day=day, known_at=known_at)
    return found.get(project.pk) or stage_of(facts=[], day=day)


def reading_of_facts(*, project: Project, facts: Iterable[PermitFact], day: date) -> StageReading:
    """The stage of one project as computed from facts that have been read already; two queries."""
    permits = [fact for fact in facts if fact.kind in PERMIT_KINDS]
    phases = list(project.phases.values_list("number", flat=True))
    return stage_of(facts=permits, day=day, phases=phases, start_basis=start_basis(day=day))


def timeline_nodes(*, project: Project, day: date) -> tuple[Node, ...]:
    """The six nodes of a project's public timeline on a day."""
    return stage_reading(project=project, day=day).nodes


def start_basis(*, day: date) -> str:
    """What counts as started (parameter projects.start_basis); the sourced actual start where nothing is set."""
    found = parameter_or_none(code=START_BASIS, day=day)
    return str(found.value) if found else START_BY_FACT


def _phase_numbers(project_ids: Collection[int] | QuerySet[Any] | None) -> dict[int, list[int]]:
    rows = ProjectPhase.objects.all()
    if project_ids is not None:
        rows = rows.filter(project__in=project_ids)
    found: dict[int, list[int]] = defaultdict(list)
    for project_id, number in rows.values_list("project_id", "number"):
        found[project_id].append(number)
    return found
