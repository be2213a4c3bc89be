"""lutu demo: fills an empty database with the invented district, part by part, through the actions."""

import argparse
from collections.abc import Callable
from datetime import date, datetime, time

from django.db import transaction
from django.utils.timezone import get_default_timezone

from lutu.domains.projects import demo as projects_demo
from lutu.domains.reform import demo as reform_demo
from lutu.fronts.cli.console import Commands, Refused, indented, say, step
from lutu.fronts.cli.guide import PASSWORD
from lutu.fronts.cli.nightly import run_night
from lutu.fronts.cli.reference import load_figures, load_rules, migrate
from lutu.kernel.access import demo as access_demo
from lutu.kernel.access.models import Account
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.territory import demo as territory_demo
from lutu.web import clock

DEMO_DAY = date(2021, 11, 9)
# The batch of the demo day, at an hour of its own: two loads write the same journal whatever the time of day.
NIGHT = datetime.combine(DEMO_DAY, time(8), tzinfo=get_default_timezone())
SIZES = ("tiny", "full")
FILLED = "数据库已有数据;如需重建请使用空库"


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("demo", help="载入演示区(只能载入空库)")
    command.add_argument("--size", choices=SIZES, default="full", metavar="tiny|full", help="一个街道,或全区(默认)")
    command.add_argument("--if-empty", action="store_true", help="已有数据时跳过,不算出错")
    command.set_defaults(run=demo)


def demo(arguments: argparse.Namespace) -> int:
    """Create the tables and load the demo. Raises Refused on a filled database: nothing is ever deleted."""
    migrate()
    if is_filled():
        if not arguments.if_empty:
            raise Refused(FILLED)
        say("演示数据已在,跳过载入" if clock.demo_day() else "数据库已有正式数据,不载入演示数据")
        return 0
    for label, value in load(size=arguments.size, report=indented).items():
        indented(f"{label}:{value}")
    return 0


def is_filled() -> bool:
    """Whether anything has ever been written: every action leaves a journal entry."""
    return Entry.objects.exists() or Account.objects.exists()


def load(*, size: str, report: Callable[[str], None]) -> dict[str, int | str]:
    """Load the demo of a size, all or nothing, and close its day; returns what was loaded by Chinese label."""
    summary: dict[str, int | str] = {}
    with step(f"载入演示区({size})"), transaction.atomic():
        summary |= territory_demo.load(size=size, day=DEMO_DAY, report=report)
        summary |= access_demo.load(size=size, day=DEMO_DAY, password=PASSWORD, report=report)
        set_parameter(
            code=clock.DEMO_DAY, name="演示日", value=DEMO_DAY.isoformat(), valid_from=DEMO_DAY,
            source="演示数据", note="有此项的数据库为演示库,每页与每份导出均标明", actor=SYSTEM,
            at=territory_demo.LOADED_AT,
        )  # fmt: skip
        clock.forget_demo_day()
        load_rules(actor=SYSTEM, at=territory_demo.LOADED_AT, report=report)
        load_figures(actor=SYSTEM, at=territory_demo.LOADED_AT, report=report)
        also = list(reform_demo.events(day=DEMO_DAY))
        summary |= projects_demo.load(size=size, day=DEMO_DAY, report=report, also=also)
    run_night(day=DEMO_DAY, at=NIGHT)
    return summary
