"""A new year in the working calendar: provisional windows become firm, announced ones are never shortened."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lutu.engines.workdays import YearNotice, build_calendar
from lutu.kernel.calendars.registry import handlers
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.actions import calendar_change, objections, recount_windows, windows
from lutu.kernel.notices.queries import ObjectionWindowOpen, assert_window_ended
from lutu.kernel.notices.tests.cases import objected, opened
from lutu.kernel.notices.windows import last_day_of

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2021, 12, 27, 10, tzinfo=CHINA)


class Silent:
    def step(self, done, total, message=""):
        assert done <= total


def year(number, off=(), on=()):
    return YearNotice(number, frozenset(off), frozenset(on), "测试")


@pytest.fixture
def calendar_of(monkeypatch):
    """Lets a test say which years the house knows."""

    def know(*years):
        known = build_calendar(years=years)
        for module in (calendar_change, objections, windows):
            monkeypatch.setattr(module, "current_calendar", lambda: known)

    return know


@pytest.fixture
def notice(district, calendar_of):
    """Five working days from Monday 2021-12-27 end, Monday to Friday, on 2022-01-03: a year nobody has loaded."""
    calendar_of(year(2021))
    return opened(at=OPENED)


def test_calendars_knows_whom_to_tell_of_a_change():
    assert recount_windows in handlers().values()


def test_a_loaded_year_moves_a_provisional_window_and_makes_it_firm(notice, calendar_of):
    assert (last_day_of(notice.closes_at), notice.is_provisional) == (date(2022, 1, 3), True)
    calendar_of(year(2021), year(2022, off=[date(2022, 1, 3)]))
    # Even after the provisional end has passed.
    assert recount_windows(at=OPENED + timedelta(days=30), progress=Silent())["windows"] == 1
    notice.refresh_from_db()
    assert (last_day_of(notice.closes_at), notice.is_provisional) == (date(2022, 1, 4), False)
    with pytest.raises(ObjectionWindowOpen):
        assert_window_ended(notice=notice, at=datetime(2022, 1, 4, 23, tzinfo=CHINA))
    assert_window_ended(notice=notice, at=datetime(2022, 1, 5, tzinfo=CHINA))
    entry = entries_of(subject=("notices.publicnotice", notice.pk))[0]
    assert (entry.action, entry.details["was"], entry.details["last_day"]) == (
        "notices.public.recounted", "2022-01-03", "2022-01-04",
    )  # fmt: skip


def test_an_announced_window_is_never_shortened(notice, calendar_of):
    # A make-up Saturday on New Year's Day would end the window two days earlier.
    calendar_of(year(2021), year(2022, on=[date(2022, 1, 1)]))
    recount_windows(at=OPENED, progress=Silent())
    notice.refresh_from_db()
    assert (last_day_of(notice.closes_at), notice.is_provisional) == (date(2022, 1, 3), False)


def test_the_same_calendar_again_changes_and_journals_nothing(notice, calendar_of):
    calendar_of(year(2021), year(2022))
    recount_windows(at=OPENED, progress=Silent())
    before = entries_of(subject=("notices.publicnotice", notice.pk)).count()
    assert recount_windows(at=OPENED, progress=Silent()) == {"windows": 0, "answers": 0}
    assert entries_of(subject=("notices.publicnotice", notice.pk)).count() == before


def test_the_term_of_an_open_answer_is_counted_anew(notice, calendar_of):
    objection = objected(notice.lines.get(number=1), at=OPENED)
    assert objection.answer_due_is_provisional
    calendar_of(year(2021), year(2022, off=[date(2022, 1, 3)]))
    assert recount_windows(at=OPENED, progress=Silent())["answers"] == 1
    objection.refresh_from_db()
    assert last_day_of(objection.answer_due_at) == date(2022, 1, 4)
    assert not objection.answer_due_is_provisional


def test_a_window_that_is_over_and_firm_stays_as_it_was(notice, calendar_of):
    calendar_of(year(2021), year(2022))
    recount_windows(at=OPENED, progress=Silent())
    calendar_of(year(2021), year(2022, off=[date(2022, 1, 3)]))
    recount_windows(at=OPENED + timedelta(days=30), progress=Silent())
    notice.refresh_from_db()
    assert last_day_of(notice.closes_at) == date(2022, 1, 3)
