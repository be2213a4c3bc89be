"""lutu verify: every figure of the demo district from its rows, every frozen one from its own, every digest again."""

import argparse
import json
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from lutu.fronts.cli.console import Commands, Refused, day_of, say
from lutu.kernel.indicators.manifest import (
    DEVIATES,
    OK,
    SHOWN,
    UNDEFINED,
    Checked,
    Expected,
    check_lines,
    read_manifest,
)
from lutu.kernel.indicators.verification import VerifyReport, verify
from lutu.kernel.territory.models import Area
from lutu.web import clock

MANIFEST = settings.ROOT / "data" / "demo" / "figures.yaml"
WORDS = {OK: "一致", DEVIATES: "偏差", UNDEFINED: "未定义", SHOWN: "仅供参考"}
SHOWN_FAULTS = 20


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("verify", help="校验指标:由明细重算每一个数,核对冻结值、发布摘要与开放数据")
    command.add_argument("--as-of", metavar="日期", help="按这一天计算,默认按各指标自己的截至日")
    command.add_argument("--only", metavar="编号", help="只算一个,例如 F2.04(不核对冻结值)")
    command.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.add_argument("--complete", action="store_true", help="有未定义的指标也算不通过")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a figure and every fault; status 1 where a defined figure deviates or a frozen one is broken."""
    started = time.monotonic()
    day = day_of(arguments.as_of) if arguments.as_of else None
    checked = check_lines(lines=_lines(arguments.only), size=_size(), as_of=day) if _is_demo(arguments.only) else []
    report = verify() if arguments.only is None else VerifyReport(0, 0, 0, 0, ())
    if arguments.json:
        say(json.dumps(_plain(checked, report), ensure_ascii=False, indent=1))
    else:
        for line in sentences(checked=checked, report=report, seconds=time.monotonic() - started):
            say(line)
    states = {item.state for item in checked}
    failed = DEVIATES in states or not report.holds or (arguments.complete and UNDEFINED in states)
    return 1 if failed else 0


def sentences(*, checked: Sequence[Checked], report: VerifyReport, seconds: float) -> list[str]:
    """The result in words: a line a figure, then what is frozen, then the sum."""
    lines = [_sentence(item) for item in checked]
    lines += [f"不符 {fault.sentence}" for fault in report.faults[:SHOWN_FAULTS]]
    if len(report.faults) > SHOWN_FAULTS:
        lines.append(f"另有 {len(report.faults) - SHOWN_FAULTS} 处不符")
    counts = "、".join(
        f"{WORDS[state]} {sum(item.state == state for item in checked)}"
        for state in WORDS
        if any(item.state == state for item in checked)
    )
    if checked:
        lines.append(f"指标 {len(checked)} 个:{counts}")
    lines.append(
        f"已重算冻结值 {report.facts:,} 个(明细 {report.rows:,} 条)、发布 {report.publications} 份、开放数据 "
        f"{report.files} 份,不符 {len(report.faults)} 处({seconds:.1f} 秒)"
    )
    return lines


def _sentence(item: Checked) -> str:
    line = item.line
    front = f"{line.id} {line.statement}"
    if item.state == UNDEFINED:
        return f"{front}:期望 {_values(item.expected, line)} [{WORDS[UNDEFINED]}]"
    first = item.readings[0]
    wanted = f"期望 {_hedge(line)}{_values(item.expected, line)},实为 " if item.expected else "实为 "
    told = "、".join(reading.arithmetic for reading in item.readings)
    return (
        f"{front}:{wanted}{_values(item.actual, line)},明细 {item.rows:,} 条,{told};"
        f"{first.population_basis},{first.scope_name},截至 {item.as_of},第 {first.version} 版 [{WORDS[item.state]}]"
    )


def _values(values: Sequence[str], line: Expected) -> str:
    return f"{' / '.join(values)}{line.unit}"


def _hedge(line: Expected) -> str:
    return {"=": "", ">=": "≥ ", ">": "> ", "~": "近 "}.get(line.hedge, f"{line.hedge} ")


def _lines(only: str | None) -> list[Expected]:
    lines = read_manifest(file=MANIFEST)
    if only is None:
        return lines
    chosen = [line for line in lines if line.id == only]
    if not chosen:
        raise Refused(f"没有编号为 {only} 的指标,编号从 {lines[0].id} 到 {lines[-1].id}")
    return chosen


def _is_demo(only: str | None) -> bool:
    """The table of figures is the demo district's; a real district has its frozen figures verified."""
    if clock.demo_day() is not None:
        return True
    if only is not None:
        raise Refused("指标总表属于演示区;本库不是演示库,只能核对冻结值,请不带 --only 运行")
    return False


def _size() -> str:
    """The demo of one street is the tiny one."""
    return "tiny" if Area.objects.filter(level=Area.Level.STREET).count() == 1 else "full"


def _plain(checked: Sequence[Checked], report: VerifyReport) -> dict[str, Any]:
    return {
        "figures": [item.plain for item in checked],
        "frozen": {
            "facts": report.facts, "rows": report.rows, "publications": report.publications, "files": report.files,
            "faults": [fault.__dict__ for fault in report.faults],
        },
        "day": clock.today().isoformat(),
    }  # fmt: skip
