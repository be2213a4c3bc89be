"""People, posts and dated assignments; phone numbers nobody can read or move."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from lutu.engines.crypto import TamperedField
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.parties import actions
from lutu.kernel.parties.actions import (
    PartyRefused,
    assign,
    change_person,
    end_assignment,
    register_organisation,
    register_person,
    set_up_post,
    vacate_guard,
)
from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.parties.phones import PhoneRefused, index_of, masked, normal_phone, seal, unseal
from lutu.kernel.parties.queries import assignments_on, holders

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
START, LATER = date(2021, 1, 1), date(2021, 7, 1)
PHONE = "10012340017"


def person(code="P900", phone=PHONE):
    return register_person(code=code, name="甲", phone=phone, actor=SYSTEM, at=AT)


@pytest.fixture
def post(district):
    unit = district.organisations["督查室"]
    return set_up_post(code="G900", name="督查专员", organisation=unit, area=district.root, actor=SYSTEM, at=AT)


@pytest.mark.parametrize(
    "text", [PHONE, "+86 100-1234-0017", "100 1234 0017", "１００１２３４００１７", "(100)12340017"]
)
def test_a_number_is_the_same_however_it_is_written(text):
    assert normal_phone(text) == PHONE
    assert index_of(text) == index_of(PHONE)


@pytest.mark.parametrize("text", ["", "1001234001", "100123400171", "20012340017", "10012340O17", "١٠٠١٢٣٤٠٠١٧"])
def test_anything_but_eleven_digits_is_refused(text):
    with pytest.raises(PhoneRefused, match="11 位数字"):
        normal_phone(text)


def test_a_phone_is_stored_sealed_found_by_its_index_and_opened_for_its_owner_only():
    kept = person()
    kept.refresh_from_db()
    assert PHONE.encode() not in bytes(kept.phone_sealed)
    assert Person.objects.get(phone_index=index_of(PHONE)) == kept
    assert unseal(sealed=kept.phone_sealed, person_code="P900") == PHONE
    assert masked(PHONE) == "100****0017"


def test_a_ciphertext_moved_to_another_person_or_changed_does_not_open():
    sealed, _index = seal(phone=PHONE, person_code="P900")
    with pytest.raises(TamperedField):
        unseal(sealed=sealed, person_code="P901")
    for position in range(len(sealed) - 28, len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(TamperedField):
            unseal(sealed=bytes(changed), person_code="P900")


def test_the_same_number_is_sealed_differently_each_time():
    assert seal(phone=PHONE, person_code="P900")[0] != seal(phone=PHONE, person_code="P900")[0]


def test_the_journal_holds_neither_name_nor_phone():
    change_person(person=person(), name="乙", phone="10012340018", actor=SYSTEM, at=AT)
    texts = "".join(Entry.objects.values_list("details_text", flat=True))
    assert "甲" not in texts
    assert "乙" not in texts
    assert "1001234" not in texts
    assert Entry.objects.order_by("-id").first().details == {"fields": ["name", "phone"]}


def test_a_phone_is_kept_removed_or_replaced_as_told():
    kept = person()
    change_person(person=kept, name="甲", actor=SYSTEM, at=AT)
    assert Entry.objects.filter(action="parties.person.changed").count() == 0
    change_person(person=kept, name="甲", phone="", actor=SYSTEM, at=AT)
    kept.refresh_from_db()
    assert (kept.phone_sealed, kept.phone_index) == (None, None)


def test_names_codes_and_staff_numbers_are_taken_once(district, post):
    person()
    with pytest.raises(PartyRefused, match="工号“P900”已登记"):
        person()
    register_organisation(name="甲公司", kind="firm", code="91370214MA0000001X", actor=SYSTEM, at=AT)
    with pytest.raises(PartyRefused, match="单位“甲公司”已登记"):
        register_organisation(name="甲公司", kind="firm", actor=SYSTEM, at=AT)
    with pytest.raises(PartyRefused, match="已属于“甲公司”"):
        register_organisation(name="乙公司", kind="firm", code="91370214MA0000001X", actor=SYSTEM, at=AT)
    with pytest.raises(PartyRefused, match="已被使用"):
        set_up_post(code="G900", name="又一", organisation=post.organisation, area=district.root, actor=SYSTEM, at=AT)


def test_two_organisations_may_lack_a_code():
    for name in ("甲公司", "乙公司"):
        register_organisation(name=name, kind="firm", code="", actor=SYSTEM, at=AT)
    assert Organisation.objects.filter(code=None).count() == 2


def test_a_post_is_held_from_a_day_until_the_day_before_another(post):
    kept = person()
    assignment = assign(person=kept, post=post, valid_from=START, actor=SYSTEM, at=AT)
    end_assignment(assignment=assignment, day=LATER, actor=SYSTEM, at=AT)
    assert [list(holders(post_id=post.pk, day=day)) for day in (START, date(2021, 6, 30), LATER)] == [
        [kept],
        [kept],
        [],
    ]
    assert assignments_on(day=START).get() == assignment


def test_a_post_held_that_day_is_not_given_again_to_the_same_person_but_to_another(post):
    kept = person()
    assign(person=kept, post=post, valid_from=LATER, actor=SYSTEM, at=AT)
    for day in (START, LATER):
        with pytest.raises(PartyRefused, match="不需重复任职"):
            assign(person=kept, post=post, valid_from=day, actor=SYSTEM, at=AT)
    assign(person=person("P901"), post=post, valid_from=LATER, actor=SYSTEM, at=AT)
    assert holders(post_id=post.pk, day=LATER).count() == 2


def test_an_assignment_ends_once_and_after_it_began(post):
    assignment = assign(person=person(), post=post, valid_from=START, actor=SYSTEM, at=AT)
    with pytest.raises(PartyRefused, match="应晚于任职日"):
        end_assignment(assignment=assignment, day=START, actor=SYSTEM, at=AT)
    end_assignment(assignment=assignment, day=LATER, actor=SYSTEM, at=AT)
    with pytest.raises(PartyRefused, match="已于 2021-07-01 离任"):
        end_assignment(assignment=assignment, day=LATER, actor=SYSTEM, at=AT)


def test_a_guard_of_a_higher_package_keeps_a_post_held_and_every_reason_is_told(post, monkeypatch):
    monkeypatch.setattr(actions, "_GUARDS", [])
    assert vacate_guard(lambda *, assignment, day: "尚有 3 件未办结")
    vacate_guard(lambda *, assignment, day: None)
    vacate_guard(lambda *, assignment, day: "须先交接印章")
    assignment = assign(person=person(), post=post, valid_from=START, actor=SYSTEM, at=AT)
    with pytest.raises(PartyRefused, match="尚有 3 件未办结;须先交接印章"):
        end_assignment(assignment=assignment, day=LATER, actor=SYSTEM, at=AT)
    assignment.refresh_from_db()
    assert assignment.valid_to is None
