"""Import of parcels (地块、土地供应台账): number, use, size, contract and price (the mission, S2.11)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lutu.domains.projects.actions.land import peak_m2
from lutu.domains.projects.imports.columns import LATITUDE, LONGITUDE, shown
from lutu.domains.projects.imports.lookups import chunks, fault, kept, restored, texts, written_seqs
from lutu.domains.projects.models import ParcelAllocation
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
from lutu.kernel.territory.actions import change_parcels, register_parcels, withdraw_parcels
from lutu.kernel.territory.lookup import AreaLookup, AreaNotFound
from lutu.kernel.territory.measures import TOLERANCE_M2, m2_to_mu
from lutu.kernel.territory.models import Parcel

SUBJECT = "territory.parcel"
NUMBER = Column(
    "number", "地块编号", "code", required=True, aliases=("宗地编号", "宗地号", "地块号"), max_length=60,
    example="CY2021-001",
)  # fmt: skip
AREA = Column(
    "area", "街道(社区)", "area", required=True, aliases=("街道", "社区", "所在街道", "区划代码"),
    help="街道名,或街道名加社区名,或 12 位区划代码", example="城阳街道",
)  # fmt: skip
SIZE = Column(
    "area_m2", "面积", "land_area", required=True, aliases=("土地面积", "供地面积", "宗地面积", "出让面积"),
    help="表头注明单位:亩、㎡或公顷", example="60",
)  # fmt: skip
CONTRACT_DATE = Column(
    "contract_date", "合同日期", "date", aliases=("签订日期", "合同签订日期", "出让合同日期"), example="2021-06-01"
)
COLUMNS = (
    NUMBER,
    AREA,
    Column("location", "坐落", aliases=("位置", "地块位置", "四至"), max_length=120, example="示例路以东"),
    Column("use", "用途", required=True, aliases=("土地用途", "规划用途"), max_length=40, example="工业"),
    SIZE,
    CONTRACT_DATE,
    Column("contract_number", "合同编号", aliases=("合同号", "电子监管号"), max_length=60, example="青2021-0601"),
    Column(
        "price_fen",
        "成交价",
        "money",
        aliases=("成交价款", "出让价款", "土地价款"),
        help="表头注明单位",
        example="3600",
    ),
    LONGITUDE,
    LATITUDE,
)
TITLES = {column.key: column.title for column in COLUMNS} | {"area_id": AREA.title}


@dataclass(slots=True)
class Wanted:
    """The parcel a line speaks of (None: a new one), the values that differ, and what they were."""

    parcel: Parcel | None
    values: dict[str, Any]
    before: dict[str, Any]


class _Judge:
    """Parcels on record with what is allocated on them, and what earlier lines said."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.day = day
        self.areas = AreaLookup(day=day)
        self.stored: dict[str, Parcel] = {}
        self.shares: dict[int, list[ParcelAllocation]] = defaultdict(list)
        for chunk in chunks(sorted(texts(lines, "number"))):
            self.stored.update({row.number: row for row in Parcel.objects.filter(number__in=chunk)})
            for share in ParcelAllocation.objects.filter(parcel__number__in=chunk).exclude(valid_to__lte=day):
                self.shares[share.parcel_id].append(share)
        self.rows: dict[str, int] = {}

    def outcome(self, line: Line) -> Outcome:
        """The verdict on a line."""
        faults: list[Fault] = []
        number = line.values["number"]
        first = self.rows.setdefault(number, line.number)
        if first != line.number:
            text = _("每个地块一行(第 {row} 行:与第 {first} 行重复)")
            faults.append(fault(line, NUMBER, text.format(row=line.number, first=first), _("删去重复的行")))
        stored = self.stored.get(number)
        values = {key: value for key, value in line.values.items() if value is not None and key != "area"}
        try:
            values["area_id"] = self.areas.find(line.values["area"]).code
        except AreaNotFound as error:
            faults.append(fault(line, AREA, error.expected, error.remedy))
        faults += self._measure_faults(line, stored)
        if faults:
            return Outcome(line, REFUSED, faults, number)
        if stored is None:
            return Outcome(line, NEW, label=number, payload=Wanted(None, values, {}))
        different = {name: value for name, value in values.items() if getattr(stored, name) != value}
        before = {name: getattr(stored, name) for name in different}
        changes = {
            TITLES[name]: (self._shown(name, before[name]), self._shown(name, new)) for name, new in different.items()
        }
        payload = Wanted(stored, different, before)
        return Outcome(line, CHANGED if changes else UNCHANGED, label=number, changes=changes, payload=payload)

    def _measure_faults(self, line: Line, stored: Parcel | None) -> Iterable[Fault]:
        contracted = line.values.get("contract_date")
        if contracted is not None and contracted > self.day:
            yield fault(line, CONTRACT_DATE, _("不晚于今天 {day} 的日期").format(day=self.day), _("核对合同日期"))
        east, north = line.values.get("longitude"), line.values.get("latitude")
        if (east is None) != (north is None):
            yield fault(line, LONGITUDE if east is None else LATITUDE, _("经度和纬度都填,或都不填"), _("补上坐标"))
        taken = peak_m2(shares=self.shares[stored.pk], day=self.day) if stored is not None else Decimal(0)
        if line.values["area_m2"] + TOLERANCE_M2 < taken:
            expected = _("不小于已落位的 {taken} 亩").format(taken=m2_to_mu(taken))
            yield Fault(line.number, SIZE.title, _mu(line.values["area_m2"]), expected, _("核对面积,或先调整落位"))

    def _shown(self, name: str, value: Any) -> str:
        if name == "area_m2":
            return _mu(value)
        if name == "area_id":
            area = self.areas.by_code.get(value)
            return area.name if area else str(value)
        return shown("planned_investment_fen" if name == "price_fen" else name, value)


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line."""
    judge = _Judge(lines, day)
    return [judge.outcome(line) for line in lines]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Register new parcels and change those on record."""
    wanted: list[Wanted] = [outcome.payload for outcome in outcomes]
    new = [Parcel(**item.values, source=source.reference) for item in wanted if item.parcel is None]
    made = register_parcels(parcels=new, actor=actor, at=at)
    effects = [Effect(SUBJECT, parcel.pk, 1, created=True) for parcel in made]
    progress.step(len(effects), len(wanted), _("正在登记地块"))
    changed = [item for item in wanted if item.parcel is not None]
    return effects + _change(changed, actor, at)


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Withdraw parcels that were registered, put back what was changed. Raises ParcelInUse."""
    rows: dict[int, Parcel] = {}
    for start in range(0, len(effects), 500):
        rows.update(Parcel.objects.in_bulk([effect.subject_id for effect in effects[start : start + 500]]))
    created = [rows[effect.subject_id] for effect in effects if effect.created]
    withdraw_parcels(parcels=created, reason=_("撤销导入"), actor=actor, at=at)
    back = []
    for effect in effects:
        if not effect.created:
            row = rows[effect.subject_id]
            values = restored(Parcel, effect.before)
            back.append(Wanted(row, values, {name: getattr(row, name) for name in values}))
    _change(back, actor, at)


def _change(wanted: Sequence[Wanted], actor: Actor, at: datetime) -> list[Effect]:
    """Set the values and write them together; the earlier ones go to the journal and, for undo, into the effects."""
    parcels = [item.parcel for item in wanted if item.parcel is not None]
    for item in wanted:
        for name, value in item.values.items():
            setattr(item.parcel, name, value)
    fields = sorted({name.removesuffix("_id") for item in wanted for name in item.values})
    if parcels:
        change_parcels(parcels=parcels, fields=fields, was=[item.before for item in wanted], actor=actor, at=at)
    seqs = written_seqs(subjects=[(SUBJECT, parcel.pk) for parcel in parcels])
    return [
        Effect(SUBJECT, parcel.pk, seq, before=kept(item.before))
        for parcel, item, seq in zip(parcels, wanted, seqs, strict=True)
    ]


def _mu(m2: Decimal) -> str:
    return _("{mu} 亩").format(mu=m2_to_mu(m2))


PARCELS = ImportKind(
    code="parcels",
    title="地块(土地供应台账)",
    permission="projects.land.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="登记地块的用途、面积、合同日期和成交价;已登记的按地块编号认出,有变化的更新。",
    source_hint="自然资源局土地供应台账",
    order=130,
)
