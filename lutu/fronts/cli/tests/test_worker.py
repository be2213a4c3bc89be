"""lutu worker: does what is queued, and says that it lives."""

import signal
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from lutu.fronts.cli import main, worker
from lutu.fronts.readings import STOPPED
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.casework.actions import open_case
from lutu.kernel.jobs.models import Heartbeat
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.notices.actions import NewNotice, notify
from lutu.kernel.notices.models import Notice
from lutu.web import clock
from tests.cast import AT, Cast, District

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_queue_is_done_at_once_and_the_signals_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert main(["worker", "--batch"]) == 0
    assert signal.getsignal(signal.SIGTERM) is before
    assert Heartbeat.objects.get(name="worker").detail == STOPPED


def test_a_signal_while_nothing_runs_stops_the_worker_cleanly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(worker.Pulse, "start", lambda self: None)
    monkeypatch.setattr(worker.QuietWorker, "run", lambda self: signal.raise_signal(signal.SIGTERM))
    assert main(["worker"]) == 0
    assert "作业进程已停止" in capsys.readouterr().out


def test_a_beat_is_written_again_over_the_one_before() -> None:
    worker.pulse(detail="")
    worker.pulse(detail=STOPPED)
    assert Heartbeat.objects.get(name="worker").detail == STOPPED


def test_the_tick_sends_what_is_due_and_one_failing_part_does_not_keep_the_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*, at: datetime) -> int:
        raise RuntimeError("no clock")

    now, minute = clock.now(), timedelta(minutes=1)
    person = cast.people["officer"]
    waiting = NewNotice(key="t", kind="test", title="测试", body="有新消息", person=person, not_before=now - minute)
    notify(notices=[waiting], at=now - 2 * minute)
    assert Notice.objects.get(key="t").state == "waiting"
    monkeypatch.setattr(worker, "run_clock", failing)
    worker.tick()
    assert "tick failed: failing" in caplog.text
    assert Notice.objects.get(key="t").state == "sent"


def test_the_tick_lets_the_ladder_of_a_late_case_speak(district: District) -> None:
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    case = open_case(flow="casework.task", title="旧事", area=district.root, actor=SYSTEM, at=AT)
    worker.tick()
    case.refresh_from_db()
    assert (case.escalation_level, case.next_rung_at) == (2, None)
