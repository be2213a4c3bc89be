"""Bulk import of organisations (单位), matched by 统一社会信用代码, else by name."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

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
)
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor
from lutu.kernel.journal.queries import last_links
from lutu.kernel.parties.actions import change_organisation, register_organisations, withdraw
from lutu.kernel.parties.models import Organisation
from lutu.kernel.territory.lookup import AreaLookup, AreaNotFound
from lutu.kernel.territory.models import Area

KIND = "organisations"
SUBJECT = "parties.organisation"
FIELDS = ("name", "kind", "code", "short_name", "area_id")
COLUMNS = (
    Column("name", "单位名称", required=True, aliases=("名称", "单位", "全称", "企业名称"), max_length=120,
           help="单位全称,与批文、执照一致", example="示例区发展和改革局"),
    Column("code", "统一社会信用代码", "code", aliases=("信用代码", "统一代码"), max_length=18,
           help="18 位,企业必填;填了就按代码认单位,没填按名称认", example="91370214DEM000001K"),
    Column("short_name", "简称", aliases=("单位简称",), max_length=40, help="列表中显示的短名", example="区发改局"),
    Column("kind", "单位类别", "choice", required=True, aliases=("类别", "类型", "单位类型"),
           choices={"部门": "department", "街道": "street", "企业": "firm", "事业单位": "institution", "其他": "other"},
           example="部门"),
    Column("area", "区划", "area", aliases=("所在区划", "所属街道", "街道", "区划代码"),
           help="街道、社区名称或 12 位区划代码;不填表示未定", example="城阳街道"),
)  # fmt: skip


class _Known:
    """The organisations there are, by code and by name; lines that were accepted join them as `None`."""

    def __init__(self) -> None:
        rows = list(Organisation.objects.select_related("area"))
        self.by_code = {row.code: row for row in rows if row.code}
        self.by_name = {row.name: row for row in rows}

    def match(self, values: dict[str, object]) -> Organisation | None:
        """The organisation a line speaks of."""
        code = values.get("code")
        found = self.by_code.get(str(code)) if code else None
        if found is None:
            found = self.by_name.get(str(values["name"]))
        return found


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line: codes checked (GB 32100), areas found, doubles in the file and in the register refused."""
    known, areas = _Known(), AreaLookup(day=day)
    names: dict[str, int] = {}
    codes: dict[str, int] = {}
    outcomes = []
    for line in lines:
        outcome = _judge(line, known, areas, names, codes)
        if outcome.verdict != REFUSED:
            names[line.values["name"]] = line.number
            if line.values.get("code"):
                codes[line.values["code"]] = line.number
        outcomes.append(outcome)
    return outcomes


def _judge(line: Line, known: _Known, areas: AreaLookup, names: dict[str, int], codes: dict[str, int]) -> Outcome:
    values, faults = line.values, []
    area: Area | None = None
    if values.get("area"):
        try:
            area = areas.find(values["area"])
        except AreaNotFound as error:
            faults.append(Fault(line.number, "区划", values["area"], error.expected, error.remedy))
    faults += _doubles(line, names, codes)
    code, found = values.get("code"), known.match(values)
    if code:
        faults += _code_faults(line, str(code), found)
    elif values["kind"] == Organisation.Kind.FIRM and (found is None or not found.code):
        faults.append(Fault(line.number, "统一社会信用代码", "", _("企业须有代码"), _("补填 18 位统一社会信用代码")))
    holder = known.by_name.get(values["name"])
    if found is not None and holder is not None and holder.pk != found.pk:
        expected = _("未被其他单位使用的名称,该名称属于代码 {code}").format(code=holder.code or _("未登记"))
        faults.append(Fault(line.number, "单位名称", values["name"], expected, _("核对名称和代码")))
    if faults:
        return Outcome(line, REFUSED, faults, label=values["name"])
    return _compared(line, found, area)


def _doubles(line: Line, names: dict[str, int], codes: dict[str, int]) -> list[Fault]:
    faults = []
    for key, title, seen in (("name", "单位名称", names), ("code", "统一社会信用代码", codes)):
        value = line.values.get(key)
        if value and value in seen:
            expected = _("每个单位一行,与第 {row} 行重复").format(row=seen[value])
            faults.append(Fault(line.number, title, value, expected, _("删去重复的行")))
    return faults


