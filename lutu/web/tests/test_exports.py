"""Exports: exactly what is shown, nothing that runs as a formula, and the demo mark."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from lutu.kernel.rules.models import Parameter
from lutu.kernel.territory.models import Parcel
from lutu.web.lists.export import as_text
from lutu.web.tests.pages import make_parcels

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcels(district):
    make_parcels(district.communities(district.streets[0]), count=2300)


def body(answer):
    return b"".join(answer.streaming_content)


def as_rows(answer):
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))


def test_csv_holds_every_page_of_the_present_filters_order_and_columns(client, parcels):
    answer = client.get("/parcels/", {"export": "csv", "use": "住宅用地", "sort": "-number", "cols": "number,price"})
    rows = as_rows(answer)
    assert rows[0] == ["地块编号", "成交价(万元)"]
    assert len(rows) == 1 + 1150
    assert rows[1] == ["测-02299", "22990"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_csv_begins_with_a_byte_order_mark_so_that_spreadsheet_programs_read_chinese(client):
    assert body(client.get("/parcels/?export=csv")).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@sum", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_stays_text(client, district, text):
    assert as_text(text) == f"'{text}"
    make_parcels(district.communities(district.streets[0]), count=1)
    Parcel.objects.update(location=text)
    sheet = load_workbook(io.BytesIO(body(client.get("/parcels/?export=xlsx&cols=location")))).worksheets[0]
    assert sheet["A2"].data_type == "s"


def test_negative_numbers_stay_numbers():
    assert as_text(-5) == "-5"


def test_xlsx_holds_numbers_as_numbers_and_says_on_a_second_sheet_what_the_rows_are(client, parcels):
    Parcel.objects.filter(number="测-00001").update(contract_date=date(2021, 9, 30))
    answer = client.get("/parcels/", {"export": "xlsx", "q": "测-00001"})
    book = load_workbook(io.BytesIO(body(answer)))
    rows, about = book.worksheets
    assert [cell.value for cell in rows[1]] == [
        "地块编号",
        "社区",
        "用途",
        "面积(亩)",
        "成交价(万元)",
        "合同日期",
        "坐落",
    ]
    assert rows["D2"].value == 1.5
    assert rows["E2"].value == 10
    assert rows["F2"].value.date() == date(2021, 9, 30)
    notes = {line[0].value: line[1].value for line in about}
    assert notes["查找"] == "测-00001"
    assert notes["行数"] == "1"
    assert notes["截至"]


def test_the_exports_of_a_demo_district_say_so(client, parcels):
    Parameter.objects.create(
        code="site.demo_day", name="演示日", value="2021-11-09", valid_from=date(2021, 1, 1), source="演示"
    )
    answer = client.get("/parcels/?export=csv")
    assert "%E6%BC%94%E7%A4%BA%E6%95%B0%E6%8D%AE-" in answer.headers["Content-Disposition"]
    assert as_rows(answer)[-1][0].startswith("演示数据")
    book = load_workbook(io.BytesIO(body(client.get("/parcels/?export=xlsx"))))
    assert book.sheetnames == ["演示数据", "说明"]


def test_an_export_reads_in_the_readers_language(client, parcels):
    client.post("/display/", {"language": "en"})
    assert "成交价(10,000 yuan)" in as_rows(client.get("/parcels/?export=csv"))[0]


def test_an_export_takes_the_same_number_of_queries_for_many_rows(client, parcels, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        body(client.get("/parcels/?export=csv"))


def test_an_empty_list_exports_its_header(client):
    assert len(as_rows(client.get("/parcels/?export=csv"))) == 1
    assert body(client.get("/parcels/?export=xlsx"))


def test_rows_that_do_not_fit_on_a_sheet_go_on_to_the_next(client, parcels, monkeypatch):
    monkeypatch.setattr("lutu.web.lists.export.SHEET_ROWS", 1000)
    book = load_workbook(io.BytesIO(body(client.get("/parcels/?export=xlsx&cols=number"))))
    assert book.sheetnames == ["数据", "数据2", "数据3", "说明"]
    assert [sheet.max_row for sheet in book.worksheets[:3]] == [1001, 1001, 301]
