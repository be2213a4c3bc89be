"""Live figures: two queries for the tree, groups, distinct counts, scopes, moved communities, populations."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lutu.kernel.indicators.queries import compute, compute_groups, compute_tree
from lutu.kernel.indicators.queries.definitions import NoDefinitionInForce
from lutu.kernel.indicators.registry import ArgumentMissing, DimensionUnknown
from lutu.kernel.indicators.tests.figures import AT, Q3, define, many_parcels, parcel, target, workers_in
from lutu.kernel.indicators.trees import UnknownScope
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.actions import define_scope, load_population, move_area
from lutu.kernel.territory.models import Population
from tests.cast import DISTRICT_CODE, STREET_CODES, District

pytestmark = pytest.mark.django_db
DAY = date(2021, 9, 30)
A, B, C = STREET_CODES


def community(district: District, street: str, number: int = 0) -> str:
    return district.communities(district.areas[street])[number].code


@pytest.mark.parametrize("number", [3, 300])
def test_the_tree_costs_two_queries_besides_definition_and_targets(
    district: District, owner: Post, number: int
) -> None:
    define("test.rate", levels=["street", "community"])
    many_parcels({community(district, A): (number, 1), community(district, B): (number, number)})
    with CaptureQueriesContext(
        connection,
    ) as seen:
        readings = compute_tree(indicator="test.rate", as_of=DAY)
    over_rows = [query["sql"] for query in seen if "territory_parcel" in query["sql"]]
    tree = [query["sql"] for query in seen if "territory_areaplacement" in query["sql"]]
    assert (len(over_rows), len(tree), len(seen)) == (1, 1, 5)
    assert readings[DISTRICT_CODE].denominator == 2 * number
    assert readings[community(district, B)].value_text == "100.0%"


def test_a_figure_of_one_street_counts_its_own_rows(district: District, owner: Post) -> None:
    define("test.rate")
    many_parcels(
        {community(district, A): (4, 1), community(district, B): (4, 4), f"{community(district, A)}01": (2, 2)}
    )
    assert compute(indicator="test.rate", as_of=DAY, area=district.areas[A]).arithmetic == "3 ÷ 6 = 50.0%"
    assert compute(indicator="test.rate", as_of=DAY).arithmetic == "7 ÷ 10 = 70.0%"


def test_groups_of_a_dimension_and_those_without_one(district: District, owner: Post) -> None:
    define("test.rate")
    target("test.rate", 80, district)
    for number, use in enumerate(["工业", "工业", "住宅", ""]):
        parcel(f"P{number}", community(district, A), use=use, contract=date(2021, 8, 1) if number else None)
    found = compute_groups(indicator="test.rate", dimension="use", as_of=DAY)
    assert {group: reading.arithmetic for group, reading in found.items()} == {
        "工业": "1 ÷ 2 = 50.0%", "住宅": "1 ÷ 1 = 100.0%", "未填": "1 ÷ 1 = 100.0%",
    }  # fmt: skip
    assert found["工业"].light.colour == "red"
    with pytest.raises(DimensionUnknown, match="不能按“sector”分组,可用:use"):
        compute_groups(indicator="test.rate", dimension="sector", as_of=DAY)


def test_persons_are_counted_once_at_each_level_and_never_added(district: District, owner: Post) -> None:
    define("test.workers")
    workers_in(
        district.organisations["督查室"],
        [(community(district, A), ["甲", "乙"]), (community(district, A, 1), ["甲"]), (B, ["甲", "丙"])],
    )
    found = compute_tree(indicator="test.workers", as_of=DAY)
    assert (found[A].numerator, found[B].numerator, found[DISTRICT_CODE].numerator) == (2, 2, 3)


def test_a_moved_community_keeps_its_old_figures_in_its_old_street(district: District, owner: Post) -> None:
    define("test.count")
    moved = community(district, A)
    many_parcels({moved: (3, 0)})
    section = f"{B[:9]}P01"
    move_area(
        area=district.areas[moved], parent=district.areas[section], day=date(2021, 9, 1), source="调整", actor=SYSTEM,
        at=AT,
    )  # fmt: skip
    before = compute_tree(indicator="test.count", as_of=date(2021, 8, 31))
    after = compute_tree(indicator="test.count", as_of=DAY)
    assert (before[A].numerator, before[B].numerator) == (3, 0)
    assert (after[A].numerator, after[B].numerator) == (0, 3)


def test_a_scope_is_a_named_set_and_is_printed(district: District, owner: Post) -> None:
    define("test.count", scope="two_streets")
    many_parcels({community(district, A): (3, 0), community(district, B): (2, 0), community(district, C): (7, 0)})
    with pytest.raises(UnknownScope, match="two_streets"):
        compute(indicator="test.count", as_of=DAY)
    define_scope(
        code="two_streets", name="两街道", rule="A 与 B 的一个社区", source="测试", valid_from=date(2021, 1, 1),
        areas=[A, community(district, B)], actor=SYSTEM, at=AT,
    )  # fmt: skip
    told = compute(indicator="test.count", as_of=DAY)
    assert (told.numerator, told.scope_name, dict(told.parts)["统计范围"]) == (5, "两街道", "两街道")
    assert compute(indicator="test.count", as_of=DAY, scope="district").numerator == 12


def test_a_per_capita_figure_divides_by_the_population_of_its_basis(district: District, owner: Post) -> None:
    define(
        "test.per_capita", name="每万人地块", statement="{value}", aggregate="ratio_of_sums", scale=10_000,
        unit="宗/万人", decimals=1, numerator={"selector": "test.parcels"}, population_basis="registered",
        denominator={"selector": "territory.population", "arguments": {"basis": "registered"}}, direction="none",
    )  # fmt: skip
    many_parcels({community(district, A): (151, 0)})
    for day, persons in ((date(2019, 12, 31), 1), (date(2020, 12, 31), 580_800), (date(2021, 12, 31), 2)):
        load_population(
            basis=Population.Basis.REGISTERED, as_of_date=day, persons={A: persons}, source="测试", actor=SYSTEM, at=AT
        )
    load_population(
        basis=Population.Basis.RESIDENT, as_of_date=date(2020, 12, 31), persons={A: 843_750}, source="测试",
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    told = compute(indicator="test.per_capita", as_of=DAY)
    assert told.arithmetic == "151宗 ÷ 580,800人 × 10,000 = 2.6宗/万人"
    assert told.population_basis == "户籍"


def test_sums_of_decimal_sizes_are_exact(district: District, owner: Post) -> None:
    define("test.land")
    for number in range(30):
        parcel(f"P{number}", community(district, A), contract=date(2021, 8, 1), m2="0.1")
    assert compute(indicator="test.land", as_of=DAY).numerator == 30_000


def test_without_a_definition_or_a_basis_nothing_is_counted(district: District, owner: Post) -> None:
    from lutu.kernel.indicators.territories import population

    with pytest.raises(NoDefinitionInForce, match=r"指标 test\.none 在 2021-09-30 没有生效的口径"):
        compute(indicator="test.none", as_of=DAY)
    with pytest.raises(ArgumentMissing, match="人均指标须注明人口口径"):
        population(as_of=DAY, period=Q3, arguments={})
