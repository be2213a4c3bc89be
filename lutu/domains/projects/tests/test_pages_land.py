"""The land ledger on the workbench, and giving land to projects."""

from datetime import date

import pytest
from django.test import Client

from lutu.domains.projects.models import ParcelAllocation
from lutu.domains.projects.tests.page_cases import Made, hold_land, live_on_the_day, make_parcel, make_projects
from tests.cast import Cast, District

LAND = "/workbench/projects/land/"


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    return make_projects(district)


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast["officer"])
    return client


def test_the_ledger_sums_the_land_of_what_is_shown(officer: Client, made: Made, district: District) -> None:
    make_parcel(district, number="城阳2021-02", mu="12.5", contract=date(2021, 9, 30))
    make_parcel(district, number="城阳2021-03", mu="7", contract=date(2021, 10, 1))
    everything = officer.get(LAND).content.decode()
    assert "79.50亩" in everything
    page = officer.get(f"{LAND}?from=2021-01-01&until=2021-09-30").content.decode()
    assert "72.50亩" in page
    assert "城阳2021-03" not in page


def test_parcels_without_a_project_have_their_own_tab(officer: Client, made: Made, district: District) -> None:
    make_parcel(district, number="城阳2021-02")
    page = officer.get(f"{LAND}?allocation=none").content.decode()
    assert "城阳2021-02" in page
    assert made.parcel.number not in page
    assert made.parcel.number in officer.get(f"{LAND}?allocation=part").content.decode()


def test_a_parcel_shows_its_projects_and_what_is_left(officer: Client, made: Made) -> None:
    page = officer.get(f"{LAND}{made.parcel.pk}/").content.decode()
    for text in (made.started.name, "60.00亩", "45.00亩", "15.00亩", "合2021-01", "落位到项目"):
        assert text in page, text


def test_more_than_is_left_is_refused_with_what_is_left(officer: Client, made: Made) -> None:
    answer = {"project_code": made.landless.code, "area_mu": "20", "day": "2021-11-09"}
    response = officer.post(f"{LAND}{made.parcel.pk}/allocate/", answer)
    assert response.status_code == 422
    assert "超配 5.00 亩,可落位 15.00 亩" in response.content.decode()
    assert ParcelAllocation.objects.count() == 1


def test_what_fits_is_allocated_and_ended_with_a_reason(officer: Client, made: Made) -> None:
    answer = {"project_code": made.landless.code, "area_mu": "15", "day": "2021-11-01"}
    assert officer.post(f"{LAND}{made.parcel.pk}/allocate/", answer).status_code == 302
    assert "已全部落位" in officer.get(f"{LAND}{made.parcel.pk}/").content.decode()
    share = ParcelAllocation.objects.get(project=made.landless)
    ended = {"day": "2021-11-09", "reason": "调整选址"}
    assert officer.post(f"{LAND}allocations/{share.pk}/end/", ended).status_code == 302
    page = officer.get(f"{LAND}{made.parcel.pk}/").content.decode()
    assert "已解除的落位(1)" in page
    assert "可落位 15.00亩" in page


def test_an_unknown_or_hidden_project_code_is_refused_the_same_way(officer: Client, made: Made) -> None:
    for code in ("2101-370214-04-01-999999", made.restricted.code):
        answer = {"project_code": code, "area_mu": "1", "day": "2021-11-09"}
        response = officer.post(f"{LAND}{made.parcel.pk}/allocate/", answer)
        assert response.status_code == 422
        assert f"没有代码为 {code} 的项目" in response.content.decode()


def test_a_street_clerk_sees_the_land_of_the_own_street_only(client: Client, cast: Cast, made: Made) -> None:
    client.force_login(cast["specialist"])
    assert made.parcel.number not in client.get(LAND).content.decode()
    assert client.get(f"{LAND}{made.parcel.pk}/").status_code == 404


def test_a_project_that_the_reader_may_not_see_is_not_named_on_its_parcel(
    officer: Client, made: Made, cast: Cast, district: District
) -> None:
    hold_land(made.restricted, made.parcel, mu="5")
    page = officer.get(f"{LAND}{made.parcel.pk}/").content.decode()
    assert made.restricted.name not in page
    assert "10.00亩" in page


def test_the_ledger_takes_few_queries_whatever_the_number_of_rows(
    officer: Client, made: Made, district: District, django_assert_max_num_queries
) -> None:
    officer.get(LAND)
    with django_assert_max_num_queries(12) as few:
        officer.get(LAND)
    for number in range(20):
        make_parcel(district, number=f"地{number:02}")
    with django_assert_max_num_queries(12) as many:
        officer.get(LAND)
    assert len(many.captured_queries) == len(few.captured_queries)
