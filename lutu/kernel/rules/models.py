"""Dated parameters."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Parameter(models.Model):
    """参数: a value in force for a half-open period, with its source.

    `is_default` marks a value the house chose because nobody defined it (默认值); `is_unverified` one whose source was
    not checked (待核): such a value never decides anything by itself. Where only some values make sense, `choices`
    holds {value: its words}.
    """

    code = models.CharField(_("代码"), max_length=64)
    name = models.CharField(_("名称"), max_length=120)
    value = models.JSONField(_("取值"))
    unit = models.CharField(_("单位"), max_length=24, blank=True)
    choices = models.JSONField(_("可选值"), default=dict, blank=True)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)
    is_default = models.BooleanField(_("默认值"), default=False)
    is_unverified = models.BooleanField(_("待核"), default=False)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("参数")
        verbose_name_plural = _("参数")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="rules_parameter_from"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="rules_parameter_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="rules_parameter_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"

    @property
    def value_text(self) -> str:
        """The value as a reader says it: a choice in its words, a number with its unit."""
        if isinstance(self.value, bool):
            return str(_("是") if self.value else _("否"))
        return str(self.choices.get(str(self.value), f"{self.value}{self.unit}"))
