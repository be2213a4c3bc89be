"""The parser of every command, and how refusals become one sentence."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, cast

from django.db import Error as DatabaseError

from lutu.fronts.cli import (
    backup,
    catalogues,
    check_indicators,
    demo,
    guide,
    health,
    imports,
    init,
    journal,
    nightly,
    serve,
    verify,
    worker,
)
from lutu.fronts.cli.console import Refused

COMMANDS = (
    init, demo, guide, serve, worker, nightly, verify, check_indicators, journal, imports, backup, health, catalogues,
)  # fmt: skip
DONE, REFUSED, MISUSED, INTERRUPTED = 0, 1, 2, 130


class ChineseHelp(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese headings."""

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "用法:")  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """A parser that helps and refuses in Chinese."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"formatter_class": ChineseHelp, "add_help": False, **options})  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """End with status 2, saying where the help is."""
        self.print_usage(sys.stderr)
        self.exit(MISUSED, f"命令写得不对({message})。用法见 {self.prog} --help\n")


def parser() -> Parser:
    """The parser with every command."""
    whole = Parser(prog="lutu", description="路图:区级重点工作闭环系统。配置见 docs/operations.md。")
    commands = whole.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    for command in COMMANDS:
        command.add(commands)
    return whole


def run(*, arguments: Sequence[str]) -> int:
    """Run the command the arguments name; what it refuses goes to the error stream as one sentence."""
    try:
        chosen = parser().parse_args(arguments)
    except SystemExit as end:
        return int(cast(int, end.code))
    command: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return command(chosen)
    except Refused as refusal:
        return _refuse(str(refusal), REFUSED)
    except DatabaseError as error:
        return _refuse(
            f"数据库不能使用:{_first_line(error)}。请检查 DATABASE_URL 与数据库服务;库表未建时先运行 lutu init",
            REFUSED,
        )
    except KeyboardInterrupt:
        return _refuse("已中断", INTERRUPTED)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _refuse(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return status
