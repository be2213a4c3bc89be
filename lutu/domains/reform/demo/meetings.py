"""A sitting of the leading group with six decisions (the mission, S1.12), and what had become of them by November."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from lutu.domains.reform.demo.calendar import office
from lutu.engines.replay import Event
from lutu.kernel.access.models import Account
from lutu.kernel.access.queries import actor_of
from lutu.kernel.casework.actions import NewDecision, fire, record_meeting
from lutu.kernel.casework.models import Decision
from lutu.kernel.documents.actions import store_file
from lutu.kernel.documents.letters import Letter, Paragraph, render_pdf
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.queries import district

SERIES = "重点项目工作领导小组会议"
TITLE = "重点项目工作领导小组第 10 次会议(示例)"
MINUTES = "听取三季度重点项目进展,研究未开工项目手续办理和滞后项目赶工安排。"
HELD = date(2021, 10, 15)
RECORDED = date(2021, 10, 18)
# (what was decided, who carries it out, until when)
DECISIONS = (
    ("梳理三季度末尚未开工的项目,逐个列明缺哪项手续", "development.projects", date(2021, 10, 29)),
    ("轨道交通板块滞后项目逐个现场调度,提出赶工安排", "team.rail", date(2021, 11, 5)),
    ("上马街道未落位地块与储备项目对接,提出落位建议", "street.370214005", date(2021, 11, 12)),
    ("督查三季度通报中排名后两位街道的整改情况", "supervision.01", date(2021, 11, 19)),
    ("完善许可数据报送,做到每周二前报送上周变动", "permits.approval", date(2021, 11, 26)),
    ("提出四季度拟开工项目清单,报领导小组审定", "development.projects", date(2021, 11, 30)),
)
ACCEPTED = {2: ("teamlead", date(2021, 10, 19)), 3: ("street", date(2021, 10, 19))}
ANSWERED, CONFIRMED = date(2021, 10, 28), date(2021, 10, 29)
RESULT = "已列明每个未开工项目所缺手续、责任单位和预计办结时间,随附清单"


def meetings() -> Iterator[Event]:
    """The meeting's record, two tasks taken up, one finished with its paper and confirmed."""
    yield Event(office(RECORDED, 9), _record)
    for number, (username, day) in ACCEPTED.items():
        yield Event(office(day, 9, 20), partial(_accept, number, username))
    yield Event(office(ANSWERED, 16), _answer)
    yield Event(office(CONFIRMED, 10), _confirm)


def _account(username: str) -> Account:
    return Account.objects.select_related("person").get(username=username)


def _case_id(number: int) -> int:
    return Decision.objects.get(meeting__title=TITLE, number=number).case_id


def _record(at: datetime) -> None:
    recorder = _account("supervision")
    posts = {post.code: post for post in Post.objects.filter(code__in=[row[1] for row in DECISIONS])}
    decisions = [NewDecision(text, posts[code], until) for text, code, until in DECISIONS if code in posts]
    record_meeting(
        series=SERIES, title=TITLE, held_at=office(HELD, 14, 30), place="区政府第二会议室(示例)", area=district(),
        chair=_account("leader").person, recorder=recorder.person, decisions=decisions,
        attendees="领导小组成员单位主要负责人", minutes=MINUTES, actor=actor_of(recorder), at=at,
    )  # fmt: skip


def _accept(number: int, username: str, at: datetime) -> None:
    fire(case_id=_case_id(number), action="accept", user=_account(username), key="demo:accept", at=at)


def _answer(at: datetime) -> None:
    case_id, officer = _case_id(1), _account("officer")
    paper = Letter(
        issuer="区发展和改革局(示例)", number="", title="未开工项目手续清单(示例)", issued_date=ANSWERED,
        blocks=(Paragraph(RESULT),), signature="区发展和改革局(示例)", notice="演示数据",
    )  # fmt: skip
    store_file(
        subject=("casework.case", case_id), kind="evidence", name="未开工项目手续清单.pdf",
        content=render_pdf(letter=paper), actor=actor_of(officer), at=at,
    )  # fmt: skip
    fire(case_id=case_id, action="answer", user=officer, key="demo:answer", at=at, fields={"result": RESULT})


def _confirm(at: datetime) -> None:
    fire(case_id=_case_id(1), action="confirm", user=_account("supervision"), key="demo:confirm", at=at)
