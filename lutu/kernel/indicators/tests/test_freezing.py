"""Freezing: closed periods only, figures equal to their rows, digests as written down, never changed, restartable."""

import hashlib
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from lutu.kernel.indicators.actions import freezing
from lutu.kernel.indicators.actions.closing import AlreadyClosed, ClosingTooEarly, close_period, closing_due
from lutu.kernel.indicators.actions.freezing import OwnerMissing, PeriodNotClosed, freeze
from lutu.kernel.indicators.models import IndicatorFact, IndicatorFactRecord, PeriodClosing
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.queries import compute_groups, compute_tree
from lutu.kernel.indicators.queries.facts import family, records_of
from lutu.kernel.indicators.reading import reading_of
from lutu.kernel.indicators.registry import DimensionUnknown
from lutu.kernel.indicators.tallies import SelectionFaulty
from lutu.kernel.indicators.tests.figures import AT, DEFINITIONS, Q3, define, frozen, many_parcels, parcel, workers_in
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.chain import DIGESTS
from lutu.kernel.parties.models import Assignment, Post
from lutu.kernel.territory.models import Parcel
from tests.cast import DISTRICT_CODE, STREET_CODES, District

pytestmark = pytest.mark.django_db
A, B = STREET_CODES[:2]


@pytest.fixture
def rows(district: District, owner: Post) -> None:
    define("test.rate")
    many_parcels(
        {district.communities(district.areas[street])[0].code: counts for street, counts in ((A, (5, 2)), (B, (3, 3)))}
    )


def test_a_period_is_closed_at_its_hour_and_once(db: None) -> None:
    assert closing_due(period=Q3) == AT
    with pytest.raises(ClosingTooEarly, match="关账时间为 2021-10-08 18:00"):
        close_period(period=Q3, at=AT - timedelta(minutes=1), actor=SYSTEM)
    closing = close_period(period=Q3, at=AT, actor=SYSTEM)
    assert closing.as_of == date(2021, 9, 30)
    with pytest.raises(AlreadyClosed, match="2021年三季度已于 2021-10-08 18:00 由系统关账"):
        close_period(period=Q3, at=AT, actor=SYSTEM)


def test_an_open_period_is_not_frozen_and_an_ownerless_figure_neither(rows: None) -> None:
    with pytest.raises(PeriodNotClosed, match="2021年三季度尚未关账"):
        freeze(period=Q3, actor=SYSTEM, at=AT)
    Assignment.objects.all().delete()
    close_period(period=Q3, at=AT, actor=SYSTEM)
    with pytest.raises(OwnerMissing, match="无人在岗"):
        freeze(period=Q3, actor=SYSTEM, at=AT)


def test_the_root_its_streets_and_its_groups_are_frozen_with_the_rows_of_the_root(rows: None) -> None:
    root = frozen("test.rate")
    told = {(fact.area_id, fact.dimension_value): reading_of(fact).arithmetic for fact in family(fact=root)}
    live = compute_tree(indicator="test.rate", as_of=Q3.last_day)
    groups = compute_groups(indicator="test.rate", dimension="use", as_of=Q3.last_day)
    expected = {(code, ""): reading.arithmetic for code, reading in live.items()}
    expected |= {(DISTRICT_CODE, group): reading.arithmetic for group, reading in groups.items()}
    assert told == expected
    assert told[(DISTRICT_CODE, "")] == "5 ÷ 8 = 62.5%"
    assert IndicatorFactRecord.objects.count() == 13
    by_place = {(fact.area_id, fact.dimension_value): fact for fact in family(fact=root)}
    assert records_of(fact=by_place[(A, "")]).filter(side="den").count() == 5
    assert records_of(fact=by_place[(DISTRICT_CODE, "住宅")]).filter(side="num").count() == 0


def test_the_digest_is_made_of_the_lines_written_down_in_the_design(rows: None) -> None:
    root = frozen("test.rate")
    lines = sorted(
        f"{row.side}|{row.subject_kind}|{row.subject_id}|{row.value}".encode()
        for row in IndicatorFactRecord.objects.all()
    )
    header = f"test.rate|1|{DISTRICT_CODE}|district|2021Q3|2021-09-30|5|8".encode()
    name = {"gm": "sm3", "intl": "sha256"}[settings.CRYPTO_PROFILE]
    assert bytes(root.record_digest) == DIGESTS[name](b"\n".join([header, *lines]))
    assert len(hashlib.sha256(header).digest()) == len(bytes(root.record_digest))


