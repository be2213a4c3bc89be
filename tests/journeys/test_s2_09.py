"""S2.09 要素数据管进度. Given a construction permit dated 08-03 that arrives from the 审批局; when the rules run; then
the stage is 开工条件具备 with its source shown, and nobody can type it."""

import inspect
from datetime import UTC, date, datetime

from lutu.domains.projects import actions
from lutu.domains.projects.actions import correct_permit
from lutu.domains.projects.imports import PERMITS
from lutu.domains.projects.queries import fact_history, stage_reading
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT, LAND_SUPPLY, PLANNING_PERMIT
from lutu.domains.projects.tests.import_cases import loaded
from lutu.domains.projects.tests.page_cases import make_project
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY


def arrive(project):  # type: ignore[no-untyped-def]
    loaded(
        PERMITS,
        {"code": project.code, "kind": LAND_SUPPLY, "date": date(2021, 6, 1), "number": "370214-2021-001"},
        {"code": project.code, "kind": PLANNING_PERMIT, "date": date(2021, 7, 1), "number": "建字第2021-01号"},
        {
            "code": project.code, "kind": CONSTRUCTION_PERMIT, "date": date(2021, 8, 3),
            "number": "370214202108030101", "source": "审批局",
        },
    )  # fmt: skip


def test_a_permit_from_the_authority_sets_the_stage_with_its_source(district):
    project = make_project(district, number=1, name="动车组检修基地")
    arrive(project)
    project.refresh_from_db()
    assert project.standing.get_stage_display() == "已开工条件具备"
    assert project.standing.stage_since == date(2021, 8, 3)
    node = stage_reading(project=project, day=DAY).nodes[2]
    assert (node.title, node.date, node.number, node.source) == (
        "施工许可", date(2021, 8, 3), "370214202108030101", "审批局",
    )  # fmt: skip


def test_nobody_types_progress():
    taken = {
        parameter
        for name in actions.__all__
        if inspect.isfunction(getattr(actions, name))
        for parameter in inspect.signature(getattr(actions, name)).parameters
    }
    assert "stage" not in taken


def test_a_wrong_permit_is_corrected_as_a_new_fact_and_the_history_shows_it(district):
    project = make_project(district, number=1, name="动车组检修基地")
    arrive(project)
    wrong = fact_history(project=project).get(kind=CONSTRUCTION_PERMIT)
    later = datetime(2021, 11, 9, 8, 0, tzinfo=UTC)
    correct_permit(fact=wrong, value=date(2021, 8, 13), reason="与原件核对", actor=SYSTEM, at=later, day=DAY)
    assert stage_reading(project=project, day=DAY).since == date(2021, 8, 13)
    assert stage_reading(project=project, day=DAY, known_at=AT).since == date(2021, 8, 3)
    newest = fact_history(project=project)[0]
    assert (newest.supersedes, newest.reason) == (wrong, "与原件核对")
