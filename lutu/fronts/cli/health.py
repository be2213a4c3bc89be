"""lutu health: the same readings as the health page, for scripts and for people on the server."""

import argparse

from lutu.fronts.cli.console import Commands, say
from lutu.fronts.readings import readings


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("health", help="运行状况:数据库、作业进程、队列、日终、备份、磁盘")
    command.set_defaults(run=health)


def health(arguments: argparse.Namespace) -> int:
    """Print one line a reading; status 1 where something is wrong or late."""
    found = readings()
    for reading in found:
        say(f"{reading.title}:{reading.word} {reading.finding}".rstrip())
        if reading.remedy:
            say(f"  {reading.remedy}")
    return 0 if all(reading.state in ("good", "unknown") for reading in found) else 1
