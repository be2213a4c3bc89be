"""What people type and paste, and what is wrong with it, told line by line."""

from datetime import date

import pytest

from lutu.engines.workdays import YearNotice
from lutu.kernel.calendars.checking import faults_of
from lutu.kernel.calendars.days import DayKind, changes_of, kinds_between, spans_of
from lutu.kernel.calendars.reading import OFF, WORKED, NoticeUnreadable, days_of, notice_of_yaml, text_of

GOLDEN_WEEK = {date(2027, 10, day) for day in range(1, 8)}


def read(text, unexpected=""):
    return days_of(text=text, year=2027, unexpected=unexpected)


@pytest.mark.parametrize(
    "text",
    [
        "2027-10-01..2027-10-07",
        "2027/10/1 至 2027/10/7",
        "2027-10-01~10-07",
        "10月1日至7日",
        "七、国庆节:10月1日(周五)至7日(周四)放假调休,共7天。",
        "七、国庆节\uff1a10月1日\uff08周五\uff09至7日\uff08周四\uff09放假调休\uff0c共7天\u3002",
        "2027 年 10 月 1 日 - 7 日".replace("-", "—"),
        "2027-10-01..2027-10-03\n\n2027-10-04  # 第四天\n10月5日、10月6日,2027.10.7",
    ],
)
def test_days_and_spans_are_read_however_they_are_written(text):
    assert read(text) == GOLDEN_WEEK


def test_a_span_may_begin_in_the_december_before():
    assert days_of(text="2018年12月30日至2019年1月1日", year=2019) == {
        date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2027-13-01", "第 2 行“2027-13-01”不是日期,应如 2027-10-01"),
        ("2027-02-30", "第 2 行“2027-02-30”不是日期"),
        ("国庆", "第 2 行“国庆”不是日期"),
        ("7日", "第 2 行“7日”不是日期"),
        ("2027-10-07..2027-10-01", "的结束日早于开始日"),
        ("2027-01-01..2027-12-31", "超过 31 天"),
        ("2027-10-01..2027-10-03..2027-10-07", "不是日期"),
    ],
)
def test_a_line_that_is_no_day_is_told_with_its_number(line, fault):
    with pytest.raises(NoticeUnreadable, match=fault):
        read(f"2027-01-01\n{line}")


def test_a_pasted_sentence_with_both_kinds_of_days_is_refused_in_either_field():
    sentence = "一、元旦:1月1日至3日放假调休,共3天。1月4日(周一)上班。"
    with pytest.raises(NoticeUnreadable, match="第 1 行含“上班”"):
        read(sentence, unexpected=WORKED)
    with pytest.raises(NoticeUnreadable, match="第 1 行含“放假”"):
        read(sentence, unexpected=OFF)


def test_every_faulty_line_is_told_not_the_first_alone():
    with pytest.raises(NoticeUnreadable) as refused:
        read("国庆\n2027-10-01\n春节")
    assert len(refused.value.faults) == 2


def test_days_written_as_text_are_read_back():
    assert text_of(days=frozenset(GOLDEN_WEEK | {date(2027, 1, 1)})) == "2027-01-01\n2027-10-01..2027-10-07"
    assert read(text_of(days=frozenset(GOLDEN_WEEK))) == GOLDEN_WEEK


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("year: [", "不是有效的 YAML"),
        ("- 2027", "缺少 year"),
        ("year: 二〇二七", "缺少 year"),
        ("year: 2027\nholiday: [2027-01-01]", "未知的项:holiday"),
        ("year: 2027\nholidays: 2027-01-01", "holidays 应为逐行列出"),
        ("year: 2027\nholidays: [国庆]", "holidays:第 1 行“国庆”不是日期"),
        ("year: 2027\nissued_date: 去年", "issued_date 应为日期"),
    ],
)
def test_a_file_that_is_not_written_as_it_should_says_what_is_wrong(text, fault):
    with pytest.raises(NoticeUnreadable, match=fault):
        notice_of_yaml(text=text)


def notice(holidays=("2027-01-01",), makeup_days=(), year=2027, source="国务院办公厅通知(示例)"):
    days = [frozenset(map(date.fromisoformat, group)) for group in (holidays, makeup_days)]
    return YearNotice(year, *days, source)


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        (notice(year=27), "年度应在 2000 至 2100 之间"),
        (notice(holidays=()), "没有填写放假日"),
        (notice(source=" "), "请注明来源"),
        (notice(holidays=["2026-10-01"]), "2026-10-01 不在 2027 年"),
        (notice(holidays=["2028-01-01"]), "2028-01-01 不在 2027 年"),
        (notice(makeup_days=["2027-01-06"]), "2027-01-06 是星期三,本来就上班"),
        (notice(holidays=["2027-01-01", "2027-01-02"], makeup_days=["2027-01-02"]), "2027-01-02 同时列为"),
        (notice(holidays=[f"2027-0{month}-{day:02}" for month in (1, 3, 5) for day in range(1, 31)]), "放假日共 90 天"),
    ],
)
def test_a_fault_in_the_days_is_told_in_a_sentence(faulty, sentence):
    faults = faults_of(notice=faulty)
    assert len(faults) == 1
    assert sentence in faults[0]


def test_days_of_the_december_before_are_no_fault():
    assert not faults_of(notice=notice(holidays=["2026-12-31", "2027-01-01"], makeup_days=["2026-12-26"]))


def test_a_new_year_is_compared_with_monday_to_friday():
    changes = changes_of(notice=notice(["2027-01-01", "2027-01-02"], ["2027-01-09"]), in_force=[])
    assert [(change.day, change.before, change.after, change.counts_differently) for change in changes] == [
        (date(2027, 1, 1), DayKind.WORKDAY, DayKind.HOLIDAY, True),
        (date(2027, 1, 2), DayKind.WEEKEND, DayKind.HOLIDAY, False),
        (date(2027, 1, 9), DayKind.WEEKEND, DayKind.MAKEUP, True),
    ]


def test_days_in_a_row_that_change_alike_are_joined():
    changes = changes_of(notice=notice(["2027-01-01"] + [f"2027-10-0{day}" for day in range(1, 8)]), in_force=[])
    spans = spans_of(changes=[change for change in changes if change.counts_differently])
    assert [(str(span.first), str(span.last), span.count) for span in spans] == [
        ("2027-01-01", "2027-01-01", 1), ("2027-10-01", "2027-10-01", 1), ("2027-10-04", "2027-10-07", 4)
    ]  # fmt: skip
    assert {(span.before, span.after) for span in spans} == {(DayKind.WORKDAY, DayKind.HOLIDAY)}


def test_a_correction_is_compared_with_the_version_in_force():
    held = notice(["2027-01-01", "2027-02-05"])
    changes = changes_of(notice=notice(["2027-01-01", "2027-02-08"]), in_force=[held])
    assert [str(change.day) for change in changes] == ["2027-02-05", "2027-02-08"]


def test_the_later_year_prevails_in_december():
    years = [notice([], year=2018), notice(["2018-12-31"], ["2018-12-29"], year=2019)]
    kinds = kinds_between(first=date(2018, 12, 28), last=date(2018, 12, 31), notices=years[::-1])
    assert list(kinds.values()) == [DayKind.WORKDAY, DayKind.MAKEUP, DayKind.WEEKEND, DayKind.HOLIDAY]
    assert not changes_of(notice=years[0], in_force=years)
