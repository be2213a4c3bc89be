"""Public notices: how long they stand, and that nothing takes effect before they have."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lutu.engines.workdays import YearNotice, build_calendar, is_workday
from lutu.kernel.access.queries import actor_of
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.actions import (
    NoticeLine,
    PublicNoticeRefused,
    answer_objection,
    open_public_notice,
    withdraw_public_notice,
)
from lutu.kernel.notices.models import PublicNotice
from lutu.kernel.notices.queries import (
    ObjectionUnanswered,
    ObjectionUpheld,
    ObjectionWindowOpen,
    PublicNoticeWithdrawn,
    assert_window_ended,
    line_state,
    lines_free_of_objection,
    with_objections,
)
from lutu.kernel.notices.tests.cases import objected, opened
from lutu.kernel.notices.texts import how_to_object
from lutu.kernel.notices.windows import deadline, last_day_of, window_of
from tests.cast import AT, REFERENCE, build_district

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
MOMENT = timedelta(microseconds=1)
EARLIEST = datetime(2019, 1, 1, tzinfo=CHINA)


@pytest.fixture
def notice(district, calendar):
    """Open for five working days from Tuesday 2021-11-09: until Tuesday the 16th, 24:00."""
    return opened()


@pytest.fixture(scope="module")
def notice_calendar():
    """The calendar of 2018–2026 without a database."""

    def days(texts):
        for text in texts:
            first, _, last = str(text).partition("..")
            start, stop = date.fromisoformat(first), date.fromisoformat(last or first)
            yield from (start + timedelta(days=step) for step in range((stop - start).days + 1))

    years = []
    for file in sorted((REFERENCE / "workdays").glob("*.yaml")):
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        off, on = frozenset(days(read["holidays"])), frozenset(days(read["makeup_days"]))
        years.append(YearNotice(read["year"], off, on, read["source"]))
    return build_calendar(years=years)


def ends(notice):
    return datetime(2021, 11, 17, tzinfo=CHINA)


def test_five_working_days_end_at_midnight_after_the_fifth(notice):
    assert notice.closes_at == ends(notice)
    assert last_day_of(notice.closes_at) == date(2021, 11, 16)
    assert not notice.is_provisional
    assert notice.calendar_version


def test_a_holiday_in_between_makes_the_window_longer_and_a_make_up_saturday_counts(district, calendar):
    at = datetime(2021, 9, 28, 15, tzinfo=CHINA)
    # 国庆: 1–7 October off, Saturday the 9th worked.
    assert last_day_of(opened(at=at).closes_at) == date(2021, 10, 11)


@given(
    opens_at=st.integers(0, 60 * 24 * 2700).map(lambda minutes: EARLIEST + timedelta(minutes=minutes)),
    workdays=st.integers(1, 60),
)
def test_a_window_holds_so_many_whole_working_days_and_ends_on_one(notice_calendar, opens_at, workdays):
    found = deadline(start=opens_at, workdays=workdays, calendar=notice_calendar)
    last = last_day_of(found.at)
    days = [opens_at.date() + timedelta(days=step) for step in range(1, (last - opens_at.date()).days + 1)]
    assert sum(is_workday(calendar=notice_calendar, day=day) for day in days) == workdays
    assert is_workday(calendar=notice_calendar, day=last)
    assert (found.at.hour, found.at.minute, found.is_provisional) == (0, 0, False)


def test_the_window_tells_how_many_working_days_are_left(notice):
    def left(day, hour=12):
        at = datetime(2021, 11, day, hour, tzinfo=CHINA)
        return window_of(notice=notice, at=at, calendar=current_calendar())

    assert [(left(day).stage, left(day).left) for day in (9, 12, 13, 16)] == [
        ("running", 5), ("running", 2), ("running", 2), ("running", 0),
    ]  # fmt: skip
    assert (left(17, 0).stage, left(17, 0).left) == ("ended", None)
    assert left(8).stage == "ahead"


def test_nothing_takes_effect_before_midnight_of_the_last_day(notice):
    with pytest.raises(ObjectionWindowOpen, match="2021-11-16 24时") as open_still:
        assert_window_ended(notice=notice, at=ends(notice) - MOMENT)
    assert open_still.value.until == ends(notice)
    assert_window_ended(notice=notice, at=ends(notice))


def test_nothing_takes_effect_while_an_objection_waits_for_its_answer(notice, cast):
    """The mission, S2.21: the sanction only after the objection is answered."""
    first, second, _third = notice.lines.order_by("number")
    objection = objected(first)
    with pytest.raises(ObjectionUnanswered) as unanswered:
        assert_window_ended(notice=notice, at=ends(notice))
    assert unanswered.value.ids == (objection.pk,)
    with pytest.raises(ObjectionUnanswered):
        assert_window_ended(notice=notice, at=ends(notice), line=first)
    assert_window_ended(notice=notice, at=ends(notice), line=second)
    officer = actor_of(cast["officer"])
    answer_objection(objection=objection, answer="经核实,维持。", upheld=False, actor=officer, at=AT)
    assert_window_ended(notice=notice, at=ends(notice))
    assert_window_ended(notice=notice, at=ends(notice), line=first)


def test_a_line_objected_to_with_success_never_takes_effect_as_it_was_shown(notice, cast):
    first, second, _third = notice.lines.order_by("number")
    objection = objected(first)
    answer_objection(objection=objection, answer="情况属实。", upheld=True, actor=actor_of(cast["officer"]), at=AT)
    with pytest.raises(ObjectionUpheld) as upheld:
        assert_window_ended(notice=notice, at=ends(notice), line=first)
    assert upheld.value.ids == (objection.pk,)
    assert_window_ended(notice=notice, at=ends(notice))
    assert first not in lines_free_of_objection(notice=notice, at=ends(notice))
    assert second in lines_free_of_objection(notice=notice, at=ends(notice))


@given(choices=st.lists(st.sampled_from(["none", "open", "upheld", "rejected"]), min_size=1, max_size=6))
def test_an_objection_to_one_line_never_stops_another(choices):
    if not PublicNotice.objects.exists():
        build_district()
    notice = opened(lines=len(choices))
    at = notice.closes_at
    lines = list(notice.lines.order_by("number"))
    for line, choice in zip(lines, choices, strict=True):
        if choice != "none":
            phone = f"100{notice.pk:05}{line.number:03}"
            objection = objected(line, key=f"{notice.pk}-{line.number}", phone=phone)
            if choice != "open":
                answer_objection(
                    objection=objection, answer="已核实。", upheld=choice == "upheld", actor=actor_of(None), at=AT
                )
    PublicNotice.objects.update(is_provisional=False)
    free = list(lines_free_of_objection(notice=notice, at=at))
    assert free == [line for line, choice in zip(lines, choices, strict=True) if choice in ("none", "rejected")]
    for line, choice in zip(lines, choices, strict=True):
        if choice in ("none", "rejected"):
            assert_window_ended(notice=notice, at=at, line=line)
        else:
            with pytest.raises(ObjectionUnanswered if choice == "open" else ObjectionUpheld):
                assert_window_ended(notice=notice, at=at, line=line)
    states = {"none": "clear", "open": "objected"}
    told = [line_state(line=row) for row in with_objections(lines=notice.lines.order_by("number"))]
    assert told == [states.get(choice, choice) for choice in choices]


def test_beyond_the_calendar_the_end_is_provisional_and_nothing_rests_on_it(district, calendar):
    at = datetime(2026, 12, 28, 10, tzinfo=CHINA)
    notice = opened(at=at)
    assert notice.is_provisional
    with pytest.raises(ObjectionWindowOpen, match="暂定"):
        assert_window_ended(notice=notice, at=notice.closes_at + timedelta(days=30))
    with pytest.raises(ObjectionWindowOpen):
        lines_free_of_objection(notice=notice, at=notice.closes_at + timedelta(days=30))
    assert "暂定" in how_to_object(notice=notice)


def test_a_withdrawn_notice_carries_nothing(notice):
    withdraw_public_notice(notice=notice, reason="名单有误", actor=actor_of(None), at=AT)
    with pytest.raises(PublicNoticeWithdrawn, match="已撤回"):
        assert_window_ended(notice=notice, at=ends(notice))
    with pytest.raises(PublicNoticeRefused, match="已撤回"):
        withdraw_public_notice(notice=notice, reason="再次", actor=actor_of(None), at=AT)


def test_withdrawing_needs_a_reason(notice):
    with pytest.raises(PublicNoticeRefused, match="说明原因"):
        withdraw_public_notice(notice=notice, reason="  ", actor=actor_of(None), at=AT)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": " "}, "标题"),
        ({"body": ""}, "正文"),
        ({"basis": ""}, "依据"),
        ({"workdays": 0}, "至少1个工作日"),
        ({"lines": []}, "至少有一条"),
        ({"lines": [NoticeLine(None, " ")]}, "第 1 条"),
        ({"opens_at": AT - timedelta(days=1)}, "不能倒签"),
    ],
)
def test_a_notice_without_text_basis_lines_or_time_is_refused(district, calendar, given, reason):
    with pytest.raises(PublicNoticeRefused, match=reason):
        open_public_notice(
            **{
                "kind": "k", "title": "题", "body": "文", "lines": [NoticeLine(None, "一条")], "opens_at": AT,
                "workdays": 1, "actor": SYSTEM, "at": AT, "basis": "据", **given,
            }
        )  # fmt: skip
    assert not PublicNotice.objects.exists()


def test_opening_stands_in_the_journal_of_the_notice_and_of_what_it_is_about(district, calendar):
    before = Entry.objects.count()
    notice = opened(subject=("projects.project", 7))
    assert Entry.objects.count() == before + 2
    for subject in (("notices.publicnotice", notice.pk), ("projects.project", 7)):
        entry = entries_of(subject=subject)[0]
        assert entry.action == "notices.public.opened"
        assert entry.details["last_day"] == "2021-11-16"
        assert entry.basis == "《示例办法》第三条"


def test_the_text_tells_how_to_object_to_whom_and_until_when(district, calendar, settings):
    settings.LUTU_SITE = {**settings.LUTU_SITE, "host_unit": "示例区发展和改革局", "contact": "0532-00000000"}
    text = how_to_object(notice=opened())
    for part in ("提出异议", "示例区发展和改革局(0532-00000000)", "2021年11月16日24时"):
        assert part in text


def test_who_takes_objections_is_never_left_open(district, calendar):
    assert opened().receiver == district.root.name
    assert opened(receiver="示例局").receiver == "示例局"
