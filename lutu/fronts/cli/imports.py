"""lutu import: the same imports as the upload page, for files that come every night."""

import argparse
from datetime import date, datetime
from pathlib import Path

from lutu.fronts.cli.console import Commands, Refused, say
from lutu.kernel.intake.actions import confirm, discard, preview, receive
from lutu.kernel.intake.kinds import REFUSED, ImportKind, ImportKindUnknown, import_kind, import_kinds
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.intake.queries import lines_of
from lutu.kernel.intake.sheets import FileRefused
from lutu.kernel.intake.templates import refusals_sheet
from lutu.kernel.journal.actions import Actor
from lutu.web import clock

ORGANISATIONS, PEOPLE = "organisations", "people"
OPERATOR = Actor("system", "", "命令行")
SHOWN = 20


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("import", help="导入文件:先预览,加 --confirm 才载入")
    command.add_argument("kind", metavar="种类", help="导入种类;写 list 列出全部")
    command.add_argument("file", nargs="?", metavar="文件", help="xlsx 或 csv")
    command.add_argument("--confirm", action="store_true", help="载入合格的行;不加则只预览")
    command.add_argument("--refusals", metavar="文件", help="把拒收的行连同原因写成 xlsx")
    command.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    """Preview or load one file; status 1 where a line, or the whole file, is refused."""
    if arguments.kind == "list":
        for kind in import_kinds():
            say(f"{kind.code:<20}{kind.title}")
        return 0
    if not arguments.file:
        raise Refused(f"缺少文件:lutu import {arguments.kind} 文件 [--confirm]")
    refused = load_file(
        kind_code=arguments.kind,
        file=Path(arguments.file),
        confirmed=arguments.confirm,
        day=clock.today(),
        at=clock.now(),
        refusals=Path(arguments.refusals) if arguments.refusals else None,
    )
    return 1 if refused else 0


def load_file(
    *, kind_code: str, file: Path, confirmed: bool, day: date, at: datetime, refusals: Path | None = None
) -> int:
    """Preview a file and, where confirmed, load its good lines; returns how many lines were refused.

    Raises Refused for an unknown kind, a file that cannot be read, and one that is wrong as a whole.
    """
    kind, content = _kind(kind_code), _content(file)
    try:
        batch = receive(kind=kind, name=file.name, content=content, actor=OPERATOR, at=at)
    except FileRefused as refusal:
        raise Refused(f"{file.name} 不能导入:{refusal}") from None
    batch = preview(batch=batch, day=day, at=at)
    if batch.state == ImportBatch.State.REFUSED:
        raise Refused(f"{file.name} 不能导入:{batch.problem}")
    report(kind=kind, batch=batch)
    if refusals is not None and batch.refused_count:
        refusals.write_bytes(refusals_sheet(batch))
        say(f"拒收的行已写入 {refusals}")
    if not confirmed:
        discard(batch=batch, actor=OPERATOR, at=at)
        say("以上为预览,没有载入;确认无误后加 --confirm")
    elif batch.new_count + batch.changed_count:
        confirm(batch=batch, actor=OPERATOR, at=at, day=day)
        say(f"已载入,批次 {batch.pk}")
    else:
        say("没有可载入的行")
    return batch.refused_count


def report(*, kind: ImportKind, batch: ImportBatch) -> None:
    """Print the counts, the columns left aside, and the first twenty refused lines with their reasons."""
    say(
        f"{kind.title}:{batch.line_count} 行,新增 {batch.new_count},变更 {batch.changed_count},"
        f"不变 {batch.unchanged_count},拒收 {batch.refused_count}"
    )
    if batch.ignored:
        say(f"  未采用的列:{'、'.join(batch.ignored)}")
    for line in lines_of(batch=batch, verdict=REFUSED)[:SHOWN]:
        for column, found, expected, remedy in line.faults:
            say(f"  第 {line.number} 行“{column}”:实为 {found or '空'},应为 {expected}。{remedy}")
    if batch.refused_count > SHOWN:
        say(f"  另有 {batch.refused_count - SHOWN} 行拒收,用 --refusals 文件.xlsx 查看全部")


def _kind(code: str) -> ImportKind:
    try:
        return import_kind(code)
    except ImportKindUnknown as unknown:
        raise Refused(str(unknown)) from None


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"不能读取 {file}:{error.strerror}") from None
