"""From cells to values: headings, units, and every way a cell can be wrong, each told in its row and column."""

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lutu.kernel.intake.reading import read_file
from lutu.kernel.intake.sheets import FileRefused
from lutu.kernel.intake.tests.sample import HEADINGS, KIND, ROW, csv_of, with_row, xlsx


def read(rows, **options):
    return read_file(name="表.xlsx", content=xlsx(rows, **options), kind=KIND)


def value(key, cell, *, headings=HEADINGS):
    """The typed value of one cell in an otherwise good line."""
    reading = read([headings, with_row(**{key: cell})])
    assert not reading.refused, reading.refused[0].faults
    return reading.lines[0].values[key]


def fault(key, cell, *, headings=HEADINGS):
    reading = read([headings, with_row(**{key: cell})])
    assert not reading.lines, reading.lines[0].values
    (only,) = reading.refused[0].faults
    return only


def test_a_good_line_has_typed_values_and_its_row_number():
    (line,) = read([HEADINGS, ROW]).lines
    assert line.number == 2
    assert line.values == {
        "code": "A-1", "name": "甲项目", "start": date(2021, 9, 30), "money": 1_200_000_000,
        "land": Decimal("10000.0000"), "kind": "industry", "public": True, "people": 30, "rate": Decimal("0.5"),
        "area": "城阳街道",
    }  # fmt: skip


def test_titles_above_the_headings_blank_rows_and_other_columns_do_no_harm():
    rows = [
        ["城阳区重点项目一览表"],
        ["单位:发改局"],
        ["", *HEADINGS, "备注"],
        [],
        ["1", *ROW, "无"],
        [""],
        ["2", *ROW],
    ]
    reading = read(rows, merged=["A1:L1"])
    assert [line.number for line in reading.lines] == [5, 7]
    assert reading.ignored == ("备注",)


def test_columns_stand_in_any_order_and_under_other_names():
    reading = read([["项目名称 ", "　项目代码*"], ["甲", "a1"]])
    assert reading.lines[0].values["code"] == "A1"
    assert reading.lines[0].values["money"] is None


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["名称", "开工日期"], r"表头缺少“代码”。读到的列:名称、开工日期"),
        (["甲", "乙"], "读到的列:甲、乙"),
        (["代码", "名称", "项目代码"], "“代码”出现了不止一次"),
        (["代码", "名称", "计划总投资"], r"“计划总投资”没有注明单位.*计划总投资\(万元\)"),
        (["代码", "名称", "用地面积(元)"], "“用地面积”没有注明单位"),
    ],
    ids=["missing", "strange", "twice", "no unit", "wrong unit"],
)
def test_headings_that_do_not_do_refuse_the_file(headings, said):
    with pytest.raises(FileRefused, match=said):
        read([headings, ["A1", "甲", "1"]])


@pytest.mark.parametrize(
    ("unit", "fen"),
    [("元", 123), ("万元", 1_230_000), ("亿元", 12_300_000_000), ("（万元）", 1_230_000), ("【亿元】", 12_300_000_000)],
)
def test_money_takes_the_unit_of_its_heading(unit, fen):
    heading = f"计划总投资{unit}" if unit[0] in "（【" else f"计划总投资({unit})"
    reading = read([["代码", "名称", heading], ["A1", "甲", "1.23"]])
    assert reading.lines[0].values["money"] == fen


def test_a_row_of_units_below_the_headings_does_as_well():
    reading = read([["代码", "名称", "计划总投资", "用地面积"], ["", "", "亿元", "㎡"], ["A1", "甲", "3.2", "66.5"]])
    assert reading.lines[0].number == 3
    assert reading.lines[0].values["money"] == 32_000_000_000
    assert reading.lines[0].values["land"] == Decimal("66.5000")
    assert reading.lines[0].headings[2:] == ("计划总投资(亿元)", "用地面积(㎡)")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime.combine(date(2021, 9, 30), time.min), date(2021, 9, 30)),
        ("2021-09-30", date(2021, 9, 30)),
        ("2021/9/30", date(2021, 9, 30)),
        ("2021.9.30", date(2021, 9, 30)),
        ("2021年9月30日", date(2021, 9, 30)),
        ("２０２１－９－３０", date(2021, 9, 30)),
        ("20210930", date(2021, 9, 30)),
        (20210930, date(2021, 9, 30)),
        ("2021-09-30 00:00:00", date(2021, 9, 30)),
        ("2020-02-29", date(2020, 2, 29)),
        ("", None),
        ("—", None),
    ],
)
def test_a_date_is_read_however_it_is_written(cell, expected):
    assert value("start", cell) == expected


@pytest.mark.parametrize("cell", ["2021-02-30", "2021-13-01", "2021年9月", "去年", "44469", "1021-09-30", "2021-00-10"])
def test_an_impossible_date_is_told(cell):
    found = fault("start", cell)
    assert (found.row, found.column, found.found) == (2, "开工日期", cell)
    assert found.expected


