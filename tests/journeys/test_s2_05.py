"""S2.05 市级清单挂接. Given a project in lists A and C; when list B replaces A; then the history is kept and the
projects are counted by list."""

from datetime import date, timedelta

from lutu.domains.projects.imports import LISTS
from lutu.domains.projects.queries import lists_of
from lutu.domains.projects.tests.import_cases import loaded
from lutu.domains.projects.tests.page_cases import make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.registers.actions import open_register, replace_register
from lutu.kernel.registers.queries import members_on
from tests.cast import AT, DAY, FROM

CHANGE = date(2021, 10, 1)


def opened(code: str, name: str):  # type: ignore[no-untyped-def]
    return open_register(
        code=code, name=name, kind="市级", subject_kind="projects.project", valid_from=FROM, actor=SYSTEM, at=AT
    )


def names(project, day: date) -> list[str]:  # type: ignore[no-untyped-def]
    return sorted(row.register.code for row in lists_of(project=project, day=day))


def test_list_b_replaces_list_a_and_nothing_is_forgotten(district):
    both = make_project(district, number=1, name="在两个清单的项目")
    moved = make_project(district, number=2, name="转入新清单的项目")
    a, b = opened("A", "2021 年第一批"), opened("B", "2021 年第二批")
    opened("C", "轨道交通专项")
    start = date(2021, 3, 1)
    loaded(
        LISTS,
        *({"list": code, "code": both.code, "day": start} for code in ("A", "C")),
        {"list": "A", "code": moved.code, "day": start},
        {"list": "B", "code": moved.code, "day": CHANGE},
    )
    replace_register(old=a, new=b, day=CHANGE, actor=SYSTEM, at=AT)
    eve = CHANGE - timedelta(days=1)
    assert (names(both, eve), names(both, CHANGE)) == (["A", "C"], ["C"])
    assert (names(moved, eve), names(moved, DAY)) == (["A"], ["B"])
    assert {code: members_on(register=code, day=eve).count() for code in "ABC"} == {"A": 2, "B": 0, "C": 1}
    assert {code: members_on(register=code, day=DAY).count() for code in "ABC"} == {"A": 0, "B": 1, "C": 1}
    assert [(row.register.code, row.valid_to) for row in lists_of(project=both)] == [("A", CHANGE), ("C", None)]
    assert entries_of(subject=("projects.project", both.pk))[0].details["reason"] == "由“2021 年第二批”替换"
