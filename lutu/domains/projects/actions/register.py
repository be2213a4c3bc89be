"""Registering and changing projects, in bulk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.documents import index_projects
from lutu.domains.projects.actions.standing import rebuild_standing
from lutu.domains.projects.codes import parse_project_code
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import Project, ProjectCodeAlias, ProjectPhase
from lutu.domains.projects.queries import CHUNK, codes_taken, known_regions
from lutu.kernel.bulk import insert_values
from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import last_links
from lutu.kernel.parties.models import Organisation
from lutu.kernel.search.index import remove_documents

CHANGEABLE = (
    "code",
    "name",
    "kind",
    "sector_code",
    "area",
    "address",
    "owner_party",
    "lead_unit",
    "planned_investment_fen",
    "planned_start_date",
    "planned_completion_date",
    "status_override",
    "summary",
    "sensitivity",
    "longitude",
    "latitude",
    "is_indicative",
)
FIELDS = {name: field for field in Project._meta.concrete_fields for name in (field.name, field.attname)}
COLUMNS = tuple(field.attname for field in Project._meta.concrete_fields if not field.primary_key)
UNITS = frozenset(["owner_party_id", "lead_unit_id"])
SEARCHED = UNITS | frozenset(["code", "name", "address"])


class ProjectRefused(ValueError):
    """A project whose code is taken, a field that cannot be changed, or one that has a history and must stay."""


@dataclass(frozen=True)
class ProjectChange:
    """New values for a stored project, by field or column name (`CHANGEABLE`); foreign keys as rows or their keys."""

    project: Project
    values: Mapping[str, object]


class Changed(NamedTuple):
    """A project as stored now, the earlier values by attribute, and the number of the journal entry."""

    project: Project
    was: dict[str, Any]
    seq: int


@transaction.atomic
def register_projects(
    *, projects: Sequence[Project], actor: Actor, at: datetime, day: date, basis: str = ""
) -> list[Project]:
    """Register new projects (登记项目), unsaved rows given; each starts without land until a permit says more.

    A code without `code_scheme` is read here. Raises ProjectRefused where a code is or once was another project's.
    """
    if not projects:
        return []
    _read_codes(projects)
    _refuse_taken([project.code for project in projects])
    created = _insert(projects)
    entries = [
        NewEntry((SUBJECT_KIND, project.pk), "projects.project.registered", _registered(project), basis)
        for project in created
    ]
    record_many(entries=entries, actor=actor, at=at)
    rebuild_standing(projects=[project.pk for project in created], day=day, at=at)
    index_projects(projects=created)
    return created


@transaction.atomic
def change_projects(
    *, changes: Sequence[ProjectChange], actor: Actor, at: datetime, day: date, reason: str = ""
) -> list[Changed]:
    """Change stated particulars of projects (变更项目); returns those that really changed, as stored now.

    The journal keeps each field's earlier and new value. A former code stays an alias and keeps leading here.
    Raises ProjectRefused.
    """
    stored = _locked([change.project.pk for change in changes])
    changed = [(stored[change.project.pk], was) for change in changes if (was := _apply(stored, change))]
    if not changed:
        return []
    recoded = [(project, was) for project, was in changed if "code" in was]
    _recode(recoded, day, reason)
    fields = {name for _project, was in changed for name in was}
    names = {field.name for field in Project._meta.concrete_fields if field.attname in fields}
    Project.objects.bulk_update([project for project, _was in changed], sorted(names))
    seqs = record_many(entries=_change_entries(changed, reason), actor=actor, at=at)
    index_projects(projects=[project for project, was in changed if SEARCHED & was.keys()])
    halted = [project.pk for project, was in changed if "status_override" in was]
    rebuild_standing(projects=halted, day=day, at=at)
    return [Changed(project, was, seq) for (project, was), seq in zip(changed, seqs, strict=True)]


@transaction.atomic
def add_phase(*, project: Project, number: int, name: str, actor: Actor, at: datetime, day: date) -> ProjectPhase:
    """Divide a project further (登记分期): it is accepted only when this phase is as well. Raises ProjectRefused."""
    if number < 1 or ProjectPhase.objects.filter(project=project, number=number).exists():
        raise ProjectRefused(_("第 {number} 期已登记,或期数不是从 1 起的整数").format(number=number))
    phase = ProjectPhase.objects.create(project=project, number=number, name=name)
    details = {"number": number, "name": name}
    record(subject=(SUBJECT_KIND, project.pk), action="projects.phase.added", actor=actor, at=at, details=details)
    rebuild_standing(projects=[project.pk], day=day, at=at)
    return phase


@transaction.atomic
def withdraw_projects(*, projects: Sequence[Project], reason: str, actor: Actor, at: datetime) -> int:
    """Take projects out again that were registered by mistake (撤回登记) and to which nothing has happened since.

    Raises ProjectRefused, naming the first project whose journal holds more than its registration.
    """
    links = last_links(subjects=[(SUBJECT_KIND, str(project.pk)) for project in projects])
    for project in projects:
        if links[(SUBJECT_KIND, str(project.pk))][0] > 1:
            raise ProjectRefused(_("“{name}”登记后已有其他办理记录,不能撤回登记").format(name=project.name))
    entries = [
        NewEntry((SUBJECT_KIND, project.pk), "projects.project.withdrawn", {**_registered(project), "reason": reason})
        for project in projects
    ]
    record_many(entries=entries, actor=actor, at=at)
    keys = [project.pk for project in projects]
    remove_documents(subject_kind=SUBJECT_KIND, subject_ids=keys)
    for start in range(0, len(keys), 500):
        Project.objects.filter(pk__in=keys[start : start + 500]).delete()
    return len(keys)


def _insert(projects: Sequence[Project]) -> list[Project]:
    """Insert and read the keys back by code: among rows with a higher key than any before."""
    before = Project.objects.aggregate(last=Max("pk"))["last"] or 0
    insert_values(model=Project, columns=COLUMNS, rows=map(attrgetter(*COLUMNS), projects))
    keys = dict(Project.objects.filter(pk__gt=before).values_list("code", "pk"))
    for project in projects:
        project.pk = keys[project.code]
        project._state.adding, project._state.db = False, connection.alias
    return list(projects)


def _read_codes(projects: Sequence[Project]) -> None:
    unread = [project for project in projects if not project.code_scheme]
    regions = known_regions() if unread else frozenset()
    for project in unread:
        parsed = parse_project_code(text=project.code, known_regions=regions)
        project.code, project.code_scheme = parsed.code, parsed.scheme


def _refuse_taken(codes: Sequence[str]) -> None:
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        raise ProjectRefused(_("代码 {code} 在本次登记中重复").format(code=twice[0]))
    taken = codes_taken(codes=codes)
    if taken:
        code, key = next(iter(taken.items()))
        raise ProjectRefused(
            _("代码 {code} 已属于项目“{name}”").format(code=code, name=Project.objects.get(pk=key).name)
        )


def _registered(project: Project) -> dict[str, object]:
    return {"code": project.code, "name": project.name, "planned_investment_fen": project.planned_investment_fen}


def _locked(keys: Sequence[int]) -> dict[int, Project]:
    found: dict[int, Project] = {}
    for start in range(0, len(keys), CHUNK):
        rows = Project.objects.select_for_update().filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
        found.update({row.pk: row for row in rows})
    return found


def _apply(stored: Mapping[int, Project], change: ProjectChange) -> dict[str, Any]:
    """Set the values; {attribute: earlier value} of those that differ."""
    project = stored[change.project.pk]
    was: dict[str, Any] = {}
    for name, value in change.values.items():
        field = FIELDS.get(name)
        if field is None or field.name not in CHANGEABLE:
            raise ProjectRefused(_("“{name}”不是可以变更的项目内容").format(name=name))
        attribute = field.attname
        before, now = getattr(project, attribute), value.pk if isinstance(value, Model) else value
        if now != before:
            setattr(project, attribute, now)
            was[attribute] = before
    return was


def _change_entries(changed: Sequence[tuple[Project, dict[str, Any]]], reason: str) -> list[NewEntry]:
    """What changed, under the names of the fields, units by their names: a reader of the journal knows no keys."""
    keys = {
        key for project, was in changed for name in UNITS & was.keys() for key in (was[name], getattr(project, name))
    }
    units = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))

    def told(values: Mapping[str, Any]) -> dict[str, object]:
        return {FIELDS[name].name: units[value] if name in UNITS else value for name, value in values.items()}

    because = {"reason": reason} if reason else {}
    return [
        NewEntry(
            (SUBJECT_KIND, project.pk),
            "projects.project.changed",
            {"was": told(was), "now": told({name: getattr(project, name) for name in was}), **because},
        )
        for project, was in changed
    ]


def _recode(recoded: Sequence[tuple[Project, dict[str, Any]]], day: date, source: str) -> None:
    """Read new codes, refuse those taken, and keep the former ones as aliases."""
    if not recoded:
        return
    regions = known_regions()
    for project, was in recoded:
        parsed = parse_project_code(text=project.code, known_regions=regions)
        if parsed.scheme != project.code_scheme:
            was["code_scheme"] = project.code_scheme
        project.code, project.code_scheme = parsed.code, parsed.scheme
    recoded = [(project, was) for project, was in recoded if project.code != was["code"]]
    _refuse_taken([project.code for project, _was in recoded])
    ProjectCodeAlias.objects.bulk_create(
        [ProjectCodeAlias(project=project, code=was["code"], valid_to=day, source=source) for project, was in recoded]
    )
