"""Recording a meeting: each decision becomes a case with an owner and a date (the mission, S1.12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.casework.actions.opening import NewCase, hold_counter, open_cases
from lutu.kernel.casework.models import Decision, Meeting
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.casework.task import TASK
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.periods import day_of
from lutu.kernel.territory.models import Area

label_action("casework.meeting.recorded", "记录会议")


class MeetingRefused(ValueError):
    """A meeting whose record does not hold: the text names every fault."""


class MeetingRepeated(MeetingRefused):
    """The same sitting has been recorded before: `meeting` is that record."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        super().__init__(f"会议“{meeting.title}”({day_of(meeting.held_at)})已由{meeting.recorded_by_name}记录")


@dataclass(frozen=True)
class NewDecision:
    """What was decided, who carries it out, until when; about a row where it is about one."""

    text: str
    owner_post: Post
    due_date: date
    subject: tuple[str, int] | None = None
    flow: str = TASK


@transaction.atomic
def record_meeting(
    *,
    series: str,
    title: str,
    held_at: datetime,
    area: Area,
    decisions: Sequence[NewDecision],
    actor: Actor,
    at: datetime,
    recorder: Person | None = None,
    chair: Person | None = None,
    place: str = "",
    attendees: str = "",
    minutes: str = "",
    sensitivity: str = Sensitivity.INTERNAL.value,
) -> Meeting:
    """Record a meeting and open one case a decision, raised by the recorder (记录会议).

    A sitting is recorded once: series, title and time together. Raises MeetingRefused, MeetingRepeated.
    """
    if faults := _faults(series, title, held_at, at, decisions):
        raise MeetingRefused(";".join(faults))
    hold_counter(prefix=flow_of(TASK).prefix, year=day_of(at).year)
    if known := Meeting.objects.filter(series=series.strip(), title=title.strip(), held_at=held_at).first():
        raise MeetingRepeated(known)
    meeting = Meeting.objects.create(
        series=series.strip(), title=title.strip(), held_at=held_at, place=place, chair=chair, attendees=attendees,
        minutes=minutes, area=area, sensitivity=sensitivity, recorded_at=at, recorded_by_name=actor.name,
    )  # fmt: skip
    cases = open_cases(
        cases=[
            NewCase(
                flow=item.flow, title=item.text[:200], area=area, owner_post=item.owner_post, raiser=recorder,
                subject=item.subject, summary=item.text, due_date=item.due_date, sensitivity=sensitivity,
                basis=f"{meeting.title}({day_of(held_at)})第 {number} 项",
            )
            for number, item in enumerate(decisions, start=1)
        ],
        actor=actor,
        at=at,
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(
            meeting=meeting, number=number, text=item.text, owner_post=item.owner_post, due_date=item.due_date,
            case=case,
        )
        for number, (item, case) in enumerate(zip(decisions, cases, strict=True), start=1)
    )  # fmt: skip
    details = {"name": meeting.title, "series": meeting.series, "count": len(cases)}
    record(
        subject=("casework.meeting", meeting.pk), action="casework.meeting.recorded", actor=actor, at=at,
        details=details,
    )  # fmt: skip
    return meeting


def _faults(series: str, title: str, held_at: datetime, at: datetime, decisions: Sequence[NewDecision]) -> list[str]:
    found = []
    if not series.strip() or not title.strip():
        found.append("会议须有系列和名称")
    if held_at > at:
        found.append("会议尚未召开,不能记录")
    for number, item in enumerate(decisions, start=1):
        if not item.text.strip():
            found.append(f"第 {number} 项没有议定内容")
        if item.due_date < day_of(held_at):
            found.append(f"第 {number} 项的完成期限 {item.due_date} 早于会议日 {day_of(held_at)}")
    return found
