"""The one table of facts."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Fact(models.Model):
    """数据项: a value of one kind about one subject, with source, valid time and recorded time.

    A correction (更正) is a new row that supersedes an older one; a retraction (撤销) supersedes without a value.
    Exactly the column of the kind's value type is filled. The table may only grow (triggers).
    """

    kind = models.CharField(_("数据项"), max_length=64)
    subject_kind = models.CharField(_("对象类型"), max_length=64)
    subject_id = models.BigIntegerField(_("对象编号"))
    value_date = models.DateField(_("日期值"), null=True, blank=True)
    value_integer = models.BigIntegerField(_("整数值"), null=True, blank=True)
    value_decimal = models.DecimalField(_("小数值"), max_digits=24, decimal_places=6, null=True, blank=True)
    value_text = models.TextField(_("文本值"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=16, blank=True)
    source = models.CharField(_("来源"), max_length=120)
    source_reference = models.CharField(_("来源编号"), max_length=120, blank=True)
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(_("失效日"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"))
    recorded_by_name = models.CharField(_("记录人"), max_length=120)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    attributes = models.JSONField(_("附属项"), default=dict)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("更正的原值"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    retracts = models.BooleanField(_("撤销"), default=False)

    class Meta:
        verbose_name = _("数据项")
        verbose_name_plural = _("数据项")
        indexes = [models.Index(fields=["subject_kind", "subject_id", "kind"], name="facts_fact_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="facts_fact_period"
            ),
            models.CheckConstraint(
                condition=Q(retracts=False) | Q(supersedes__isnull=False), name="facts_fact_retracts_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    @property
    def value(self) -> date | int | Decimal | str | None:
        """The value in its own type."""
        for held in (self.value_date, self.value_integer, self.value_decimal, self.value_text):
            if held is not None:
                return held
        return None
