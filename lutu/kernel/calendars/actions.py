"""Writing the working-day calendar: load, propose, sign, withdraw, and recompute what rests on it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lutu.engines.workdays import YearNotice
from lutu.kernel.calendars.checking import faults_of
from lutu.kernel.calendars.days import changes_of
from lutu.kernel.calendars.models import CalendarYear, actor_key
from lutu.kernel.calendars.queries import current_calendar, in_force, notices_in_force, open_proposal, versions
from lutu.kernel.calendars.reading import NoticeUnreadable, notice_of_yaml, text_of
from lutu.kernel.calendars.registry import handlers
from lutu.kernel.jobs.actions import enqueue
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import SYSTEM, Actor, record
from lutu.kernel.journal.queries import label_action

APPLY = "calendars.apply"
SUBJECT = "calendars.calendaryear"
State = CalendarYear.State
label_action("calendars.year.loaded", "载入工作日历")
label_action("calendars.year.proposed", "提出工作日历")
label_action("calendars.year.signed", "签发工作日历")
label_action("calendars.year.replaced", "由新版替换")
label_action("calendars.year.restored", "恢复上一版")
label_action("calendars.year.withdrawn", "撤回工作日历")
label_action("calendars.year.applied", "按工作日历重算期限")


class CalendarRefused(ValueError):
    """A year's calendar that contradicts itself or the years in force; `faults` has a sentence for each reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__(";".join(faults))
        self.faults = faults


class SameActor(CalendarRefused):
    """The second person is the first one: who proposed a version may not sign it, who signed it not withdraw it."""


@transaction.atomic
def load_years(*, folder: Path, actor: Actor, at: datetime) -> int:
    """Put the years of a folder of YAML files in force that have no version yet (载入); returns how many.

    The files come with the release, reviewed there, so no second person signs them. Where years were in force before,
    what rests on the calendar is recomputed. Raises NoticeUnreadable and CalendarRefused, both naming the file.
    """
    before = in_force().exists()
    loaded = None
    count = 0
    for file in sorted(folder.glob("*.yaml")):
        try:
            notice = notice_of_yaml(text=file.read_text(encoding="utf-8"))
        except NoticeUnreadable as error:
            raise NoticeUnreadable([f"{file.name}:{fault}" for fault in error.faults]) from error
        if versions(year=notice.year).exists():
            continue
        if faults := [*faults_of(notice=notice), *_gaps(notice.year)]:
            raise CalendarRefused(*(f"{file.name}:{fault}" for fault in faults))
        loaded = _create(notice, state=State.SIGNED, actor=actor, at=at)
        _journal(loaded, "calendars.year.loaded", actor=actor, at=at, details=_counted(loaded))
        count += 1
    if before and loaded is not None:
        _enqueue_apply(loaded, actor=actor, at=at)
    return count


@transaction.atomic
def propose_year(
    *,
    year: int,
    holidays: Collection[date],
    makeup_days: Collection[date],
    source: str,
    document_number: str,
    issued_date: date | None,
    actor: Actor,
    at: datetime,
) -> CalendarYear:
    """Propose a version of a year (提出); it changes nothing before another person signs it.

    Raises CalendarRefused with every fault of the days, where a version of the year waits already (that of somebody
    who proposed at the same moment too), and where nothing would differ from the version in force.
    """
    notice = YearNotice(
        year=year, holidays=frozenset(holidays), makeup_days=frozenset(makeup_days), source=source.strip(),
        document_number=document_number.strip(), issued_date=issued_date,
    )  # fmt: skip
    assert_proposable(notice=notice)
    row = _create(notice, state=State.PROPOSED, actor=actor, at=at)
    details = {**_counted(row), "changed": _changed(notice)}
    _journal(row, "calendars.year.proposed", actor=actor, at=at, details=details)
    return row


