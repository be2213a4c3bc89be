"""S2.01 重点项目库. Given a file with a duplicate project code; when it is imported; then the line is refused with
its number and the reason, and the rest is loaded."""

import pytest

from lutu.domains.projects.models import Project
from lutu.kernel.intake.actions import confirm, preview, receive, undo
from lutu.kernel.intake.models import ImportLine
from lutu.kernel.journal.actions import Actor
from tests.cast import AT, DAY

OFFICER = Actor("account", "3", "项目科员")
HEADINGS = "项目代码,项目名称,项目类别,街道(社区),建设单位,主抓单位,计划总投资(万元),计划开工日期,计划竣工日期\n"


def line(number: int, name: str) -> str:
    code = f"2108-370214-04-01-{number:06}"
    return f"{code},{name},产业,城阳街道,示例制造有限公司,发展和改革局,12000,2021-03-15,2023-06-30\n"


def received(content: str, *, encoding: str = "utf-8"):  # type: ignore[no-untyped-def]
    batch = receive(kind="projects", name="重点项目.csv", content=content.encode(encoding), actor=OFFICER, at=AT)
    return preview(batch=batch, day=DAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_duplicate_code_is_refused_with_line_and_reason_and_the_rest_loads(district, encoding):
    rows = [line(number, f"示例项目{number}") for number in range(1, 16)]
    file = HEADINGS + "".join(rows) + line(8, "重复的项目")
    batch = received(file, encoding=encoding)
    assert (batch.new_count, batch.refused_count) == (15, 1)
    assert not Project.objects.exists()
    batch = confirm(batch=batch, actor=OFFICER, at=AT, day=DAY)
    assert Project.objects.count() == 15
    refused = ImportLine.objects.get(batch=batch, verdict="refused")
    assert refused.number == 17
    [[column, found, expected, remedy]] = refused.faults
    assert (column, found) == ("项目代码", "2108-370214-04-01-000008")
    assert "第 17 行:代码与第 9 行重复" in expected
    assert remedy


def test_the_same_file_once_more_changes_nothing(district):
    file = HEADINGS + line(1, "示例项目") + line(2, "另一项目")
    confirm(batch=received(file), actor=OFFICER, at=AT, day=DAY)
    before = list(Project.objects.values())
    again = received(file)
    assert (again.new_count, again.changed_count, again.unchanged_count) == (0, 0, 2)
    confirm(batch=again, actor=OFFICER, at=AT, day=DAY)
    assert list(Project.objects.values()) == before


def test_a_load_by_mistake_is_taken_back(district):
    batch = confirm(batch=received(HEADINGS + line(1, "示例项目")), actor=OFFICER, at=AT, day=DAY)
    undo(batch=batch, actor=OFFICER, at=AT, day=DAY)
    assert not Project.objects.exists()
