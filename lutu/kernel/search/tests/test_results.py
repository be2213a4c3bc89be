"""Searching across kinds: what is found is what the account may see."""

import pytest
from django.contrib.auth.models import AnonymousUser

from lutu.kernel.access import registry as access
from lutu.kernel.access.registry import Policy, declare_permission, policy
from lutu.kernel.search import registry
from lutu.kernel.search.index import Document, index_documents
from lutu.kernel.search.queries import described, results, title_of_kind
from lutu.kernel.search.registry import declare_searchable
from lutu.kernel.territory.models import Parcel
from tests.cast import DAY

pytestmark = pytest.mark.django_db
KIND = "territory.parcel"
READ = "registers.register.read"


@pytest.fixture(autouse=True)
def _parcels(district, monkeypatch):
    monkeypatch.setattr(registry, "_SEARCHABLES", {})
    monkeypatch.setattr(access, "_POLICIES", dict(access._POLICIES))
    access._POLICIES.pop(Parcel, None)
    declare_permission(READ, "查看台账与清单")
    policy(Policy(Parcel, READ, area_field="area_id"))
    declare_searchable(
        KIND, "地块", Parcel, lambda row: (row.number, row.area.name, f"/parcels/{row.pk}/"),
        staff_url=lambda row: f"/workbench/parcels/{row.pk}/", related=("area",),
    )  # fmt: skip
    for number, street in enumerate([*district.streets, *district.streets], 1):
        area = district.communities(street)[0]
        Parcel.objects.create(number=f"示例地块{number}", area=area, use="工业用地", area_m2=100, source="测试")
    index_documents(documents=[Document(KIND, row.pk, row.number) for row in Parcel.objects.all()])


def search(user, text, **options):
    return results(user=user, text=text, day=DAY, limit=options.pop("limit", 20), **options)


def test_a_search_finds_by_kind_with_the_number_of_all_and_the_first_of_them(cast):
    (group,) = search(cast["officer"], "示例地块", limit=4)
    assert (group.kind, group.title, group.total, len(group.hits)) == (KIND, "地块", 6, 4)
    assert group.hits[0].title == "示例地块1"


def test_what_an_account_may_not_see_is_neither_found_nor_counted(cast):
    assert search(AnonymousUser(), "示例") == []
    assert search(cast["stranger"], "示例") == []
    (group,) = search(cast["street"], "示例")
    assert group.total == 2


@pytest.mark.parametrize("text", ["", "、。", "没有的内容"])
def test_a_search_for_nothing_finds_nothing(cast, text):
    assert search(cast["officer"], text) == []


def test_staff_are_led_to_the_workbench(cast):
    assert search(cast["officer"], "地块1")[0].hits[0].url.startswith("/parcels/")
    assert search(cast["officer"], "地块1", staff=True)[0].hits[0].url.startswith("/workbench/parcels/")


def test_a_search_takes_the_same_number_of_queries_for_many_hits(cast, django_assert_num_queries):
    user = cast["officer"]
    search(user, "示例")
    with django_assert_num_queries(2):
        search(user, "示例", limit=1)
    with django_assert_num_queries(2):
        search(user, "示例", limit=20)


def test_subjects_are_described_by_name_and_hidden_ones_by_their_number_only(cast):
    keys = list(Parcel.objects.order_by("pk").values_list("pk", flat=True))
    seen = described(kind=KIND, ids=[*keys, 999_999], user=cast["street"], day=DAY)
    assert [seen[key].title for key in keys[:2]] == ["示例地块1", str(keys[1])]
    assert (seen[999_999].title, seen[999_999].url) == ("999999", "")
    assert described(kind="unknown", ids=[1], user=cast["officer"], day=DAY)[1].title == "1"


def test_a_kind_has_a_title_and_belongs_to_one_model():
    assert title_of_kind(KIND) == "地块"
    assert title_of_kind("unknown") == "unknown"
    with pytest.raises(ValueError, match="已登记"):
        declare_searchable(KIND, "区划", type(Parcel.objects.first().area), lambda row: ("", "", ""))
