"""Frozen figures with the rows they were counted from, and the closing of periods."""

from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.indicators.arithmetic import exact_value
from lutu.kernel.indicators.lights import WHOLE_BP
from lutu.kernel.indicators.models.definition import IndicatorVersion, PeriodKind
from lutu.kernel.indicators.periods import Period
from lutu.kernel.territory.models import Area


class Side(models.TextChoices):
    """分子或分母."""

    NUMERATOR = "num", _("分子")
    DENOMINATOR = "den", _("分母")


class Colour(models.TextChoices):
    """灯色."""

    GREEN = "green", _("正常")
    YELLOW = "yellow", _("偏慢")
    RED = "red", _("滞后")
    GREY = "grey", _("无基准")


class IndicatorFact(models.Model):
    """指标值: one figure of an area and period as it was frozen. Never changed (triggers): a later run stands beside.

    `numerator` and `denominator` are integers of the smallest unit. The rows hang on the `root` fact (the whole area
    without a dimension) and are filtered for its children: by area codes, or by the value of the dimension.
    """

    class Kind(models.TextChoices):
        FROZEN = "frozen", _("冻结")
        SUPPLEMENT = "supplement", _("补报")
        CORRECTION = "correction", _("更正值")

    version = models.ForeignKey(
        IndicatorVersion, verbose_name=_("口径版本"), on_delete=models.PROTECT, related_name="facts"
    )
    root = models.ForeignKey(
        "self", verbose_name=_("汇总值"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    scope_code = models.CharField(_("统计范围代码"), max_length=48)
    scope_name = models.CharField(_("统计范围"), max_length=80)
    dimension = models.CharField(_("分组"), max_length=40, blank=True)
    dimension_value = models.CharField(_("分组取值"), max_length=120, blank=True)
    period_kind = models.CharField(_("统计期种类"), max_length=12, choices=PeriodKind.choices)
    period_start = models.DateField(_("期初"))
    period_stop = models.DateField(_("期末次日"))
    as_of = models.DateField(_("截至"))
    run = models.PositiveSmallIntegerField(_("轮次"), default=1)
    kind = models.CharField(_("性质"), max_length=12, choices=Kind.choices)
    numerator = models.BigIntegerField(_("分子值"))
    denominator = models.BigIntegerField(_("分母值"), null=True, blank=True)
    value_scaled = models.BigIntegerField(_("指标值(放大)"), null=True, blank=True)
    n = models.PositiveIntegerField(_("条数"))
    reported = models.PositiveIntegerField(_("已报单位数"), null=True, blank=True)
    expected = models.PositiveIntegerField(_("应报单位数"), null=True, blank=True)
    colour = models.CharField(_("灯色"), max_length=8, choices=Colour.choices)
    colour_reason = models.CharField(_("灯色原因"), max_length=16)
    target_numerator = models.BigIntegerField(_("目标分子"), null=True, blank=True)
    target_denominator = models.BigIntegerField(_("目标分母"), null=True, blank=True)
    owner_name = models.CharField(_("责任岗位"), max_length=200)
    record_digest = models.BinaryField(_("明细摘要"), max_length=32)
    text_digest = models.BinaryField(_("明细文字摘要"), max_length=32, null=True, blank=True)
    algorithm = models.CharField(_("算法"), max_length=8)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("指标值")
        verbose_name_plural = _("指标值")
        indexes = [
            models.Index(
                fields=["period_start", "period_stop", "dimension", "area"], name="indicators_fact_period_area"
            ),
            models.Index(fields=["area", "version", "dimension", "-period_stop"], name="indicators_fact_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "version", "area", "scope_code", "period_kind", "period_start", "period_stop", "as_of", "run",
                    "dimension", "dimension_value",
                ],
                name="indicators_fact_once",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=0), name="indicators_fact_denominator"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version.indicator} {self.area} {self.period.code}"

    @property
    def period(self) -> Period:
        """The period it was frozen for."""
        return Period(self.period_kind, self.period_start, self.period_stop)

    @property
    def root_id_or_own(self) -> Any:
        """The key of the fact that holds the rows."""
        return self.root_id or self.pk

    @property
    def exact(self) -> Fraction | None:
        """The unrounded value, or None where there is no denominator to divide by."""
        version = self.version
        return exact_value(
            numerator=self.numerator, denominator=self.denominator, scale=version.scale if version.is_ratio else 1,
            numerator_unit=version.numerator_per_unit, denominator_unit=version.denominator_per_unit,
        )  # fmt: skip

    @property
    def target(self) -> Fraction | None:
        """The target it was measured against, in the unit of the figure."""
        if self.target_numerator is None or not self.target_denominator:
            return None
        return Fraction(self.target_numerator, self.target_denominator)

    @property
    def coverage_bp(self) -> int | None:
        """Share of units that had reported, in basis points; None where units do not report."""
        if self.reported is None or not self.expected:
            return None
        return self.reported * WHOLE_BP // self.expected

    @property
    def digest_text(self) -> str:
        """The digest of the rows in hexadecimal."""
        return bytes(self.record_digest).hex()


class IndicatorFactRecord(models.Model):
    """指标明细: one row of the numerator or the denominator as it was when the figure was frozen (triggers).

    `visible_text` is what the subject was called then; what a reader may see of it today is asked when it is shown.
    """

    # Rows are stored before their fact, by the hundred thousand: a constraint would look each up for a fact that
    # is not there yet. Facts are never deleted, and `verification` counts the rows of every fact.
    fact = models.ForeignKey(
        IndicatorFact, verbose_name=_("指标值"), on_delete=models.PROTECT, related_name="records", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    side = models.CharField(_("分子分母"), max_length=3, choices=Side.choices)
    subject_kind = models.CharField(_("对象类型"), max_length=64)
    subject_id = models.BigIntegerField(_("对象编号"))
    area_code = models.CharField(_("区划代码"), max_length=14, blank=True)
    dimension_value = models.CharField(_("分组取值"), max_length=120, blank=True)
    value = models.BigIntegerField(_("计入值"))
    visible_text = models.TextField(_("当时名称"), blank=True)

    class Meta:
        verbose_name = _("指标明细")
        verbose_name_plural = _("指标明细")
        indexes = [models.Index(fields=["fact", "side"], name="indicators_record_fact_side")]

    def __str__(self) -> str:
        return f"{self.side} {self.visible_text}"


class PeriodClosing(models.Model):
    """关账: from this instant on, what is recorded about the period goes to a supplementary run (补报)."""

    period_kind = models.CharField(_("统计期种类"), max_length=12, choices=PeriodKind.choices)
    period_start = models.DateField(_("期初"))
    period_stop = models.DateField(_("期末次日"))
    as_of = models.DateField(_("截至"))
    due_at = models.DateTimeField(_("应关账时间"))
    closed_at = models.DateTimeField(_("关账时间"))
    closed_by_name = models.CharField(_("关账人"), max_length=120)

    class Meta:
        verbose_name = _("关账")
        verbose_name_plural = _("关账")
        ordering = ["-period_stop", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period_kind", "period_start", "period_stop"], name="indicators_closing_once"
            )
        ]

    def __str__(self) -> str:
        return self.period.code

    @property
    def period(self) -> Period:
        """The period that was closed."""
        return Period(self.period_kind, self.period_start, self.period_stop)
