"""The sheets we hand out: templates that come back as they went, refused lines with their reasons."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lutu.kernel.intake.kinds import Column, import_kinds
from lutu.kernel.intake.reading import read_file
from lutu.kernel.intake.templates import EXAMPLE_HINT, template_of
from lutu.kernel.intake.tests.sample import KIND, ROW


def opened(content):
    return load_workbook(io.BytesIO(content))


def filled(content, rows):
    book = opened(content)
    for row in rows:
        book.worksheets[0].append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_template_has_headings_with_units_an_example_and_an_explanation():
    book = opened(template_of(KIND))
    entry, manual = book.worksheets
    headings = [cell.value for cell in entry[1]]
    assert headings[:5] == ["代码", "名称", "开工日期", "计划总投资(万元)", "用地面积(亩)"]
    assert entry[2][len(KIND.columns)].value == EXAMPLE_HINT
    assert manual.title == "填写说明"
    told = {row[0].value: row[1].value for row in manual.iter_rows(min_row=5)}
    assert (told["代码"], told["开工日期"]) == ("必填", "选填")
    assert {rule.formula1 for rule in entry.data_validations.dataValidation} == {'"产业,公益"', '"是,否"'}


def test_a_filled_template_is_read_without_its_example():
    reading = read_file(name="模板.xlsx", content=filled(template_of(KIND), [ROW]), kind=KIND)
    assert (len(reading.lines), reading.refused, reading.skipped, reading.ignored) == (1, [], 1, ())
    assert reading.lines[0].number == 3


def test_an_example_somebody_has_written_over_is_theirs():
    book = opened(template_of(KIND))
    book.worksheets[0]["B2"] = "真的项目"
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read_file(name="模板.xlsx", content=buffer.getvalue(), kind=KIND)
    assert (len(reading.lines), reading.skipped) == (1, 0)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=5))
def test_what_is_written_into_a_template_comes_back(names):
    kept = [name for name in names if name not in "-—/\\" and name not in ("--", "——")]
    rows = [(f"C{number}", f"'{name}"[1:]) for number, name in enumerate(kept)]
    book = opened(template_of(replace(KIND, columns=(Column("code", "代码", "code"), Column("name", "名称")))))
    for row in rows:
        book.worksheets[0].append(row)
        book.worksheets[0].cell(book.worksheets[0].max_row, 2).data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    kind = replace(KIND, columns=(Column("code", "代码", "code"), Column("name", "名称")))
    reading = read_file(name="模板.xlsx", content=buffer.getvalue(), kind=kind)
    assert [line.values["name"] for line in reading.lines] == kept


@pytest.mark.parametrize("kind", import_kinds(), ids=lambda kind: kind.code)
def test_every_declared_kind_has_a_template_whose_headings_are_found(kind):
    content = template_of(kind)
    example = [column.example or "示例" for column in kind.columns]
    reading = read_file(name="模板.xlsx", content=filled(content, [[f"{cell}0" for cell in example]]), kind=kind)
    assert reading.skipped == 1, "every required column needs an example"
    assert reading.ignored == ()
