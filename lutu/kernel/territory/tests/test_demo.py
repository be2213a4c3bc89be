"""The areas of the demo district."""

from datetime import date

import pytest

from lutu.kernel.territory import demo
from lutu.kernel.territory.models import Area, AreaPlacement, Parcel, Population
from lutu.kernel.territory.queries import inside, population, scope_codes

DAY = date(2021, 11, 9)


def _load(size):
    return demo.load(size=size, day=DAY, report=lambda text: None)


@pytest.mark.django_db
def test_the_full_district_has_its_areas_and_both_population_bases():
    summary = _load("full")
    assert summary["计入统计的社区"] == 230
    assert Area.objects.filter(level="section").count() == 30
    assert Area.objects.filter(level="grid").count() == 920
    assert Area.objects.filter(level="community").count() == 300
    for basis, expected in (("resident", 843_750), ("registered", 580_800)):
        for scope in ("six_streets", "six_streets_230"):
            codes = scope_codes(scope=scope, day=DAY)
            assert population(areas=codes, basis=basis, day=DAY) == expected
    assert not Parcel.objects.exists()


@pytest.mark.django_db
def test_every_community_of_a_street_is_found_inside_it_through_its_section():
    _load("full")
    street = Area.objects.get(code="370214002000")
    found = Area.objects.filter(inside(field="code", area=street, day=DAY))
    assert found.filter(level="community").count() == 55
    assert found.filter(level="grid").count() == 51 * 4
    sections = AreaPlacement.objects.filter(parent=street).values_list("area_id", flat=True)
    assert list(sections) == [f"370214002P0{number}" for number in range(1, 6)]


@pytest.mark.django_db
def test_the_sections_of_a_street_are_runs_of_consecutive_codes():
    _load("full")
    rows = AreaPlacement.objects.filter(area__level="community", area__code__startswith="370214001")
    homes = list(rows.order_by("area_id").values_list("parent_id", flat=True))
    assert homes == sorted(homes)
    assert {homes.count(home) for home in homes} == {13, 14}


@pytest.mark.django_db
def test_the_tiny_district_is_one_street():
    summary = _load("tiny")
    assert (summary["区划"], summary["街道片"], summary["网格"]) == (31, 5, 4)
    assert population(areas=["370214005000"], basis="resident", day=DAY) == 75_750
    assert Population.objects.count() == 2 * 28


@pytest.mark.django_db
def test_points_lie_in_the_district_and_are_marked_indicative():
    _load("full")
    assert not Area.objects.filter(is_indicative=False).exists()
    boxed = Area.objects.filter(latitude__range=("36.15", "36.45"), longitude__range=("120.15", "120.60"))
    assert boxed.count() == Area.objects.count()


def test_an_unknown_size_is_refused():
    with pytest.raises(ValueError, match="规模应为 tiny 或 full"):
        demo.load(size="huge", day=DAY, report=print)
