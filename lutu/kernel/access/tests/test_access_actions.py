"""Accounts, roles and grants are written once, journalled, and never falsify what was."""

from datetime import date

import pytest

from lutu.kernel.access.actions import (
    AccountTaken,
    GrantRefused,
    RoleUnknown,
    end_grants,
    grant_role,
    load_roles,
    note_read,
    open_account,
    set_account_active,
    set_password,
)
from lutu.kernel.access.models import Account, Role, RoleGrant
from lutu.kernel.access.registry import declare_permission, permissions
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.actions import register_person, set_up_post
from tests.cast import AT, DAY, FROM

pytestmark = pytest.mark.django_db
declare_permission("test.row.read", "查看测试行")


@pytest.fixture
def person():
    return register_person(code="P700", name="甲", actor=SYSTEM, at=AT)


def roles_file(tmp_path, permission="test.row.read", clearance="internal", name="测试角色"):
    file = tmp_path / "roles.yaml"
    file.write_text(
        f"roles:\n- {{code: tester, name: {name}, permissions: [{permission}], clearance: {clearance},"
        " description: 无}\n",
        encoding="utf-8",
    )
    return file


def test_an_account_is_opened_once_for_a_name_and_a_person(person):
    account = open_account(username="Jia", person=person, password="secret-2021", actor=SYSTEM, at=AT)
    assert account.check_password("secret-2021")
    with pytest.raises(AccountTaken, match="已被使用"):
        open_account(username="jia", person=None, password=None, actor=SYSTEM, at=AT)
    with pytest.raises(AccountTaken, match="已有账号"):
        open_account(username="other", person=person, password=None, actor=SYSTEM, at=AT)
    assert (str(account), account.display_name) == ("甲", "甲")


def test_an_account_without_a_password_waits_for_the_reset_mail():
    account = open_account(username="yi", person=None, password=None, actor=SYSTEM, at=AT)
    assert not account.has_usable_password()
    assert str(account) == "yi"


def test_the_journal_never_holds_a_password(person):
    account = open_account(username="jia", person=person, password="secret-2021", actor=SYSTEM, at=AT)
    set_password(account=account, password="secret-2022", actor=SYSTEM, at=AT)
    assert not Entry.objects.filter(details_text__contains="secret").exists()
    assert Account.objects.get(pk=account.pk).check_password("secret-2022")


def test_closing_and_reopening_are_kept_with_their_reason(person):
    account = open_account(username="jia", person=person, password=None, actor=SYSTEM, at=AT)
    set_account_active(account=account, active=False, reason="离职", actor=SYSTEM, at=AT)
    set_account_active(account=account, active=True, reason="返聘", actor=SYSTEM, at=AT)
    kept = [(entry.action, entry.details.get("reason")) for entry in entries_of(subject=("access.account", account.pk))]
    assert kept[:2] == [("access.account.reopened", "返聘"), ("access.account.closed", "离职")]


def test_roles_are_loaded_updated_and_left_alone_when_nothing_changed(tmp_path):
    assert load_roles(file=roles_file(tmp_path), actor=SYSTEM, at=AT) == 1
    assert load_roles(file=roles_file(tmp_path), actor=SYSTEM, at=AT) == 0
    assert load_roles(file=roles_file(tmp_path, name="新名"), actor=SYSTEM, at=AT) == 1
    assert Role.objects.get(code="tester").name == "新名"


def test_a_role_with_an_unknown_permission_or_data_level_is_refused(tmp_path):
    assert permissions()["test.row.read"] == "查看测试行"
    with pytest.raises(RoleUnknown, match=r"未登记的权限:test\.unknown"):
        load_roles(file=roles_file(tmp_path, permission="test.unknown"), actor=SYSTEM, at=AT)
    with pytest.raises(RoleUnknown, match="数据级别 secret 应为"):
        load_roles(file=roles_file(tmp_path, clearance="secret"), actor=SYSTEM, at=AT)
    assert not Role.objects.exists()


@pytest.fixture
def grant(district):
    post = set_up_post(
        code="G700", name="岗", organisation=district.organisations["督查室"], area=district.root, actor=SYSTEM, at=AT
    )
    role = Role.objects.create(code="tester", name="测试", permissions=["test.row.read"])
    return grant_role(role=role, post=post, area=district.root, valid_from=FROM, actor=SYSTEM, at=AT)


def test_an_open_grant_is_not_given_twice(grant):
    again = grant_role(role=grant.role, post=grant.post, area=grant.area, valid_from=DAY, actor=SYSTEM, at=AT)
    assert again == grant
    assert RoleGrant.objects.count() == 1


def test_an_ended_grant_keeps_its_end(grant):
    end_grants(grants=[grant], day=date(2021, 6, 1), actor=SYSTEM, at=AT)
    with pytest.raises(GrantRefused, match="已于 2021-06-01 收回"):
        end_grants(grants=[grant], day=DAY, actor=SYSTEM, at=AT)
    grant.refresh_from_db()
    assert grant.valid_to == date(2021, 6, 1)


def test_a_grant_that_never_came_into_force_leaves_only_its_journal(grant):
    end_grants(grants=[grant], day=FROM, actor=SYSTEM, at=AT)
    assert not RoleGrant.objects.exists()
    actions = [entry.action for entry in entries_of(subject=("parties.post", grant.post_id))]
    assert actions[:2] == ["access.grant.ended", "access.grant.made"]


def test_a_reading_is_kept_in_the_chain_of_what_was_read(person):
    note_read(subject=("parties.person", person.pk), actor=SYSTEM, at=AT)
    assert entries_of(subject=("parties.person", person.pk)).first().action == "access.record.read"
