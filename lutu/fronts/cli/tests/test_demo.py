"""lutu demo: only into an empty database; then the guide tells where to look."""

import pytest

from lutu.fronts.cli import demo, main
from lutu.fronts.cli.guide import lines
from lutu.kernel.journal.models import DailyHead, Entry
from lutu.kernel.rules.models import Parameter
from lutu.web import clock
from tests.cast import District

pytestmark = pytest.mark.django_db


def test_a_filled_database_is_never_touched(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    before = Entry.objects.count()
    assert main(["demo", "--size", "tiny"]) == 1
    assert capsys.readouterr().err == "数据库已有数据;如需重建请使用空库\n"
    assert main(["demo", "--if-empty"]) == 0
    assert "不载入演示数据" in capsys.readouterr().out
    assert Entry.objects.count() == before


def test_the_tiny_demo_fills_an_empty_database_marks_it_and_seals_its_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo", "--size", "tiny"]) == 0
    assert "重点项目:20" in capsys.readouterr().out
    assert clock.demo_day() == demo.DEMO_DAY
    assert DailyHead.objects.get().day == demo.DEMO_DAY
    assert Parameter.objects.filter(code="projects.start_basis").exists()
    assert main(["demo", "--if-empty"]) == 0
    assert "演示数据已在" in capsys.readouterr().out
    assert main(["journal", "verify"]) == 0


def test_a_load_that_fails_leaves_an_empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**given: object) -> None:
        raise ArithmeticError("重点项目:应为 506,实为 505")

    monkeypatch.setattr(demo.projects_demo, "load", broken)
    with pytest.raises(ArithmeticError):
        demo.load(size="tiny", report=lambda text: None)
    assert not demo.is_filled()


def test_the_guide_names_every_demo_account_and_the_password() -> None:
    told = "\n".join(lines(address="http://127.0.0.1:8000", is_demo=True))
    assert all(name in told for name in ("leader", "officer", "stranger", "admin", "lutu-demo-2021"))
    assert "http://127.0.0.1:8000/projects/" in told


def test_in_real_use_the_guide_names_no_account() -> None:
    told = "\n".join(lines(address="http://127.0.0.1:8000", is_demo=False))
    assert "lutu-demo-2021" not in told
