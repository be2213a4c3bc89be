from datetime import date

import pytest
from django.urls import reverse

from lutu.kernel.access.models import Account, Role, RoleGrant
from lutu.kernel.access.queries import can
from lutu.kernel.journal.models import Entry
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.parties.phones import unseal


@pytest.fixture
def admin(client, cast):
    client.force_login(cast["admin"])
    return client


def test_a_new_person_is_registered_appointed_and_given_an_account_in_four_forms(admin, cast, district):
    post = Post.objects.create(
        code="NEW1", name="新岗位", organisation=district.organisations["督查室"], area=district.root
    )
    response = admin.post(
        reverse("workbench:person_new"), {"code": "N001", "name": "新来的同志", "phone": "100 0000 0017"}
    )
    person = Person.objects.get(code="N001")
    assert response.url == reverse("workbench:person", args=[person.pk])
    assert unseal(sealed=person.phone_sealed, person_code="N001") == "10000000017"
    admin.post(reverse("workbench:person_assign", args=[person.pk]), {"post": post.pk, "valid_from": "2021-11-01"})
    role = Role.objects.get(code="supervisor")
    admin.post(
        reverse("workbench:post_grant", args=[post.pk]),
        {"role": role.pk, "area": district.root.pk, "valid_from": "2021-11-01"},
    )
    admin.post(
        reverse("workbench:account_open", args=[person.pk]),
        {"username": "newcomer", "email": "", "password": "a-long-pass-phrase-2021"},
    )
    account = Account.objects.get(username="newcomer")
    assert account.check_password("a-long-pass-phrase-2021")
    assert can(user=account, permission="projects.project.read", day=date(2021, 11, 9))
    assert not can(user=Account.objects.get(pk=account.pk), permission="projects.project.read", day=date(2021, 10, 31))


def test_a_wrong_phone_number_is_refused_at_its_field_and_nothing_is_written(admin):
    response = admin.post(reverse("workbench:person_new"), {"code": "N002", "name": "某", "phone": "12345"})
    assert response.status_code == 422
    assert "应为 1 开头的 11 位数字" in response.content.decode()
    assert not Person.objects.filter(code="N002").exists()


def test_a_staff_number_that_is_taken_is_refused_on_top_with_what_was_typed_kept(admin):
    taken = Person.objects.first()
    response = admin.post(reverse("workbench:person_new"), {"code": taken.code, "name": "另一个人", "phone": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "已登记" in page
    assert "另一个人" in page


def test_leaving_a_post_ends_its_rights_on_that_day_and_keeps_the_history(admin, cast):
    assignment = Assignment.objects.get(person=cast["officer"].person)
    admin.post(reverse("workbench:assignment_end", args=[assignment.pk]), {"day": "2021-11-09"})
    assignment.refresh_from_db()
    assert assignment.valid_to == date(2021, 11, 9)
    assert not can(user=cast["officer"], permission="projects.project.read", day=date(2021, 11, 9))
    assert can(user=cast["officer"], permission="projects.project.read", day=date(2021, 11, 8))


def test_reading_a_person_is_kept_in_the_journal_and_shown_in_the_audit(admin, cast):
    person = cast["officer"].person
    admin.get(reverse("workbench:person", args=[person.pk]))
    entry = Entry.objects.filter(subject_kind="parties.person", subject_id=str(person.pk)).latest("seq")
    assert (entry.action, entry.actor_name) == ("access.record.read", "系统管理员")
    page = admin.get(
        reverse("workbench:audit"), {"subject": f"parties.person/{person.pk}", "sort_of": "read"}
    ).content.decode()
    assert "查看敏感记录" in page
    assert person.name in page


def test_a_stopped_account_cannot_sign_in_and_can_be_restored(admin, cast, client):
    account = cast["street"]
    address = reverse("workbench:account_active", args=[account.pk])
    admin.post(address, {"reason": "借调外区"})
    account.refresh_from_db()
    assert not account.is_active
    admin.post(address, {"reason": "回原岗位"})
    account.refresh_from_db()
    assert account.is_active


def test_a_weak_password_is_refused(admin, cast):
    response = admin.post(reverse("workbench:account_password", args=[cast["street"].pk]), {"password": "12345678901"})
    assert response.status_code == 422


def test_a_grant_taken_back_before_it_began_disappears_and_a_running_one_ends(admin, cast, district):
    grant = RoleGrant.objects.filter(role__code="project_officer").first()
    admin.post(reverse("workbench:grant_end", args=[grant.pk]), {"day": "2021-11-09"})
    grant.refresh_from_db()
    assert grant.valid_to == date(2021, 11, 9)


@pytest.mark.parametrize("name", ["people", "posts", "organisations", "areas", "registers", "parameters", "audit"])
def test_an_account_without_a_post_sees_none_of_the_administration(client, cast, name):
    client.force_login(cast["stranger"])
    assert client.get(reverse(f"workbench:{name}")).status_code == 403
    client.logout()
    assert client.get(reverse(f"workbench:{name}")).status_code == 302


def test_a_person_is_found_by_the_whole_phone_number_only(admin, cast):
    admin.post(reverse("workbench:person_new"), {"code": "N003", "name": "有电话的人", "phone": "10000000018"})
    assert "有电话的人" in admin.get(reverse("workbench:people"), {"q": "10000000018"}).content.decode()
    assert "有电话的人" not in admin.get(reverse("workbench:people"), {"q": "1000000001"}).content.decode()


@pytest.mark.parametrize("name", ["people", "posts", "organisations", "areas", "registers", "audit"])
def test_list_pages_ask_the_same_number_of_queries_whatever_the_rows(admin, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        assert admin.get(reverse(f"workbench:{name}")).status_code == 200


def test_an_auditor_goes_from_a_record_to_everybody_who_changed_or_read_it(client, cast):
    person = cast["officer"].person
    address = reverse("workbench:person", args=[person.pk])
    client.force_login(cast["admin"])
    page = client.get(address).content.decode()
    assert f"{reverse('workbench:audit')}?subject=parties.person%2F{person.pk}" in page
    client.force_login(cast["leader"])
    assert reverse("workbench:audit") + "?subject=" not in client.get(address).content.decode()
