"""Bulk import of people: one row a person in a post, with roles and accounts."""

import csv
import io
from datetime import date

import pytest

from lutu.kernel.access.imports import KIND
from lutu.kernel.access.models import Account, RoleGrant
from lutu.kernel.access.queries import can
from lutu.kernel.intake.actions import UndoRefused, confirm, preview, receive, undo
from lutu.kernel.intake.queries import lines_of
from lutu.kernel.journal.actions import Actor
from lutu.kernel.journal.models import Entry
from lutu.kernel.parties.actions import assign, change_person, end_assignment
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.parties.phones import unseal
from tests.cast import AT, DAY

ACTOR = Actor("account", "1", "系统管理员")
HEADINGS = ("工号", "姓名", "手机", "单位", "岗位代码", "岗位", "区划", "任职日", "角色", "登录名", "邮箱")
ROW = (
    "N-001", "新人甲", "10012340017", "城阳街道办事处", "CY-01", "经办", "城阳街道", "2021-06-01", "街道经办", "newone",
    "newone@example.cn",
)  # fmt: skip
KEYS = ("code", "name", "phone", "unit", "post_code", "post", "area", "since", "role", "username", "email")
pytestmark = pytest.mark.usefixtures("cast")


def row(**cells):
    return [cells.get(key, cell) for key, cell in zip(KEYS, ROW, strict=True)]


def previewed(*rows, headings=HEADINGS):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    batch = receive(kind=KIND, name="人员.csv", content=text.getvalue().encode(), actor=ACTOR, at=AT)
    batch = preview(batch=batch, day=DAY, at=AT)
    assert not batch.problem
    return batch


def loaded(*rows):
    return confirm(batch=previewed(*rows), actor=ACTOR, at=AT, day=DAY)


def faults(*rows):
    batch = previewed(*rows)
    lines = lines_of(batch=batch, verdict="refused")
    return [(line.number, *fault) for line in lines for fault in line.faults]


def counts(batch):
    return batch.new_count, batch.changed_count, batch.unchanged_count, batch.refused_count


def test_a_row_makes_person_post_assignment_role_and_account():
    batch = loaded(row())
    assert counts(batch) == (1, 0, 0, 0)
    person = Person.objects.get(code="N-001")
    assert unseal(sealed=bytes(person.phone_sealed), person_code="N-001") == "10012340017"
    held = Assignment.objects.get(person=person)
    assert (held.post.code, held.post.area.name, held.valid_from) == ("CY-01", "城阳街道", date(2021, 6, 1))
    account = Account.objects.get(username="newone")
    assert (account.person, account.has_usable_password(), account.email) == (person, False, "newone@example.cn")
    assert can(user=account, permission="projects.project.read", day=DAY, area=held.post.area)
    assert not can(user=account, permission="projects.project.read", day=date(2021, 5, 31))


def test_the_same_file_twice_changes_nothing():
    loaded(row(), row(post_code="CY-02", post="值班"))
    before = Entry.objects.exclude(subject_kind="intake.importbatch").count()
    assert counts(loaded(row(), row(post_code="CY-02", post="值班"))) == (0, 0, 2, 0)
    assert Entry.objects.exclude(subject_kind="intake.importbatch").count() == before


def test_the_same_file_changes_nothing_after_somebody_has_left_the_post():
    loaded(row())
    end_assignment(assignment=Assignment.objects.get(person__code="N-001"), day=date(2021, 10, 1), actor=ACTOR, at=AT)
    assert counts(loaded(row())) == (0, 0, 1, 0)


def test_a_person_may_hold_several_posts_and_a_post_several_people():
    batch = loaded(row(), row(post_code="CY-02", post="值班"), row(code="N-002", name="新人乙", username="", email=""))
    assert counts(batch) == (3, 0, 0, 0)
    assert Person.objects.filter(code__startswith="N-").count() == 2
    assert Post.objects.filter(code__startswith="CY-").count() == 2
    assert RoleGrant.objects.filter(post__code="CY-01").count() == 1


