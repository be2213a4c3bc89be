"""Dated memberships: half-open periods, replacing a list keeps its history (the mission, S2.05)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.registers.actions import (
    NewMember,
    RegisterRefused,
    add_members,
    end_memberships,
    open_register,
    replace_register,
)
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.registers.queries import member_ids, members_on, registers_in_force, registers_of

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
START, LATER = date(2021, 1, 1), date(2021, 7, 1)


def opened(code, **changes):
    fields = {"name": f"清单{code}", "kind": "项目清单", "subject_kind": "test.thing", "valid_from": START, **changes}
    return open_register(code=code, actor=SYSTEM, at=AT, **fields)


def add(register, *subjects, day=START):
    return add_members(register=register, members=map(NewMember, subjects), day=day, actor=SYSTEM, at=AT)


def end(rows, day, reason="调出"):
    return end_memberships(memberships=list(rows), day=day, reason=reason, actor=SYSTEM, at=AT)


def replace(old, new, day=LATER):
    return replace_register(old=old, new=new, day=day, actor=SYSTEM, at=AT)


def ids(register, day):
    return set(member_ids(register=register, day=day))


def test_a_membership_holds_from_its_first_day_to_the_day_before_its_last():
    register = opened("A")
    end(add(register, 1), LATER)
    assert ids("A", date(2020, 12, 31)) == set()
    assert ids("A", START) == {1}
    assert ids("A", date(2021, 6, 30)) == {1}
    assert ids("A", LATER) == set()


def test_a_project_in_lists_a_and_c_moves_to_b_when_b_replaces_a_and_the_history_stays():
    a, b, c = opened("A"), opened("B", valid_from=LATER), opened("C")
    add(a, 1, 2)
    add(c, 1)
    add(b, 1, 3, day=LATER)
    replace(a, b)
    assert {code: ids(code, date(2021, 6, 30)) for code in "ABC"} == {"A": {1, 2}, "B": set(), "C": {1}}
    assert {code: ids(code, LATER) for code in "ABC"} == {"A": set(), "B": {1, 3}, "C": {1}}
    rows = registers_of(subject_kind="test.thing", subject_id=1)
    assert [(row.register.code, row.valid_to) for row in rows] == [("B", None), ("A", LATER), ("C", None)]
    assert {row.code for row in registers_in_force(subject_kind="test.thing", day=LATER)} == {"B", "C"}
    a.refresh_from_db()
    assert (a.valid_to, a.replaced_by) == (LATER, b)


def test_replacing_shortens_a_membership_that_was_to_end_later():
    a, b = opened("A"), opened("B")
    end(add(a, 1), date(2021, 12, 1))
    replace(a, b)
    assert ids("A", date(2021, 8, 1)) == set()


def test_replacing_is_refused_where_it_would_falsify_the_lists():
    a, b = opened("A"), opened("B")
    with pytest.raises(RegisterRefused, match="不能由它自己替换"):
        replace(a, a)
    with pytest.raises(RegisterRefused, match="对象类型不同"):
        replace(a, opened("D", subject_kind="other.thing"))
    with pytest.raises(RegisterRefused, match="应晚于"):
        replace(a, b, day=START)
    with pytest.raises(RegisterRefused, match="不在有效期内"):
        replace(a, opened("E", valid_from=date(2022, 1, 1)))
    add(a, 9, day=date(2021, 8, 1))
    with pytest.raises(RegisterRefused, match="1 个对象在 2021-07-01 或之后才入列"):
        replace(a, b)
    end(members_on(register=a, day=date(2021, 9, 1)), date(2021, 9, 2))
    replace(a, b, day=date(2021, 10, 1))
    with pytest.raises(RegisterRefused, match="已于 2021-10-01 停用"):
        replace(a, b, day=date(2021, 11, 1))


def test_members_already_in_stay_as_they_are():
    register = opened("A")
    assert len(add(register, 1, 2)) == 2
    assert [row.subject_id for row in add(register, 2, 3, day=LATER)] == [3]
    assert Membership.objects.count() == 3


def test_an_overlap_with_a_closed_or_a_later_period_is_refused():
    register = opened("A")
    end(add(register, 1), LATER)
    with pytest.raises(RegisterRefused, match="重叠"):
        add(register, 1, day=date(2021, 6, 30))
    assert len(add(register, 1, day=LATER)) == 1
    add(register, 2, day=LATER)
    with pytest.raises(RegisterRefused, match="2021-07-01 至 今 与 2021-02-01 重叠"):
        add(register, 2, day=date(2021, 2, 1))


def test_the_database_refuses_two_open_memberships_and_an_empty_period():
    register = opened("A")
    add(register, 1)
    for valid_from, valid_to in ((LATER, None), (LATER, LATER)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(
                register=register, subject_kind="test.thing", subject_id=1, valid_from=valid_from, valid_to=valid_to
            )


def test_a_register_takes_no_members_outside_its_own_period_and_its_code_is_unique():
    a, b = opened("A"), opened("B")
    with pytest.raises(RegisterRefused, match="不在有效期内"):
        add(a, 1, day=date(2020, 12, 31))
    replace(a, b)
    with pytest.raises(RegisterRefused, match="不在有效期内"):
        add(Register.objects.get(code="A"), 1, day=LATER)
    with pytest.raises(RegisterRefused, match="已被使用"):
        opened("A")


def test_ending_refuses_an_ended_membership_or_a_day_before_it_began_and_leaves_all_as_they_were():
    register = opened("A")
    rows = add(register, 1, 2)
    end(rows[:1], LATER)
    with pytest.raises(RegisterRefused, match="已于 2021-07-01 出列"):
        end(reversed(rows), date(2021, 8, 1))
    with pytest.raises(RegisterRefused, match="应晚于入列日"):
        end(rows[1:], START)
    assert ids("A", date(2021, 8, 1)) == {2}
    assert rows[1].valid_to is None


def test_every_change_is_kept_with_the_member_and_few_queries(django_assert_max_num_queries):
    a, b = opened("A"), opened("B")
    add(a, *range(30))
    with django_assert_max_num_queries(24):
        replace(a, b)
    entries = Entry.objects.filter(subject_kind="test.thing", action="registers.member.ended")
    assert entries.count() == 30
    assert entries.first().details == {
        "day": "2021-07-01",
        "reason": "由“清单B”替换",
        "register": "A",
        "register_name": "清单A",
    }
    assert Entry.objects.filter(action="registers.register.replaced").count() == 1
