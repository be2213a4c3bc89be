"""Facts are stated, corrected and retracted, and read as of a day and as known at an instant."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lutu.kernel.facts.actions import NewFact, correct_fact, retract_fact, state_fact, state_many
from lutu.kernel.facts.kinds import FactKind, FactRefused, declare_kind, kind_of, kinds
from lutu.kernel.facts.models import Fact
from lutu.kernel.facts.queries import facts_in_force, history, known_facts
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2021, 8, 3, 2, 0, tzinfo=UTC)
DAY = date(2021, 8, 3)
PERMIT = FactKind("test.permit", "测试许可", "date", "行政审批局", attributes={"number": "证号"})
COUNT = FactKind("test.count", "测试数量", "integer", "统计局", unit="件")
declare_kind(PERMIT)
declare_kind(COUNT)
declare_kind(FactKind("test.share", "测试比例", "decimal", "统计局"))
declare_kind(FactKind("test.note", "测试说明", "text", "统计局"))
SUBJECT = ("test.thing", 7)


def state(value=DAY, kind="test.permit", **changes):
    given_fields = {
        "kind": kind, "subject": SUBJECT, "value": value, "valid_from": DAY, "source": "审批局报送",
        "actor": SYSTEM, "at": AT, **changes,
    }  # fmt: skip
    return state_fact(**given_fields)


def standing(**conditions):
    return list(known_facts(subject_kind="test.thing", subject_ids=[7], **conditions))


@pytest.mark.parametrize(
    ("kind", "value"),
    [("test.permit", DAY), ("test.count", 12), ("test.share", Decimal("0.125")), ("test.note", "未批先建")],
)
def test_a_value_comes_back_in_its_own_type(kind, value):
    fact = state(value, kind)
    fact.refresh_from_db()
    assert fact.value == value
    assert type(fact.value) is type(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("test.permit", AT), ("test.permit", "2021-08-03"), ("test.count", True), ("test.count", 1.0), ("test.note", 3)],
)
def test_a_value_of_another_type_is_refused(kind, value):
    with pytest.raises(FactRefused, match="应为"):
        state(value, kind)


def test_an_unknown_kind_attribute_or_a_missing_source_is_refused():
    with pytest.raises(FactRefused, match="未登记"):
        state(kind="test.unknown")
    with pytest.raises(FactRefused, match="没有附属项 colour;可用:number"):
        state(attributes={"colour": "红"})
    with pytest.raises(FactRefused, match="须注明来源"):
        state(source="")


def test_a_period_must_end_after_it_begins_for_the_action_and_for_the_database():
    with pytest.raises(FactRefused, match="应晚于生效日"):
        state(valid_to=DAY)
    fact = state()
    fact.pk, fact.valid_to = None, DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        fact.save(force_insert=True)


def test_a_kind_cannot_be_declared_twice_differently():
    declare_kind(PERMIT)
    with pytest.raises(ValueError, match="已登记"):
        declare_kind(FactKind("test.permit", "别的", "date", "别的"))
    with pytest.raises(ValueError, match="值类型"):
        declare_kind(FactKind("test.other", "别的", "float", "别的"))
    assert kinds()["test.permit"] is kind_of("test.permit")


def test_a_correction_is_a_new_row_and_the_old_one_stays_in_the_history():
    wrong = state()
    right = correct_fact(fact=wrong, value=date(2021, 8, 13), reason="日期录错", actor=SYSTEM, at=AT)
    assert standing() == [right]
    assert [row.pk for row in history(subject_kind="test.thing", subject_id=7)] == [right.pk, wrong.pk]
    assert (right.supersedes_id, right.reason, right.source) == (wrong.pk, "日期录错", "审批局报送")
    entry = Entry.objects.order_by("-id").first()
    assert entry.details["was"] == "2021-08-03"
    assert entry.details["value"] == "2021-08-13"


def test_a_correction_keeps_what_it_does_not_name():
    wrong = state(valid_to=date(2022, 1, 1), attributes={"number": "A1"}, source_reference="件 5")
    right = correct_fact(fact=wrong, value=date(2021, 8, 4), reason="录错", actor=SYSTEM, at=AT)
    assert (right.valid_from, right.valid_to) == (DAY, date(2022, 1, 1))
    assert (right.attributes, right.source_reference) == ({"number": "A1"}, "件 5")
    again = correct_fact(fact=right, value=DAY, reason="未到期", valid_to=None, actor=SYSTEM, at=AT)
    assert again.valid_to is None


def test_a_correction_needs_a_reason_and_a_fact_that_still_stands():
    wrong = state()
    with pytest.raises(FactRefused, match="须说明原因"):
        correct_fact(fact=wrong, value=DAY, reason=" ", actor=SYSTEM, at=AT)
    correct_fact(fact=wrong, value=DAY, reason="录错", actor=SYSTEM, at=AT)
    with pytest.raises(FactRefused, match="已被更正或撤销"):
        correct_fact(fact=wrong, value=DAY, reason="再更正", actor=SYSTEM, at=AT)
    with pytest.raises(FactRefused, match="已被更正或撤销"):
        retract_fact(fact=wrong, reason="撤销", actor=SYSTEM, at=AT)


def test_a_retracted_fact_stands_no_more_and_its_retraction_cannot_be_corrected():
    fact = state()
    gone = retract_fact(fact=fact, reason="证件系误发", actor=SYSTEM, at=AT)
    assert standing() == []
    assert gone.value is None
    assert history(subject_kind="test.thing", subject_id=7).count() == 2
    with pytest.raises(FactRefused, match="已被更正或撤销"):
        correct_fact(fact=gone, value=DAY, reason="恢复", actor=SYSTEM, at=AT)


def test_the_past_is_read_as_it_was_known_then():
    wrong = state(at=AT)
    right = correct_fact(fact=wrong, value=date(2021, 8, 13), reason="录错", actor=SYSTEM, at=AT + timedelta(days=5))
    assert standing(known_at=AT - timedelta(seconds=1)) == []
    assert standing(known_at=AT) == [wrong]
    assert standing(known_at=AT + timedelta(days=5)) == [right]


def test_many_facts_are_stated_with_one_entry_each_in_few_queries(django_assert_max_num_queries):
    facts = [NewFact("test.count", ("test.thing", number), number, DAY, "报送") for number in range(40)]
    with django_assert_max_num_queries(10):
        rows = state_many(facts=facts, actor=SYSTEM, at=AT)
    assert Entry.objects.filter(action="facts.fact.stated").count() == 40
    assert Entry.objects.get(subject_id="39").details["fact"] == rows[39].pk


def test_one_bad_fact_of_many_leaves_nothing_behind():
    facts = [NewFact("test.count", SUBJECT, 1, DAY, "报送"), NewFact("test.count", SUBJECT, "1", DAY, "报送")]
    with pytest.raises(FactRefused):
        state_many(facts=facts, actor=SYSTEM, at=AT)
    assert not Fact.objects.exists()


@pytest.mark.parametrize("write", ["update", "delete", "save"])
def test_the_table_of_facts_refuses(write):
    fact = state()
    with pytest.raises(DatabaseError, match="may only grow"), transaction.atomic():
        if write == "update":
            Fact.objects.update(source="别处")
        elif write == "delete":
            Fact.objects.filter(pk=fact.pk).delete()
        else:
            fact.save()


DAYS = st.integers(0, 6)
STEPS = st.lists(
    st.tuples(st.sampled_from(["state", "correct", "retract"]), DAYS, DAYS, st.integers(1, 4), st.integers(0, 20)),
    min_size=1,
    max_size=9,
)


def play(steps):
    """Apply the steps through the actions; give every row as a plain tuple for the oracle."""
    rows = []
    for order, (verb, start, length, value, choice) in enumerate(steps):
        at = AT + timedelta(hours=order)
        valid_from = DAY + timedelta(days=start)
        valid_to = None if length == 0 else valid_from + timedelta(days=length)
        open_rows = [row for row in rows if not row.retracts and row.pk not in {later.supersedes_id for later in rows}]
        if verb == "state" or not open_rows:
            new = NewFact("test.count", SUBJECT, value, valid_from, "报送", valid_to)
            rows.append(state_many(facts=[new], actor=SYSTEM, at=at)[0])
            continue
        target = open_rows[choice % len(open_rows)]
        if verb == "correct":
            rows.append(
                correct_fact(
                    fact=target,
                    value=value,
                    reason="更正",
                    valid_from=valid_from,
                    valid_to=valid_to,
                    actor=SYSTEM,
                    at=at,
                )
            )
        else:
            rows.append(retract_fact(fact=target, reason="撤销", actor=SYSTEM, at=at))
    return rows


def by_brute_force(rows, *, day, known_at):
    """Look at every row: known by then, not replaced by then, and holding the day."""
    known = [row for row in rows if row.recorded_at <= known_at]
    replaced = {row.supersedes_id for row in known}
    return {
        row.pk
        for row in known
        if not row.retracts
        and row.pk not in replaced
        and row.valid_from <= day
        and (row.valid_to is None or day < row.valid_to)
    }


@settings(max_examples=60)
@given(STEPS)
def test_any_history_reads_like_a_brute_force_search_on_any_day_as_known_at_any_instant(steps):
    with transaction.atomic():
        rows = play(steps)
        for hour in range(len(steps) + 1):
            known_at = AT + timedelta(hours=hour) - timedelta(minutes=30)
            for offset in range(0, 13, 2):
                day = DAY + timedelta(days=offset)
                found = facts_in_force(subject_kind="test.thing", subject_ids=[7], day=day, known_at=known_at)
                assert set(found.values_list("pk", flat=True)) == by_brute_force(rows, day=day, known_at=known_at)
        now = facts_in_force(subject_kind="test.thing", subject_ids=None, day=DAY, kinds=["test.count"])
        latest = by_brute_force(rows, day=DAY, known_at=AT + timedelta(days=9))
        assert set(now.values_list("pk", flat=True)) == latest
        transaction.set_rollback(True)
