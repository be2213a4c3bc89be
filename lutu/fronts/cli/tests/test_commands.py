"""The command line speaks Chinese, refuses in one sentence, and never shows a traceback."""

from pathlib import Path

import pytest
from django.db import OperationalError

from lutu.fronts.cli import main, nightly, serve
from lutu.fronts.cli.console import Refused, day_of
from lutu.fronts.cli.parsing import COMMANDS, parser

NAMES = (
    "init", "demo", "guide", "serve", "worker", "nightly", "journal", "import", "backup", "health", "messages",
    "assets",
)  # fmt: skip


def test_every_command_explains_itself_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    whole = capsys.readouterr().out
    for name in NAMES:
        assert name in whole
        assert main([name, "--help"]) == 0
        assert "用法:" in capsys.readouterr().out


def test_every_module_of_the_list_declares_a_command() -> None:
    assert len(COMMANDS) == len({module.__name__ for module in COMMANDS})
    assert parser().format_help().count("\n") > len(NAMES)


@pytest.mark.parametrize("words", [[], ["unknown"], ["demo", "--size", "huge"], ["import"]])
def test_a_command_written_wrongly_ends_with_status_2_and_names_the_help(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert "--help" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable() -> None:
        raise OperationalError("connection refused\nmore")

    monkeypatch.setattr(nightly.clock, "today", unreachable)
    assert main(["nightly"]) == 1
    spoken = capsys.readouterr().err
    assert spoken.startswith("数据库不能使用:connection refused。")
    assert "Traceback" not in spoken


def test_an_interrupted_command_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(nightly.clock, "today", interrupted)
    assert main(["nightly"]) == 130
    assert capsys.readouterr().err == "已中断\n"


def test_the_web_is_not_served_before_its_static_files_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == 1
    assert "lutu assets" in capsys.readouterr().err


def test_the_web_is_served_by_granian_over_wsgi() -> None:
    command = serve.granian_command(host="127.0.0.1", port=8123, workers=2)
    assert Path(command[0]).name.startswith("python")
    assert " ".join(command[1:]).startswith("-m granian --interface wsgi --host 127.0.0.1 --port 8123 --workers 2")
    assert command[-1] == "lutu.wsgi:application"


@pytest.mark.parametrize(("port", "workers"), [(0, 2), (70000, 2), (8000, 0)])
def test_a_port_or_a_number_of_workers_that_cannot_be_is_refused(port: int, workers: int) -> None:
    with pytest.raises(Refused):
        serve.granian_command(host="127.0.0.1", port=port, workers=workers)


def test_a_day_that_cannot_be_read_is_refused_with_its_form() -> None:
    with pytest.raises(Refused, match="2021-11-09"):
        day_of("9.11.2021")
