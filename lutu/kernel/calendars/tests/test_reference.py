"""The shipped years against the package chinesecalendar, day by day, and what each file must say."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from lutu.engines.workdays import build_calendar, is_workday
from lutu.kernel.calendars.checking import faults_of
from lutu.kernel.calendars.reading import notice_of_yaml
from tests.cast import REFERENCE

FILES = sorted((REFERENCE / "workdays").glob("*.yaml"))
NOTICES = [notice_of_yaml(text=file.read_text(encoding="utf-8")) for file in FILES]
YEARS = range(2018, 2027)


def test_the_years_of_the_business_are_there():
    assert [notice.year for notice in NOTICES] == list(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_is_worked_as_the_package_says(year):
    calendar = build_calendar(years=NOTICES)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    wrong = [day for day in days if is_workday(calendar=calendar, day=day) != chinese_calendar.is_workday(day)]
    assert not wrong


@pytest.mark.parametrize(("file", "notice"), list(zip(FILES, NOTICES, strict=True)), ids=[file.stem for file in FILES])
def test_a_file_is_named_after_its_year_names_its_source_and_has_no_fault(file, notice):
    assert file.stem == str(notice.year)
    assert f"{notice.year} 年部分节假日安排的通知" in notice.source
    assert notice.document_number.startswith("国办发明电〔")
    assert notice.issued_date is not None
    assert notice.issued_date.year == notice.year - 1
    assert not faults_of(notice=notice)
