"""S1.12 through the pages: a meeting with six decisions becomes six tasks with dates, shown at the next meeting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lutu.kernel.casework.models import Case, Decision, Meeting
from lutu.kernel.casework.tests.sample import PDF, Desk
from lutu.web import clock
from tests.cast import AT

NEW = "/workbench/meetings/new/"
SERIES = "轨道交通产业链专班"


def meeting(desk: Desk, *, rows: int = 6, **given) -> dict[str, object]:
    """What the form sends: a meeting of yesterday with so many decisions, due a day apart from 2021-11-10 on."""
    post = desk.post("teamlead")
    sent: dict[str, object] = {
        "series": SERIES, "title": "第一次会议", "held_date": "2021-11-08", "held_time": "14:30", "place": "三楼会议室",
        "chair": "区领导(P001)", "attendees": "发改局、街道", "minutes": "会议研究了六项工作。",
        "area": desk.district.root.pk, "sensitivity": "internal", "decisions-TOTAL_FORMS": max(rows, 6),
        "decisions-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number in range(rows):
        sent[f"decisions-{number}-text"] = f"议定工作 {number + 1}"
        sent[f"decisions-{number}-owner_post"] = f"{post}({post.code})"
        sent[f"decisions-{number}-due_date"] = f"2021-11-{10 + number}"
    return {**sent, **given}


def test_a_meeting_with_six_decisions_becomes_six_tasks_shown_at_the_next_meeting(
    desk: Desk, as_, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_("supervision")
    form = client.get(NEW).content.decode()
    assert form.count("data-decision>") == 7
    answer = client.post(NEW, meeting(desk), follow=True)
    held = Meeting.objects.get()
    text = answer.content.decode()
    assert answer.redirect_chain == [(reverse("workbench:meeting", args=[held.pk]), 302)]
    assert "会议已记录,6项议定事项已成为任务。" in text
    assert "会议研究了六项工作。" in text
    tasks = list(Case.objects.order_by("fixed_due_date"))
    assert [str(task.fixed_due_date) for task in tasks] == [f"2021-11-{day}" for day in range(10, 16)]
    assert {task.owner_post for task in tasks} == {desk.post("teamlead")}
    assert len(as_("teamlead").get("/workbench/todo/").context["list"].lines) == 6

    _close(desk, as_, tasks[0])
    monkeypatch.setattr(clock, "now", lambda: AT.replace(day=15))
    agenda = as_("supervision").get(reverse("workbench:agenda"), {"series": SERIES}).content.decode()
    assert "未办结 5 项,其中逾期 4 项" in agenda
    assert "议定工作 1<" not in agenda
    assert agenda.index("议定工作 2") < agenda.index("议定工作 3") < agenda.index("议定工作 6")
    assert "逾期2个工作日" in agenda
    assert "已销号" in client.get(reverse("workbench:meeting", args=[held.pk])).content.decode()


def _close(desk: Desk, as_, task: Case) -> None:
    """From hand to hand through the pages: accepted, answered with evidence, confirmed by the recorder."""
    moves = (
        ("teamlead", "accept", {}),
        ("teamlead", "answer", {"field_result": "完成"}),
        ("supervision", "confirm", {}),
    )
    for username, action, given in moves:
        task.refresh_from_db()
        sent = {"key": action, "version": task.version, **given}
        if action == "answer":
            sent["files"] = SimpleUploadedFile("纪要.pdf", PDF)
        answer = as_(username).post(f"{reverse('workbench:case_move', args=[task.pk])}?action={action}", sent)
        assert answer.status_code == 302
    task.refresh_from_db()
    assert not task.is_open


def test_the_same_meeting_sent_twice_is_recorded_once(desk: Desk, as_) -> None:
    client = as_("supervision")
    client.post(NEW, meeting(desk))
    second = client.post(NEW, meeting(desk), follow=True)
    assert second.redirect_chain == [(reverse("workbench:meeting", args=[Meeting.objects.get().pk]), 302)]
    assert "已由督查员记录" in second.content.decode()
    assert Case.objects.count() == 6


def test_rows_that_say_half_are_refused_by_number_and_empty_ones_say_nothing(desk: Desk, as_) -> None:
    sent = meeting(desk, rows=2, **{"decisions-1-owner_post": "", "decisions-3-due_date": "2021-11-30"})
    answer = as_("supervision").post(NEW, sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "第 2 项,责任岗位:请选定责任岗位" in text
    assert "第 4 项,议定内容:请写明议定内容" in text
    assert "议定工作 1" in text
    assert not Meeting.objects.exists()
    as_("supervision").post(NEW, meeting(desk, rows=1))
    assert Decision.objects.count() == 1


def test_more_rows_than_the_page_shows_are_taken(desk: Desk, as_) -> None:
    as_("supervision").post(NEW, meeting(desk, rows=12))
    assert Decision.objects.count() == 12


def test_faults_of_the_meeting_itself_are_told_each(desk: Desk, as_) -> None:
    answer = as_("supervision").post(NEW, meeting(desk, held_date="2021-11-12"))
    text = answer.content.decode()
    assert "会议尚未召开,不能记录" in text
    assert "早于会议日" in text


def test_a_restricted_meeting_is_absent_for_who_may_not_see_it(desk: Desk, as_) -> None:
    as_("supervision").post(NEW, meeting(desk))
    held = Meeting.objects.get()
    Meeting.objects.update(sensitivity="restricted")
    client = as_("supervision")
    assert client.get(reverse("workbench:meeting", args=[held.pk])).status_code == 404
    assert client.get(reverse("workbench:agenda"), {"series": SERIES}).status_code == 404
    assert as_("street").get(reverse("workbench:meeting_new")).status_code == 403


def test_the_list_of_meetings_counts_decisions_in_a_fixed_number_of_queries(
    desk: Desk, as_, django_assert_max_num_queries
) -> None:
    client = as_("supervision")
    for number in range(4):
        client.post(NEW, meeting(desk, title=f"第 {number} 次会议"))
    with django_assert_max_num_queries(12):
        answer = client.get("/workbench/meetings/")
    assert [(line.source.decided, line.source.decided_open) for line in answer.context["list"].lines] == [(6, 6)] * 4
    with django_assert_max_num_queries(16):
        client.get(reverse("workbench:agenda"), {"series": SERIES})
