"""The read-only API: what it answers, what it refuses, and that it shows only what is public."""

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from lutu.domains.projects.actions import correct_permit
from lutu.domains.projects.api import router
from lutu.domains.projects.models import ProjectCodeAlias
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT
from lutu.domains.projects.tests.page_cases import (
    YI,
    Made,
    lead,
    live_on_the_day,
    load_rules,
    make_projects,
    planned,
)
from lutu.kernel.access.registry import Reads
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import NewMember, add_members
from tests.cast import AT, DAY, Cast, District

API = "/api/v1"


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    return make_projects(district)


def test_projects_are_listed_with_count_total_and_as_of(client: Client, made: Made) -> None:
    answer = client.get(f"{API}/projects").json()
    assert answer["as_of"] == "2021-11-09"
    assert answer["count"] == 2
    assert answer["total_planned_investment"] == {"amount": 3 * YI + YI // 2, "unit": "fen"}
    first = answer["items"][0]
    assert first["code"] == made.started.code
    assert first["stage"] == {
        "key": "started", "title": "已开工", "since": "2021-08-10", "computed_for": "2021-11-09",
    }  # fmt: skip
    assert first["street"] == "城阳街道"


def test_a_project_carries_its_light_with_the_arithmetic_and_its_progress(client: Client, made: Made) -> None:
    load_rules()
    planned(made.started)
    first, second = client.get(f"{API}/projects").json()["items"]
    assert first["light"] == {
        "key": "red", "title": "滞后", "item": "进度", "computed_for": "2021-11-09",
        "arithmetic": "计划 70.44% − 实际 35.0% = 35.44 个百分点 > 30",
    }  # fmt: skip
    assert first["progress"] == {"planned_bp": 7044, "actual_bp": 3500}
    assert (second["light"]["key"], second["progress"]) == ("grey", None)
    assert client.get(f"{API}/projects?light=red").json()["count"] == 1
    assert client.get(f"{API}/projects?light=blue").status_code == 422


def test_the_api_names_no_leader_since_people_are_not_public(client: Client, made: Made, cast: Cast) -> None:
    lead(cast, made.started)
    for address in ("/projects", f"/projects/{made.started.code}"):
        assert "区领导" not in client.get(f"{API}{address}").content.decode()


def test_the_api_shows_staff_no_more_than_everybody(client: Client, made: Made, cast: Cast) -> None:
    client.force_login(cast["admin"])
    assert client.get(f"{API}/projects").json()["count"] == 2
    assert client.get(f"{API}/projects/{made.restricted.code}").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("stage=started", 1), ("stage=accepted", 0), ("register=city-key", 1), ("register=none", 0),
        ("kind=industry", 2), ("kind=public_welfare", 0), ("street=370214001", 2), ("street=370214005000", 0),
        (f"q={quote('检修')}", 1), ("q=,", 2),
    ],
)  # fmt: skip
def test_filters_narrow_count_and_rows_alike(client: Client, made: Made, query: str, count: int) -> None:
    answer = client.get(f"{API}/projects?{query}").json()
    assert answer["count"] == len(answer["items"]) == count


def test_pages_are_at_most_two_hundred_and_may_be_empty(client: Client, made: Made) -> None:
    assert len(client.get(f"{API}/projects?size=1").json()["items"]) == 1
    assert client.get(f"{API}/projects?page=9").json()["items"] == []
    assert client.get(f"{API}/projects?size=201").status_code == 422


def test_a_refused_parameter_is_named_with_what_was_found_and_expected(client: Client, made: Made) -> None:
    for name, found in (("stage", "finished"), ("page", "0"), ("colour", "red")):
        response = client.get(f"{API}/projects?{name}={found}")
        assert response.status_code == 422
        fault = response.json()["faults"][0]
        assert (fault["parameter"], fault["found"]) == (name, found)
        assert fault["expected"]


def test_one_project_carries_nodes_lists_and_former_codes(client: Client, made: Made) -> None:
    ProjectCodeAlias.objects.create(project=made.started, code="OLD-1", source="旧码")
    answer = client.get(f"{API}/projects/OLD-1").json()
    assert answer["code"] == made.started.code
    assert answer["former_codes"] == ["OLD-1"]
    assert [node["state"] for node in answer["nodes"]] == ["done", "done", "done", "done", "missing", "missing"]
    assert answer["registers"][0]["document_number"] == "青政办〔2021〕1号"
    assert answer["is_position_indicative"] is True


def test_facts_keep_what_was_corrected_and_never_name_who_typed(client: Client, made: Made) -> None:
    fact = Fact.objects.get(subject_id=made.started.pk, kind=CONSTRUCTION_PERMIT)
    correct_permit(fact=fact, value=date(2021, 8, 5), reason="录错", actor=SYSTEM, at=AT, day=DAY)
    answer = client.get(f"{API}/projects/{made.started.code}/facts").json()
    rows = [row for row in answer["items"] if row["kind"]["key"] == CONSTRUCTION_PERMIT]
    assert [(row["value"], row["superseded_by"] is None) for row in rows] == [
        ("2021-08-05", True),
        ("2021-08-03", False),
    ]
    assert rows[0]["supersedes"] == fact.pk
    assert rows[0]["reason"] == "录错"
    assert "recorded_by" not in str(answer)


def test_hidden_and_missing_answer_the_same(client: Client, made: Made) -> None:
    hidden = client.get(f"{API}/projects/{made.internal.code}")
    missing = client.get(f"{API}/projects/none")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json() == {"detail": "没有这个项目代码,或该项目未公开"}
    assert client.get(f"{API}/projects/{made.internal.code}/facts").status_code == 404


def test_registers_count_only_members_that_are_public(client: Client, made: Made) -> None:
    add_members(register=made.register, members=[NewMember(made.restricted.pk)], day=DAY, actor=SYSTEM, at=AT)
    answer = client.get(f"{API}/registers").json()
    assert [(row["code"], row["members"]) for row in answer["items"]] == [("city-key", 1)]


def test_nothing_can_be_written(client: Client, made: Made) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{API}/projects/{made.started.code}").status_code == 405


def test_every_operation_declares_its_refusals(client: Client, db: None) -> None:
    schema = client.get(f"{API}/openapi.json").json()
    for path, methods in schema["paths"].items():
        answers = {int(code) for code in methods["get"]["responses"]}
        assert {200, 405, 422} <= answers, path
        assert "{code}" not in path or 404 in answers, path


def test_every_operation_declares_what_it_reads() -> None:
    for view in router.path_operations.values():
        for operation in view.operations:
            marks = getattr(operation.view_func, "lutu_reads", ())
            assert marks and all(isinstance(mark, Reads) for mark in marks)


def test_the_description_can_be_read_and_tried(client: Client, db: None) -> None:
    assert client.get(f"{API}/openapi.json").json()["info"]["title"] == "路图 Lutu API"
    page = client.get(f"{API}/docs")
    assert page.status_code == 200
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


def test_a_list_of_projects_takes_few_queries(client: Client, made: Made, django_assert_max_num_queries) -> None:
    client.get(f"{API}/projects")
    with django_assert_max_num_queries(5):
        client.get(f"{API}/projects?size=200")
    with django_assert_max_num_queries(8):
        client.get(f"{API}/projects/{made.started.code}")
