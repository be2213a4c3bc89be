"""A kind of import that only tests know: it keeps heartbeats, so that no package above intake is needed."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from lutu.kernel.intake.kinds import (
    CHANGED,
    NEW,
    REFUSED,
    UNCHANGED,
    Column,
    Effect,
    Fault,
    ImportKind,
    Outcome,
)
from lutu.kernel.jobs.models import Heartbeat
from lutu.kernel.journal.actions import Actor, NewEntry, record_many

DAY = date(2021, 11, 9)
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ACTOR = Actor("account", "7", "项目科员")
SUBJECT = "jobs.heartbeat"
HEADINGS = ("代码", "名称", "开工日期", "计划总投资(万元)", "用地面积(亩)", "类别", "公开", "人数", "系数", "街道")
ROW = ("A-1", "甲项目", "2021-09-30", "1200", "15", "产业", "是", "30", "0.5", "城阳街道")
COLUMNS = (
    Column("code", "代码", "code", required=True, aliases=("项目代码",), max_length=20, example="A-001"),
    Column("name", "名称", required=True, aliases=("项目名称",), max_length=40, example="示例项目"),
    Column("start", "开工日期", "date", example="2021-01-01"),
    Column("money", "计划总投资", "money", example="1000"),
    Column("land", "用地面积", "land_area", example="10"),
    Column("kind", "类别", "choice", choices={"产业": "industry", "公益": "welfare"}, example="产业"),
    Column("public", "公开", "flag", example="是"),
    Column("people", "人数", "integer", example="5"),
    Column("rate", "系数", "decimal", example="0.5"),
    Column("area", "街道", "area", example="城阳街道"),
)


def assess(*, lines, day):
    known = {row.name: row for row in Heartbeat.objects.all()}
    seen, outcomes = {}, []
    for line in lines:
        code, name = line.values["code"], line.values["name"]
        row = known.get(code)
        if code in seen:
            fault = Fault(line.number, "代码", code, f"每个代码一行,与第 {seen[code]} 行重复", "删去重复的行")
            outcomes.append(Outcome(line, REFUSED, [fault], label=name))
            continue
        seen[code] = line.number
        if row is None:
            outcomes.append(Outcome(line, NEW, label=name, payload=(None, code, name)))
        elif row.detail != name:
            changes = {"名称": (row.detail, name)}
            outcomes.append(Outcome(line, CHANGED, label=name, changes=changes, payload=(row.pk, code, name)))
        else:
            outcomes.append(Outcome(line, UNCHANGED, label=name))
    return outcomes


def load(*, outcomes, source, actor, at, day, progress):
    was = {row.pk: row.detail for row in Heartbeat.objects.all()}
    rows = []
    for count, outcome in enumerate(outcomes, 1):
        _pk, code, name = outcome.payload
        row, created = Heartbeat.objects.update_or_create(name=code, defaults={"at": at, "detail": name})
        rows.append((row.pk, created, was.get(row.pk, "")))
        progress.step(count, len(outcomes), "正在写入")
    entries = [NewEntry((SUBJECT, pk), "sample.row.loaded", {"source": source.reference}) for pk, _c, _w in rows]
    seqs = record_many(entries=entries, actor=actor, at=at) if entries else []
    return [
        Effect(SUBJECT, pk, seq, created, {"detail": detail})
        for (pk, created, detail), seq in zip(rows, seqs, strict=True)
    ]


def undo(*, effects, actor, at, day):
    for effect in effects:
        rows = Heartbeat.objects.filter(pk=effect.subject_id)
        if effect.created:
            rows.delete()
        else:
            rows.update(detail=effect.before["detail"])
    entries = [NewEntry((SUBJECT, effect.subject_id), "sample.row.taken_back") for effect in effects]
    record_many(entries=entries, actor=actor, at=at)


KIND = ImportKind(
    code="sample",
    title="样例",
    permission="sample.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="只在测试中用",
)


def xlsx(rows: Sequence[Sequence[object]], *, merged: Sequence[str] = (), more: Sequence[str] = ()) -> bytes:
    """A workbook with these rows in its first sheet; `more` names further sheets."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    # A text that begins with = is text unless a test says formula.
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f" and not str(cell.value).startswith("==="):
                cell.data_type = "s"
            elif cell.data_type == "f":
                cell.value = cell.value[2:]
    for span in merged:
        sheet.merge_cells(span)
    for name in more:
        book.create_sheet(name)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_of(rows: Sequence[Sequence[object]], *, encoding: str = "utf-8") -> bytes:
    """The rows as csv in an encoding."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


def with_row(**cells: object) -> list[object]:
    """The usual row with some cells replaced, by column key."""
    keys = [column.key for column in COLUMNS]
    return [cells.get(key, cell) for key, cell in zip(keys, ROW, strict=True)]
