"""Who stands in for whom, by a dated delegation or during an absence."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.parties.models import Person, Post


class Delegation(models.Model):
    """代理: for a time, a person acts for another in one or all of their posts, in some flows or all.

    It gives no power its giver lacks on the day, ends by itself and can't be passed on.
    """

    giver = models.ForeignKey(Person, verbose_name=_("委托人"), on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Person, verbose_name=_("代理人"), on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(
        Post, verbose_name=_("岗位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    flows = models.JSONField(_("流程"), default=list, blank=True)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"))
    reason = models.CharField(_("事由"), max_length=200)

    class Meta:
        verbose_name = _("代理")
        verbose_name_plural = _("代理")
        indexes = [models.Index(fields=["receiver", "valid_from"], name="casework_delegation_receiver")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="casework_delegation_period"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="casework_delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} 代 {self.giver}"


class Absence(models.Model):
    """缺勤: a person is away for a time; a deputy sees and handles their posts' cases, or the next rung is told."""

    person = models.ForeignKey(Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(
        Person, verbose_name=_("代班人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"))
    reason = models.CharField(_("事由"), max_length=200)

    class Meta:
        verbose_name = _("缺勤")
        verbose_name_plural = _("缺勤")
        indexes = [models.Index(fields=["deputy", "valid_from"], name="casework_absence_deputy")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="casework_absence_period"),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(person=F("deputy")), name="casework_absence_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from}–{self.valid_to}"
