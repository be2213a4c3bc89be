"""Lists: which projects stand in which from which day."""

from datetime import date, timedelta

import pytest

from lutu.domains.projects.imports import LISTS
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal, undone
from lutu.domains.projects.tests.page_cases import make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import end_memberships, open_register
from lutu.kernel.registers.models import Membership
from tests.cast import AT, DAY, FROM

CODE = "2101-370214-04-01-000001"
ROW = {"list": "市重点项目", "code": CODE, "day": date(2021, 3, 1), "document": "青政办〔2021〕1号"}


@pytest.fixture
def project(district):  # type: ignore[no-untyped-def]
    return make_project(district, number=1, name="动车组检修基地")


@pytest.fixture
def register(district):  # type: ignore[no-untyped-def]
    return opened("city", "市重点项目")


def opened(code: str, name: str):  # type: ignore[no-untyped-def]
    return open_register(
        code=code, name=name, kind="市级", subject_kind="projects.project", valid_from=FROM, actor=SYSTEM, at=AT
    )


def test_a_project_joins_a_list_named_by_name_or_code(project, register):
    second = opened("district", "区重点项目")
    effects = loaded(LISTS, ROW, {**ROW, "list": "district"})
    rows = Membership.objects.order_by("register__code")
    assert [(row.register, row.valid_from, row.document) for row in rows] == [
        (register, date(2021, 3, 1), "青政办〔2021〕1号"), (second, date(2021, 3, 1), "青政办〔2021〕1号"),
    ]  # fmt: skip
    assert [effect.seq for effect in effects] == [2, 3]


def test_the_same_list_twice_changes_nothing(project, register):
    loaded(LISTS, ROW)
    assert judged(LISTS, ROW)[0].verdict == "unchanged"


def test_without_a_day_the_project_joins_on_the_day_of_the_import(project, register):
    loaded(LISTS, {**ROW, "day": None})
    assert Membership.objects.get().valid_from == DAY


@pytest.mark.parametrize(
    ("values", "column", "expected"),
    [
        ({"list": "无此清单"}, "清单", "已设立的项目清单"),
        ({"code": "2101-370214-04-01-999999"}, "项目代码", "项目库中已有的项目代码"),
        ({"day": date(2020, 12, 31)}, "入列日期", "在清单有效期 2021-01-01 至 今 内的入列日期"),
        ({"day": DAY + timedelta(days=1)}, "入列日期", "不晚于今天 2021-11-09 的日期"),
    ],
)
def test_a_bad_line_is_told_why(project, register, values, column, expected):
    assert refusal(judged(LISTS, {**ROW, **values})[0]) == (column, expected)


def test_a_list_name_that_two_lists_have_is_refused_naming_their_codes(project, register):
    opened("city-2", "市重点项目")
    [outcome] = judged(LISTS, ROW)
    assert refusal(outcome) == ("清单", "唯一的清单,该名称有 2 个")
    assert set(outcome.faults[0].remedy.split("、")) == {"city", "city-2"}


def test_a_project_named_twice_for_one_list_is_refused_the_second_time(project, register):
    assert refusal(judged(LISTS, ROW, ROW)[1]) == ("项目代码", "每个清单中每个项目一行(第 3 行:与第 2 行重复)")


def test_a_period_that_overlaps_an_earlier_one_is_refused(project, register):
    loaded(LISTS, ROW)
    end_memberships(
        memberships=list(Membership.objects.select_related("register")), day=date(2021, 6, 1), reason="调出",
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    assert refusal(judged(LISTS, {**ROW, "day": date(2021, 5, 1)})[0]) == (
        "入列日期", "不与已有期间 2021-03-01 至 2021-06-01 重叠的入列日期",
    )  # fmt: skip
    assert judged(LISTS, {**ROW, "day": date(2021, 6, 1)})[0].verdict == "new"


def test_undo_takes_the_memberships_back(project, register):
    effects = loaded(LISTS, ROW)
    undone(LISTS, effects)
    assert not Membership.objects.exists()
