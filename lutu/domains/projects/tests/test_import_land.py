"""Parcels and their allocation from sheets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lutu.domains.projects.actions import allocate_parcel
from lutu.domains.projects.imports import ALLOCATIONS, PARCELS
from lutu.domains.projects.models import ParcelAllocation, ProjectPhase
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal, undone
from lutu.domains.projects.tests.page_cases import make_parcel, make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.territory.actions import ParcelInUse
from lutu.kernel.territory.measures import mu_to_m2
from lutu.kernel.territory.models import Parcel
from tests.cast import AT, DAY

PARCEL = {
    "number": "CY2021-001",
    "area": "城阳街道",
    "location": "示例路东",
    "use": "工业",
    "area_m2": mu_to_m2(Decimal(60)),
    "contract_date": date(2021, 6, 1),
    "contract_number": "青2021-0601",
    "price_fen": 3_600_000_000,
}


def share(project: int, mu: str, parcel: str = "CY2021-001", **values):  # type: ignore[no-untyped-def]
    code = f"2101-370214-04-01-{project:06}"
    return {"code": code, "parcel": parcel, "area_m2": mu_to_m2(Decimal(mu)), "day": date(2021, 6, 1), **values}


@pytest.fixture
def pair(district):  # type: ignore[no-untyped-def]
    return make_project(district, number=1, name="一号项目"), make_project(district, number=2, name="二号项目")


@pytest.fixture
def parcel(district):  # type: ignore[no-untyped-def]
    return make_parcel(district, number="CY2021-001", mu="60")


def test_a_parcel_loads_with_its_source(district):
    [effect] = loaded(PARCELS, PARCEL)
    parcel = Parcel.objects.get(pk=effect.subject_id)
    assert (parcel.area_mu, parcel.area_id, parcel.price_fen) == (Decimal("60.00"), "370214001000", 3_600_000_000)
    assert parcel.source == "导入批次 7:重点项目.xlsx"
    assert (effect.created, effect.seq) == (True, 1)


def test_the_same_parcels_twice_change_nothing(district):
    loaded(PARCELS, PARCEL)
    assert judged(PARCELS, PARCEL)[0].verdict == "unchanged"


@pytest.mark.parametrize(
    ("values", "column", "expected"),
    [
        ({"area": "无此街道"}, "街道(社区)", "在用的街道、社区名称或 12 位区划代码"),
        ({"contract_date": DAY + timedelta(days=1)}, "合同日期", "不晚于今天 2021-11-09 的日期"),
        ({"longitude": Decimal("120.4")}, "纬度", "经度和纬度都填,或都不填"),
    ],
)
def test_a_bad_parcel_is_told_why(district, values, column, expected):
    assert refusal(judged(PARCELS, {**PARCEL, **values})[0]) == (column, expected)


def test_a_parcel_named_twice_is_refused_the_second_time(district):
    assert refusal(judged(PARCELS, PARCEL, PARCEL)[1]) == ("地块编号", "每个地块一行(第 3 行:与第 2 行重复)")


def test_a_parcel_does_not_shrink_below_what_is_allocated(pair, parcel):
    allocate_parcel(
        project=pair[0], parcel=parcel, area_m2=mu_to_m2(Decimal(45)), day=date(2021, 6, 1), actor=SYSTEM, at=AT
    )
    assert refusal(judged(PARCELS, {**PARCEL, "area_m2": mu_to_m2(Decimal(44))})[0]) == (
        "面积", "不小于已落位的 45.00 亩",
    )  # fmt: skip


def test_changed_parcels_are_shown_old_and_new_and_undo_puts_them_back(district):
    loaded(PARCELS, PARCEL)
    before = Parcel.objects.values().get()
    changed = {**PARCEL, "area_m2": mu_to_m2(Decimal(70)), "price_fen": 4_000_000_000, "area": "上马街道"}
    [outcome] = judged(PARCELS, changed)
    assert outcome.changes == {
        "面积": ("60.00 亩", "70.00 亩"),
        "成交价": ("3,600 万元", "4,000 万元"),
        "街道(社区)": ("城阳街道", "上马街道"),
    }
    effects = loaded(PARCELS, changed)
    assert (effects[0].created, effects[0].seq) == (False, 2)
    undone(PARCELS, effects)
    assert Parcel.objects.values().get() == before


def test_undo_withdraws_a_new_parcel_unless_a_project_stands_on_it(pair):
    effects = loaded(PARCELS, PARCEL)
    shares = loaded(ALLOCATIONS, share(1, "45"))
    with pytest.raises(ParcelInUse, match="已有用地落位记录"):
        undone(PARCELS, effects)
    undone(ALLOCATIONS, shares)
    undone(PARCELS, effects)
    assert not Parcel.objects.exists()


def test_a_share_loads_and_the_same_file_twice_changes_nothing(pair, parcel):
    [effect] = loaded(ALLOCATIONS, share(1, "45"))
    assert (effect.subject_id, effect.seq) == (pair[0].pk, 2)
    assert ParcelAllocation.objects.get().area_mu == Decimal("45.00")
    assert judged(ALLOCATIONS, share(1, "45"))[0].verdict == "unchanged"


def test_shares_of_one_file_add_up(pair, parcel):
    first, second = judged(ALLOCATIONS, share(1, "45"), share(2, "20"))
    assert first.verdict == "new"
    assert refusal(second) == ("落位面积", "超配 5.00 亩,可落位 15.00 亩")
    assert second.faults[0].found == "20.00 亩"


def test_shares_add_up_with_those_on_record(pair, parcel):
    loaded(ALLOCATIONS, share(1, "45"))
    assert refusal(judged(ALLOCATIONS, share(2, "20"))[0]) == ("落位面积", "超配 5.00 亩,可落位 15.00 亩")


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"code": "2101-370214-04-01-999999"}, "项目代码"),
        ({"parcel": "CY2021-999"}, "地块编号"),
        ({"day": DAY + timedelta(days=1)}, "落位日期"),
        ({"phase": 3}, "期数"),
    ],
)
def test_a_bad_share_is_told_why(pair, parcel, values, column):
    assert refusal(judged(ALLOCATIONS, {**share(1, "45"), **values})[0])[0] == column


def test_a_share_named_twice_is_refused_the_second_time(pair, parcel):
    assert refusal(judged(ALLOCATIONS, share(1, "5"), share(1, "6"))[1]) == (
        "地块编号", "每个项目在每个地块一行(第 3 行:与第 2 行重复)",
    )  # fmt: skip


def test_a_phase_takes_its_own_share(pair, parcel):
    ProjectPhase.objects.create(project=pair[0], number=1, name="一期")
    loaded(ALLOCATIONS, share(1, "20"), share(1, "30", phase=1))
    assert sorted(str(row.phase) for row in ParcelAllocation.objects.select_related("phase")) == ["None", "一期"]


def test_a_changed_size_is_shown_loaded_and_undone(pair, parcel):
    loaded(ALLOCATIONS, share(1, "45"))
    [outcome] = judged(ALLOCATIONS, share(1, "50"))
    assert outcome.changes == {"落位面积": ("45.00 亩", "50.00 亩")}
    effects = loaded(ALLOCATIONS, share(1, "50"), share(2, "10"))
    assert ParcelAllocation.objects.count() == 2
    undone(ALLOCATIONS, effects)
    assert ParcelAllocation.objects.get().area_mu == Decimal("45.00")
