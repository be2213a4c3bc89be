"""Land: shares of a parcel never exceed it, and the ledger says what is left."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from lutu.domains.projects.actions import (
    AllocationRefused,
    ParcelOverAllocated,
    allocate_parcel,
    change_allocation,
    end_allocation,
    withdraw_allocation,
)
from lutu.domains.projects.models import ParcelAllocation, ProjectPhase
from lutu.domains.projects.queries import allocations_of, land_ledger
from lutu.domains.projects.tests.page_cases import make_parcel, make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.territory.measures import mu_to_m2
from tests.cast import AT, DAY, build_district

JUNE = date(2021, 6, 1)


def give(project, parcel, mu, day=JUNE, phase=None):  # type: ignore[no-untyped-def]
    return allocate_parcel(
        project=project, parcel=parcel, area_m2=mu_to_m2(Decimal(mu)), day=day, phase=phase, actor=SYSTEM, at=AT
    )


@pytest.fixture
def pair(district):  # type: ignore[no-untyped-def]
    return make_project(district, number=1, name="一号项目"), make_project(district, number=2, name="二号项目")


@pytest.fixture
def parcel(district):  # type: ignore[no-untyped-def]
    return make_parcel(district, mu="60")


def test_45_and_20_of_60_mu_are_refused_with_what_is_over_and_what_is_left(pair, parcel):
    give(pair[0], parcel, "45")
    with pytest.raises(ParcelOverAllocated, match=r"^超配 5\.00 亩,可落位 15\.00 亩$") as refused:
        give(pair[1], parcel, "20")
    assert (refused.value.over_m2, refused.value.free_m2) == (Decimal("3333.3333"), Decimal("10000.0000"))
    give(pair[1], parcel, "15")


def test_three_thirds_fit_although_each_was_rounded(district, pair, parcel):
    third = make_project(district, number=3, name="三号项目")
    for project in (*pair, third):
        allocate_parcel(project=project, parcel=parcel, area_m2=Decimal("13333.3334"), day=JUNE, actor=SYSTEM, at=AT)
    assert ParcelAllocation.objects.filter(parcel=parcel).count() == 3


def test_a_share_is_journalled_on_the_project(pair, parcel):
    give(pair[0], parcel, "45")
    entry = entries_of(subject=("projects.project", pair[0].pk))[0]
    assert entry.action == "projects.parcel.allocated"
    assert entry.details["parcel"] == parcel.number
    assert entry.details["area_m2"] == "30000.0000"


def test_the_same_project_does_not_take_two_shares_of_one_parcel(pair, parcel):
    give(pair[0], parcel, "10")
    with pytest.raises(AllocationRefused, match="已有落位"):
        give(pair[0], parcel, "10")


def test_phases_take_shares_of_their_own(pair, parcel):
    first = ProjectPhase.objects.create(project=pair[0], number=1, name="一期")
    second = ProjectPhase.objects.create(project=pair[0], number=2, name="二期")
    give(pair[0], parcel, "30", phase=first)
    give(pair[0], parcel, "30", phase=second)
    with pytest.raises(AllocationRefused, match="不是“二号项目”的分期"):
        give(pair[1], parcel, "1", phase=first)


def test_land_that_was_released_can_be_given_again_from_that_day(pair, parcel):
    share = give(pair[0], parcel, "60")
    end_allocation(allocation=share, day=date(2021, 9, 1), reason="项目调整", actor=SYSTEM, at=AT)
    with pytest.raises(ParcelOverAllocated):
        give(pair[1], parcel, "60", day=date(2021, 8, 31))
    give(pair[1], parcel, "60", day=date(2021, 9, 1))
    assert [row.valid_to for row in allocations_of(project=pair[0])] == [date(2021, 9, 1)]
    assert not allocations_of(project=pair[0], day=DAY)


def test_a_share_ends_once_and_after_it_began(pair, parcel):
    share = give(pair[0], parcel, "60")
    with pytest.raises(AllocationRefused, match="应晚于落位日"):
        end_allocation(allocation=share, day=JUNE, reason="项目调整", actor=SYSTEM, at=AT)
    end_allocation(allocation=share, day=date(2021, 9, 1), reason="项目调整", actor=SYSTEM, at=AT)
    with pytest.raises(AllocationRefused, match="已于 2021-09-01 解除"):
        end_allocation(allocation=share, day=date(2021, 9, 2), reason="项目调整", actor=SYSTEM, at=AT)


def test_a_share_may_grow_only_into_what_is_left(pair, parcel):
    share = give(pair[0], parcel, "45")
    give(pair[1], parcel, "10")
    change_allocation(allocation=share, area_m2=mu_to_m2(Decimal(50)), reason="测量", actor=SYSTEM, at=AT)
    with pytest.raises(ParcelOverAllocated, match=r"超配 1\.00 亩,可落位 50\.00 亩"):
        change_allocation(allocation=share, area_m2=mu_to_m2(Decimal(51)), reason="测量", actor=SYSTEM, at=AT)


def test_a_share_entered_by_mistake_is_withdrawn(pair, parcel):
    share = give(pair[0], parcel, "45")
    withdraw_allocation(allocation=share, reason="填错地块", actor=SYSTEM, at=AT)
    assert not ParcelAllocation.objects.exists()
    assert entries_of(subject=("projects.project", pair[0].pk))[0].action == "projects.parcel.withdrawn"


def test_the_ledger_sums_what_was_contracted_and_shows_what_is_given(district, cast, pair):
    june = make_parcel(district, number="城阳2021-01", mu="60")
    october = make_parcel(district, number="城阳2021-02", mu="40", contract=date(2021, 10, 8))
    give(pair[0], june, "45")
    ledger = land_ledger(user=cast["officer"], day=DAY, start=date(2021, 1, 1), stop=date(2021, 10, 1))
    assert [(row.number, row.area_mu, row.allocated_m2) for row in ledger] == [
        ("城阳2021-01", Decimal("60.00"), Decimal("30000"))
    ]
    everything = land_ledger(user=cast["officer"], day=DAY)
    assert [row.allocated_m2 for row in everything] == [Decimal("30000"), Decimal(0)]
    assert list(everything.filter(allocated_m2=0)) == [october]
    assert not land_ledger(user=cast["stranger"], day=DAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_land_at_once_one_is_refused():
    district = build_district()
    projects = [make_project(district, number=number, name=f"{number}号项目") for number in (1, 2)]
    parcel = make_parcel(district, mu="60")
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share one connection to a SQLite database in memory")
    together, refused = Barrier(2), []

    def take(project) -> None:  # type: ignore[no-untyped-def]
        together.wait()
        try:
            give(project, parcel, "45")
        except ParcelOverAllocated as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=take, args=(project,)) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert ParcelAllocation.objects.count() == 1
