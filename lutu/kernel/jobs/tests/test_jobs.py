"""Jobs: run once, report, stop when asked, and never fail silently."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lutu.kernel.jobs import registry
from lutu.kernel.jobs.actions import (
    Cancelled,
    JobRefused,
    Progress,
    beat,
    enqueue,
    is_orphaned,
    request_cancel,
    restart,
    run,
    silent,
)
from lutu.kernel.jobs.models import Heartbeat, Job
from lutu.kernel.jobs.registry import JobUnknown, declare_job, set_dispatcher
from lutu.kernel.journal.actions import Actor

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ACTOR = Actor("account", "7", "项目科员")


class Clock:
    """A clock that goes two seconds on at every look."""

    def __init__(self):
        self.at = AT

    def __call__(self):
        self.at += timedelta(seconds=2)
        return self.at


@pytest.fixture
def handled(monkeypatch):
    """Lets a test say what its job does; hands over the ids that were dispatched."""
    dispatched = []
    monkeypatch.setattr(registry, "_HANDLERS", {})
    monkeypatch.setattr(registry, "_DISPATCHER", [dispatched.append])
    return dispatched


def queued(handler=lambda *, progress, arguments, at: {}, **arguments):
    declare_job("test.work", handler)
    return enqueue(kind="test.work", title="测试作业", arguments=arguments, actor=ACTOR, at=AT)


def test_a_job_is_handed_on_when_the_transaction_commits(handled, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = queued()
        assert handled == []
    assert handled == [job.pk]


def test_a_job_runs_with_its_arguments_and_keeps_its_result(handled):
    job = run(job_id=queued(lambda *, progress, arguments, at: {"sum": arguments["a"] + 1}, a=2).pk, clock=Clock())
    assert (job.state, job.result) == (Job.State.DONE, {"sum": 3})
    assert job.queued_at < job.started_at < job.finished_at


def test_a_job_runs_only_once(handled):
    runs = []
    job = queued(lambda *, progress, arguments, at: runs.append(1) or {})
    run(job_id=job.pk, clock=Clock())
    run(job_id=job.pk, clock=Clock())
    assert runs == [1]


def test_an_unknown_kind_of_job_is_refused(handled):
    with pytest.raises(JobUnknown, match=r"test\.other"):
        enqueue(kind="test.other", title="无", arguments={}, actor=ACTOR, at=AT)


def test_a_crash_is_shown_with_a_reference_number_and_no_inner_words(handled):
    def crash(*, progress, arguments, at):
        raise RuntimeError("secret path")

    job = run(job_id=queued(crash).pk, clock=Clock())
    assert job.state == Job.State.FAILED
    assert "系统出错(错误编号 " in job.message
    assert "secret" not in job.message


def test_an_anticipated_refusal_is_told_in_its_own_words(handled):
    def refuse(*, progress, arguments, at):
        raise ValueError("批次已载入,不能再载入")

    job = run(job_id=queued(refuse).pk, clock=Clock())
    assert job.message.startswith("批次已载入,不能再载入(错误编号 ")


def test_progress_is_written_and_a_cancelled_job_stops_at_its_next_report(handled):
    def work(*, progress, arguments, at):
        progress.step(1, 4, "第一步")
        stored = Job.objects.get(kind="test.work")
        assert (stored.percent, stored.message) == (25, "第一步")
        request_cancel(job=stored, at=at)
        progress.step(2, 4)
        raise AssertionError("the report should have stopped the work")

    job = run(job_id=queued(work).pk, clock=Clock())
    assert (job.state, job.is_open) == (Job.State.CANCELLED, False)


def test_reports_that_come_too_close_are_skipped_but_not_the_last(handled):
    job = queued()
    progress = Progress(job_id=job.pk, clock=lambda: AT)
    progress.step(1, 3)
    progress.step(2, 3)
    assert Job.objects.get(pk=job.pk).done == 1
    progress.step(3, 3)
    assert Job.objects.get(pk=job.pk).done == 3


def test_inside_a_long_transaction_nothing_is_reported_but_the_job_still_stops(handled):
    job = queued()
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    quiet = silent(reporter=Progress(job_id=job.pk, clock=Clock()))
    quiet.step(5, 10, "写入")
    assert Job.objects.get(pk=job.pk).done == 0
    request_cancel(job=job, at=AT)
    with pytest.raises(Cancelled):
        quiet.step(6, 10)


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(handled):
    job = request_cancel(job=queued(), at=AT)
    assert job.state == Job.State.CANCELLED
    assert run(job_id=job.pk, clock=Clock()).state == Job.State.CANCELLED
    with pytest.raises(JobRefused, match="已结束"):
        request_cancel(job=job, at=AT)


def test_a_failed_job_can_run_again(handled, django_capture_on_commit_callbacks):
    outcomes = iter([ValueError("先失败"), {"ok": True}])

    def work(*, progress, arguments, at):
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    job = run(job_id=queued(work).pk, clock=Clock())
    with django_capture_on_commit_callbacks(execute=True):
        again = restart(job=job, at=AT)
    assert (again.state, again.message, handled[-1]) == (Job.State.QUEUED, "", job.pk)
    assert run(job_id=job.pk, clock=Clock()).result == {"ok": True}
    with pytest.raises(JobRefused, match="已完成"):
        restart(job=Job.objects.get(pk=job.pk), at=AT)


def test_a_job_whose_worker_died_is_known_by_its_silence_and_can_run_again(handled):
    job = queued()
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=AT, beat_at=AT)
    job.refresh_from_db()
    assert not is_orphaned(job=job, at=AT + timedelta(minutes=9))
    with pytest.raises(JobRefused):
        restart(job=job, at=AT + timedelta(minutes=9))
    assert is_orphaned(job=job, at=AT + timedelta(minutes=11))
    assert restart(job=job, at=AT + timedelta(minutes=11)).state == Job.State.QUEUED


def test_cancelling_is_an_exception_handlers_need_not_catch(handled):
    def work(*, progress, arguments, at):
        raise Cancelled

    assert run(job_id=queued(work).pk, clock=Clock()).message == "已按要求取消,没有写入任何内容"


def test_two_handlers_of_one_kind_are_refused(handled):
    queued()
    with pytest.raises(ValueError, match="已登记"):
        declare_job("test.work", lambda **given: {})


def test_without_a_dispatcher_a_job_says_so(handled, monkeypatch):
    monkeypatch.setattr(registry, "_DISPATCHER", [])
    with pytest.raises(LookupError, match="没有作业分发方式"):
        registry.dispatch(1)
    set_dispatcher(handled.append)
    registry.dispatch(1)
    assert handled == [1]


def test_a_heart_beats_in_one_row(handled):
    beat(name="worker", at=AT)
    beat(name="worker", at=AT + timedelta(minutes=1), detail="ok")
    assert Heartbeat.objects.get().detail == "ok"
