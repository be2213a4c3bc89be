"""Permits on the workbench: the week's changes, correction, revocation and taking back."""

from datetime import date, timedelta

import pytest
from django.test import Client

from lutu.domains.projects.actions import NewPermit, state_permits
from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import ACTUAL_START, COMPLETION_ACCEPTANCE, CONSTRUCTION_PERMIT, LAND_SUPPLY
from lutu.domains.projects.tests.page_cases import Made, live_on_the_day, make_projects, permit
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY, Cast, District

WEEK = "/workbench/projects/permits/"


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    return make_projects(district)


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast["officer"])
    return client


def _fact(project: Project, kind: str) -> Fact:
    return Fact.objects.get(subject_id=project.pk, kind=kind, retracts=False, superseded_by__isnull=True)


def _stage(project: Project) -> str:
    project.standing.refresh_from_db()
    return project.standing.stage


def test_the_week_shows_what_was_recorded_in_seven_days_with_its_source(officer: Client, made: Made) -> None:
    page = officer.get(WEEK).content.decode()
    for text in (made.started.name, "施工许可", "2021-08-03", "审批局", "新增"):
        assert text in page, text


def test_what_was_recorded_before_stands_under_a_longer_period(officer: Client, made: Made) -> None:
    state_permits(
        permits=[NewPermit(made.landless.pk, LAND_SUPPLY, date(2021, 10, 1))],
        actor=SYSTEM, at=AT - timedelta(days=20), day=DAY,
    )  # fmt: skip
    assert made.landless.name not in officer.get(WEEK).content.decode()
    assert made.landless.name in officer.get(f"{WEEK}?period=30").content.decode()


def test_permits_of_hidden_projects_are_not_among_the_changes(officer: Client, made: Made) -> None:
    permit(made.restricted)
    assert made.restricted.name not in officer.get(WEEK).content.decode()
    text = b"".join(officer.get(f"{WEEK}?export=csv").streaming_content).decode()
    assert made.restricted.name not in text


def test_a_corrected_permit_shows_old_and_new_with_the_reason(officer: Client, made: Made) -> None:
    fact = _fact(made.started, CONSTRUCTION_PERMIT)
    answer = {"value": "2021-08-05", "number": "370214202108050101", "reason": "证照日期录错"}
    response = officer.post(f"{WEEK}{fact.pk}/correct/", answer)
    assert response.status_code == 302
    page = officer.get(response.headers["Location"]).content.decode()
    for text in ("<s>2021-08-03</s>", "已被更正", "2021-08-05", "现行(经更正)", "证照日期录错"):
        assert text in page, text


def test_a_correction_without_reason_or_into_the_future_is_refused_beside_the_field(
    officer: Client, made: Made
) -> None:
    address = f"{WEEK}{_fact(made.started, CONSTRUCTION_PERMIT).pk}/correct/"
    response = officer.post(address, {"value": "2021-11-10", "reason": ""})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert "晚于今天" in errors["value"][0]
    assert "reason" in errors


def test_a_permit_that_was_corrected_already_cannot_be_corrected_again(officer: Client, made: Made) -> None:
    fact = _fact(made.started, CONSTRUCTION_PERMIT)
    answer = {"value": "2021-08-05", "number": "", "reason": "证照日期录错"}
    officer.post(f"{WEEK}{fact.pk}/correct/", answer)
    assert officer.get(f"{WEEK}{fact.pk}/correct/").status_code == 404


def test_a_revoked_permit_lets_the_stage_fall_back_and_the_page_says_so(officer: Client, made: Made) -> None:
    fact = _fact(made.started, CONSTRUCTION_PERMIT)
    assert officer.post(f"{WEEK}{fact.pk}/revoke/", {"day": "2021-11-01", "reason": "依法撤销"}).status_code == 302
    assert _stage(made.started) == "planning_permitted"
    page = officer.get(f"/workbench/projects/{made.started.pk}/").content.decode()
    for text in ("已规划许可", "已于 2021-11-01 失效", "已撤销", "依法撤销", "数据冲突"):
        assert text in page, text
    public = officer.get(f"/projects/{made.started.code}/").content.decode()
    assert "已于 2021-11-01 失效" in public


def test_a_permit_reported_by_mistake_is_taken_back_and_stays_readable(officer: Client, made: Made) -> None:
    permit(made.landless, [(LAND_SUPPLY, date(2021, 10, 1), "误报-1")])
    fact = _fact(made.landless, LAND_SUPPLY)
    assert officer.post(f"{WEEK}{fact.pk}/retract/", {"reason": "属于另一项目"}).status_code == 302
    assert _stage(made.landless) == "no_land"
    page = officer.get(f"/workbench/projects/{made.landless.pk}/").content.decode()
    for text in ("误报,已撤回", "属于另一项目", "误报-1"):
        assert text in page, text


@pytest.mark.parametrize("move", ["correct", "revoke", "retract"])
def test_only_holders_of_the_permit_right_may_touch_a_permit(client: Client, cast: Cast, made: Made, move: str) -> None:
    client.force_login(cast["leader"])
    fact = _fact(made.started, ACTUAL_START)
    assert client.post(f"{WEEK}{fact.pk}/{move}/", {"reason": "x", "day": "2021-11-01"}).status_code == 403
    assert _stage(made.started) == "started"


def test_a_permit_of_a_hidden_project_is_not_found(officer: Client, made: Made) -> None:
    permit(made.restricted)
    fact = _fact(made.restricted, CONSTRUCTION_PERMIT)
    assert officer.get(f"{WEEK}{fact.pk}/correct/").status_code == 404


def test_a_missing_predecessor_is_a_finding_and_can_be_filtered(officer: Client, made: Made) -> None:
    permit(made.landless, [(COMPLETION_ACCEPTANCE, date(2021, 10, 1), "验-1")])
    page = officer.get("/workbench/projects/?findings=gaps").content.decode()
    assert made.landless.name in page
    assert made.started.name not in page
    assert "缺" in officer.get(f"/workbench/projects/{made.landless.pk}/").content.decode()
