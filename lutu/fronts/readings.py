"""运行状况: is the house awake? One set of readings for the staff page, the command line and the liveness address.

Heartbeats and their lateness go by the machine's own clock: a demo district lives on its day, its processes do not.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.fronts.workbench.calendars.alarm import alarm_on
from lutu.kernel.calendars.queries import horizon
from lutu.kernel.jobs.actions import is_orphaned
from lutu.kernel.jobs.models import Heartbeat, Job
from lutu.kernel.journal.models import DailyHead
from lutu.web import clock

WORKER, NIGHTLY, BACKUP = "worker", "nightly", "backup"
STOPPED = "stopped"
WORKER_LATE = timedelta(minutes=3)
DAILY_LATE = timedelta(hours=30)
QUEUE_LATE = timedelta(minutes=15)
DISK_FLOOR_GIB = 2
WORDS = {
    "good": gettext_lazy("正常"),
    "late": gettext_lazy("偏慢"),
    "bad": gettext_lazy("异常"),
    "unknown": gettext_lazy("尚无记录"),
}
TONES = {"good": "green", "late": "yellow", "bad": "red", "unknown": "grey"}


@dataclass(frozen=True)
class Reading:
    """One thing looked at: its state (good, late, bad, unknown), what was found, and what to do about it."""

    title: str
    state: str
    finding: str
    remedy: str = ""

    @property
    def word(self) -> str:
        """The state in a word."""
        return str(WORDS[self.state])

    @property
    def tone(self) -> str:
        """The colour that goes with the word."""
        return TONES[self.state]


def readings() -> list[Reading]:
    """Everything looked at, in the order an operator would ask."""
    at = timezone.localtime()
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    return [
        database_reading(),
        worker_reading(beat=beats.get(WORKER), at=at),
        queue_reading(),
        daily_reading(title=_("日终批处理"), command="lutu nightly", beat=beats.get(NIGHTLY), at=at),
        head_reading(),
        calendar_reading(),
        daily_reading(title=_("备份"), command="lutu backup", beat=beats.get(BACKUP), at=at),
        disk_reading(),
    ]


def database_reading() -> Reading:
    """Which database answers, and whether its tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    if waiting:
        finding = _("%(name)s,有 %(count)s 项库表变更未执行") % {"name": name, "count": waiting}
        return Reading(_("数据库"), "bad", finding, _("请停止服务,升级库表后再启动(./run 会自动完成)"))
    return Reading(_("数据库"), "good", name)


def worker_reading(*, beat: Heartbeat | None, at: datetime) -> Reading:
    """Whether the worker's heart beat within three minutes of `at`."""
    remedy = _("请启动作业进程 lutu worker,否则导入等作业会一直排队")
    if beat is None:
        return Reading(_("作业进程"), "bad", _("从未启动"), remedy)
    when = {"at": instant_text(beat.at)}
    if beat.detail == STOPPED:
        return Reading(_("作业进程"), "bad", _("已于 %(at)s 停止") % when, remedy)
    if at - beat.at > WORKER_LATE:
        return Reading(_("作业进程"), "bad", _("最近一次心跳在 %(at)s,之后没有消息") % when, remedy)
    return Reading(_("作业进程"), "good", _("最近一次心跳 %(at)s") % when)


def queue_reading() -> Reading:
    """How many jobs wait, run and have failed; late or bad where one waits for long or lost its worker."""
    counts = {state: Job.objects.filter(state=state).count() for state in ("queued", "running", "failed")}
    finding = _("排队 %(queued)s 项,运行 %(running)s 项,失败 %(failed)s 项") % counts
    at = clock.now()
    if any(is_orphaned(job=job, at=at) for job in Job.objects.filter(state="running")):
        return Reading(_("作业队列"), "bad", finding, _("有作业中途停住,请在作业页重新运行"))
    oldest = Job.objects.filter(state="queued").order_by("queued_at").values_list("queued_at", flat=True).first()
    if oldest is not None and at - oldest > QUEUE_LATE:
        return Reading(_("作业队列"), "late", finding, _("有作业排队超过 15 分钟,请看作业进程是否正常"))
    return Reading(_("作业队列"), "good", finding)


def daily_reading(*, title: str, command: str, beat: Heartbeat | None, at: datetime) -> Reading:
    """Whether a command meant for every night has run within thirty hours of `at`."""
    remedy = _("请在服务器上设定每晚运行 %(command)s") % {"command": command}
    if beat is None:
        return Reading(title, "unknown", "", remedy)
    finding = _("最近一次 %(at)s") % {"at": instant_text(beat.at)}
    if beat.detail:
        finding = f"{finding}({beat.detail})"
    late = at - beat.at > DAILY_LATE
    return Reading(title, "late" if late else "good", finding, remedy if late else "")


def head_reading() -> Reading:
    """The last daily head of the journal: from there on a deletion can be proved."""
    last = DailyHead.objects.order_by("-day").first()
    if last is None:
        return Reading(_("日终摘要"), "unknown", "", _("首次运行 lutu nightly 后生成"))
    finding = _("已做到 %(day)s,涵盖 %(subjects)s 个对象") % {"day": last.day, "subjects": last.subjects}
    return Reading(_("日终摘要"), "good", finding)


def calendar_reading() -> Reading:
    """How far the working-day calendar reaches: late from 60 days before its end, bad beyond it and without one."""
    alarm = alarm_on(day=clock.today())
    if alarm is not None:
        return Reading(_("工作日历"), "bad" if alarm.level == "error" else "late", alarm.finding, alarm.remedy)
    return Reading(_("工作日历"), "good", _("截至 %(last)s") % {"last": horizon()})


def disk_reading() -> Reading:
    """The free space where the database of the embedded kind, the files and the backups lie."""
    free = shutil.disk_usage(settings.VAR).free / 1024**3
    finding = _("剩余 %(free)s GB") % {"free": f"{free:.1f}"}
    if free < DISK_FLOOR_GIB:
        return Reading(_("磁盘空间"), "bad", finding, _("请清理旧备份或扩容;空间用尽后无法写入"))
    return Reading(_("磁盘空间"), "good", finding)


def instant_text(at: datetime) -> str:
    """An instant to the minute, in China's time."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