def test_a_known_person_is_changed_by_staff_number():
    loaded(row())
    batch = previewed(row(code="n-001", name="新人改名", phone="10012340018", email="other@example.cn"))
    assert counts(batch) == (0, 1, 0, 0)
    assert lines_of(batch=batch, verdict="changed").get().changes == [
        ["姓名", "新人甲", "新人改名"],
        ["手机", "100****0017", "100****0018"],
        ["邮箱", "newone@example.cn", "other@example.cn"],
    ]
    confirm(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert Person.objects.get(code="N-001").name == "新人改名"
    assert Account.objects.get(username="newone").email == "other@example.cn"


def test_empty_cells_leave_what_is_known():
    loaded(row())
    assert counts(previewed(row(phone="", role="", username="", email="", area=""))) == (0, 0, 0, 1)
    assert counts(previewed(row(phone="", role="", username="", email=""))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cells", "column", "found", "expected"),
    [
        ({"unit": "没有的局"}, "单位", "没有的局", "已登记的单位"),
        ({"area": "没有的街道"}, "区划", "没有的街道", "在用的街道、社区名称"),
        ({"area": "370299"}, "区划", "370299", "在用的区划代码"),
        ({"role": "街道经办、总管"}, "角色", "总管", "已有角色:"),
        ({"phone": "12345"}, "手机", "12345", "11 位手机号"),
        ({"email": "不是邮箱"}, "邮箱", "不是邮箱", "邮箱地址"),
        ({"since": "2021-02-30"}, "任职日", "2021-02-30", "真实存在的日期"),
        ({"username": "张 三"}, "登录名", "张 三", "英文字母"),
        ({"username": "officer"}, "登录名", "officer", "未被使用"),
        ({"username": "", "email": "a@example.cn"}, "登录名", "", "须填登录名"),
        ({"post_code": "G005", "post": "经办"}, "岗位", "经办", "经济发展办经办(已登记的同代码岗位)"),
        ({"name": ""}, "姓名", "", "不能为空"),
    ],
)
def test_what_can_not_be_loaded_is_told_with_found_and_expected(cells, column, found, expected):
    told = [fault for fault in faults(row(**cells)) if fault[1] == column]
    assert told and told[0][0] == 2 and told[0][2] == found and expected in told[0][3]
    assert told[0][4]


@pytest.mark.parametrize(
    ("second", "column", "expected"),
    [
        ({}, "岗位代码", "与第 2 行重复"),
        ({"post_code": "CY-02", "name": "别名"}, "姓名", "新人甲(第 2 行同一工号)"),
        ({"code": "N-002", "post": "别的岗位", "username": "", "email": ""}, "岗位", "经办(第 2 行同代码岗位)"),
        ({"code": "N-002", "post_code": "CY-02", "email": ""}, "登录名", "与第 2 行重复"),
    ],
)
def test_lines_that_contradict_an_earlier_line_are_refused(second, column, expected):
    told = faults(row(), row(**second))
    assert [(fault[0], fault[1]) for fault in told] == [(3, column)]
    assert expected in told[0][3]


def test_another_first_day_of_a_known_assignment_is_refused():
    loaded(row())
    told = faults(row(since="2021-07-01"))
    assert told[0][1:4] == ("任职日", "2021-07-01", "2021-06-01(已登记的任职日)")


def test_without_an_area_the_post_stands_for_the_area_of_its_organisation():
    loaded(row(area=""))
    assert Post.objects.get(code="CY-01").area.name == "城阳区"


def test_a_refused_line_does_not_keep_its_person_from_the_next_one():
    batch = loaded(row(role="总管"), row(post_code="CY-02", post="值班"))
    assert counts(batch) == (1, 0, 0, 1)
    assert [held.post.code for held in Assignment.objects.filter(person__code="N-001")] == ["CY-02"]


def test_undoing_takes_everything_back():
    loaded(row())
    people, posts = Person.objects.count(), Post.objects.count()
    batch = loaded(
        row(name="改名", phone="10012340018", email="b@example.cn"),
        row(code="N-002", name="新人乙", post_code="CY-02", post="值班", username="second", email=""),
    )
    assert (Person.objects.count(), Post.objects.count()) == (people + 1, posts + 1)
    undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert (Person.objects.count(), Post.objects.count()) == (people, posts)
    person = Person.objects.get(code="N-001")
    assert person.name == "新人甲"
    assert unseal(sealed=bytes(person.phone_sealed), person_code="N-001") == "10012340017"
    assert Account.objects.get(username="newone").email == "newone@example.cn"
    assert not Account.objects.filter(username="second").exists()


def test_undoing_is_refused_once_a_loaded_person_was_changed_by_hand():
    batch = loaded(row())
    change_person(person=Person.objects.get(code="N-001"), name="手改", actor=ACTOR, at=AT)
    with pytest.raises(UndoRefused, match="变更人员"):
        undo(batch=batch, actor=ACTOR, at=AT, day=DAY)


def test_undoing_is_refused_once_somebody_has_signed_in():
    batch = loaded(row())
    Account.objects.filter(username="newone").update(last_login=AT)
    with pytest.raises(UndoRefused, match="已登录过"):
        undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert Assignment.objects.filter(person__code="N-001").exists()


def test_undoing_is_refused_once_somebody_else_holds_a_loaded_post(cast):
    batch = loaded(row())
    assign(person=cast.people["resident"], post=Post.objects.get(code="CY-01"), valid_from=DAY, actor=ACTOR, at=AT)
    with pytest.raises(UndoRefused, match="任职"):
        undo(batch=batch, actor=ACTOR, at=AT, day=DAY)


def test_no_journal_entry_and_no_batch_holds_a_phone_number_in_the_open():
    batch = loaded(row())
    loaded(row(phone="10012340018"))
    told = "".join(Entry.objects.values_list("details_text", flat=True)) + str(batch.effects)
    assert "10012340017" not in told


def test_judging_takes_the_same_number_of_queries_whatever_the_number_of_lines(django_assert_max_num_queries):
    many = [row(code=f"M-{number}", username=f"m{number}", email="") for number in range(200)]
    with django_assert_max_num_queries(40):
        assert counts(previewed(*many)) == (200, 0, 0, 0)
