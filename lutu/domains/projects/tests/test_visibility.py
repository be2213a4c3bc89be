"""Who sees which project: everybody the public ones, staff those of their area and level, nobody more."""

import pytest

from lutu.domains.projects.models import ParcelAllocation, Project, ProjectStanding
from lutu.domains.projects.queries import project_by_code, project_rows
from lutu.domains.projects.tests.page_cases import make_projects
from lutu.kernel.access.queries import could_see, visible
from lutu.kernel.search.queries import results
from tests.cast import DAY


@pytest.fixture
def made(district, cast):  # type: ignore[no-untyped-def]
    return make_projects(district)


def names(cast, username: str) -> set[str]:  # type: ignore[no-untyped-def]
    return set(project_rows(user=cast[username], day=DAY).values_list("name", flat=True))


PUBLIC = {"动车组检修基地", "社区文体中心"}


@pytest.mark.parametrize("username", ["stranger", "resident", "grid"])
def test_without_a_role_only_public_projects_are_seen(made, cast, username):
    assert names(cast, username) == PUBLIC


def test_a_street_clerk_sees_internal_projects_of_the_own_street_only(made, cast):
    assert names(cast, "street") == PUBLIC
    assert names(cast, "specialist") == PUBLIC | {"内部储备项目"}


def test_restricted_projects_need_the_clearance(made, cast):
    assert names(cast, "officer") == PUBLIC | {"内部储备项目"}
    assert names(cast, "admin") == PUBLIC | {"内部储备项目", "涉密保障项目"}


def test_a_hidden_project_is_absent_under_its_code_as_well(made, cast):
    code = made.internal.code
    assert project_by_code(user=cast["stranger"], day=DAY, code=code) is None
    assert project_by_code(user=cast["officer"], day=DAY, code=code) == made.internal


def test_what_hangs_on_a_project_is_seen_with_it(made, cast):
    shown = visible(user=cast["stranger"], model=ProjectStanding, day=DAY)
    assert {row.project_id for row in shown} == {made.started.pk, made.landless.pk}
    assert visible(user=cast["stranger"], model=ParcelAllocation, day=DAY).count() == 1


def test_search_finds_only_what_may_be_seen(made, cast):
    assert results(user=cast["stranger"], text="内部储备", day=DAY, limit=5) == []
    [group] = results(user=cast["officer"], text="内部储备", day=DAY, limit=5, staff=True)
    assert (group.total, group.hits[0].title) == (1, "内部储备项目")
    assert group.hits[0].url == f"/workbench/projects/{made.internal.pk}/"


def test_whether_somebody_could_see_a_project_is_answered_for_a_day(made, cast):
    seen = {"person": cast.people["specialist"], "model": Project, "pk": made.internal.pk}
    assert could_see(day=DAY, **seen)
    assert not could_see(day=DAY.replace(year=2020), **seen)


def test_a_list_page_reads_its_projects_in_one_query(made, cast, django_assert_num_queries):
    rows = project_rows(user=cast["officer"], day=DAY)
    with django_assert_num_queries(1):
        [(row.area.name, str(row.owner_party), str(row.lead_unit), row.standing.stage) for row in rows]