def _code_faults(line: Line, code: str, found: Organisation | None) -> list[Fault]:
    title = "统一社会信用代码"
    try:
        uscc.validate(code)
    except ValidationError:
        return [Fault(line.number, title, code, _("18 位且校验位正确的代码"), _("对照执照或批文核对"))]
    if found is not None and found.code and found.code != code:
        expected = _("{code}(该名称已登记的代码)").format(code=found.code)
        return [Fault(line.number, title, code, expected, _("核对名称和代码"))]
    return []


def _compared(line: Line, found: Organisation | None, area: Area | None) -> Outcome:
    asked = _asked(line, found, area)
    payload = (found.pk if found else None, asked)
    if found is None:
        return Outcome(line, NEW, label=asked["name"] or "", payload=payload)
    titles = {
        "name": "单位名称",
        "kind": "单位类别",
        "code": "统一社会信用代码",
        "short_name": "简称",
        "area_id": "区划",
    }
    shown: dict[str, dict[str, str]] = {"kind": {code: str(word) for code, word in Organisation.Kind.choices}}
    shown["area_id"] = {place.code: place.name for place in (area, found.area) if place is not None}
    changes = {}
    for key in FIELDS:
        old, new = getattr(found, key) or "", asked[key] or ""
        if old != new:
            words = shown.get(key, {})
            changes[titles[key]] = (words.get(old, old), words.get(new, new))
    return Outcome(line, CHANGED if changes else UNCHANGED, label=asked["name"] or "", changes=changes, payload=payload)


def _asked(line: Line, found: Organisation | None, area: Area | None) -> dict[str, str | None]:
    """The fields as the line wants them: an empty cell leaves what is known."""
    values = line.values
    return {
        "name": values["name"],
        "kind": values["kind"],
        "code": values.get("code") or (found.code if found else None),
        "short_name": values.get("short_name") or (found.short_name if found else ""),
        "area_id": area.code if area else (found.area_id if found else None),
    }


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Register the new ones in bulk, change the known ones; each effect carries the journal entry it wrote."""
    fresh = [Organisation(**item.payload[1]) for item in outcomes if item.payload[0] is None]
    made = register_organisations(organisations=fresh, actor=actor, at=at)
    done: list[tuple[int, bool, dict[str, object]]] = [(row.pk, True, {}) for row in made]
    progress.step(len(fresh), len(outcomes), _("正在登记单位"))
    known = [item.payload for item in outcomes if item.payload[0] is not None]
    rows = Organisation.objects.in_bulk([pk for pk, _asked in known])
    for count, (pk, asked) in enumerate(known, len(fresh) + 1):
        done.append((pk, False, {name: getattr(rows[pk], name) for name in FIELDS}))
        _change(rows[pk], asked, actor=actor, at=at)
        progress.step(count, len(outcomes), _("正在变更单位"))
    links = last_links(subjects=[(SUBJECT, str(pk)) for pk, _made, _before in done]) if done else {}
    return [Effect(SUBJECT, pk, links[(SUBJECT, str(pk))][0], made, before) for pk, made, before in done]


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Withdraw what was registered and put back what was changed. Raises PartyRefused where something leans on it."""
    rows = Organisation.objects.in_bulk([effect.subject_id for effect in effects])
    for effect in effects:
        if not effect.created:
            _change(rows[effect.subject_id], effect.before, actor=actor, at=at)
    made = [rows[effect.subject_id] for effect in effects if effect.created]
    withdraw(rows=made, reason=_("撤销导入"), actor=actor, at=at)


def _change(row: Organisation, fields: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    given = dict(fields)
    area = Area.objects.filter(code=given.pop("area_id")).first()
    change_organisation(organisation=row, area=area, actor=actor, at=at, **given)


ORGANISATIONS = ImportKind(
    code=KIND,
    title="单位",
    permission="parties.party.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="成批登记部门、街道、企业等单位;已登记的按信用代码或名称认出,有变化的更新。",
    source_hint="机构编制名录、企业名录",
    order=800,
)