def assert_proposable(*, notice: YearNotice) -> None:
    """Raise CalendarRefused, with every reason, where `propose_year` would refuse the notice. Writes nothing."""
    faults = list(faults_of(notice=notice))
    if waiting := open_proposal(year=notice.year):
        faults.append(_waits(waiting))
    if notice in notices_in_force():
        faults.append(_("与 {year} 年现行版本完全相同,不需再提").format(year=notice.year))
    if faults:
        raise CalendarRefused(*faults)


@transaction.atomic
def sign_year(*, row: CalendarYear, actor: Actor, at: datetime) -> CalendarYear:
    """Put a proposed version in force (签发): the one before is replaced, what rests on the calendar is recomputed.

    Raises SameActor for whoever proposed it, CalendarRefused where it no longer waits or would leave a year out.
    """
    row = _locked(row)
    if row.state != State.PROPOSED:
        raise CalendarRefused(_("{calendar}的状态是“{state}”,不能签发").format(
            calendar=row, state=row.get_state_display()))  # fmt: skip
    if row.proposed_by == actor_key(actor):
        raise SameActor(_("{name} 是提出人,须由另一人核对签发").format(name=row.proposed_by_name))
    if faults := [*faults_of(notice=row.notice), *_gaps(row.year)]:
        raise CalendarRefused(*faults)
    changed = _changed(row.notice)
    if before := in_force().filter(year=row.year).first():
        before.state = State.REPLACED
        before.save(update_fields=["state"])
        _journal(before, "calendars.year.replaced", actor=actor, at=at, details=_named(row))
    row.state, row.signed_by, row.signed_by_name, row.signed_at = State.SIGNED, actor_key(actor), actor.name, at
    row.save(update_fields=["state", "signed_by", "signed_by_name", "signed_at"])
    _journal(row, "calendars.year.signed", actor=actor, at=at, details={**_counted(row), "changed": changed})
    _enqueue_apply(row, actor=actor, at=at)
    return row


@transaction.atomic
def withdraw_year(*, row: CalendarYear, reason: str, actor: Actor, at: datetime) -> CalendarYear:
    """Withdraw a version that waits, or one in force that was a mistake (撤回).

    One in force goes only by another person than its signer; the version before it comes back, and without one only
    the last year of the calendar may go. What rests on the calendar is recomputed. Raises SameActor, CalendarRefused.
    """
    row = _locked(row)
    if not reason.strip():
        raise CalendarRefused(_("请写明撤回的原因"))
    if row.state not in (State.PROPOSED, State.SIGNED):
        raise CalendarRefused(_("{calendar}的状态是“{state}”,不能撤回").format(
            calendar=row, state=row.get_state_display()))  # fmt: skip
    was_signed = row.state == State.SIGNED
    before = versions(year=row.year).filter(state=State.REPLACED).first() if was_signed else None
    if was_signed:
        if row.signed_by == actor_key(actor):
            raise SameActor(_("{name} 是签发人,须由另一人核对撤回").format(name=row.signed_by_name))
        if before is None and in_force().filter(year__gt=row.year).exists():
            raise CalendarRefused(
                _("{year} 年之后还有已签发的年度,撤回会留下空缺;请另提新版更正").format(year=row.year)
            )
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    _journal(row, "calendars.year.withdrawn", actor=actor, at=at, details={**_named(row), "reason": reason})
    if before is not None:
        before.state = State.SIGNED
        before.save(update_fields=["state"])
        _journal(before, "calendars.year.restored", actor=actor, at=at, details=_named(row))
    if was_signed:
        _enqueue_apply(before or row, actor=actor, at=at)
    return row


