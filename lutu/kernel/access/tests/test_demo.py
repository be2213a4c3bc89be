"""The cast of the demo district."""

from datetime import date

import pytest
from stdnum.cn import uscc

from lutu.kernel.access import demo
from lutu.kernel.access.models import Account
from lutu.kernel.access.queries import can, grants_on
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.parties.phones import unseal
from lutu.kernel.territory import demo as areas_demo

DAY = date(2021, 11, 9)
PASSWORD = "lutu-demo-2021"


def _load(size):
    areas_demo.load(size=size, day=DAY, report=lambda text: None)
    return demo.load(size=size, day=DAY, password=PASSWORD, report=lambda text: None)


@pytest.mark.django_db
def test_every_member_of_the_cast_can_sign_in():
    summary = _load("tiny")
    assert summary["账号"] == len(demo.cast()) == 16
    for member in demo.cast():
        account = Account.objects.get(username=member.username)
        assert account.check_password(PASSWORD)
        assert account.person.name == member.name


@pytest.mark.django_db
def test_the_cast_is_the_same_in_both_sizes_and_the_full_district_has_twenty_leaders():
    _load("full")
    assert Account.objects.count() == 16
    assert Post.objects.filter(code__startswith="leader.").count() == 20
    assert Organisation.objects.filter(kind="street").count() == 6


@pytest.mark.django_db
def test_roles_come_through_posts_and_the_stranger_has_none():
    _load("tiny")
    officer, street, stranger = (Account.objects.get(username=name) for name in ("officer", "street", "stranger"))
    assert can(user=officer, permission="projects.project.read", day=DAY)
    assert [grant.area.code for grant in grants_on(user=street, day=DAY)] == ["370214005000"]
    assert grants_on(user=stranger, day=DAY) == ()
    assert not Assignment.objects.filter(person=stranger.person).exists()


@pytest.mark.django_db
def test_the_street_post_was_handed_over_and_the_first_holder_stays_in_the_history():
    _load("tiny")
    terms = Assignment.objects.filter(post__code="street.370214005").order_by("valid_from")
    assert [term.valid_to for term in terms] == [date(2021, 7, 1), None]


@pytest.mark.django_db
def test_phones_lie_in_an_unallocated_range():
    _load("tiny")
    for person in Person.objects.all():
        phone = unseal(sealed=person.phone_sealed, person_code=person.code)
        assert len(phone) == 11
        assert phone.startswith("100")


def test_a_firm_code_passes_the_check_of_the_standard():
    assert uscc.is_valid(demo.firm_code(1))
    assert demo.firm_code(1).startswith("91370214DEM000001")
