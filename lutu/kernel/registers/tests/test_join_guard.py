"""A domain's check before a subject joins: asked once for those that are new, inside the transaction of the joining."""

import pytest

from lutu.kernel.journal.models import Entry
from lutu.kernel.registers import registry
from lutu.kernel.registers.actions import RegisterRefused
from lutu.kernel.registers.models import Membership
from lutu.kernel.registers.registry import declare_join_guard, join_guard
from lutu.kernel.registers.tests.test_registers import LATER, START, add, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """What the guard of test.thing was asked; it refuses subject 13 in registers of the kind 重点清单."""
    calls = []

    def guard(*, register, subject_ids, day):
        calls.append((register.code, subject_ids, day))
        if register.kind == "重点清单" and 13 in subject_ids:
            raise RegisterRefused("须一名领导")

    monkeypatch.setattr(registry, "_GUARDS", {})
    declare_join_guard("test.thing", guard)
    return calls


def test_whom_the_guard_refuses_does_not_join_nor_does_anybody_with_it(asked):
    register = opened("A", kind="重点清单")
    written = Entry.objects.count()
    with pytest.raises(RegisterRefused, match=r"^须一名领导$"):
        add(register, 12, 13)
    assert not Membership.objects.exists()
    assert Entry.objects.count() == written
    assert asked == [("A", [12, 13], START)]


def test_the_guard_tells_the_kinds_of_registers_apart(asked):
    assert len(add(opened("B"), 13)) == 1


def test_who_is_in_already_is_not_asked_about_again(asked):
    register = opened("A")
    add(register, 1)
    add(register, 1, day=LATER)
    add(register, 1, 2, day=LATER)
    assert asked == [("A", [1], START), ("A", [2], LATER)]


def test_registers_of_other_subjects_have_no_guard(asked):
    assert len(add(opened("C", subject_kind="test.other"), 13)) == 1
    assert asked == []
    assert join_guard("test.other") is None


def test_a_second_guard_of_the_same_kind_is_refused(asked):
    declare_join_guard("test.thing", join_guard("test.thing"))
    with pytest.raises(ValueError, match="入列条件已登记"):
        declare_join_guard("test.thing", lambda **asked: None)
