from datetime import date

import pytest
from django.urls import reverse

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import NewMember, add_members, open_register
from lutu.kernel.registers.models import Membership, Register
from tests.cast import AT, FROM


@pytest.fixture
def officer(client, cast):
    client.force_login(cast["officer"])
    return client


@pytest.fixture
def register(db):
    return open_register(
        code="city-2020", name="市级清单(2020年)", kind="市级清单", subject_kind="parties.organisation",
        valid_from=FROM, actor=SYSTEM, at=AT,
    )  # fmt: skip


def test_a_register_is_set_up_with_its_document(officer):
    response = officer.post(
        reverse("workbench:register_new"),
        {
            "name": "市级清单(2021年)", "code": "city-2021", "kind": "市级清单", "subject_kind": "projects.project",
            "document_number": "示例〔2021〕1号", "valid_from": "2021-02-01", "is_public": "on",
        },
    )  # fmt: skip
    made = Register.objects.get(code="city-2021")
    assert response.url == reverse("workbench:register", args=[made.pk])
    assert made.document_number == "示例〔2021〕1号"


def test_a_code_that_is_taken_is_refused_with_the_reason(officer, register):
    response = officer.post(
        reverse("workbench:register_new"),
        {
            "name": "另一份",
            "code": register.code,
            "kind": "市级清单",
            "subject_kind": "projects.project",
            "valid_from": "2021-02-01",
        },
    )
    assert response.status_code == 422
    assert "已被使用" in response.content.decode()


def test_replacing_a_list_closes_it_with_its_members_and_keeps_both_readable(officer, register, district):
    organisation = district.organisations["督查室"]
    add_members(register=register, members=[NewMember(organisation.pk)], day=FROM, actor=SYSTEM, at=AT)
    new = open_register(
        code="city-2021", name="市级清单(2021年)", kind="市级清单", subject_kind="parties.organisation",
        valid_from=date(2021, 6, 1), actor=SYSTEM, at=AT,
    )  # fmt: skip
    officer.post(reverse("workbench:register_replace", args=[register.pk]), {"new": new.pk, "day": "2021-06-01"})
    register.refresh_from_db()
    assert (register.valid_to, register.replaced_by) == (date(2021, 6, 1), new)
    assert Membership.objects.get(register=register).valid_to == date(2021, 6, 1)
    page = officer.get(reverse("workbench:register", args=[register.pk])).content.decode()
    assert "已停用" in page
    assert "市级清单(2021年)" in page


def test_members_are_added_by_code_and_unknown_codes_are_named(officer, district):
    register = open_register(
        code="p",
        name="项目清单",
        kind="区级清单",
        subject_kind="projects.project",
        valid_from=FROM,
        actor=SYSTEM,
        at=AT,
    )
    response = officer.post(
        reverse("workbench:register_add", args=[register.pk]), {"subjects": "没有的代码", "day": "2021-11-01"}
    )
    assert response.status_code == 422
    assert "查无此代码:没有的代码" in response.content.decode()
    assert not Membership.objects.exists()


def test_ending_a_membership_needs_a_day_after_its_start(officer, register, district):
    organisation = district.organisations["督查室"]
    (member,) = add_members(register=register, members=[NewMember(organisation.pk)], day=FROM, actor=SYSTEM, at=AT)
    address = reverse("workbench:member_end", args=[member.pk])
    response = officer.post(address, {"day": FROM.isoformat(), "reason": "误列"})
    assert "应晚于入列日" in response.content.decode()
    officer.post(address, {"day": "2021-11-09", "reason": "误列"})
    member.refresh_from_db()
    assert member.valid_to == date(2021, 11, 9)
