"""List pages: filters, order, columns, pages, and that nothing in the address bar can break them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lutu.kernel.territory.models import Parcel
from lutu.web.lists import Column, Filter
from lutu.web.tests.pages import make_parcels, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcels(district):
    make_parcels([area for street in district.streets for area in district.communities(street)], count=130)


def shown(answer):
    return [line.cells[0].text for line in answer.context["list"].lines]


def ask(client, **query):
    return client.get("/parcels/", query)


def test_a_list_says_how_many_and_as_of_which_day(client, parcels):
    page = ask(client).content.decode()
    assert "<strong>130</strong>" in page
    assert "截至" in page
    assert "第1–20行,共130行" in page


def test_filters_search_and_their_chips_stand_in_the_address_bar(client, parcels, district):
    answer = ask(client, street="370214001", use=["住宅用地"], q="测-000")
    listed = answer.context["list"]
    assert 0 < listed.count < 20
    assert [(chip.title, chip.text) for chip in listed.chips] == [
        ("查找", "测-000"),
        ("街道", "城阳街道"),
        ("用途", "住宅用地"),
    ]
    without_street = ask(client, **dict([pair.split("=") for pair in listed.chips[1].query.split("&")]))
    assert without_street.status_code == 200


def test_every_order_is_stable_and_empty_values_come_last(client, parcels):
    first = shown(ask(client, sort="price", size="100"))
    rest = shown(ask(client, sort="price", size="100", page="2"))
    assert sorted(first + rest) == sorted(Parcel.objects.values_list("number", flat=True))
    assert first[0] == "测-00001"
    assert rest[-1] == "测-00128"
    assert shown(ask(client, sort="-price"))[0] == "测-00129"
    assert shown(ask(client, sort="-price", size="100", page="2"))[-1] == "测-00128"


def test_the_columns_can_be_chosen_and_keep_their_order(client, parcels):
    answer = ask(client, cols=["contract", "number"])
    assert [heading.column.key for heading in answer.context["list"].headings] == ["number", "contract"]
    assert "cols=number%2Ccontract" in answer.context["list"].present_query


def test_the_number_of_queries_is_the_same_for_20_rows_and_for_100(
    client, parcels, cast, django_assert_max_num_queries
):
    sign_in(client, cast["admin"]).get("/workbench/parcels/")
    counts = []
    for size in ("20", "100"):
        with django_assert_max_num_queries(9) as seen:
            client.get("/workbench/parcels/", {"size": size, "use": "住宅用地"})
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ({"use": "不存在"}, "用途"),
        ({"since": "2021-02-30"}, "合同日期自"),
        ({"sort": "nothing"}, "不能按所要求的列排序"),
        ({"sort": "location"}, "不能按所要求的列排序"),
        ({"page": "0"}, "页码无法识别"),
        ({"page": "x"}, "页码无法识别"),
        ({"page": "9999"}, "只有7页"),
    ],
)
def test_what_cannot_be_understood_is_ignored_with_a_hint(client, parcels, query, hint):
    answer = ask(client, **query)
    assert answer.status_code == 200
    assert answer.context["list"].count == 130
    assert hint in answer.content.decode()


words = st.text(max_size=30) | st.sampled_from(["1", "-1", "²", "1e9", "0x1", "2021-01-01", "number", "-price", "\x00"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["q", "use", "street", "since", "sort", "page", "size", "cols"]), words))
def test_nothing_in_the_address_bar_breaks_a_list(client, query):
    assert ask(client, **query).status_code == 200


def test_an_empty_list_says_why_and_what_to_do(client):
    page = ask(client).content.decode()
    assert "没有地块" in page
    assert "请先导入。" in page
    assert "清除全部条件" not in page


def test_a_list_narrowed_to_nothing_offers_the_way_back(client, parcels):
    page = ask(client, q="没有").content.decode()
    assert "没有符合条件的记录" in page
    assert "清除全部条件" in page
    assert "没有地块" not in page


def test_bulk_actions_are_offered_only_to_those_who_may(client, parcels, cast):
    assert 'name="ids"' in sign_in(client, cast["admin"]).get("/workbench/parcels/").content.decode()
    assert 'name="ids"' not in sign_in(client, cast["stranger"]).get("/workbench/parcels/").content.decode()


def test_names_are_escaped(client, district):
    make_parcels(district.communities(district.streets[0]), count=1)
    Parcel.objects.update(number="<script>alert(1)</script>", location='"><img src=x onerror=1>')
    page = ask(client).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_column_or_filter_that_cannot_work_is_refused_at_once():
    with pytest.raises(ValueError, match="未知"):
        Column("x", "甲", lambda row: row, show="colour")
    with pytest.raises(ValueError, match="已被列表页占用"):
        Filter("page", "页", None, lambda rows, values, request: rows, "text")
    with pytest.raises(ValueError, match="缺少选项"):
        Filter("kind", "类别", None, lambda rows, values, request: rows)
