"""What lies inside what on a day, moves, named scopes, population and exact land measures."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.territory.actions import (
    AreaMoveRefused,
    change_parcels,
    define_scope,
    load_areas,
    load_population,
    move_area,
    read_areas,
    register_parcels,
)
from lutu.kernel.territory.measures import m2_to_mu, mu_to_m2
from lutu.kernel.territory.models import Area, AreaPlacement, Parcel
from lutu.kernel.territory.queries import (
    AreaUnknown,
    areas_on,
    district,
    inside,
    land_supplied_m2,
    next_code,
    parent_on,
    population,
    scope_codes,
    street_names,
)
from tests.cast import AT, FROM, REFERENCE, STREET_CODES, build_district

pytestmark = pytest.mark.django_db
MOVE_DAY = date(2021, 7, 1)
BEFORE = date(2021, 6, 30)


@pytest.fixture
def world():
    return build_district()


def codes_inside(area, day=FROM):
    return set(Area.objects.filter(inside(field="code", area=area, day=day)).values_list("code", flat=True))


def below(area, day):
    """Brute force: the area and whatever stands under it on the day, placement by placement."""
    found = {area.code}
    children = AreaPlacement.objects.filter(parent=area).select_related("area")
    for placement in children:
        if placement.valid_from <= day and (placement.valid_to is None or day < placement.valid_to):
            found |= below(placement.area, day)
    return found


def move(community, parent, day=MOVE_DAY):
    return move_area(area=community, parent=parent, day=day, source="区划调整批复", actor=SYSTEM, at=AT)


def test_every_area_holds_itself_and_what_stands_under_it(world):
    for area in world.areas.values():
        assert codes_inside(area) == below(area, FROM), area.name


def test_streets_share_nothing_and_make_up_the_district(world):
    held = [codes_inside(street) for street in world.streets]
    assert not held[0] & held[1] | held[1] & held[2] | held[0] & held[2]
    assert codes_inside(world.root) == {world.root.code}.union(*held)


def test_a_moved_community_counts_where_it_stood_on_the_day(world):
    one, other = world.streets[:2]
    moved = world.communities(one)[0]
    grid = f"{moved.code}01"
    move(moved, other)
    for day, holder, left in ((BEFORE, one, other), (MOVE_DAY, other, one)):
        assert {moved.code, grid} <= codes_inside(holder, day)
        assert not {moved.code, grid} & codes_inside(left, day)
        for area in world.areas.values():
            assert codes_inside(area, day) == below(area, day), (area.name, day)
    assert parent_on(area=moved, day=MOVE_DAY) == other
    assert parent_on(area=moved, day=BEFORE).level == Area.Level.SECTION


def test_a_community_moved_away_and_back_leaves_three_periods(world):
    one, other = world.streets[:2]
    moved = world.communities(one)[0]
    move(moved, other)
    move(moved, one, date(2021, 9, 1))
    assert [moved.code in codes_inside(one, day) for day in (BEFORE, MOVE_DAY, date(2021, 9, 1))] == [True, False, True]
    assert AreaPlacement.objects.filter(area=moved).count() == 3


def test_a_move_before_the_placement_it_ends_is_refused(world):
    with pytest.raises(AreaMoveRefused, match="应更晚"):
        move(world.communities(world.streets[0])[0], world.streets[1], FROM)


def test_the_database_refuses_two_open_placements(world):
    moved = world.communities(world.streets[0])[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaPlacement.objects.create(area=moved, parent=world.streets[1], valid_from=MOVE_DAY, source="重复")


@given(st.from_regex(r"37021[0-9]{1}[0-9]{3}(P0[0-9]|[0-9]{3}([0-9]{2})?)", fullmatch=True))
def test_the_next_code_follows_all_that_begin_with_a_code_and_uses_digits_and_letters_only(code):
    after = next_code(code)
    assert code < code + "99" < after
    assert after.isalnum()


def test_areas_are_loaded_once_and_read_by_level(world):
    known = read_areas(file=REFERENCE / "areas-370214.yaml")
    already = Area.objects.filter(code__in=[area.code for area in known]).count()
    loaded = load_areas(areas=known, valid_from=FROM, source="国家统计局", actor=SYSTEM, at=AT)
    assert (len(known), loaded) == (310, 310 - already)
    assert load_areas(areas=known, valid_from=FROM, source="国家统计局", actor=SYSTEM, at=AT) == 0
    assert areas_on(day=FROM, level=Area.Level.STREET).count() == 9
    assert areas_on(day=date(2020, 12, 31)).count() == 0
    assert Area.objects.filter(kind=Area.Kind.VILLAGE).count() == 28
    assert street_names(day=FROM)["370214005"] == "上马街道"


def test_the_district_of_the_setting_is_found_or_said_to_be_missing(world, settings):
    assert district().name == "城阳区"
    settings.LUTU_ROOT_AREA = "370212"
    with pytest.raises(AreaUnknown, match="370212000000 尚未载入"):
        district()


def test_a_scope_is_defined_once_and_read_on_a_day(world):
    fields = {
        "name": "两街道", "rule": "不含高新区", "source": "默认值", "valid_from": FROM, "actor": SYSTEM, "at": AT,
    }  # fmt: skip
    first = define_scope(code="two", areas=STREET_CODES[:2], **fields)
    assert define_scope(code="two", areas=STREET_CODES, **fields) == first
    assert set(scope_codes(scope="two", day=FROM)) == set(STREET_CODES[:2])
    assert not scope_codes(scope="two", day=date(2020, 12, 31)).exists()


def test_population_is_the_latest_count_of_each_area_on_its_basis(world):
    one, other = STREET_CODES[:2]

    def load(day, counts, basis="resident"):
        return load_population(basis=basis, as_of_date=day, persons=counts, source="普查", actor=SYSTEM, at=AT)

    assert load(date(2020, 11, 1), {one: 100, other: 50}) == 2
    assert load(date(2021, 11, 1), {one: 120}) == 1
    load(date(2020, 11, 1), {one: 80}, basis="registered")
    entries = Entry.objects.count()
    assert load(date(2021, 11, 1), {one: 999}) == 0
    assert Entry.objects.count() == entries
    assert population(areas=[one, other], basis="resident", day=date(2021, 10, 31)) == 150
    assert population(areas=[one, other], basis="resident", day=date(2021, 11, 1)) == 170
    assert population(areas=[one], basis="registered", day=date(2021, 11, 1)) == 80
    assert population(areas=[one], basis="resident", day=date(2020, 10, 31)) == 0


@pytest.mark.parametrize(
    ("mu", "m2"),
    [("60", "40000.0000"), ("45", "30000.0000"), ("20", "13333.3333"), ("1", "666.6667"), ("7068", "4712000.0000")],
)
def test_mu_are_two_thirds_of_a_thousand_square_metres_exactly(mu, m2):
    assert mu_to_m2(Decimal(mu)) == Decimal(m2)
    assert m2_to_mu(Decimal(m2)) == Decimal(mu)


@given(st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2))
def test_mu_with_two_decimals_come_back_exactly(mu):
    assert m2_to_mu(mu_to_m2(mu)) == mu


def parcel(number, mu, contract_date, area):
    return Parcel(
        number=number, area=area, use="工业", area_m2=mu_to_m2(Decimal(mu)), contract_date=contract_date, source="台账"
    )


def test_land_supplied_is_summed_over_a_half_open_period(world):
    street = world.streets[0]
    dates = {"D1": date(2021, 1, 1), "D2": date(2021, 9, 30), "D3": date(2021, 10, 1), "D4": None}
    parcels = [parcel(number, "60", day, street) for number, day in dates.items()]
    made = register_parcels(parcels=parcels, actor=SYSTEM, at=AT)
    assert m2_to_mu(land_supplied_m2(start=date(2021, 1, 1), stop=date(2021, 10, 1))) == Decimal("120.00")
    assert land_supplied_m2(start=date(2019, 1, 1), stop=date(2020, 1, 1)) == 0
    assert made[0].area_mu == Decimal("60.00")
    assert Entry.objects.filter(action="territory.parcel.registered").count() == 4


def test_a_changed_parcel_is_kept_with_what_it_was(world):
    made = register_parcels(parcels=[parcel("D1", "60", None, world.streets[0])], actor=SYSTEM, at=AT)[0]
    made.use = "商业"
    change_parcels(parcels=[made], fields=["use"], was=[{"use": "工业"}], actor=SYSTEM, at=AT)
    assert Parcel.objects.get().use == "商业"
    assert Entry.objects.order_by("-id").first().details["was"] == {"use": "工业"}


def test_the_database_refuses_a_taken_number_land_without_size_and_a_negative_price(world):
    street = world.streets[0]
    register_parcels(parcels=[parcel("D1", "60", None, street)], actor=SYSTEM, at=AT)
    empty, negative = parcel("D2", "0", None, street), parcel("D3", "1", None, street)
    negative.price_fen = -1
    for wrong in (parcel("D1", "1", None, street), empty, negative):
        with pytest.raises(IntegrityError), transaction.atomic():
            register_parcels(parcels=[wrong], actor=SYSTEM, at=AT)