@pytest.mark.parametrize(
    ("key", "cell", "expected"),
    [
        ("money", "1,234.5", 1_234_500_000),
        ("money", "１，２３４", 1_234_000_000),
        ("money", "1200万元", 1_200_000_000),
        ("money", 0.1, 100_000),
        ("land", "15亩", Decimal("10000.0000")),
        ("people", "1,000", 1000),
        ("people", 30.0, 30),
        ("rate", "-0.25", Decimal("-0.25")),
        ("kind", "产 业".replace(" ", ""), "industry"),
        ("public", "否", False),
        ("public", "√", True),
        ("code", "２１０９－０４", "2109-04"),
        ("code", 210904.0, "210904"),
        ("code", " ab-1 ", "AB-1"),
        ("name", "=1+1", "=1+1"),
        ("name", "@甲\n乙", "@甲 乙"),
        ("area", "370214001000", "370214001000"),
    ],
)
def test_values_are_folded_to_what_they_mean(key, cell, expected):
    assert value(key, cell) == expected


def test_square_metres_are_a_unit_however_written():
    for heading in ("用地面积(㎡)", "用地面积(m²)", "用地面积(平方米)"):
        for cell in ("100㎡", "100m2", "100 平方米", "100"):
            reading = read([["代码", "名称", heading], ["A1", "甲", cell]])
            assert reading.lines[0].values["land"] == Decimal("100.0000")


@pytest.mark.parametrize(
    ("key", "cell", "column", "expected"),
    [
        ("money", "3.2亿元", "计划总投资", "以万元为单位"),
        ("money", "约1000", "计划总投资", "数字"),
        ("money", "-5", "计划总投资", "不小于 0"),
        ("land", "100㎡", "用地面积", "以亩为单位"),
        ("land", "0", "用地面积", "大于 0"),
        ("people", "3.5", "人数", "整数"),
        ("rate", "50%", "系数", "不带单位"),
        ("kind", "工业", "类别", "产业、公益"),
        ("public", "也许", "公开", "“是”或“否”"),
        ("code", "1.23E+17", "代码", "完整的代码"),
        ("code", 1.23e17, "代码", "完整的代码"),
        ("code", "X" * 21, "代码", "不超过 20 位"),
        ("name", "长" * 41, "名称", "不超过 40 个字"),
        ("name", "", "名称", "不能为空"),
        ("name", "   ", "名称", "不能为空"),
    ],
)
def test_a_cell_that_does_not_fit_is_told_with_what_is_expected(key, cell, column, expected):
    found = fault(key, cell)
    assert (found.row, found.column) == (2, column)
    assert expected in found.expected


def test_every_wrong_cell_of_a_line_is_told_and_the_others_load():
    reading = read([HEADINGS, with_row(start="2021-02-30", money="多"), with_row(code="A-2")])
    assert [item.column for item in reading.refused[0].faults] == ["开工日期", "计划总投资"]
    assert [line.number for line in reading.lines] == [3]


def test_formulas_in_used_columns_name_the_cell_and_in_others_do_no_harm():
    rows = [["序号", *HEADINGS], ["===ROW()-1", *ROW], ["2", *with_row(code="A-2", people="===1+1")]]
    reading = read(rows)
    assert [line.number for line in reading.lines] == [2]
    (only,) = reading.refused[0].faults
    assert (only.row, only.column, only.found) == (3, "人数", "公式(I3)")


def test_merged_cells_in_the_lines_refuse_every_line_they_touch():
    reading = read([HEADINGS, ROW, with_row(code="A-2"), with_row(code="A-3")], merged=["J2:J3"])
    assert [line.number for line in reading.lines] == [4]
    assert {item.faults[0].found for item in reading.refused} == {"合并单元格(J2:J3)"}


def test_csv_rows_may_be_short():
    reading = read_file(name="表.csv", content=csv_of([HEADINGS, ROW[:2], ROW[:5]], encoding="gb18030"), kind=KIND)
    assert [line.values["land"] for line in reading.lines] == [None, Decimal("10000.0000")]


@given(st.dates(min_value=date(1949, 1, 1), max_value=date(2100, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_every_day_comes_back_from_every_way_of_writing_it(day, sign):
    for text in (
        f"{day.year}{sign}{day.month}{sign}{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ):
        rows = [["代码", "名称", "开工日期"], ["A1", "甲", text]]
        reading = read_file(name="表.csv", content=csv_of(rows), kind=KIND)
        assert reading.lines[0].values["start"] == day


@given(st.integers(min_value=0, max_value=10**15))
def test_every_amount_comes_back_to_the_fen(fen):
    rows = [["代码", "名称", "计划总投资(元)"], ["A1", "甲", f"{Decimal(fen) / 100:,f}"]]
    reading = read_file(name="表.csv", content=csv_of(rows), kind=KIND)
    assert reading.lines[0].values["money"] == fen


@settings(max_examples=40)
@given(st.text(max_size=30))
def test_no_text_in_any_column_makes_reading_fail(text):
    for place in range(len(HEADINGS)):
        row = list(ROW)
        row[place] = text
        with suppress(FileRefused):
            reading = read_file(name="表.csv", content=csv_of([HEADINGS, row]), kind=KIND)
            assert len(reading.lines) + len(reading.refused) <= 1
