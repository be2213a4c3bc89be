"""The portal's pages of projects."""

import pytest
from django.test import Client

from lutu.domains.projects.models import ProjectCodeAlias
from lutu.domains.projects.tests.page_cases import Made, live_on_the_day, make_project, make_projects, permit
from tests.cast import Cast, District


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    return make_projects(district)


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_visitor_sees_public_projects_with_count_investment_and_as_of_day(client: Client, made: Made) -> None:
    page = _page(client, "/projects/")
    assert made.started.name in page
    assert made.landless.name in page
    assert made.internal.name not in page
    assert made.restricted.name not in page
    assert "3.50亿元" in page
    assert "2021-11-09" in page


def test_the_portal_shows_the_same_to_staff_as_to_everybody(client: Client, made: Made, cast: Cast) -> None:
    client.force_login(cast["officer"])
    page = _page(client, "/projects/")
    assert made.internal.name not in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("stage=started", "started", "landless"),
        ("stage=no_land", "landless", "started"),
        ("register=city-key", "started", "landless"),
        ("size_band=small", "landless", "started"),
        ("q=检修", "started", "landless"),
        ("kind=infrastructure", "", "started"),
        ("year=2020", "", "started"),
    ],
)
def test_the_list_is_narrowed_by_its_filters(client: Client, made: Made, query: str, shown: str, hidden: str) -> None:
    page = _page(client, f"/projects/?{query}")
    if shown:
        assert getattr(made, shown).name in page
    assert getattr(made, hidden).name not in page


def test_a_street_filter_follows_the_area_of_the_project(client: Client, made: Made, district: District) -> None:
    here, there = (street.code[:9] for street in (district.streets[0], district.streets[2]))
    assert made.started.name in _page(client, f"/projects/?street={here}")
    assert made.started.name not in _page(client, f"/projects/?street={there}")


def test_the_stage_band_counts_every_stage_whatever_stage_is_chosen(client: Client, made: Made) -> None:
    bands = client.get("/projects/?stage=started").context["summary"].bands
    assert [band.count for band in bands] == [1, 0, 0, 0, 1, 0]
    assert [band.is_chosen for band in bands] == [False, False, False, False, True, False]


def test_the_map_shows_the_points_of_the_filtered_list(client: Client, made: Made) -> None:
    response = client.get("/projects/map/?stage=started")
    drawn = response.context["map"]
    assert [mark.key for mark in drawn.marks] == [made.started.code]
    assert [(item.key, item.count) for item in drawn.legend] == [("started", 1)]
    assert made.started.name in response.content.decode()


def test_a_project_page_shows_nodes_lists_land_and_sources(client: Client, made: Made) -> None:
    page = _page(client, f"/projects/{made.started.code}/")
    for text in (
        "已开工",
        "2021年8月10日",
        "370214202108030101",
        "审批局",
        "市重点项目",
        "青政办〔2021〕1号",
        "45.00亩",
        "示意",
        "未取得",
    ):
        assert text in page, text


def test_a_former_code_leads_to_the_present_one(client: Client, made: Made) -> None:
    ProjectCodeAlias.objects.create(project=made.started, code="OLD-1", source="旧码")
    response = client.get("/projects/OLD-1/")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/projects/{made.started.code}/"


def test_hidden_and_missing_projects_answer_the_same(client: Client, made: Made) -> None:
    hidden = client.get(f"/projects/{made.internal.code}/")
    missing = client.get("/projects/2101-370214-04-01-999999/")
    assert hidden.status_code == missing.status_code == 404
    assert made.internal.name not in hidden.content.decode()


def test_a_former_code_of_a_hidden_project_leads_nowhere(client: Client, made: Made) -> None:
    ProjectCodeAlias.objects.create(project=made.internal, code="OLD-2", source="旧码")
    assert client.get("/projects/OLD-2/").status_code == 404


def test_the_export_holds_what_is_shown(client: Client, made: Made) -> None:
    response = client.get("/projects/?stage=started&export=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert made.started.name in text
    assert made.landless.name not in text
    assert "演示数据" in text


def test_list_and_record_take_few_queries_whatever_the_number_of_rows(
    client: Client, made: Made, district: District, django_assert_max_num_queries
) -> None:
    client.get("/projects/")
    with django_assert_max_num_queries(12) as few:
        client.get("/projects/")
    with django_assert_max_num_queries(12):
        client.get(f"/projects/{made.started.code}/")
    for number in range(100, 118):
        permit(make_project(district, number=number, name=f"示例项目{number}"))
    with django_assert_max_num_queries(12) as many:
        client.get("/projects/")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_english_pages_have_english_words(client: Client, made: Made) -> None:
    client.cookies["lutu_language"] = "en"
    page = _page(client, f"/projects/{made.started.code}/")
    assert "Construction permit" in page
    assert made.started.name in page


@pytest.mark.parametrize("front", ["/projects/", "/projects/map/"])
def test_there_is_no_way_to_type_a_stage(client: Client, made: Made, front: str) -> None:
    assert client.post(front, {"stage": "accepted"}).status_code == 405
    made.landless.standing.refresh_from_db()
    assert made.landless.standing.stage == "no_land"
