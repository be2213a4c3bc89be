"""lutu nightly: the day's batch: standings proved, lights and waivers looked at, terms, files, the journal's day."""

import argparse
from datetime import date, datetime, timedelta

from django.utils import timezone

from lutu.domains.projects.actions.findings import detect_red_lights
from lutu.domains.projects.actions.standing import StandingDiffers, nightly_check
from lutu.fronts.cli.console import Commands, Refused, day_of, say, step
from lutu.fronts.readings import NIGHTLY
from lutu.kernel.casework.actions import run_clock
from lutu.kernel.documents.actions import forget_strays
from lutu.kernel.indicators.actions.findings import check_waivers
from lutu.kernel.intake.actions import forget_files
from lutu.kernel.jobs.actions import beat
from lutu.kernel.journal.actions import CLOCK, HeadOutOfOrder, close_day
from lutu.kernel.rules.queries import parameter_or_none
from lutu.web import clock

KEEP_FILES = "intake.keep_file_days"
# Where the parameter is not set (默认值).
KEEP_DAYS = 180
# Longer than any request takes.
STRAY_FOR = timedelta(days=1)


def add(commands: Commands) -> None:
    """Declare the command."""
    does = "核对项目现状,立发现、查豁免与时限,清除到期的导入文件,生成当日留痕摘要"
    command = commands.add_parser("nightly", help=f"日终批处理:{does}")
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
            say(f"  {nightly_check(day=day, at=at)} 个项目的阶段、亮灯或开竣工随日期变化")
        except StandingDiffers as differs:
            held = False
            say(f"  {differs};已按事实更正,请查明原因")
    with step("亮灯立为发现"):
        lights = detect_red_lights(day=day, at=at)
        say(f"  红灯 {lights.red} 项,恢复销号 {lights.recovered} 件")
        for code in lights.unanswered:
            say(f"  项目 {code} 红灯无人负责:没有包联领导、专班或主抓单位在岗人员")
    with step("检查豁免与时限"):
        waivers = check_waivers(day=day, at=at)
        say(f"  豁免到期 {waivers.ended} 件,重新打开 {waivers.reopened} 件;到时提醒与升级 {run_clock(at=at)} 件")
    with step("清除到期的导入文件"):
        keep = parameter_or_none(code=KEEP_FILES, day=day)
        before = at - timedelta(days=int(str(keep.value)) if keep else KEEP_DAYS)
        say(f"  {forget_files(before=before, actor=CLOCK, at=at)} 个文件")
    with step("清理无主文件"):
        # The storage dates its files by the machine's clock.
        say(f"  {forget_strays(before=timezone.now() - STRAY_FOR)} 个文件")
    with step("生成留痕日终摘要"):
        try:
            head = close_day(day=day, at=at)
        except HeadOutOfOrder as refusal:
            raise Refused(str(refusal)) from None
        say(f"  {head.day}:{head.subjects} 个对象,摘要 {bytes(head.digest).hex()}")
    beat(name=NIGHTLY, at=timezone.now(), detail=f"{day}{'' if held else ' 有不符'}")
    return held
