from datetime import date

import pytest
from django.urls import reverse

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import load_parameters, set_parameter
from lutu.kernel.rules.queries import parameter
from tests.cast import AT, FROM, REFERENCE


@pytest.fixture
def admin(client, cast):
    load_parameters(file=REFERENCE / "parameters.yaml", actor=SYSTEM, at=AT)
    client.force_login(cast["admin"])
    return client


def test_a_parameter_shows_its_value_in_words_its_source_and_its_mark(admin):
    page = admin.get(reverse("workbench:parameter", args=["projects.start_basis"])).content.decode()
    assert "以实际开工为准" in page
    assert "默认值" in page


def test_a_new_value_holds_from_its_day_and_the_old_one_stays_readable(admin):
    admin.post(
        reverse("workbench:parameter_set", args=["projects.start_basis"]),
        {"value": "construction_permit", "valid_from": "2021-11-01", "source": "示例会议纪要", "note": ""},
    )
    assert parameter(code="projects.start_basis", day=date(2021, 10, 31)).value == "actual_start"
    assert parameter(code="projects.start_basis", day=date(2021, 11, 1)).value == "construction_permit"


def test_a_value_nobody_offered_is_refused(admin):
    response = admin.post(
        reverse("workbench:parameter_set", args=["projects.start_basis"]),
        {"value": "whenever", "valid_from": "2021-11-01", "source": "示例"},
    )
    assert response.status_code == 422
    assert parameter(code="projects.start_basis", day=date(2021, 11, 9)).value == "actual_start"


def test_a_number_stays_a_number(admin):
    set_parameter(
        code="test.days", name="天数", value=7, unit="天", valid_from=FROM, source="示例", actor=SYSTEM, at=AT
    )
    address = reverse("workbench:parameter_set", args=["test.days"])
    refused = admin.post(address, {"value": "七", "valid_from": "2021-11-01", "source": "示例"})
    assert "应为整数" in refused.content.decode()
    admin.post(address, {"value": "9", "valid_from": "2021-11-01", "source": "示例"})
    assert parameter(code="test.days", day=date(2021, 11, 9)).value == 9
