"""lutu worker: does what is queued, and says that it lives."""

import signal

import pytest

from lutu.fronts.cli import main, worker
from lutu.fronts.readings import STOPPED
from lutu.kernel.jobs.models import Heartbeat

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