@pytest.mark.parametrize("model", [IndicatorFact, IndicatorFactRecord])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 1", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_is_frozen(rows: None, model: type, statement: str) -> None:
    frozen("test.rate")
    column = "numerator" if model is IndicatorFact else "value"
    with pytest.raises(DatabaseError, match="may only grow"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table, column))


def test_freezing_again_gives_the_same_facts_and_writes_nothing(rows: None) -> None:
    first = frozen("test.rate")
    Parcel.objects.all().delete()
    again = freeze(period=Q3, actor=SYSTEM, at=AT + timedelta(days=1), indicators=["test.rate"])
    assert again == [first]
    assert IndicatorFact.objects.filter(dimension="").count() == 4


def test_an_interrupted_freezing_goes_on_where_it_stopped(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    define("test.count")
    define("test.land")
    close_period(period=Q3, at=AT, actor=SYSTEM)
    calls = []
    plain = freezing.store_rows

    def breaks(**given: object) -> None:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        plain(**given)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(freezing, "store_rows", breaks)
        freeze(period=Q3, actor=SYSTEM, at=AT)
    kept = list(IndicatorFact.objects.filter(root=None).values_list("pk", "record_digest"))
    assert len(kept) == 2
    facts = freeze(period=Q3, actor=SYSTEM, at=AT + timedelta(hours=1))
    assert [fact.version.indicator.code for fact in facts] == ["test.count", "test.land", "test.rate"]
    assert list(IndicatorFact.objects.filter(root=None).values_list("pk", "record_digest"))[:2] == kept
    assert not IndicatorFactRecord.objects.exclude(fact__in=[fact.pk for fact in facts]).exists()


def test_distinct_persons_are_frozen_once_at_each_level(district: District, owner: Post) -> None:
    define("test.workers")
    workers_in(district.organisations["督查室"], [(A, ["甲", "乙"]), (f"{A[:9]}P01", ["甲"]), (B, ["甲", "丙"])])
    root = frozen("test.workers")
    values = {fact.area_id: fact.numerator for fact in family(fact=root)}
    assert (values[DISTRICT_CODE], values[A], values[B]) == (3, 2, 2)


def test_a_selector_that_gives_a_subject_twice_is_refused(district: District, owner: Post) -> None:
    define("test.posts", **{**DEFINITIONS["test.workers"], "aggregate": "count"})
    workers_in(district.organisations["督查室"], [(A, ["甲", "乙"]), (A, ["甲"])])
    close_period(period=Q3, at=AT, actor=SYSTEM)
    with pytest.raises(SelectionFaulty, match=f"在区划 {A} 内给出重复的parties.person"):
        freeze(period=Q3, actor=SYSTEM, at=AT)
    assert not IndicatorFactRecord.objects.exists()


def test_a_dimension_that_a_side_does_not_know_is_refused(rows: None) -> None:
    define("test.count", dimension="sector")
    close_period(period=Q3, at=AT, actor=SYSTEM)
    with pytest.raises(DimensionUnknown, match="不能按“sector”分组,可用:use"):
        freeze(period=Q3, actor=SYSTEM, at=AT, indicators=["test.count"])


def test_names_with_bars_and_line_feeds_stay_one_row_each(district: District, owner: Post) -> None:
    define("test.count")
    for number, name in enumerate(["甲|乙", "丙\n丁", "戊\x1e己"]):
        parcel(name, DISTRICT_CODE)
        assert Parcel.objects.count() == number + 1
    root = frozen("test.count")
    assert root.numerator == 3
    assert set(IndicatorFactRecord.objects.values_list("visible_text", flat=True)) == {"甲|乙", "丙\n丁", "戊\x1e己"}


def test_what_came_late_goes_to_a_run_of_its_own(rows: None, district: District) -> None:
    from lutu.kernel.indicators.actions.correcting import supplement
    from lutu.kernel.indicators.queries.facts import trend

    first = frozen("test.rate")
    parcel("late", A, contract=date(2021, 9, 1))
    later = supplement(fact=first, actor=SYSTEM, at=AT + timedelta(days=1))
    assert (later.run, later.kind, later.numerator, first.numerator) == (2, "supplement", 6, 5)
    shown = trend(indicator=first.version.indicator, area=DISTRICT_CODE)
    assert [fact.pk for fact in shown] == [first.pk]
    assert PeriodClosing.objects.count() == 1
    assert parse_period("2021Q3") == first.period
