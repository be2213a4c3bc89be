"""Areas by what a sheet calls them."""

import pytest

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.territory.actions import NewArea, load_areas
from lutu.kernel.territory.lookup import AreaLookup, AreaNotFound
from lutu.kernel.territory.models import Area
from tests.cast import AT, DAY, FROM


@pytest.fixture
def lookup(district):
    home = district.communities(district.streets[0])[0]
    twin = NewArea("370214002999", home.name, Area.Level.COMMUNITY, Area.Kind.URBAN, district.streets[1].code)
    load_areas(areas=[twin], valid_from=FROM, source="测试区划", actor=SYSTEM, at=AT)
    return AreaLookup(day=DAY)


@pytest.mark.parametrize(
    "text",
    ["城阳街道", "城阳街道办事处", " 城阳 街道 ", "城阳", "370214001000", "370214001", "３７０２１４００１０００"],
)
def test_a_street_is_found_by_code_and_by_every_usual_name(lookup, text):
    assert lookup.find(text).code == "370214001000"


def test_a_community_is_found_by_name_and_with_the_name_of_its_street(lookup, district):
    first, second = district.communities(district.streets[0])[:2]
    assert lookup.find(second.name) == second
    assert lookup.find(f"城阳街道{first.name}") == first
    assert lookup.find(f"城阳街道/{first.name}居委会") == first


def test_a_name_that_stands_twice_lists_the_codes(lookup, district):
    name = district.communities(district.streets[0])[0].name
    with pytest.raises(AreaNotFound) as caught:
        lookup.find(name)
    assert "同名的有 2 处" in caught.value.expected
    assert "370214002999" in caught.value.remedy


@pytest.mark.parametrize("text", ["没有的街道", "370299000000", "1", "城阳街道没有的社区"])
def test_what_does_not_exist_names_the_streets_there_are(lookup, text):
    with pytest.raises(AreaNotFound) as caught:
        lookup.find(text)
    assert caught.value.expected and caught.value.remedy
