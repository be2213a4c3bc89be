"""Import batches."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from lutu.kernel.jobs.models import Job


class ImportBatch(models.Model):
    """导入批次: one received file, what was made of its lines, and what loading it did.

    `file` names the stored content, `problem` says why the file as a whole can't be used. `effects` is a list of plain
    values (see `effects.py`), kept whole because it is read as one and never searched; lists of batches defer it.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("已接收")
        PREVIEWED = "previewed", _("待确认")
        LOADED = "loaded", _("已载入")
        UNDONE = "undone", _("已撤销")
        DISCARDED = "discarded", _("已放弃")
        REFUSED = "refused", _("文件有误")

    kind = models.CharField(_("导入种类"), max_length=48)
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("文件摘要"), max_length=64)
    size = models.PositiveIntegerField(_("文件大小(字节)"))
    file = models.CharField(_("存放位置"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.RECEIVED)
    problem = models.TextField(_("文件问题"), blank=True)
    ignored = models.JSONField(_("未采用的列"), default=list)
    line_count = models.PositiveIntegerField(_("行数"), default=0)
    new_count = models.PositiveIntegerField(_("新增"), default=0)
    changed_count = models.PositiveIntegerField(_("变更"), default=0)
    unchanged_count = models.PositiveIntegerField(_("不变"), default=0)
    refused_count = models.PositiveIntegerField(_("拒收"), default=0)
    skipped_count = models.PositiveIntegerField(_("跳过的示例行"), default=0)
    effects = models.JSONField(_("载入结果"), default=list, encoder=DjangoJSONEncoder)
    actor_id = models.CharField(_("导入人编号"), max_length=64, blank=True)
    actor_name = models.CharField(_("导入人"), max_length=120)
    day = models.DateField(_("业务日"), null=True, blank=True)
    received_at = models.DateTimeField(_("接收时间"))
    loaded_at = models.DateTimeField(_("载入时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    job = models.ForeignKey(
        Job, verbose_name=_("作业"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "sha256"], name="intake_batch_file"),
            models.Index(fields=["-received_at"], name="intake_batch_received"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportLine(models.Model):
    """导入行: what the last look at a batch made of one line; unchanged lines are only counted.

    `changes` lists [title, old, new], `faults` [column, found, expected, remedy], `raw` [heading, cell] in the order of
    the file. Lists, because PostgreSQL does not keep the order of keys in an object.
    """

    batch = models.ForeignKey(ImportBatch, verbose_name=_("导入批次"), on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("行号"))
    verdict = models.CharField(_("结论"), max_length=10)
    label = models.CharField(_("对象"), max_length=200, blank=True)
    changes = models.JSONField(_("变更内容"), default=list)
    faults = models.JSONField(_("问题"), default=list)
    raw = models.JSONField(_("原值"), default=list)

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="intake_line_once")]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="intake_line_verdict")]

    def __str__(self) -> str:
        return f"{self.batch_id}#{self.number}"
