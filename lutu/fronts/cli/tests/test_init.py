"""lutu init: a real start, repeatable, never over a demo."""

import pytest

from lutu.fronts.cli import main
from lutu.kernel.access.models import Account, Role, RoleGrant
from lutu.kernel.access.queries import can
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Person
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.rules.models import Parameter
from lutu.kernel.territory.models import Area
from lutu.web import clock
from tests.cast import AT, DAY

pytestmark = pytest.mark.django_db
ASKED = [
    "init", "--admin-username", "chief", "--admin-name", "王管理", "--admin-number", "A001",
    "--organisation", "区大数据局", "--admin-email", "chief@example.org",
]  # fmt: skip
PASSWORD = "a-long-and-odd-phrase"


def test_a_start_loads_the_310_areas_roles_and_parameters_and_appoints_the_administrator(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LUTU_ADMIN_PASSWORD", PASSWORD)
    assert main(ASKED) == 0
    assert "首位系统管理员“chief”已开通" in capsys.readouterr().out
    levels = {level: Area.objects.filter(level=level).count() for level in ("district", "street", "community")}
    assert levels == {"district": 1, "street": 9, "community": 300}
    assert Area.objects.filter(level="community", kind="village").count() == 28
    account = Account.objects.get(username="chief")
    assert account.check_password(PASSWORD)
    assert account.display_name == "王管理"
    assert can(user=account, permission="access.account.write", day=clock.today())
    assert Role.objects.filter(code="auditor").exists()
    assert Parameter.objects.get(code="projects.start_basis").is_default


def test_a_second_start_adds_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LUTU_ADMIN_PASSWORD", PASSWORD)
    main(ASKED)
    before = (Area.objects.count(), Account.objects.count(), RoleGrant.objects.count(), Parameter.objects.count())
    assert main(["init"]) == 0
    assert "已有系统管理员,不再新设" in capsys.readouterr().out
    after = (Area.objects.count(), Account.objects.count(), RoleGrant.objects.count(), Parameter.objects.count())
    assert before == after


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_weak_password_is_refused_and_nothing_is_left_behind(
    password: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LUTU_ADMIN_PASSWORD", password)
    assert main(ASKED) == 1
    assert capsys.readouterr().err.startswith("口令不合要求:")
    assert not Person.objects.exists()
    assert not Area.objects.exists()


def test_without_a_terminal_the_missing_answer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 1
    assert "--admin-username" in capsys.readouterr().err


def test_a_district_without_a_file_of_areas_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--areas", "/nowhere/areas.yaml"]) == 1
    assert "没有区划文件 /nowhere/areas.yaml" in capsys.readouterr().err


def test_a_demo_database_is_never_turned_into_a_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    set_parameter(code=clock.DEMO_DAY, value=str(DAY), valid_from=DAY, source="演示数据", actor=SYSTEM, at=AT)
    assert main(ASKED) == 1
    assert "演示库" in capsys.readouterr().err
    assert not Account.objects.exists()
