"""Import of land allocation (用地落位): how much of which parcel a project takes (the mission, S2.10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from lutu.domains.projects.actions import (
    ParcelOverAllocated,
    allocate_parcel,
    change_allocation,
    withdraw_allocation,
)
from lutu.domains.projects.actions.land import peak_m2, require_room
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.imports.columns import PROJECT_CODE
from lutu.domains.projects.imports.lookups import KnownProjects, NotFound, chunks, fault, texts, written_seqs
from lutu.domains.projects.models import ParcelAllocation, Project, ProjectPhase
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
from lutu.kernel.territory.measures import m2_to_mu
from lutu.kernel.territory.models import Parcel

REPORT_EVERY = 100
PARCEL = Column(
    "parcel", "地块编号", "code", required=True, aliases=("宗地编号", "宗地号", "地块号"), max_length=60,
    example="CY2021-001",
)  # fmt: skip
SIZE = Column(
    "area_m2", "落位面积", "land_area", required=True, aliases=("面积", "用地面积", "落位"),
    help="表头注明单位:亩、㎡或公顷", example="45",
)  # fmt: skip
DAY = Column("day", "落位日期", "date", aliases=("落位日", "起始日期"), help="不填为导入当天", example="2021-06-01")
PHASE = Column("phase", "期数", "integer", aliases=("分期", "期"), help="已登记分期的填第几期", example="1")
COLUMNS = (PROJECT_CODE, PARCEL, SIZE, DAY, PHASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A share that is to be given, or the one on record that is to change its size."""

    project: Project
    parcel: Parcel
    phase: ProjectPhase | None
    area_m2: Decimal
    day: date
    standing: ParcelAllocation | None


