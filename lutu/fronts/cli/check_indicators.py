"""lutu check_indicators: what is wrong with the definitions in force today."""

import argparse

from lutu.fronts.cli.console import Commands, day_of, say
from lutu.kernel.indicators.checks import flaws
from lutu.kernel.indicators.queries.definitions import definitions_on
from lutu.web import clock


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "check_indicators", help="检查指标口径:缺项、无主、重复、取数口径不存在、页面引用落空"
    )
    command.add_argument("--day", metavar="日期", help="检查哪一天生效的口径,默认今天")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every flaw; status 1 where there is one."""
    day = day_of(arguments.day) if arguments.day else clock.today()
    found = flaws(day=day)
    for flaw in found:
        say(f"{flaw.code}:{flaw.sentence}")
    count = definitions_on(day=day).count()
    say(f"{day} 生效的口径 {count} 个,不妥 {len(found)} 处")
    return 1 if found else 0
