"""S1.12 顶格统筹. Given a meeting with six decisions; when the minutes are saved; then there are six tasks with dates,
and the agenda of the next meeting begins with those that are open."""

from datetime import date

from lutu.kernel.casework.actions import NewDecision, record_meeting
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import open_decisions, to_do
from lutu.kernel.casework.tests.sample import at, build_desk
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY, Cast, District


def test_six_decisions_are_six_dated_tasks_and_what_is_open_leads_the_next_agenda(
    cast: Cast, district: District
) -> None:
    desk = build_desk(district, cast)
    owners = ["teamlead", "street", "officer", "teamlead", "street", "officer"]
    meeting = record_meeting(
        series="轨道交通产业链专班会议", title="第 4 次会议", held_at=at("2021-11-08 14:00"), area=district.root,
        recorder=cast.people["supervision"], actor=SYSTEM, at=AT,
        decisions=[
            NewDecision(f"议定事项{number}", desk.post(owner), date(2021, 11, 10 + number))
            for number, owner in enumerate(owners, start=1)
        ],
    )  # fmt: skip
    assert Case.objects.count() == 6
    assert [case.title for case in to_do(user=cast["teamlead"], day=DAY)] == ["议定事项1", "议定事项4"]
    first = meeting.decisions.get(number=2).case
    desk.prove(first)
    desk.make(first, "answer", "street")
    desk.make(first, "confirm", "supervision")
    agenda = open_decisions(series=meeting.series, before=at("2021-11-15 14:00"))
    assert [(row.number, row.due_date) for row in agenda] == [
        (number, date(2021, 11, 10 + number)) for number in (1, 3, 4, 5, 6)
    ]
