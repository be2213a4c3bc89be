"""Registers and dated memberships."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.parties.models import Organisation


class Register(models.Model):
    """清单: a named list of subjects of one kind, with the document that set it up."""

    code = models.CharField(_("代码"), max_length=64, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=32)
    subject_kind = models.CharField(_("对象类型"), max_length=64)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("主管单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document_number = models.CharField(_("文号"), max_length=120, blank=True)
    document_date = models.DateField(_("发文日期"), null=True, blank=True)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("替换为"), null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    is_public = models.BooleanField(_("公开"), default=True)
    description = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("清单")
        verbose_name_plural = _("清单")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="registers_register_period"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """入列: a subject stands in a register from a day until another (half-open)."""

    register = models.ForeignKey(Register, verbose_name=_("清单"), on_delete=models.PROTECT, related_name="memberships")
    subject_kind = models.CharField(_("对象类型"), max_length=64)
    subject_id = models.BigIntegerField(_("对象编号"))
    valid_from = models.DateField(_("入列日"))
    valid_to = models.DateField(_("出列日"), null=True, blank=True)
    document = models.CharField(_("依据"), max_length=200, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("入列")
        verbose_name_plural = _("入列")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="registers_member_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "subject_kind", "subject_id"],
                condition=Q(valid_to__isnull=True),
                name="registers_member_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="registers_member_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} · {self.subject_kind}/{self.subject_id}"
