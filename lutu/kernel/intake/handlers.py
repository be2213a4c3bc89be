"""Large files as jobs: the same preview, load and undo, with progress and a result that stays."""

from datetime import date, datetime
from typing import Any

from lutu.kernel.intake.actions import confirm, preview, undo
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.jobs.registry import Reporter, declare_job
from lutu.kernel.journal.actions import Actor

PREVIEW, LOAD, UNDO = "intake.preview", "intake.load", "intake.undo"


def arguments_of(*, batch: ImportBatch, actor: Actor, day: date) -> dict[str, Any]:
    """What a job needs to know of a batch, as JSON."""
    return {
        "batch": batch.pk,
        "day": day.isoformat(),
        "actor": {"kind": actor.kind, "id": actor.id, "name": actor.name, "on_behalf_of": actor.on_behalf_of},
    }


def preview_job(*, progress: Reporter, arguments: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Preview a batch."""
    batch, _actor, day = _given(arguments)
    return _result(preview(batch=batch, day=day, at=at, progress=progress))


def load_job(*, progress: Reporter, arguments: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Load a previewed batch."""
    batch, actor, day = _given(arguments)
    return _result(confirm(batch=batch, actor=actor, at=at, day=day, progress=progress))


def undo_job(*, progress: Reporter, arguments: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Take back a loaded batch."""
    batch, actor, day = _given(arguments)
    return _result(undo(batch=batch, actor=actor, at=at, day=day))


def declare() -> None:
    """Called once when the package is ready."""
    declare_job(PREVIEW, preview_job)
    declare_job(LOAD, load_job)
    declare_job(UNDO, undo_job)


def _given(arguments: dict[str, Any]) -> tuple[ImportBatch, Actor, date]:
    batch = ImportBatch.objects.get(pk=arguments["batch"])
    return batch, Actor(**arguments["actor"]), date.fromisoformat(arguments["day"])


def _result(batch: ImportBatch) -> dict[str, Any]:
    return {
        "batch": batch.pk, "state": batch.state, "lines": batch.line_count, "new": batch.new_count,
        "changed": batch.changed_count, "unchanged": batch.unchanged_count, "refused": batch.refused_count,
    }  # fmt: skip
