"""lutu journal verify: recompute every chain and every daily head."""

import argparse
import time

from lutu.fronts.cli.console import Commands, day_of, say
from lutu.kernel.journal.verification import ChainReport, verify_chain

SHOWN = 20


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("journal", help="留痕校验:journal verify")
    command.add_argument("verb", choices=["verify"], metavar="verify", help="逐条校验留痕链与日终摘要")
    command.add_argument("--since", metavar="日期", help="只校验该日起的日终摘要(条目始终全部校验)")
    command.set_defaults(run=verify)


def verify(arguments: argparse.Namespace) -> int:
    """Print what was checked and the faults; status 1 where the journal does not hold."""
    started = time.monotonic()
    report = verify_chain(since=day_of(arguments.since) if arguments.since else None)
    for line in sentences(report=report, seconds=time.monotonic() - started):
        say(line)
    return 0 if report.holds else 1


def sentences(*, report: ChainReport, seconds: float) -> list[str]:
    """The report in words; at most 20 faults one by one."""
    checked = f"{report.entries} 条留痕、{report.subjects} 个对象、{report.heads} 个日终摘要({seconds:.1f} 秒)"
    if report.holds:
        return [f"留痕完整:已校验 {checked}"]
    shown = [
        f"  {fault.subject_kind}/{fault.subject_id} 第 {fault.seq} 条:{fault.found}" for fault in report.faults[:SHOWN]
    ]
    more = len(report.faults) - len(shown)
    return [
        f"留痕有 {len(report.faults)} 处不符:已校验 {checked}",
        *shown,
        *([f"  另有 {more} 处"] if more else []),
        "请勿继续写入,先用最近的备份核对,并报告系统管理员与审计人员",
    ]
