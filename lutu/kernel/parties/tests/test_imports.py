"""Bulk import of organisations."""

import csv
import io

import pytest
from stdnum.cn import uscc

from lutu.kernel.intake.actions import UndoRefused, confirm, preview, receive, undo
from lutu.kernel.intake.queries import lines_of
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.actions import set_up_post
from lutu.kernel.parties.imports import KIND
from lutu.kernel.parties.models import Organisation
from tests.cast import AT, DAY

ACTOR = Actor("account", "1", "系统管理员")
HEADINGS = ("单位名称", "统一社会信用代码", "简称", "单位类别", "区划")


def firm_code(number):
    stem = f"91370214TEX{number:06d}"
    return stem + uscc.calc_check_digit(stem)


FIRM = ("样例机械有限公司", firm_code(1), "样例机械", "企业", "城阳街道")
pytestmark = pytest.mark.usefixtures("district")


def previewed(*rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *rows])
    batch = receive(kind=KIND, name="单位.csv", content=text.getvalue().encode("gb18030"), actor=ACTOR, at=AT)
    batch = preview(batch=batch, day=DAY, at=AT)
    assert not batch.problem
    return batch


def loaded(*rows):
    return confirm(batch=previewed(*rows), actor=ACTOR, at=AT, day=DAY)


def counts(batch):
    return batch.new_count, batch.changed_count, batch.unchanged_count, batch.refused_count


def told(*rows):
    lines = lines_of(batch=previewed(*rows), verdict="refused")
    return [(line.number, fault[0], fault[2]) for line in lines for fault in line.faults]


def test_organisations_are_registered_and_the_same_file_changes_nothing():
    rows = [FIRM, ("样例中心", "", "", "事业单位", "")]
    assert counts(loaded(*rows)) == (2, 0, 0, 0)
    made = Organisation.objects.get(code=FIRM[1])
    assert (made.name, made.short_name, made.kind, made.area.name) == (FIRM[0], FIRM[2], "firm", "城阳街道")
    assert counts(loaded(*rows)) == (0, 0, 2, 0)


def test_a_known_code_takes_a_new_name_and_empty_cells_leave_what_is_known():
    loaded(FIRM)
    batch = previewed(("样例装备有限公司", FIRM[1], "", "企业", "上马街道"))
    assert lines_of(batch=batch, verdict="changed").get().changes == [
        ["单位名称", FIRM[0], "样例装备有限公司"],
        ["区划", "城阳街道", "上马街道"],
    ]
    confirm(batch=batch, actor=ACTOR, at=AT, day=DAY)
    made = Organisation.objects.get(code=FIRM[1])
    assert (made.name, made.short_name) == ("样例装备有限公司", "样例机械")


def test_a_name_without_code_takes_the_code_of_the_file():
    batch = loaded(("督查室", uscc_of_office(), "", "部门", ""))
    assert counts(batch) == (0, 1, 0, 0)
    assert Organisation.objects.get(name="督查室").code == uscc_of_office()


def uscc_of_office():
    stem = "11370214TEX000002"
    return stem + uscc.calc_check_digit(stem)


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (("甲公司", "91370214TEX000001X", "", "企业", ""), "统一社会信用代码", "校验位"),
        (("甲公司", "123", "", "企业", ""), "统一社会信用代码", "校验位"),
        (("甲公司", "", "", "企业", ""), "统一社会信用代码", "企业须有代码"),
        (("甲公司", firm_code(2), "", "公司", ""), "单位类别", "部门、街道、企业"),
        (("甲公司", firm_code(2), "", "企业", "没有的街道"), "区划", "在用的街道"),
        (("督查室", firm_code(1), "", "企业", ""), "单位名称", "未被其他单位使用"),
        ((FIRM[0], firm_code(2), "", "企业", ""), "统一社会信用代码", f"{FIRM[1]}(该名称已登记的代码)"),
    ],
)
def test_what_can_not_be_loaded_is_told(row, column, expected):
    loaded(FIRM)
    (fault,) = told(row)
    assert fault[:2] == (2, column)
    assert expected in fault[2]


def test_doubles_in_the_file_are_refused_with_the_first_row():
    other = ("另一个名称", FIRM[1], "", "企业", "")
    assert told(FIRM, (FIRM[0], "", "", "企业", ""), other) == [
        (3, "单位名称", "每个单位一行,与第 2 行重复"),
        (3, "统一社会信用代码", "企业须有代码"),
        (4, "统一社会信用代码", "每个单位一行,与第 2 行重复"),
    ]


def test_undoing_takes_back_what_was_registered_and_changed(district):
    loaded(FIRM)
    batch = loaded((FIRM[0], FIRM[1], "改简称", "企业", ""), ("样例中心", "", "", "事业单位", ""))
    undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert Organisation.objects.get(code=FIRM[1]).short_name == "样例机械"
    assert not Organisation.objects.filter(name="样例中心").exists()


def test_an_organisation_with_a_post_is_not_taken_back(district):
    batch = loaded(FIRM)
    unit = Organisation.objects.get(code=FIRM[1])
    set_up_post(code="F1", name="联络员", organisation=unit, area=district.root, actor=ACTOR, at=AT)
    with pytest.raises(UndoRefused, match="岗位"):
        undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
