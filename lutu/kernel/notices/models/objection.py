"""Objections with their answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.notices.models.public_notice import PublicNoticeLine
from lutu.kernel.parties.models import Organisation, Person


class Objection(models.Model):
    """异议: somebody objects to one line of a public notice, and gets a written answer.

    `number` is the receipt (回执编号); it cannot be guessed, and with the phone number it opens the answer. The phone
    number is sealed (`contacts`) and found by its keyed digest. `case_kind` and `case_id` name the case a handler
    opened for it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("异议成立")
        REJECTED = "rejected", _("异议不成立")

    number = models.CharField(_("回执编号"), max_length=20, unique=True)
    key = models.CharField(_("幂等键"), max_length=200, unique=True)
    line = models.ForeignKey(
        PublicNoticeLine, verbose_name=_("公示条目"), on_delete=models.PROTECT, related_name="objections"
    )
    objector_name = models.CharField(_("异议人"), max_length=60)
    objector_unit = models.CharField(_("异议人单位"), max_length=120, blank=True)
    person = models.ForeignKey(
        Person, verbose_name=_("异议人(人员)"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("异议单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_sealed = models.BinaryField(_("手机号(密文)"), null=True, blank=True)
    contact_index = models.BinaryField(_("手机号(检索摘要)"), max_length=16, null=True, blank=True, db_index=True)
    reason = models.TextField(_("异议理由"))
    raised_at = models.DateTimeField(_("提出时间"))
    raised_by_id = models.CharField(_("提交账号"), max_length=64, blank=True)
    answer_due_at = models.DateTimeField(_("答复期限"))
    answer_due_is_provisional = models.BooleanField(_("答复期限暂定"), default=False)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("答复"), blank=True)
    answer_is_public = models.BooleanField(_("公开答复"), default=False)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by_id = models.CharField(_("答复账号"), max_length=64, blank=True)
    answered_by_name = models.CharField(_("答复人"), max_length=120, blank=True)
    case_kind = models.CharField(_("事项类型"), max_length=64, blank=True)
    case_id = models.BigIntegerField(_("事项编号"), null=True, blank=True)

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = _("异议")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (Q(state__in=["upheld", "rejected"], answered_at__isnull=False) & ~Q(answer="")),
                name="notices_objection_answered",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(contact_sealed__isnull=False),
                name="notices_objection_has_a_contact",
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_due_at"], name="notices_objection_due")]

    def __str__(self) -> str:
        return self.number
