"""The one place that writes `ProjectStanding` and `EarlierStart`, and the nightly proof that they are right."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from lutu.domains.projects.bands import LightRules
from lutu.domains.projects.lights import RANK, LightReading, project_light, read_lights
from lutu.domains.projects.measures import ProjectState
from lutu.domains.projects.models import EarlierStart, Project, ProjectStanding
from lutu.domains.projects.queries import CHUNK, light_rules_on, project_states, stage_histories
from lutu.domains.projects.spans import Span
from lutu.domains.projects.stages import RANK as STAGE_RANK
from lutu.domains.projects.stages import StageReading, stage_of
from lutu.kernel.bulk import insert_values

COMPUTED = (
    "stage", "stage_rank", "stage_since", "actual_start_date", "completion_date", "started_from", "started_to",
    "gap_count", "conflict_count", "plan_bp", "actual_bp", "light", "light_rank", "light_item", "light_text",
)  # fmt: skip
# What a reader would call a change: the days' progress of a plan is none.
TOLD = tuple(COMPUTED.index(name) for name in ("stage", "light", "actual_start_date", "completion_date"))
LONGEST_TEXT = 600
_FIRST = """
INSERT INTO projects_projectstanding (project_id, {columns}, computed_for_day, computed_at)
SELECT project.id, {values}, %s, %s FROM projects_project project
LEFT JOIN projects_projectstanding present ON present.project_id = project.id
WHERE present.project_id IS NULL AND {scope}
ON CONFLICT DO NOTHING
"""
Values = tuple[object, ...]
Spans = tuple[Span, ...]


class StandingDiffers(AssertionError):
    """Standings that were not what their facts say; `faults` names each. They have been put right."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        shown = ";".join(self.faults[:20])
        super().__init__(_("{count} 个项目的现状与重新计算不符:{shown}").format(count=len(faults), shown=shown))


@transaction.atomic
def rebuild_standing(*, projects: Sequence[int] | None, day: date, at: datetime) -> int:
    """Compute the standing of projects (ids; None: all of them) for a day; returns how many rows came or changed.

    Set-based: projects without a row get one in a single statement, the rest is compared in memory and only
    differences are written, whatever the number of projects.
    """
    came, changed = _rebuild(projects, day, at)
    return came + len(changed)


def nightly_check(*, day: date, at: datetime) -> int:
    """Prove every standing equal to a fresh computation for its own day, then move all of them to `day`.

    Returns how many projects have another stage, light, start or completion with the day. Raises StandingDiffers where
    a row was not what its facts and plans say or was missing; everything has been put right by then.
    """
    faults = list(_faults())
    came, changed = _rebuild(None, day, at)
    if faults:
        raise StandingDiffers(faults)
    return came + sum(any(was[place] != now[place] for place in TOLD) for was, now in changed.values())


def _rebuild(projects: Sequence[int] | None, day: date, at: datetime) -> tuple[int, dict[int, tuple[Values, Values]]]:
    """How many rows came, and {project id: (earlier, present values)} of those that changed."""
    if projects is not None and not projects:
        return 0, {}
    with transaction.atomic():
        rules = light_rules_on(day=day)
        came = _insert_first(projects, day, at, rules)
        rows = ProjectStanding.objects.filter(_scope(projects))
        # The lock comes before the facts are read: who waits for it then reads the facts of whoever held it.
        stored = dict(_stored(rows.order_by("pk").select_for_update()))
        changed, spans = {}, {}
        for key, values, earlier in _computed(projects, stored, day, rules):
            spans[key] = earlier
            if values != stored[key]:
                changed[key] = stored[key], values
        insert_values(
            model=ProjectStanding,
            columns=("project_id", *COMPUTED, "computed_for_day", "computed_at"),
            rows=((key, *values, day, at) for key, (_was, values) in changed.items()),
            replace_on=("project_id",),
        )
        rows.exclude(computed_for_day=day, computed_at=at).update(computed_for_day=day, computed_at=at)
        _write_earlier(projects, spans)
    return came, changed


def _write_earlier(projects: Sequence[int] | None, spans: Mapping[int, Spans]) -> None:
    """Replace the earlier starts of projects whose times differ; nearly always there are none on either side."""
    stored = _earlier(projects)
    different = [key for key, wanted in spans.items() if wanted != stored.get(key, ())]
    for start in range(0, len(different), CHUNK):
        EarlierStart.objects.filter(project__in=different[start : start + CHUNK]).delete()
    EarlierStart.objects.bulk_create(
        [
            EarlierStart(project_id=key, valid_from=span.start, valid_to=span.stop)
            for key in different
            for span in spans[key]
            if span.stop is not None
        ]
    )


