"""待办: what stands first for whom, what one tap does, and how much the page asks of the database."""

import csv
import io
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lutu.kernel.casework.actions import delegate, pause
from lutu.kernel.casework.models import FiredMove
from lutu.kernel.casework.tests.sample import Desk, at
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from tests.cast import AT, DAY

PAGE = "/workbench/todo/"


def text_of(answer) -> str:
    return answer.content.decode()


def move_of(case, action="accept") -> str:
    return f"{reverse('workbench:case_move', args=[case.pk])}?action={action}"


def filled(desk: Desk) -> dict[str, object]:
    """A case in each section for the team lead."""
    made = {
        "以后的任务": desk.task(title="以后的任务", due_date=at("2021-12-20 09:00").date()),
        "逾期的任务": desk.task(title="逾期的任务", due_date=at("2021-11-01 09:00").date(), at=at("2021-10-20 09:00")),
        "今天的任务": desk.task(title="今天的任务", due_date=DAY),
        "本周的任务": desk.task(title="本周的任务", due_date=at("2021-11-12 09:00").date()),
        "暂停的任务": desk.task(title="暂停的任务"),
    }
    pause(case_id=made["暂停的任务"].pk, reason_code="materials", note="", user=desk.cast["teamlead"], key="p", at=AT)
    return made


def test_what_is_overdue_stands_first_and_each_section_has_its_heading(desk: Desk, as_) -> None:
    filled(desk)
    page = text_of(as_("teamlead").get(PAGE))
    order = ["已逾期", "逾期的任务", "今日到期", "今天的任务", "本周到期", "本周的任务", "以后", "以后的任务"]
    places = [page.index(f">{words}<", page.index("todo-rows")) for words in [*order, "已暂停", "暂停的任务"]]
    assert places == sorted(places)
    assert "逾期6个工作日" in page


def test_the_tiles_count_each_section_and_narrow_the_list_by_the_address(desk: Desk, as_) -> None:
    filled(desk)
    client = as_("teamlead")
    assert [tile[2] for tile in client.get(PAGE).context["tiles"]] == [1, 1, 1, 1, 1]
    narrowed = client.get(PAGE, {"due": "overdue"})
    assert [line.source.title for line in narrowed.context["list"].lines] == ["逾期的任务"]
    paused = client.get(PAGE, {"due": ["paused", "today"], "flow": "casework.task"})
    assert [line.source.title for line in paused.context["list"].lines] == ["今天的任务", "暂停的任务"]


def test_one_tap_accepts_a_task_and_comes_back_to_the_list(desk: Desk, as_) -> None:
    case = desk.task()
    client = as_("teamlead")
    page = text_of(client.get(PAGE))
    assert f'action="{move_of(case)}"' in page
    sent = {"key": str(uuid4()), "version": case.version, "next": PAGE}
    answer = client.post(move_of(case), sent, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "已接收,现为“办理中”,到期日 2021-11-23。" in text_of(answer)
    case.refresh_from_db()
    assert case.stage == "in_hand"


def test_the_same_tap_sent_twice_does_nothing_twice(desk: Desk, as_) -> None:
    case = desk.task()
    client = as_("teamlead")
    sent = {"key": str(uuid4()), "version": case.version}
    first, second = client.post(move_of(case), sent), client.post(move_of(case), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert FiredMove.objects.filter(case=case, action="accept").count() == 1
    accepted = [entry for entry in entries_of(subject=("casework.case", case.pk)) if entry.action.endswith(".accept")]
    assert len(accepted) == 1


def test_a_move_that_asks_for_more_opens_its_form_and_get_changes_nothing(desk: Desk, as_) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    client = as_("teamlead")
    page = text_of(client.get(PAGE))
    assert f'href="{move_of(case, "answer")}"' in page
    assert f'action="{move_of(case, "answer")}"' not in page
    client.get(move_of(case, "answer"))
    case.refresh_from_db()
    assert case.stage == "in_hand"


def test_a_form_without_its_token_is_refused(desk: Desk) -> None:
    case = desk.task()
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.cast["teamlead"])
    assert client.post(move_of(case), {"key": "k", "version": case.version}).status_code == 403
    case.refresh_from_db()
    assert case.stage == "assigned"


def test_what_waits_for_my_word_stands_above_the_list(desk: Desk, as_) -> None:
    case = desk.task(title="请督查核实")
    desk.make(case, "accept", "teamlead")
    desk.prove(case)
    desk.make(case, "answer", "teamlead")
    answer = as_("supervision").get(PAGE)
    assert [row.title for row in answer.context["waiting"]] == ["请督查核实"]
    assert move_of(case, "confirm") in text_of(answer)
    assert "请督查核实" not in text_of(as_("teamlead").get(PAGE))


def test_a_delegate_sees_whose_work_it_is(desk: Desk, as_) -> None:
    desk.task(title="代办的任务")
    delegate(
        giver=desk.cast.people["teamlead"], receiver=desk.cast.people["stranger"], valid_from=DAY,
        valid_to=at("2021-11-16 00:00").date(), reason="出差", actor=SYSTEM, at=AT,
    )  # fmt: skip
    page = text_of(as_("stranger").get(PAGE))
    assert "代办的任务" in page
    assert "代专班长:" in page


def test_who_holds_no_post_sees_an_empty_list_that_says_what_would_stand_there(desk: Desk, as_) -> None:
    desk.task(title="别人的任务")
    page = text_of(as_("resident").get(PAGE))
    assert "别人的任务" not in page
    assert "没有待办" in page


def test_every_cell_bears_its_heading_for_the_cards_of_a_phone(desk: Desk, as_) -> None:
    desk.task()
    page = text_of(as_("teamlead").get(PAGE))
    for heading in ("时限", "阶段", "为何由我办"):
        assert f'data-label="{heading}"' in page
    assert 'class="row-link"' in page
    assert 'name="viewport"' in page


@pytest.mark.parametrize("rows", [1, 60])
def test_the_page_asks_the_database_twelve_times_at_most(
    desk: Desk, as_, rows: int, django_assert_max_num_queries
) -> None:
    for number in range(rows):
        desk.task(title=f"任务 {number}", owner="street", raiser="teamlead", area=desk.district.streets[number % 3])
    client = as_("street")
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        answer = client.get(PAGE, {"size": "100"})
    assert len(answer.context["list"].lines) == rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_holds_exactly_what_is_shown(desk: Desk, as_, kind: str) -> None:
    filled(desk)
    answer = as_("teamlead").get(PAGE, {"export": kind, "due": ["overdue", "today"], "cols": "title,due,due_day"})
    body = b"".join(answer.streaming_content)
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["事项", "时限", "到期日"],
        ["逾期的任务", "逾期6个工作日", "2021-11-01"],
        ["今天的任务", "今日到期", "2021-11-09"],
    ]


def test_the_home_page_shows_counts_and_the_next_five(desk: Desk, as_) -> None:
    filled(desk)
    desk.task(title="第六件", due_date=at("2021-12-31 09:00").date())
    page = text_of(as_("teamlead").get("/workbench/"))
    assert 'href="/workbench/todo/?due=overdue"' in page
    assert "逾期的任务" in page
    assert page.count("case-rows") == 1
    assert page.count('class="row-link"') == 5
    home = as_("supervision").get("/workbench/")
    assert "逾期未办结" in text_of(home)


def test_a_stranger_is_sent_to_sign_in(client) -> None:
    assert client.get(PAGE).status_code == 302
