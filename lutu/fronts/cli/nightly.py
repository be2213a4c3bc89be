"""lutu nightly: the day's batch: standings proved, import files past their time deleted, the journal's day closed."""

import argparse
from datetime import date, datetime, timedelta

from django.utils import timezone

from lutu.domains.projects.actions.standing import StandingDiffers, nightly_check
from lutu.fronts.cli.console import Commands, Refused, day_of, say, step
from lutu.fronts.readings import NIGHTLY
from lutu.kernel.intake.actions import forget_files
from lutu.kernel.jobs.actions import beat
from lutu.kernel.journal.actions import CLOCK, HeadOutOfOrder, close_day
from lutu.kernel.rules.queries import parameter_or_none
from lutu.web import clock

KEEP_FILES = "intake.keep_file_days"
# Where the parameter is not set (默认值).
KEEP_DAYS = 180


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("nightly", help="日终批处理:核对项目现状,清除到期的导入文件,生成当日留痕摘要")
    command.add_argument("--day", metavar="日期", help="处理哪一天,默认今天")
    command.set_defaults(run=nightly)


def nightly(arguments: argparse.Namespace) -> int:
    """Run the batch of one day; status 1 where a standing was not what its facts say."""
    day = day_of(arguments.day) if arguments.day else clock.today()
    if day > clock.today():
        raise Refused(f"{day} 还没有到,不能做日终处理")
    return 0 if run_night(day=day, at=clock.now()) else 1


def run_night(*, day: date, at: datetime) -> bool:
    """The batch itself; whether everything held. What did not hold is named, and has been put right."""
    held = True
    with step("核对项目现状"):
        try:
            say(f"  {nightly_check(day=day, at=at)} 个项目的阶段随日期变化")
        except StandingDiffers as differs:
            held = False
            say(f"  {differs};已按事实更正,请查明原因")
    with step("清除到期的导入文件"):
        keep = parameter_or_none(code=KEEP_FILES, day=day)
        before = at - timedelta(days=int(str(keep.value)) if keep else KEEP_DAYS)
        say(f"  {forget_files(before=before, actor=CLOCK, at=at)} 个文件")
    with step("生成留痕日终摘要"):
        try:
            head = close_day(day=day, at=at)
        except HeadOutOfOrder as refusal:
            raise Refused(str(refusal)) from None
        say(f"  {head.day}:{head.subjects} 个对象,摘要 {bytes(head.digest).hex()}")
    beat(name=NIGHTLY, at=timezone.now(), detail=f"{day}{'' if held else ' 有不符'}")
    return held
