"""Opening cases (受理): one, or many at once in a fixed number of statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from lutu.engines.workdays import WorkdayCalendar
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.actions.telling import tell
from lutu.kernel.casework.clock import due_of, due_words, next_rung
from lutu.kernel.casework.flows import DISTRICT, OWNER, SUPERVISOR, Flow
from lutu.kernel.casework.models import Case, CaseCounter, CaseInterval, FiredMove
from lutu.kernel.casework.reach import holders_of
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.journal.actions import Actor, NewEntry, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.periods import day_of
from lutu.kernel.territory.models import Area

label_action("casework.case.opened", "受理事项")
OPENED = "open"


class CaseRefused(ValueError):
    """A case that can't be opened as asked: the text says what is missing."""


@dataclass(frozen=True)
class NewCase:
    """What `open_cases` needs to know of one case."""

    flow: str
    title: str
    area: Area
    owner_post: Post | None = None
    raiser: Person | None = None
    subject: tuple[str, int] | None = None
    summary: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    due_date: date | None = None
    sensitivity: str = Sensitivity.INTERNAL.value
    parent: Case | None = None
    basis: str = ""


def open_case(
    *,
    flow: str,
    title: str,
    area: Area,
    actor: Actor,
    at: datetime,
    owner_post: Post | None = None,
    raiser: Person | None = None,
    subject: tuple[str, int] | None = None,
    summary: str = "",
    fields: Mapping[str, Any] | None = None,
    due_date: date | None = None,
    sensitivity: str = Sensitivity.INTERNAL.value,
    parent: Case | None = None,
    basis: str = "",
) -> Case:
    """Open one case (受理). Raises CaseRefused, FlowUnknown."""
    asked = NewCase(
        flow, title, area, owner_post, raiser, subject, summary, fields or {}, due_date, sensitivity, parent, basis
    )
    return open_cases(cases=[asked], actor=actor, at=at)[0]


@transaction.atomic
def open_case_once(*, asked: NewCase, key: str, actor: Actor, at: datetime) -> Case:
    """Open one case for its raiser, once under a key: the same request again gives the case it opened.

    Raises CaseRefused, FlowUnknown.
    """
    if asked.raiser is None:
        raise CaseRefused("交办须有提出人")
    hold_counter(prefix=flow_of(asked.flow).prefix, year=day_of(at).year)
    known = FiredMove.objects.filter(person=asked.raiser, action=OPENED, key=key).select_related("case").first()
    if known is not None:
        return known.case
    case = open_cases(cases=[asked], actor=actor, at=at)[0]
    FiredMove.objects.create(case=case, key=key, action=OPENED, person=asked.raiser, at=at)
    return case


def hold_counter(*, prefix: str, year: int) -> CaseCounter:
    """Lock the counter of a prefix until the transaction ends: who opens cases of it at the same time waits."""
    CaseCounter.objects.get_or_create(prefix=prefix, year=year)
    return CaseCounter.objects.select_for_update().get(prefix=prefix, year=year)


@transaction.atomic
def open_cases(*, cases: Sequence[NewCase], actor: Actor, at: datetime) -> list[Case]:
    """Open many cases (批量受理): number, clock, journal and notices each in one statement, whatever their number.

    A post whose holders are all away without a deputy goes to the next rung: the supervision is told, level 1.
    Raises CaseRefused, FlowUnknown.
    """
    for asked in cases:
        _require_sound(asked)
    flows = {asked.flow: flow_of(asked.flow) for asked in cases}
    numbers = _numbers(cases, flows, day_of(at))
    calendar = current_calendar()
    rows = [_row(asked, flows[asked.flow], number, calendar, at) for asked, number in zip(cases, numbers, strict=True)]
    made = Case.objects.bulk_create(rows, batch_size=500)
    CaseInterval.objects.bulk_create(
        [CaseInterval(case=row, clock_number=row.clock_number, starts_at=at) for row in made if row.clock_number],
        batch_size=500,
    )
    FiredMove.objects.bulk_create(
        [FiredMove(case=row, key=OPENED, action=OPENED, person_id=row.raiser_id, at=at) for row in made],
        batch_size=500,
    )
    record_many(entries=[_entry(row, asked) for row, asked in zip(made, cases, strict=True)], actor=actor, at=at)
    _tell_owners(made, at)
    return made


