"""Receiving, previewing, loading and undoing files."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lutu.kernel.bulk import insert_values
from lutu.kernel.intake.effects import effects_of, objections, packed
from lutu.kernel.intake.kinds import (
    CHANGED,
    NEW,
    REFUSED,
    UNCHANGED,
    ImportKind,
    Outcome,
    Source,
    import_kind,
)
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.intake.reading import Reading, read_file
from lutu.kernel.intake.sheets import FileRefused, require_content
from lutu.kernel.jobs.actions import NoProgress, silent
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action

label_action("intake.batch.received", "接收文件")
label_action("intake.batch.previewed", "预览")
label_action("intake.batch.refused", "文件有误")
label_action("intake.batch.loaded", "载入")
label_action("intake.batch.discarded", "放弃")
label_action("intake.batch.undone", "撤销载入")
label_action("intake.batch.forgotten", "清除留存文件")

SUBJECT = "intake.importbatch"
LABEL_LENGTH = 200
NAME_LENGTH = 200
State = ImportBatch.State
LINE_COLUMNS = ("batch_id", "number", "verdict", "label", "changes", "faults", "raw")


class ImportRefused(ValueError):
    """A batch that is not in the state the action needs."""


class UndoRefused(ImportRefused):
    """Something happened to the loaded rows since, or leans on them."""


def receive(*, kind: ImportKind | str, name: str, content: bytes, actor: Actor, at: datetime) -> ImportBatch:
    """Keep a file (接收) under a random name. Raises FileRefused for an empty or oversize one, ImportKindUnknown."""
    wanted = import_kind(kind if isinstance(kind, str) else kind.code)
    require_content(name=name, content=content, limit=settings.IMPORT_MAX_BYTES)
    place = default_storage.save(f"imports/{uuid.uuid4().hex}", ContentFile(content))
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            kind=wanted.code, name=name[-NAME_LENGTH:], sha256=hashlib.sha256(content).hexdigest(), size=len(content),
            file=place, actor_id=actor.id, actor_name=actor.name, received_at=at,
        )  # fmt: skip
        details = {"kind": str(wanted.title), "name": batch.name, "sha256": batch.sha256, "size": batch.size}
        _journal(batch, "received", actor, at, details)
    return batch


def preview(
    *, batch: ImportBatch, day: date, progress: Reporter | None = None, at: datetime | None = None
) -> ImportBatch:
    """Read the file and judge every line (预览); no row of a domain is written.

    A file that can't be used as a whole is kept with the reason. Raises ImportRefused for a batch already loaded.
    """
    reporter = progress or NoProgress()
    kind = _kind_of(batch, State.RECEIVED, State.PREVIEWED, State.REFUSED)
    actor, instant = Actor("account", batch.actor_id, batch.actor_name), at or batch.received_at
    try:
        reading = _read(batch, kind, reporter)
        outcomes = _assess(kind, reading, day, reporter)
    except FileRefused as refused:
        return _refuse_file(batch, str(refused), day, actor, instant)
    with transaction.atomic():
        locked = _locked(batch, State.RECEIVED, State.PREVIEWED, State.REFUSED)
        _count(locked, outcomes, reading)
        locked.state, locked.problem, locked.day = State.PREVIEWED, "", day
        locked.save()
        ImportLine.objects.filter(batch=locked).delete()
        _keep(locked, [item for item in outcomes if item.verdict != UNCHANGED])
        _journal(locked, "previewed", actor, instant, _counts(locked))
    return locked


def confirm(
    *, batch: ImportBatch, actor: Actor, at: datetime, day: date, progress: Reporter | None = None
) -> ImportBatch:
    """Load the good lines (载入) and refuse the rest, all in one transaction, judged anew against what stands now.

    Raises ImportRefused where the batch is not waiting for it.
    """
    reporter = progress or NoProgress()
    kind = _kind_of(batch, State.PREVIEWED)
    reading = _read(batch, kind, reporter)
    # One transaction: what it reports is seen only when it ends, so no share of the work is shown meanwhile.
    reporter.step(0, 0, _("正在载入,全部写完后显示结果"))
    with transaction.atomic():
        locked = _locked(batch, State.PREVIEWED)
        outcomes = _assess(kind, reading, day, NoProgress())
        good = [item for item in outcomes if item.verdict in (NEW, CHANGED)]
        within = silent(reporter=reporter)
        source = Source(locked.name, locked.sha256, locked.pk)
        effects = kind.load(outcomes=good, source=source, actor=actor, at=at, day=day, progress=within)
        _count(locked, outcomes, reading)
        locked.effects, locked.state, locked.loaded_at, locked.day = packed(effects), State.LOADED, at, day
        locked.save()
        _keep_again(locked, outcomes)
        _journal(locked, "loaded", actor, at, _counts(locked))
    return locked


def discard(*, batch: ImportBatch, actor: Actor, at: datetime) -> ImportBatch:
    """Give up a batch that was not loaded (放弃): file and lines go, the record of it stays. Raises ImportRefused."""
    with transaction.atomic():
        locked = _locked(batch, State.RECEIVED, State.PREVIEWED, State.REFUSED)
        ImportLine.objects.filter(batch=locked).delete()
        place, locked.file, locked.state = locked.file, "", State.DISCARDED
        locked.save(update_fields=["file", "state"])
        _journal(locked, "discarded", actor, at, {})
        transaction.on_commit(lambda: default_storage.delete(place))
    return locked


def forget_files(*, before: datetime, actor: Actor, at: datetime) -> int:
    """Delete the stored files of batches older than an instant, and the cells of their refused lines (清除留存文件).

    What was judged and loaded stays on record, the particulars of people in the file do not. A batch nobody decided on
    in all that time is given up. Returns how many files went.
    """
    waiting = ImportBatch.objects.filter(
        state__in=[State.RECEIVED, State.PREVIEWED, State.REFUSED], received_at__lt=before
    )
    for batch in waiting:
        discard(batch=batch, actor=actor, at=at)
    ended = ImportBatch.objects.filter(state__in=[State.LOADED, State.UNDONE], received_at__lt=before).exclude(file="")
    for batch in ended:
        _forget(batch, actor, at)
    return len(waiting) + len(ended)


@transaction.atomic
def _forget(batch: ImportBatch, actor: Actor, at: datetime) -> None:
    ImportLine.objects.filter(batch=batch, verdict=REFUSED).update(raw=[])
    place, batch.file = batch.file, ""
    batch.save(update_fields=["file"])
    _journal(batch, "forgotten", actor, at, {})
    transaction.on_commit(lambda: default_storage.delete(place))


def undo(*, batch: ImportBatch, actor: Actor, at: datetime, day: date) -> ImportBatch:
    """Take back a loaded batch (撤销载入) while nothing depends on it. Raises UndoRefused, ImportRefused."""
    kind = _kind_of(batch, State.LOADED)
    with transaction.atomic():
        locked = _locked(batch, State.LOADED)
        count, first = objections(batch=locked)
        if count:
            text = _("载入后已有 {count} 个对象另有变动(如 {at} {actor}“{action}”),不能撤销")
            earliest = first[0]
            raise UndoRefused(
                text.format(count=count, at=localtime(earliest.at).date(), actor=earliest.actor, action=earliest.action)
            )
        try:
            with transaction.atomic():
                kind.undo(effects=effects_of(batch=locked), actor=actor, at=at, day=day)
        except ProtectedError as error:
            titles = "、".join(sorted({str(row._meta.verbose_name) for row in error.protected_objects}))
            raise UndoRefused(_("载入的对象已被{titles}引用,不能撤销").format(titles=titles)) from error
        except ValueError as error:
            raise UndoRefused(_("不能撤销:{reason}").format(reason=error)) from error
        locked.state, locked.undone_at = State.UNDONE, at
        locked.save(update_fields=["state", "undone_at"])
        _journal(locked, "undone", actor, at, _counts(locked))
    return locked


def _kind_of(batch: ImportBatch, *states: str) -> ImportKind:
    if batch.state not in states:
        raise ImportRefused(_("这个批次“{state}”,不能再这样办理").format(state=batch.get_state_display()))
    return import_kind(batch.kind)


def _locked(batch: ImportBatch, *states: str) -> ImportBatch:
    """The batch as it stands now, held until the transaction ends: of two who confirm at once only one loads."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    _kind_of(locked, *states)
    return locked


