"""Jobs and heartbeats."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """作业: one piece of long work, from the queue to its result."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    kind = models.CharField(_("作业种类"), max_length=64)
    title = models.CharField(_("标题"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(_("已完成量"), default=0)
    total = models.PositiveIntegerField(_("总量"), default=0)
    message = models.CharField(_("进展"), max_length=300, blank=True)
    arguments = models.JSONField(_("输入"), default=dict)
    result = models.JSONField(_("结果"), default=dict)
    actor_id = models.CharField(_("发起人编号"), max_length=64, blank=True)
    actor_name = models.CharField(_("发起人"), max_length=120)
    queued_at = models.DateTimeField(_("排队时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    beat_at = models.DateTimeField(_("最近进展时间"), null=True, blank=True)
    cancel_requested = models.BooleanField(_("已请求取消"), default=False)

    class Meta:
        verbose_name = _("作业")
        verbose_name_plural = _("作业")
        ordering = ["-queued_at", "-pk"]
        indexes = [models.Index(fields=["state", "queued_at"], name="jobs_job_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """Done of total as a whole percentage; 0 where the total is not known yet."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class Heartbeat(models.Model):
    """心跳: when a process or a daily command was last heard of."""

    name = models.CharField(_("名称"), max_length=48, unique=True)
    at = models.DateTimeField(_("时间"))
    detail = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("心跳")
        verbose_name_plural = _("心跳")

    def __str__(self) -> str:
        return self.name
