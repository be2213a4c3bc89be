"""The one place that writes `ProjectStanding`, and the nightly proof that it is right."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lutu.domains.projects.models import Project, ProjectStanding
from lutu.domains.projects.queries import CHUNK, stage_readings
from lutu.domains.projects.stages import RANK, StageReading, stage_of

COMPUTED = (
    "stage", "stage_rank", "stage_since", "actual_start_date", "completion_date", "gap_count", "conflict_count",
)  # fmt: skip
_FIRST = """
INSERT INTO projects_projectstanding
    (project_id, stage, stage_rank, gap_count, conflict_count, computed_for_day, computed_at)
SELECT project.id, %s, 0, 0, 0, %s, %s FROM projects_project project
LEFT JOIN projects_projectstanding present ON present.project_id = project.id
WHERE present.project_id IS NULL AND {scope}
ON CONFLICT DO NOTHING
"""
Values = tuple[object, ...]


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
    if projects is not None and not projects:
        return 0
    came = _insert_first(projects, day, at)
    rows = ProjectStanding.objects.filter(_scope(projects))
    # The lock comes before the facts are read: who waits for it then reads the facts of whoever held it.
    stored = dict(_stored(rows.order_by("pk").select_for_update()))
    different = {key: values for key, values in _computed(projects, stored, day) if values != stored[key]}
    ProjectStanding.objects.bulk_update(
        [ProjectStanding(pk=key, **dict(zip(COMPUTED, values, strict=True))) for key, values in different.items()],
        COMPUTED,
    )
    rows.exclude(computed_for_day=day, computed_at=at).update(computed_for_day=day, computed_at=at)
    return came + len(different)


def nightly_check(*, day: date, at: datetime) -> int:
    """Prove every standing equal to a fresh computation for its own day, then move all of them to `day`.

    Returns how many projects changed with the day. Raises StandingDiffers where a row was not what its facts say or
    was missing; everything has been put right by then.
    """
    faults = list(_faults())
    changed = rebuild_standing(projects=None, day=day, at=at)
    if faults:
        raise StandingDiffers(faults)
    return changed


def _faults() -> Iterable[str]:
    days = ProjectStanding.objects.order_by().values_list("computed_for_day", flat=True).distinct()
    for day in list(days):
        rows = ProjectStanding.objects.filter(computed_for_day=day)
        codes = dict(rows.values_list("pk", "project__code"))
        stored = dict(_stored(rows))
        for key, values in _computed(None, stored, day):
            if values != stored[key]:
                yield _("{code} 应为 {expected},现为 {found}").format(
                    code=codes[key], expected=values[0], found=stored[key][0]
                )
    for code in Project.objects.filter(standing__isnull=True).values_list("code", flat=True):
        yield _("{code} 没有现状").format(code=code)


def _computed(projects: Sequence[int] | None, wanted: Iterable[int], day: date) -> Iterable[tuple[int, Values]]:
    readings = stage_readings(project_ids=_ids(projects), day=day)
    without_facts = _values(stage_of(facts=[], day=day))
    for key in wanted:
        reading = readings.get(key)
        yield key, _values(reading) if reading else without_facts


def _values(reading: StageReading) -> Values:
    return (
        reading.stage, RANK[reading.stage], reading.since, reading.actual_start_date, reading.completion_date,
        len(reading.gaps), len(reading.conflicts),
    )  # fmt: skip


def _stored(rows: QuerySet[ProjectStanding]) -> Iterable[tuple[int, Values]]:
    for key, *values in rows.values_list("pk", *COMPUTED):
        yield key, tuple(values)


def _insert_first(projects: Sequence[int] | None, day: date, at: datetime) -> int:
    scope, keys = "TRUE", []
    if projects is not None and len(projects) <= CHUNK:
        scope, keys = f"project.id IN ({', '.join(['%s'] * len(projects))})", list(projects)
    elif projects is not None:
        scope, keys = "project.id BETWEEN %s AND %s", [min(projects), max(projects)]
    first = stage_of(facts=[], day=day).stage
    adapt = connection.ops
    with connection.cursor() as cursor:
        values = [first, adapt.adapt_datefield_value(day), adapt.adapt_datetimefield_value(at), *keys]
        cursor.execute(_FIRST.format(scope=scope), values)
        return int(cursor.rowcount)


def _scope(projects: Sequence[int] | None) -> Q:
    """Many ids are asked for as one range: reading a few more rows is cheaper than naming each."""
    if projects is None:
        return Q()
    if len(projects) <= CHUNK:
        return Q(pk__in=projects)
    return Q(pk__gte=min(projects), pk__lte=max(projects))


def _ids(projects: Sequence[int] | None) -> Sequence[int] | QuerySet[Any] | None:
    if projects is None or len(projects) <= CHUNK:
        return projects
    return Project.objects.filter(_scope(projects)).order_by().values("pk")