def _read(batch: ImportBatch, kind: ImportKind, reporter: Reporter) -> Reading:
    reporter.step(0, 0, _("正在读取文件"))
    with default_storage.open(batch.file) as stored:
        content = stored.read()
    return read_file(name=batch.name, content=content, kind=kind)


def _assess(kind: ImportKind, reading: Reading, day: date, reporter: Reporter) -> list[Outcome]:
    total = len(reading.lines) + len(reading.refused)
    if not total:
        raise FileRefused(_("表头下面没有数据行,请填好后再上传"))
    reporter.step(0, total, _("正在逐行核对"))
    outcomes = kind.assess(lines=reading.lines, day=day) if reading.lines else []
    reporter.step(total, total, _("正在整理结果"))
    return sorted([*outcomes, *reading.refused], key=lambda item: item.line.number)


def _refuse_file(batch: ImportBatch, problem: str, day: date, actor: Actor, at: datetime) -> ImportBatch:
    with transaction.atomic():
        locked = _locked(batch, State.RECEIVED, State.PREVIEWED, State.REFUSED)
        locked.state, locked.problem, locked.day = State.REFUSED, problem, day
        locked.save(update_fields=["state", "problem", "day"])
        _journal(locked, "refused", actor, at, {"reason": problem})
    return locked


