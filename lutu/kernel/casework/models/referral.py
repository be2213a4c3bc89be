"""Referral of a case to another domain, and the consent it rests on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.casework.models.case import Case


class Consent(models.Model):
    """同意: the person concerned agrees that named fields go to a named receiver, for a purpose, until a day."""

    case = models.ForeignKey(Case, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("用途"), max_length=200)
    receiver = models.CharField(_("接收方"), max_length=120)
    fields = models.JSONField(_("提供内容"), default=list)
    given_date = models.DateField(_("同意日"))
    expires_date = models.DateField(_("失效日"))
    manner = models.CharField(_("同意方式"), max_length=120)
    withdrawn_date = models.DateField(_("撤回日"), null=True, blank=True)

    class Meta:
        verbose_name = _("同意")
        verbose_name_plural = _("同意")
        constraints = [
            models.CheckConstraint(condition=Q(expires_date__gt=F("given_date")), name="casework_consent_period")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.receiver}"


class Referral(models.Model):
    """转介: a summary chosen field by field goes to a case of another flow; only a status word comes back."""

    source = models.ForeignKey(Case, verbose_name=_("转出事项"), on_delete=models.PROTECT, related_name="referrals")
    target = models.OneToOneField(
        Case, verbose_name=_("转入事项"), on_delete=models.PROTECT, related_name="referred_from"
    )
    purpose = models.CharField(_("用途"), max_length=200)
    shared_fields = models.JSONField(_("提供内容"), default=list)
    consent = models.ForeignKey(
        Consent, verbose_name=_("同意"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    exception_basis = models.CharField(_("法定例外依据"), max_length=300, blank=True)
    referred_at = models.DateTimeField(_("转介时间"))

    class Meta:
        verbose_name = _("转介")
        verbose_name_plural = _("转介")

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
