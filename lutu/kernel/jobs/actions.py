"""Queueing, running and cancelling jobs; beating hearts."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lutu.kernel.jobs.models import Heartbeat, Job
from lutu.kernel.jobs.registry import Reporter, dispatch, handler_of
from lutu.kernel.journal.actions import Actor

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
# Progress is written at most this often: a report must not cost more than the work.
REPORT_EVERY = timedelta(seconds=1)
# A running job that has not been heard of for so long has lost its worker.
ORPHANED_AFTER = timedelta(minutes=10)


class Cancelled(Exception):
    """Somebody asked the job to stop; the handler's transaction is rolled back on the way out."""


class JobRefused(ValueError):
    """A job that is not in the state the action needs."""


class Progress:
    """进度: what the handler has done of how much, and whether it should stop.

    The row shows the last report that was committed, so a handler reports between its transactions; inside a long one
    it uses `silent(reporter=…)`.
    """

    def __init__(self, *, job_id: int, clock: Clock) -> None:
        self.job_id = job_id
        self.clock = clock
        self.reported_at: datetime | None = None

    def step(self, done: int, total: int, message: str = "") -> None:
        """Report; raises Cancelled. Reports that come too close together are skipped, the last one is not."""
        at = self.clock()
        if self.reported_at is not None and at - self.reported_at < REPORT_EVERY and done < total:
            return
        self.reported_at = at
        Job.objects.filter(pk=self.job_id).update(done=done, total=total, message=message[:300], beat_at=at)
        self.stop_if_asked()

    def stop_if_asked(self) -> None:
        """Raises Cancelled where somebody has asked to stop."""
        if Job.objects.filter(pk=self.job_id, cancel_requested=True).exists():
            raise Cancelled


class _Silent:
    """Looks for a request to stop, at most once a second, and writes nothing."""

    def __init__(self, *, progress: Progress) -> None:
        self.progress = progress
        self.looked_at: datetime | None = None

    def step(self, done: int, total: int, message: str = "") -> None:
        """Raises Cancelled where somebody has asked to stop."""
        at = self.progress.clock()
        if self.looked_at is None or at - self.looked_at >= REPORT_EVERY:
            self.looked_at = at
            self.progress.stop_if_asked()


def silent(*, reporter: Reporter) -> Reporter:
    """The reporter for the inside of a long transaction.

    A report written there is seen by nobody before the end, and would hold the row that a request to stop must write.
    """
    return _Silent(progress=reporter) if isinstance(reporter, Progress) else reporter


class NoProgress:
    """A reporter for work that nobody watches."""

    def step(self, done: int, total: int, message: str = "") -> None:
        """Nothing to report to."""


def enqueue(*, kind: str, title: str, arguments: dict[str, Any], actor: Actor, at: datetime) -> Job:
    """Queue a job (排队); it is dispatched when the surrounding transaction commits. Raises JobUnknown."""
    handler_of(kind)
    job = Job.objects.create(
        kind=kind, title=title[:200], arguments=arguments, actor_id=actor.id, actor_name=actor.name, queued_at=at
    )
    transaction.on_commit(lambda: dispatch(job.pk))
    return job


def run(*, job_id: int, clock: Clock) -> Job:
    """Run a queued job to its end. A job somebody else has taken, or that has ended, is returned as it is.

    What goes wrong is kept on the job under a reference number and in the log; it is never lost silently.
    """
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=clock(), beat_at=clock()
    )
    job = Job.objects.get(pk=job_id)
    if not taken:
        return job
    progress = Progress(job_id=job.pk, clock=clock)
    try:
        if job.cancel_requested:
            raise Cancelled
        result = handler_of(job.kind)(progress=progress, arguments=job.arguments, at=clock())
    except Cancelled:
        message = _("已按要求取消,没有写入任何内容")
        return _finish(job_id, state=Job.State.CANCELLED, message=message, result={}, at=clock())
    except Exception as error:
        reference = get_random_string(10)
        log.exception("job failed", extra={"job": job.pk, "kind": job.kind, "reference": reference})
        sentence = str(error) if isinstance(error, ValueError | LookupError) else _("系统出错")
        message = _("{sentence}(错误编号 {reference})").format(sentence=sentence[:240], reference=reference)
        return _finish(job_id, state=Job.State.FAILED, message=message, result={}, at=clock())
    return _finish(job_id, state=Job.State.DONE, message="", result=result, at=clock())


def request_cancel(*, job: Job, at: datetime) -> Job:
    """Ask an open job to stop (取消): a queued one ends now, a running one at its next report. Raises JobRefused."""
    ended = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, cancel_requested=True, finished_at=at
    )
    if not ended and not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True):
        raise JobRefused(_("作业已结束,不能取消"))
    job.refresh_from_db()
    return job


def restart(*, job: Job, at: datetime) -> Job:
    """Queue a failed, cancelled or orphaned job again with the same input. Raises JobRefused."""
    orphaned = job.state == Job.State.RUNNING and is_orphaned(job=job, at=at)
    if not orphaned and job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise JobRefused(_("作业仍在进行或已完成,不需重新运行"))
    changed = Job.objects.filter(pk=job.pk, state=job.state, beat_at=job.beat_at).update(
        state=Job.State.QUEUED, done=0, total=0, message="", result={}, queued_at=at, started_at=None, finished_at=None,
        beat_at=None, cancel_requested=False,
    )  # fmt: skip
    if not changed:
        raise JobRefused(_("作业状态刚刚变化,请刷新后再试"))
    transaction.on_commit(lambda: dispatch(job.pk))
    job.refresh_from_db()
    return job


def is_orphaned(*, job: Job, at: datetime) -> bool:
    """Whether a running job has not been heard of for ten minutes: its worker is gone."""
    return job.state == Job.State.RUNNING and job.beat_at is not None and at - job.beat_at > ORPHANED_AFTER


def beat(*, name: str, at: datetime, detail: str = "") -> None:
    """Note that a process or a daily command is alive (心跳)."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at, "detail": detail[:200]})


def _finish(job_id: int, *, state: str, message: str, result: dict[str, Any], at: datetime) -> Job:
    job = Job.objects.get(pk=job_id)
    job.state, job.message, job.result, job.finished_at = state, message, result, at
    if state == Job.State.DONE and job.total:
        job.done = job.total
    job.save(update_fields=["state", "message", "result", "finished_at", "done"])
    return job
