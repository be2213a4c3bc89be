"""lutu worker: runs queued jobs (imports, bulk work); each minute a heartbeat, the clock of cases and the outbox."""

import argparse
import logging
import signal
import threading
from types import FrameType

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from lutu.fronts.cli.console import Commands, say
from lutu.fronts.readings import STOPPED, WORKER
from lutu.kernel.casework.actions import run_clock
from lutu.kernel.jobs.actions import beat
from lutu.kernel.notices.actions import deliver
from lutu.web import clock

TICK_SECONDS = 60
WAIT_SECONDS = 1.0
log = logging.getLogger(__name__)


class Pulse(threading.Thread):
    """The minute tick, beside the jobs: a long import must not look like a dead worker."""

    def __init__(self) -> None:
        super().__init__(name="lutu-pulse", daemon=True)
        self.ended = threading.Event()

    def run(self) -> None:
        """Beat and tick now and each minute until ended."""
        while not self.ended.is_set():
            pulse(detail="")
            tick()
            self.ended.wait(TICK_SECONDS)
        connection.close()


class QuietWorker(Worker):
    """The queue's worker, with one Chinese sentence when it is asked to stop."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The first signal lets the running job end, the second one does not wait."""
        if not self.running:
            self.reset_signals()
            raise SystemExit(1)
        say("收到停止信号" + (",等待手头作业完成(再按一次强行结束)" if self.running_task else ""))
        self.running = False
        if not self.running_task:
            raise SystemExit(0)


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("worker", help="启动作业进程:运行排队的导入等作业,每分钟报一次心跳")
    command.add_argument("--batch", action="store_true", help="做完现有作业即退出")
    command.set_defaults(run=work)


def work(arguments: argparse.Namespace) -> int:
    """Run jobs until told to stop (SIGTERM, Ctrl+C); the running job is finished first."""
    worker = QuietWorker(
        queue_names=["default"],
        interval=WAIT_SECONDS,
        batch=arguments.batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    worker.configure_signals()
    heart = Pulse()
    if not arguments.batch:
        heart.start()
        say("作业进程已启动")
    try:
        worker.run()
    except SystemExit as end:
        if end.code:
            raise
    finally:
        # Saying goodbye takes a moment: a second signal must not cut it short.
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        heart.ended.set()
        if heart.is_alive():
            heart.join(timeout=5)
        pulse(detail=STOPPED)
        for number, handler in before.items():
            signal.signal(number, handler)
    say("作业进程已停止")
    return 0


def tick() -> None:
    """What falls due within the minute: reminders and escalations of cases, then the outbox.

    What fails is logged and waits for the next minute; the one must not keep the other from its work.
    """
    at = clock.now()
    for work in (run_clock, deliver):
        try:
            work(at=at)
        except Exception:
            log.exception("tick failed: %s", work.__name__)


def pulse(*, detail: str) -> None:
    """One heartbeat by the machine's own clock; a database that is busy or away only costs this beat."""
    close_old_connections()
    try:
        beat(name=WORKER, at=timezone.now(), detail=detail)
    except DatabaseError:
        log.warning("heartbeat not written", exc_info=True)
