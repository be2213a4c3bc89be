"""Import of the project sheet (重点项目清单): new projects, changed particulars, and every reason to refuse a line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from lutu.domains.projects.actions import ProjectChange, change_projects, register_projects, withdraw_projects
from lutu.domains.projects.codes import parse_project_code
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.imports.columns import (
    AREA,
    COLUMNS,
    COMPLETION,
    INVESTMENT,
    LATITUDE,
    LEAD,
    LONGITUDE,
    OWNER,
    PLAIN,
    PROJECT_CODE,
    TITLES,
    shown,
)
from lutu.domains.projects.imports.lookups import (
    KnownProjects,
    NotFound,
    Units,
    fault,
    kept,
    lists_in_force,
    restored,
    texts,
)
from lutu.domains.projects.models import Project
from lutu.kernel.intake.kinds import (
    CHANGED,
    NEW,
    REFUSED,
    UNCHANGED,
    Column,
    Effect,
    Fault,
    ImportKind,
    Line,
    Outcome,
    Source,
)  # fmt: skip
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.actions import register_organisations
from lutu.kernel.parties.models import Organisation
from lutu.kernel.territory.lookup import AreaLookup, AreaNotFound

LOADED_AT_ONCE = 10_000
# Beyond 10 万亿元 a decimal point or a unit is wrong.
MOST_FEN = 10**15
DEGREE_STEP = Decimal("0.000001")
EAST, NORTH = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))


@dataclass(slots=True)
class Wanted:
    """What a good line wants: the project it speaks of (None: a new one), the values, and a firm not yet known."""

    project: Project | None
    values: dict[str, Any]
    firm: str = ""
    firm_code: str | None = None
    before: dict[str, Any] = field(default_factory=dict)


class _Judge:
    """Everything a file refers to, read once, and what its earlier lines said."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.projects = KnownProjects(codes=texts(lines, "code"))
        self.areas = AreaLookup(day=day)
        names = texts(lines, "owner") | texts(lines, "lead")
        self.units = Units(names=names, codes=texts(lines, "owner_code"))
        self.names = dict(Organisation.objects.filter(pk__in=self._stored_units()).values_list("pk", "name"))
        self.lists = lists_in_force(projects=self.projects.by_former_code.values(), day=day)
        self.rows: dict[str, int] = {}
        self.firm_codes: dict[str, str] = {}

    def _stored_units(self) -> set[int]:
        stored = self.projects.by_code.values()
        return {key for row in stored for key in (row.owner_party_id, row.lead_unit_id)}

    def outcome(self, line: Line) -> Outcome:
        """The verdict on a line."""
        faults: list[Fault] = []
        parsed = parse_project_code(text=line.values["code"], known_regions=self.projects.regions)
        faults += self._code_faults(line, parsed.code)
        self.rows.setdefault(parsed.code, line.number)
        stored = self.projects.by_code.get(parsed.code)
        wanted = Wanted(stored, _plain_values(line))
        for column, find in ((AREA, self._find_area), (OWNER, self._find_owner), (LEAD, self._find_lead)):
            try:
                find(line, wanted)
            except (AreaNotFound, NotFound) as error:
                faults.append(fault(line, column, error.expected, error.remedy))
        faults += _number_faults(line, wanted)
        label = line.values["name"]
        if faults:
            return Outcome(line, REFUSED, faults, label)
        if stored is None:
            wanted.values.update(code=parsed.code, code_scheme=parsed.scheme)
            notes = {_("提示"): ("", ";".join(parsed.warnings))} if parsed.warnings else {}
            return Outcome(line, NEW, label=label, changes=notes, payload=wanted)
        changes = self._changes(stored, wanted)
        return Outcome(line, CHANGED if changes else UNCHANGED, label=label, changes=changes, payload=wanted)

    def _code_faults(self, line: Line, code: str) -> Iterable[Fault]:
        if code in self.rows:
            text = _("不重复的代码(第 {row} 行:代码与第 {first} 行重复)")
            expected = text.format(row=line.number, first=self.rows[code])
            yield fault(line, PROJECT_CODE, expected, _("核对代码,或删去重复的行"))
        owner = self.projects.by_former_code.get(code)
        if owner is not None:
            lists = self.lists.get(owner.pk, _("无"))
            text = _("未被使用的代码(代码已属于项目“{name}”(清单:{lists}))")
            remedy = _("改用该项目现行代码 {code},或核对代码")
            yield fault(line, PROJECT_CODE, text.format(name=owner.name, lists=lists), remedy.format(code=owner.code))

    def _find_area(self, line: Line, wanted: Wanted) -> None:
        wanted.values["area_id"] = self.areas.find(line.values["area"]).code

    def _find_lead(self, line: Line, wanted: Wanted) -> None:
        found = self.units.find(line.values["lead"])
        if found is None:
            remedy = _("核对名称,或请管理员先登记该单位")
            raise NotFound(expected=_("已登记单位的全称或简称"), remedy=remedy)
        wanted.values["lead_unit_id"] = found.pk

    def _find_owner(self, line: Line, wanted: Wanted) -> None:
        name, code = line.values["owner"], line.values.get("owner_code")
        found = self.units.find(name)
        if code:
            found = self._checked_owner(name, code, found)
        if found is not None:
            wanted.values["owner_party_id"] = found.pk
            return
        wanted.firm, wanted.firm_code = name, code or self.firm_codes.get(name)

    def _checked_owner(self, name: str, code: str, found: Organisation | None) -> Organisation | None:
        remedy = _("核对建设单位名称和统一社会信用代码")
        if not uscc.is_valid(code):
            raise NotFound(
                expected=_("18 位且校验位正确的统一社会信用代码,实为 {code}").format(code=code), remedy=remedy
            )
        holder = self.units.by_code.get(code)
        if holder is not None and holder != found:
            text = _("与代码 {code} 一致的单位“{name}”")
            raise NotFound(expected=text.format(code=code, name=holder.name), remedy=remedy)
        if found is not None and found.code not in (None, code):
            raise NotFound(expected=_("该单位已登记的代码 {code}").format(code=found.code), remedy=remedy)
        said = self.firm_codes.setdefault(name, code)
        if said != code:
            raise NotFound(expected=_("同一单位在文件中代码一致,前面为 {code}").format(code=said), remedy=remedy)
        return found

    def _changes(self, stored: Project, wanted: Wanted) -> dict[str, tuple[str, str]]:
        """{column title: (old, new)} of what differs; keeps only that in `wanted`, with the earlier values."""
        different = {name: value for name, value in wanted.values.items() if getattr(stored, name) != value}
        wanted.before = {name: getattr(stored, name) for name in different}
        wanted.values = different
        changes = {
            TITLES[name]: (self._shown(name, wanted.before[name]), self._shown(name, value))
            for name, value in different.items()
        }
        if wanted.firm:
            wanted.before["owner_party_id"] = stored.owner_party_id
            changes[OWNER.title] = (self._shown("owner_party_id", stored.owner_party_id), wanted.firm)
        return changes

    def _shown(self, name: str, value: Any) -> str:
        if name == "area_id":
            area = self.areas.by_code.get(value)
            return area.name if area else str(value)
        if name in ("owner_party_id", "lead_unit_id"):
            return self.names.get(value) or next(row.name for row in self.units.by_name.values() if row.pk == value)
        return shown(name, value)


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line: nothing is written, and nothing is asked of the database line by line."""
    judge = _Judge(lines, day)
    return [judge.outcome(line) for line in lines]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Register the firms that are new, then the new projects, then the changes."""
    wanted: list[Wanted] = [outcome.payload for outcome in outcomes]
    _register_firms(wanted, source, actor, at)
    new = [item for item in wanted if item.project is None]
    effects: list[Effect] = []
    for start in range(0, len(new), LOADED_AT_ONCE):
        projects = [Project(**item.values) for item in new[start : start + LOADED_AT_ONCE]]
        made = register_projects(projects=projects, actor=actor, at=at, day=day, basis=source.reference)
        effects += [Effect(SUBJECT_KIND, project.pk, 1, created=True) for project in made]
        progress.step(len(effects), len(wanted), _("正在登记项目"))
    changes = [ProjectChange(item.project, item.values) for item in wanted if item.project is not None]
    changed = change_projects(changes=changes, actor=actor, at=at, day=day, reason=source.reference)
    effects += [Effect(SUBJECT_KIND, item.project.pk, item.seq, before=kept(item.was)) for item in changed]
    progress.step(len(effects), len(wanted), _("正在更新项目"))
    return effects


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Withdraw the projects that were registered and put back what was changed. Raises ProjectRefused.

    Firms that the file brought stay: others may have come to know them.
    """
    reason = _("撤销导入")
    projects: dict[int, Project] = {}
    for start in range(0, len(effects), 500):
        projects.update(Project.objects.in_bulk([item.subject_id for item in effects[start : start + 500]]))
    created = [projects[item.subject_id] for item in effects if item.created]
    withdraw_projects(projects=created, reason=reason, actor=actor, at=at)
    changes = [
        ProjectChange(projects[item.subject_id], restored(Project, item.before)) for item in effects if not item.created
    ]
    change_projects(changes=changes, actor=actor, at=at, day=day, reason=reason)


def _plain_values(line: Line) -> dict[str, Any]:
    """What the line states by itself, by attribute; an empty cell states nothing."""
    values = {attribute: line.values[key] for key, attribute in PLAIN.items() if line.values.get(key) is not None}
    for name in ("longitude", "latitude"):
        if name in values:
            values[name] = values[name].quantize(DEGREE_STEP)
    return values


def _number_faults(line: Line, wanted: Wanted) -> Iterable[Fault]:
    values = wanted.values
    start = values.get("planned_start_date") or getattr(wanted.project, "planned_start_date", None)
    completion = values.get("planned_completion_date") or getattr(wanted.project, "planned_completion_date", None)
    if start and completion and completion < start:
        yield fault(line, COMPLETION, _("不早于计划开工日期 {start}").format(start=start), _("核对两个日期"))
    if values["planned_investment_fen"] > MOST_FEN:
        yield fault(line, INVESTMENT, _("不超过 10 万亿元"), _("核对金额和表头的单位"))
    east, north = values.get("longitude"), values.get("latitude")
    if (east is None) != (north is None):
        column: Column = LATITUDE if north is None else LONGITUDE
        yield fault(line, column, _("经度和纬度都填,或都不填"), _("补上“{title}”").format(title=column.title))
    for column, value, (least, most) in ((LONGITUDE, east, EAST), (LATITUDE, north, NORTH)):
        if value is not None and not least <= value <= most:
            expected = _("{least} 至 {most} 度").format(least=least, most=most)
            yield fault(line, column, expected, _("核对坐标;经度和纬度是否填反"))


def _register_firms(wanted: Sequence[Wanted], source: Source, actor: Actor, at: datetime) -> None:
    firms = {item.firm: item.firm_code for item in wanted if item.firm}
    firms.update({item.firm: item.firm_code for item in wanted if item.firm and item.firm_code})
    rows = [Organisation(name=name, code=code, kind=Organisation.Kind.FIRM) for name, code in sorted(firms.items())]
    made = register_organisations(organisations=rows, actor=actor, at=at, basis=source.reference)
    keys = {row.name: row.pk for row in made}
    for item in wanted:
        if item.firm:
            item.values["owner_party_id"] = keys[item.firm]


PROJECTS = ImportKind(
    code="projects",
    title="项目",
    permission="projects.project.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="成批登记重点项目;已登记的按项目代码认出,有变化的更新,空单元格不改原值。阶段由许可推算,不在表中填报。",
    source_hint="发展和改革局重点项目清单",
    order=100,
)
