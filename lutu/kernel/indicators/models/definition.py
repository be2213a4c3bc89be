"""What a figure says: the indicator, its versions of definition, and its targets."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.indicators import measures
from lutu.kernel.indicators.periods import Period
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.models import Area, Population


class PeriodKind(models.TextChoices):
    """统计期种类."""

    DAY = "day", _("日")
    MONTH = "month", _("月")
    QUARTER = "quarter", _("季度")
    YEAR = "year", _("年")
    CUMULATIVE = "cumulative", _("累计")


class Indicator(models.Model):
    """指标: one figure under one code for life; what it counts is said by its versions.

    A figure in another unit is another indicator. `sensitivity` is the highest data level among its selectors.
    """

    class Direction(models.TextChoices):
        UP = "up", _("越高越好")
        DOWN = "down", _("越低越好")
        NONE = "none", _("不评高低")

    code = models.CharField(_("指标代码"), max_length=80, unique=True)
    name = models.CharField(_("指标名称"), max_length=120)
    unit = models.CharField(_("计量单位"), max_length=16)
    direction = models.CharField(_("方向"), max_length=8, choices=Direction.choices)
    period_kind = models.CharField(_("统计期种类"), max_length=12, choices=PeriodKind.choices)
    owner_post = models.ForeignKey(Post, verbose_name=_("责任岗位"), on_delete=models.PROTECT, related_name="+")
    statement_template = models.CharField(_("表述"), max_length=300)
    sensitivity = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.INTERNAL
    )

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(unit=""), name="indicators_indicator_has_unit")]

    def __str__(self) -> str:
        return self.name


class IndicatorVersion(models.Model):
    """口径版本: what is counted, over what, how and on what basis, in force for a half-open period once signed.

    `levels` are the area levels below the root that get figures of their own, `dimension` the name by which the root's
    figure is also broken down. A ratio has a denominator; sums are kept in the smallest unit of their measure. Versions
    of one `series` may be compared; a version with `series_break` begins a new one.
    """

    class Aggregate(models.TextChoices):
        RATIO = "ratio_of_sums", _("比率(和之比)")
        SUM = "sum", _("合计")
        COUNT = "count", _("计数")
        DISTINCT = "distinct_count", _("去重计数")

    indicator = models.ForeignKey(Indicator, verbose_name=_("指标"), on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(_("版本"))
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    aggregate = models.CharField(_("汇总方式"), max_length=16, choices=Aggregate.choices)
    numerator_selector = models.CharField(_("分子口径"), max_length=64)
    numerator_arguments = models.JSONField(_("分子参数"), default=dict, blank=True)
    numerator_measure = models.CharField(_("分子度量"), max_length=16, default=measures.COUNT)
    numerator_unit = models.CharField(_("分子单位"), max_length=16)
    denominator_selector = models.CharField(_("分母口径"), max_length=64, blank=True)
    denominator_arguments = models.JSONField(_("分母参数"), default=dict, blank=True)
    denominator_measure = models.CharField(_("分母度量"), max_length=16, default=measures.COUNT)
    denominator_unit = models.CharField(_("分母单位"), max_length=16, blank=True)
    reported_selector = models.CharField(_("已报单位口径"), max_length=64, blank=True)
    expected_selector = models.CharField(_("应报单位口径"), max_length=64, blank=True)
    scale = models.PositiveIntegerField(_("倍数"), default=1)
    decimals = models.PositiveSmallIntegerField(_("小数位"), default=0)
    population_basis = models.CharField(_("人口口径"), max_length=12, choices=Population.Basis.choices, blank=True)
    scope_code = models.CharField(_("统计范围代码"), max_length=48)
    counting_rule = models.CharField(_("计数规则"), max_length=300)
    basis_text = models.CharField(_("依据"), max_length=300)
    levels = models.JSONField(_("分列层级"), default=list, blank=True)
    dimension = models.CharField(_("分组"), max_length=40, blank=True)
    minimum_n = models.PositiveIntegerField(_("最少条数"), default=0)
    minimum_coverage_bp = models.PositiveSmallIntegerField(_("最低覆盖率(基点)"), default=0)
    small_number_k = models.PositiveSmallIntegerField(_("小数抑制下限"), default=0)
    series_break = models.BooleanField(_("口径中断"), default=False)
    series = models.PositiveSmallIntegerField(_("序列"), default=1)
    light_bands = models.JSONField(_("亮灯区间"), default=dict, blank=True)
    proposed_by_id = models.CharField(_("编制人编号"), max_length=64, blank=True)
    proposed_by_name = models.CharField(_("编制人"), max_length=120)
    proposed_at = models.DateTimeField(_("编制时间"))
    signed_by_name = models.CharField(_("签发人"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("口径版本")
        verbose_name_plural = _("口径版本")
        ordering = ["indicator", "version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="indicators_version_number"),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(valid_to__isnull=True, signed_at__isnull=False),
                name="indicators_version_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="indicators_version_period"
            ),
            models.CheckConstraint(
                condition=~Q(aggregate="ratio_of_sums") | ~Q(denominator_selector=""),
                name="indicators_version_ratio_has_denominator",
            ),
            models.CheckConstraint(condition=Q(scale__gte=1), name="indicators_version_scale"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} v{self.version}"

    @property
    def is_ratio(self) -> bool:
        """Whether a sum is divided by another."""
        return bool(self.denominator_selector)

    @property
    def numerator_per_unit(self) -> Fraction:
        """How many smallest units the numerator's display unit holds."""
        return measures.measure_of(self.numerator_measure).smallest(self.numerator_unit)

    @property
    def denominator_per_unit(self) -> Fraction:
        """How many smallest units the denominator's display unit holds; 1 where there is no denominator."""
        if not self.is_ratio:
            return Fraction(1)
        return measures.measure_of(self.denominator_measure).smallest(self.denominator_unit)


class IndicatorTarget(models.Model):
    """目标: what a figure of an area should be in a period, as a fraction in the unit of the figure."""

    indicator = models.ForeignKey(Indicator, verbose_name=_("指标"), on_delete=models.PROTECT, related_name="targets")
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    period_kind = models.CharField(_("统计期种类"), max_length=12, choices=PeriodKind.choices)
    period_start = models.DateField(_("期初"))
    period_stop = models.DateField(_("期末次日"))
    target_numerator = models.BigIntegerField(_("目标分子"))
    target_denominator = models.BigIntegerField(_("目标分母"), default=1)
    source_document = models.CharField(_("目标依据"), max_length=200)

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "period_start", "period_stop"], name="indicators_target_once"
            ),
            models.CheckConstraint(condition=Q(target_denominator__gt=0), name="indicators_target_denominator"),
            models.CheckConstraint(condition=~Q(source_document=""), name="indicators_target_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.area} {self.period.code}"

    @property
    def period(self) -> Period:
        """The period it is set for."""
        return Period(self.period_kind, self.period_start, self.period_stop)

    @property
    def share(self) -> Fraction:
        """The target in the unit of the figure."""
        return Fraction(self.target_numerator, self.target_denominator)