class _Judge:
    """Projects and parcels of a file, and the shares of each parcel, those of earlier lines included."""

    def __init__(self, lines: Sequence[Line], day: date) -> None:
        self.day = day
        self.projects = KnownProjects(codes=texts(lines, "code"))
        self.parcels: dict[str, Parcel] = {}
        self.shares: dict[int, list[ParcelAllocation]] = defaultdict(list)
        for chunk in chunks(sorted(texts(lines, "parcel"))):
            self.parcels.update({row.number: row for row in Parcel.objects.filter(number__in=chunk)})
            for share in ParcelAllocation.objects.filter(parcel__number__in=chunk):
                self.shares[share.parcel_id].append(share)
        keys = sorted(project.pk for project in self.projects.by_code.values())
        self.phases: dict[tuple[int, int], ProjectPhase] = {}
        for start in range(0, len(keys), 500):
            rows = ProjectPhase.objects.filter(project__in=keys[start : start + 500])
            self.phases.update({(row.project_id, row.number): row for row in rows})
        self.rows: dict[tuple[int, int, int | None], int] = {}

    def outcome(self, line: Line) -> Outcome:
        """The verdict on a line; a good one counts for the lines after it."""
        faults: list[Fault] = []
        values = line.values
        project = None
        try:
            project = self.projects.find(values["code"])
        except NotFound as error:
            faults.append(fault(line, PROJECT_CODE, error.expected, error.remedy))
        parcel = self.parcels.get(values["parcel"])
        if parcel is None:
            remedy = _("核对编号;新地块请先用“地块”导入登记")
            faults.append(fault(line, PARCEL, _("已登记的地块编号"), remedy))
        if project is None or parcel is None:
            return Outcome(line, REFUSED, faults, f"{values['code']} · {values['parcel']}")
        label = f"{project.name} · {parcel.number}"
        faults += self._line_faults(line, project, parcel)
        if faults:
            return Outcome(line, REFUSED, faults, label)
        phase = self.phases.get((project.pk, values.get("phase") or 0))
        return self._placed(line, project, parcel, phase, label)

    def _line_faults(self, line: Line, project: Project, parcel: Parcel) -> list[Fault]:
        faults = []
        number = line.values.get("phase")
        if number is not None and (project.pk, number) not in self.phases:
            faults.append(fault(line, PHASE, _("该项目已登记的期数"), _("先登记分期,不分期的留空")))
        day = line.values.get("day")
        if day is not None and day > self.day:
            faults.append(fault(line, DAY, _("不晚于今天 {day} 的日期").format(day=self.day), _("核对落位日期")))
        first = self.rows.setdefault((project.pk, parcel.pk, number), line.number)
        if first != line.number:
            text = _("每个项目在每个地块一行(第 {row} 行:与第 {first} 行重复)")
            expected = text.format(row=line.number, first=first)
            faults.append(fault(line, PARCEL, expected, _("合并成一行,或删去重复的行")))
        return faults

    def _placed(self, line: Line, project: Project, parcel: Parcel, phase: ProjectPhase | None, label: str) -> Outcome:
        area_m2 = line.values["area_m2"]
        shares = self.shares[parcel.pk]
        standing = next(
            (
                row
                for row in shares
                if row.valid_to is None
                and row.project_id == project.pk
                and row.phase_id == (phase.pk if phase else None)
            ),
            None,
        )
        day = standing.valid_from if standing else line.values.get("day") or self.day
        wanted = Wanted(project, parcel, phase, area_m2, day, standing)
        if standing is not None and standing.area_m2 == area_m2:
            return Outcome(line, UNCHANGED, label=label, payload=wanted)
        others = [row for row in shares if row is not standing and (row.valid_to is None or row.valid_to > day)]
        try:
            require_room(parcel_m2=parcel.area_m2, taken_m2=peak_m2(shares=others, day=day), area_m2=area_m2)
        except ParcelOverAllocated as error:
            remedy = _("减少落位面积,或改落其他地块")
            found = _("{mu} 亩").format(mu=m2_to_mu(area_m2))
            return Outcome(line, REFUSED, [Fault(line.number, SIZE.title, found, str(error), remedy)], label)
        promised = ParcelAllocation(
            project_id=project.pk, phase=phase, parcel_id=parcel.pk, area_m2=area_m2, valid_from=day
        )
        self.shares[parcel.pk] = [*(row for row in shares if row is not standing), promised]
        if standing is None:
            return Outcome(line, NEW, label=label, payload=wanted)
        changes = {SIZE.title: (f"{m2_to_mu(standing.area_m2)} 亩", f"{m2_to_mu(area_m2)} 亩")}
        return Outcome(line, CHANGED, label=label, changes=changes, payload=wanted)


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line; shares of the same file add up."""
    judge = _Judge(lines, day)
    return [judge.outcome(line) for line in lines]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Give the shares one by one, each under the lock of its parcel."""
    done: list[tuple[ParcelAllocation, Decimal | None]] = []
    for count, outcome in enumerate(outcomes, 1):
        wanted: Wanted = outcome.payload
        if wanted.standing is None:
            made = allocate_parcel(
                project=wanted.project, parcel=wanted.parcel, area_m2=wanted.area_m2, day=wanted.day,
                phase=wanted.phase, actor=actor, at=at,
            )  # fmt: skip
            done.append((made, None))
        else:
            was = wanted.standing.area_m2
            changed = change_allocation(
                allocation=wanted.standing, area_m2=wanted.area_m2, reason=source.reference, actor=actor, at=at
            )
            done.append((changed, was))
        if count % REPORT_EVERY == 0:
            progress.step(count, len(outcomes), _("正在落位"))
    seqs = written_seqs(subjects=[(SUBJECT_KIND, row.project_id) for row, _was in done])
    return [
        Effect(
            SUBJECT_KIND,
            row.project_id,
            seq,
            before={"allocation": row.pk, "area_m2": None if was is None else str(was)},
        )
        for (row, was), seq in zip(done, seqs, strict=True)
    ]


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Take the shares back, or give them their earlier size. Raises ParcelOverAllocated where that no longer fits."""
    reason = _("撤销导入")
    for effect in reversed(effects):
        row = ParcelAllocation.objects.select_related("parcel", "phase").get(pk=effect.before["allocation"])
        if effect.before["area_m2"] is None:
            withdraw_allocation(allocation=row, reason=reason, actor=actor, at=at)
        else:
            size = Decimal(effect.before["area_m2"])
            change_allocation(allocation=row, area_m2=size, reason=reason, actor=actor, at=at)


ALLOCATIONS = ImportKind(
    code="parcel_allocations",
    title="用地落位",
    permission="projects.land.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="登记项目在各地块的落位面积;一个地块各项目之和不超过地块面积。",
    source_hint="自然资源局、发展和改革局用地落位表",
    order=140,
)