def _require_sound(asked: NewCase) -> None:
    if not asked.title.strip():
        raise CaseRefused("事项须有标题")
    unknown = sorted(set(asked.fields) - set(flow_of(asked.flow).fields))
    if unknown:
        raise CaseRefused(f"流程 {asked.flow} 没有内容项 {'、'.join(unknown)}")


def _numbers(cases: Sequence[NewCase], flows: Mapping[str, Flow], day: date) -> list[str]:
    """Numbers in the order asked: prefix, year, six digits; one row of the counter a prefix is held for the batch."""
    wanted = Counter(flows[asked.flow].prefix for asked in cases)
    last: dict[str, int] = {}
    for prefix, count in sorted(wanted.items()):
        CaseCounter.objects.get_or_create(prefix=prefix, year=day.year)
        CaseCounter.objects.filter(prefix=prefix, year=day.year).update(last=F("last") + count)
        last[prefix] = CaseCounter.objects.get(prefix=prefix, year=day.year).last - count
    numbers = []
    for asked in cases:
        prefix = flows[asked.flow].prefix
        last[prefix] += 1
        numbers.append(f"{prefix}-{day.year}-{last[prefix]:06d}")
    return numbers


def _row(asked: NewCase, flow: Flow, number: str, calendar: WorkdayCalendar, at: datetime) -> Case:
    stage = flow.stage(flow.initial)
    subject_kind, subject_id = asked.subject or ("", None)
    row = Case(
        number=number, flow=flow.code, title=asked.title.strip(), summary=asked.summary, area=asked.area,
        sensitivity=asked.sensitivity, subject_kind=subject_kind, subject_id=subject_id, stage=stage.name,
        owner_post=asked.owner_post, raiser=asked.raiser, parent=asked.parent, fields=dict(asked.fields),
        opened_at=at, fixed_due_date=asked.due_date,
    )  # fmt: skip
    if stage.term is not None:
        row.term_amount, row.term_unit, row.term_roll = stage.term.amount, stage.term.unit, stage.term.roll
    if row.fixed_due_date is not None or stage.term is not None:
        row.clock_number = 1
        due = due_of(case=row, intervals=[CaseInterval(clock_number=1, starts_at=at)], calendar=calendar)
        if due is not None:
            row.due_at, row.due_is_provisional = due.at, due.is_provisional
            row.calendar_version = due.calendar_version
            rung = next_rung(case=row, stage=stage, after=at, calendar=calendar)
            row.next_rung_at = rung[1] if rung else None
    return row


def _entry(row: Case, asked: NewCase) -> NewEntry:
    details = {
        "number": row.number, "title": row.title, "stage": row.stage, "due_at": due_words(row.due_at),
        "owner_post": row.owner_post.code if row.owner_post else "", "calendar_version": row.calendar_version,
    }  # fmt: skip
    return NewEntry(("casework.case", row.pk), "casework.case.opened", details, asked.basis)


def _tell_owners(rows: Sequence[Case], at: datetime) -> None:
    posts = {row.owner_post_id for row in rows if row.owner_post_id is not None}
    holders = holders_of(posts=posts, day=day_of(at))
    deserted = [row for row in rows if row.owner_post_id is not None and not holders[row.owner_post_id]]
    tell(cases=rows, to=(OWNER,), title="新的事项", key=OPENED, at=at, holders=holders)
    if deserted:
        Case.objects.filter(pk__in=[row.pk for row in deserted]).update(escalation_level=1)
        for row in deserted:
            row.escalation_level = 1
        tell(cases=deserted, to=(SUPERVISOR, DISTRICT), title="责任岗位无人在岗", key="deserted", at=at)
