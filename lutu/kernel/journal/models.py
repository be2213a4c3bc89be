"""Journal entries and the daily head that makes deletions evident."""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """留痕条目: one thing done to one subject. Never changed, never deleted (triggers refuse it)."""

    subject_kind = models.CharField(_("对象类型"), max_length=64)
    subject_id = models.CharField(_("对象编号"), max_length=64)
    seq = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    actor_kind = models.CharField(_("操作者类型"), max_length=16)
    actor_id = models.CharField(_("操作者编号"), max_length=64, blank=True)
    actor_name = models.CharField(_("操作者"), max_length=120)
    on_behalf_of = models.CharField(_("代"), max_length=120, blank=True)
    action = models.CharField(_("动作"), max_length=64)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    details_text = models.TextField(_("内容"))
    previous = models.BinaryField(_("上一条摘要"), max_length=32)
    digest = models.BinaryField(_("摘要"), max_length=32)
    algorithm = models.CharField(_("算法"), max_length=8)

    class Meta:
        verbose_name = _("留痕条目")
        verbose_name_plural = _("留痕")
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "seq"], name="journal_entry_subject_seq")
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="journal_entry_at"),
            models.Index(fields=["actor_id", "-at"], name="journal_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}#{self.seq} {self.action}"

    @property
    def details(self) -> dict[str, Any]:
        """The details as recorded."""
        return dict(json.loads(self.details_text))


class DailyHead(models.Model):
    """日终摘要: the digest over every subject's last entry and the head of the day before."""

    day = models.DateField(_("日期"), unique=True)
    subjects = models.PositiveIntegerField(_("对象数"))
    last_entry_id = models.BigIntegerField(_("截至条目"))
    previous = models.BinaryField(_("上一日摘要"), max_length=32)
    digest = models.BinaryField(_("摘要"), max_length=32)
    algorithm = models.CharField(_("算法"), max_length=8)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("日终摘要")
        verbose_name_plural = _("日终摘要")

    def __str__(self) -> str:
        return f"{self.day} {bytes(self.digest).hex()[:16]}"