def _earlier(projects: Sequence[int] | None) -> dict[int, Spans]:
    rows = EarlierStart.objects.filter(_scope(projects, "project"))
    found: dict[int, Spans] = defaultdict(tuple)
    for key, start, stop in rows.order_by("valid_from").values_list("project_id", "valid_from", "valid_to"):
        found[key] += (Span(start, stop),)
    return found


def _faults() -> Iterable[str]:
    days = ProjectStanding.objects.order_by().values_list("computed_for_day", flat=True).distinct()
    earlier = _earlier(None)
    for day in list(days):
        rows = ProjectStanding.objects.filter(computed_for_day=day)
        codes = dict(rows.values_list("pk", "project__code"))
        stored = dict(_stored(rows))
        for key, values, spans in _computed(None, stored, day, light_rules_on(day=day)):
            found = (*stored[key], earlier.get(key, ()))
            for expected, present in zip((*values, spans), found, strict=True):
                if expected != present:
                    yield _("{code} 应为 {expected},现为 {found}").format(
                        code=codes[key], expected=expected, found=present
                    )
                    break
    for code in Project.objects.filter(standing__isnull=True).values_list("code", flat=True):
        yield _("{code} 没有现状").format(code=code)


def _computed(
    projects: Sequence[int] | None, wanted: Iterable[int], day: date, rules: LightRules | None
) -> Iterator[tuple[int, Values, Spans]]:
    """(project id, values, earlier starts) of the wanted projects, texts in the language of the house."""
    ids = _ids(projects)
    histories = stage_histories(project_ids=ids, day=day)
    readings = {key: reading for key, (reading, _spans) in histories.items()}
    without_facts: tuple[StageReading, Spans] = stage_of(facts=[], day=day), ()
    with translation.override(settings.LANGUAGE_CODE):
        states = project_states(project_ids=ids, day=day, readings=readings)
        for key in wanted:
            reading, spans = histories.get(key, without_facts)
            state, _steps = states[key]
            light = project_light(readings=read_lights(project=state, rule_set=rules, day=day))
            yield key, _values(reading, spans, state, light), spans[:-1]


def _values(reading: StageReading, spans: Spans, state: ProjectState, light: LightReading) -> Values:
    started = spans[-1] if spans else None
    return (
        reading.stage, STAGE_RANK[reading.stage], reading.since, reading.actual_start_date, reading.completion_date,
        started and started.start, started and started.stop, len(reading.gaps), len(reading.conflicts),
        state.plan_bp, state.actual_bp, light.colour, RANK[light.colour], light.item, light.text[:LONGEST_TEXT],
    )  # fmt: skip


def _stored(rows: QuerySet[ProjectStanding]) -> Iterable[tuple[int, Values]]:
    for key, *values in rows.values_list("pk", *COMPUTED):
        yield key, tuple(values)


def _insert_first(projects: Sequence[int] | None, day: date, at: datetime, rules: LightRules | None) -> int:
    """A row for each project without one, as it stands without any fact or plan."""
    scope, keys = "TRUE", []
    if projects is not None and len(projects) <= CHUNK:
        scope, keys = f"project.id IN ({', '.join(['%s'] * len(projects))})", list(projects)
    elif projects is not None:
        scope, keys = "project.id BETWEEN %s AND %s", [min(projects), max(projects)]
    nothing = ProjectState()
    with translation.override(settings.LANGUAGE_CODE):
        light = project_light(readings=read_lights(project=nothing, rule_set=rules, day=day))
    first = _values(stage_of(facts=[], day=day), (), nothing, light)
    adapt = connection.ops
    # A bare NULL has no type in a SELECT, so what is empty is left to the column.
    filled = [(name, value) for name, value in zip(COMPUTED, first, strict=True) if value is not None]
    statement = _FIRST.format(
        columns=", ".join(name for name, _value in filled), values=", ".join(["%s"] * len(filled)), scope=scope
    )
    with connection.cursor() as cursor:
        moments = [adapt.adapt_datefield_value(day), adapt.adapt_datetimefield_value(at)]
        given: list[Any] = [value for _name, value in filled]
        cursor.execute(statement, [*given, *moments, *keys])
        return int(cursor.rowcount)


def _scope(projects: Sequence[int] | None, name: str = "pk") -> Q:
    """Many ids are asked for as one range: reading a few more rows is cheaper than naming each."""
    if projects is None:
        return Q()
    if len(projects) <= CHUNK:
        return Q(**{f"{name}__in": projects})
    return Q(**{f"{name}__gte": min(projects), f"{name}__lte": max(projects)})


def _ids(projects: Sequence[int] | None) -> Sequence[int] | QuerySet[Any] | None:
    if projects is None or len(projects) <= CHUNK:
        return projects
    return Project.objects.filter(_scope(projects)).order_by().values("pk")
