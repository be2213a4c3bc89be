"""Public notices with their lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.territory.models import Area


class PublicNotice(models.Model):
    """公示: what is shown for some working days before it takes effect, so that it can be objected to.

    The window is [opens_at, closes_at) and ends at 24:00 of its last working day. `is_provisional`: a day beyond the
    working calendar was counted Monday to Friday (暂定); such a window never lets anything take effect. Where the
    notice is not public it is shown to the units its lines concern, and to staff.
    """

    class State(models.TextChoices):
        OPEN = "open", _("有效")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(_("种类"), max_length=64)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    basis = models.CharField(_("依据"), max_length=300)
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(_("对象类型"), max_length=64, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    receiver = models.CharField(_("受理单位"), max_length=120)
    receiver_contact = models.CharField(_("受理联系方式"), max_length=120, blank=True)
    opens_at = models.DateTimeField(_("公示开始"))
    closes_at = models.DateTimeField(_("公示结束"))
    workdays = models.PositiveSmallIntegerField(_("公示工作日"))
    calendar_version = models.CharField(_("工作日历版本"), max_length=40)
    is_provisional = models.BooleanField(_("截止日暂定"), default=False)
    is_public = models.BooleanField(_("对外公开"), default=True)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(
        Person, verbose_name=_("经办人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_by_name = models.CharField(_("发起人"), max_length=120)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = _("公示")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="notices_public_window"),
            models.CheckConstraint(
                condition=Q(state="open", withdrawn_at__isnull=True) | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="notices_public_withdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="notices_public_closes"),
            models.Index(fields=["subject_kind", "subject_id"], name="notices_public_subject"),
        ]

    def __str__(self) -> str:
        return self.title


class PublicNoticeLine(models.Model):
    """公示条目: one line of a public notice; an objection stops this line alone. `organisation` is whom it concerns."""

    notice = models.ForeignKey(PublicNotice, verbose_name=_("公示"), on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(_("序号"))
    text = models.CharField(_("公示内容"), max_length=500)
    subject_kind = models.CharField(_("对象类型"), max_length=64, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("相关单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("公示条目")
        verbose_name_plural = _("公示条目")
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notices_line_number")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="notices_line_subject")]

    def __str__(self) -> str:
        return f"{self.notice_id}-{self.number}"