def apply_calendar(*, row: CalendarYear, at: datetime, progress: Reporter) -> dict[str, Any]:
    """Run every handler registered for a change of the calendar (重算期限), one after another.

    What each answered, with the calendar's version, goes to the journal of the version that changed and is returned.
    A handler that fails leaves those before it done; running again repeats them without harm.
    """
    answers: dict[str, Any] = {}
    waiting = handlers()
    for done, (name, handler) in enumerate(waiting.items()):
        progress.step(done, len(waiting), name)
        answers[name] = handler(at=at, progress=progress)
    details = {"calendar_version": current_calendar().version, "answers": answers}
    _journal(row, "calendars.year.applied", actor=SYSTEM, at=at, details=details)
    return details


def _locked(row: CalendarYear) -> CalendarYear:
    """The row as it stands now, held with the other versions of its year till the end of the transaction."""
    held = {other.pk: other for other in versions(year=row.year).select_for_update()}
    return held[row.pk]


def _gaps(year: int) -> list[str]:
    """Why a year may not come into force: years between it and those in force have no calendar."""
    years = set(in_force().values_list("year", flat=True))
    if not years or min(years) - 1 <= year <= max(years) + 1:
        return []
    between = range(max(years) + 1, year) if year > max(years) else range(year + 1, min(years))
    return [_("工作日历须逐年相连,请先签发 {years} 年").format(years="、".join(map(str, between)))]


def _waits(row: CalendarYear) -> str:
    return _("{calendar}待签发,请先签发或撤回").format(calendar=row)


def _create(notice: YearNotice, *, state: str, actor: Actor, at: datetime) -> CalendarYear:
    """Store another version of the year. Raises CalendarRefused where somebody else's was stored a moment before."""
    try:
        with transaction.atomic():
            return _insert(notice, state=state, actor=actor, at=at)
    except IntegrityError as error:
        if waiting := open_proposal(year=notice.year):
            raise CalendarRefused(_waits(waiting)) from error
        raise CalendarRefused(_("{year} 年的年历刚由他人登记,请查看现有版本后再提").format(year=notice.year)) from error


def _insert(notice: YearNotice, *, state: str, actor: Actor, at: datetime) -> CalendarYear:
    last = versions(year=notice.year).first()
    holidays, makeup_days = (sorted(map(str, days)) for days in (notice.holidays, notice.makeup_days))
    signing = {"signed_by": actor_key(actor), "signed_by_name": actor.name, "signed_at": at}
    return CalendarYear.objects.create(
        year=notice.year,
        version=last.version + 1 if last else 1,
        state=state,
        holidays=holidays,
        makeup_days=makeup_days,
        digest=sha256(f"{notice.year}|{holidays}|{makeup_days}".encode()).hexdigest()[:16],
        source=notice.source,
        document_number=notice.document_number,
        issued_date=notice.issued_date,
        proposed_by=actor_key(actor),
        proposed_by_name=actor.name,
        proposed_at=at,
        **(signing if state == State.SIGNED else {}),
    )


def _changed(notice: YearNotice) -> list[str]:
    """The days that would count differently, as texts, spans such as 2027-02-08..2027-02-12."""
    changes = changes_of(notice=notice, in_force=notices_in_force())
    return text_of(days=frozenset(change.day for change in changes if change.counts_differently)).splitlines()


def _named(row: CalendarYear) -> dict[str, object]:
    return {"calendar_year": str(row.year), "calendar_version_number": row.version}


def _counted(row: CalendarYear) -> dict[str, object]:
    return {**_named(row), "holidays": len(row.holidays), "makeup_days": len(row.makeup_days), "digest": row.digest}


def _journal(row: CalendarYear, action: str, *, actor: Actor, at: datetime, details: Mapping[str, object]) -> None:
    basis = " ".join(filter(None, [row.document_number, row.source]))
    record(subject=(SUBJECT, row.pk), action=action, actor=actor, at=at, details=details, basis=basis)


def _enqueue_apply(row: CalendarYear, *, actor: Actor, at: datetime) -> None:
    title = _("按{calendar}重算期限").format(calendar=row)
    enqueue(kind=APPLY, title=title, arguments={"year": row.pk}, actor=actor, at=at)
