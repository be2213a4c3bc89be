"""The outbox: one row for each person told one thing over one channel."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.parties.models import Person


class Notice(models.Model):
    """告知: something one person is told. `key` says what and whom: the same key is never written twice.

    The receiver is a person or, for text messages, a phone number, which is sealed (`contacts`). `not_before` is the
    earliest delivery and the start of the time in which a text message may go out; `next_at` the next try.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", _("站内消息")
        SMS = "sms", _("短信")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    key = models.CharField(_("幂等键"), max_length=200, unique=True)
    kind = models.CharField(_("种类"), max_length=64)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel.choices)
    # The index below serves the person's inbox; one more for the foreign key would only slow the writing down.
    person = models.ForeignKey(
        Person, verbose_name=_("收件人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    phone_sealed = models.BinaryField(_("手机号(密文)"), null=True, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    subject_kind = models.CharField(_("对象类型"), max_length=64, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    link = models.CharField(_("链接"), max_length=300, blank=True)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    sensitivity = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.INTERNAL
    )
    created_at = models.DateTimeField(_("生成时间"))
    not_before = models.DateTimeField(_("不早于"))
    next_at = models.DateTimeField(_("下次发送时间"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    last_error = models.CharField(_("上次失败原因"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    receipt = models.CharField(_("回执"), max_length=120, blank=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("告知")
        verbose_name_plural = _("告知")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(channel="sms", phone_sealed__isnull=False),
                name="notices_notice_has_a_receiver",
            )
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notices_notice_person"),
            models.Index(
                fields=["person"], condition=Q(channel="inbox", state="sent", read_at__isnull=True),
                name="notices_notice_unread",
            ),
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="notices_notice_waiting"),
            models.Index(fields=["subject_kind", "subject_id"], name="notices_notice_subject"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