def _count(batch: ImportBatch, outcomes: Sequence[Outcome], reading: Reading) -> None:
    verdicts = [item.verdict for item in outcomes]
    batch.line_count = len(verdicts)
    batch.new_count, batch.changed_count = verdicts.count(NEW), verdicts.count(CHANGED)
    batch.unchanged_count, batch.refused_count = verdicts.count(UNCHANGED), verdicts.count(REFUSED)
    batch.ignored, batch.skipped_count = list(reading.ignored), reading.skipped


def _counts(batch: ImportBatch) -> dict[str, object]:
    return {
        "lines": batch.line_count, "lines_new": batch.new_count, "lines_changed": batch.changed_count,
        "lines_unchanged": batch.unchanged_count, "lines_refused": batch.refused_count,
    }  # fmt: skip


def _keep(batch: ImportBatch, outcomes: Sequence[Outcome]) -> None:
    """Lines as rows; only refused ones keep their cells, because only they are handed back."""
    insert_values(
        model=ImportLine, columns=LINE_COLUMNS, rows=(_line_values(batch.pk, outcome) for outcome in outcomes)
    )


def _line_values(batch_id: int, outcome: Outcome) -> tuple[Any, ...]:
    refused = outcome.verdict == REFUSED
    faults = [[fault.column, fault.found, fault.expected, fault.remedy] for fault in outcome.faults]
    changes = [[str(title), *pair] for title, pair in outcome.changes.items()]
    raw = [list(cell) for cell in outcome.line.raw.items()] if refused else []
    return (batch_id, outcome.line.number, outcome.verdict, outcome.label[:LABEL_LENGTH], changes, faults, raw)


def _keep_again(batch: ImportBatch, outcomes: Sequence[Outcome]) -> None:
    """After loading: the refused lines anew, the others only where the preview had judged otherwise."""
    rows = ImportLine.objects.filter(batch=batch)
    shown = dict(rows.exclude(verdict=REFUSED).values_list("number", "verdict"))
    now = {item.line.number: item.verdict for item in outcomes if item.verdict in (NEW, CHANGED)}
    same = shown == now
    (rows.filter(verdict=REFUSED) if same else rows).delete()
    _keep(batch, [item for item in outcomes if item.verdict == REFUSED or (not same and item.verdict != UNCHANGED)])


def _journal(batch: ImportBatch, action: str, actor: Actor, at: datetime, details: dict[str, object]) -> None:
    record(subject=(SUBJECT, batch.pk), action=f"intake.batch.{action}", actor=actor, at=at, details=details)
