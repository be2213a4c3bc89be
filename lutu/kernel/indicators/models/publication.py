"""What was made public: sets of frozen figures, their corrections, objections before, and files to download."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.indicators.models.definition import PeriodKind
from lutu.kernel.indicators.models.fact import IndicatorFact
from lutu.kernel.indicators.periods import Period
from lutu.kernel.parties.models import Organisation


class Publication(models.Model):
    """发布: frozen figures of one period that become public together, signed by somebody other than their editor."""

    code = models.CharField(_("发布代码"), max_length=64)
    title = models.CharField(_("标题"), max_length=200)
    period_kind = models.CharField(_("统计期种类"), max_length=12, choices=PeriodKind.choices)
    period_start = models.DateField(_("期初"))
    period_stop = models.DateField(_("期末次日"))
    basis_override = models.CharField(_("混用人口口径的原因"), max_length=300, blank=True)
    edited_by_id = models.CharField(_("编制人编号"), max_length=64, blank=True)
    edited_by_name = models.CharField(_("编制人"), max_length=120)
    edited_at = models.DateTimeField(_("编制时间"))
    objections_until = models.DateTimeField(_("异议截止"))
    signed_by_id = models.CharField(_("签发人编号"), max_length=64, blank=True)
    signed_by_name = models.CharField(_("签发人"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    snapshot_digest = models.BinaryField(_("快照摘要"), max_length=32, null=True, blank=True)
    algorithm = models.CharField(_("算法"), max_length=8, blank=True)
    facts = models.ManyToManyField(
        IndicatorFact, verbose_name=_("指标值"), through="PublicationFact", related_name="publications"
    )

    class Meta:
        verbose_name = _("发布")
        verbose_name_plural = _("发布")
        ordering = ["-period_stop", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "period_kind", "period_start", "period_stop"], name="indicators_publication_once"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(snapshot_digest__isnull=False),
                name="indicators_publication_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """The period its figures are of."""
        return Period(self.period_kind, self.period_start, self.period_stop)

    @property
    def digest_text(self) -> str:
        """The digest of the whole in hexadecimal; empty before publication."""
        return bytes(self.snapshot_digest).hex() if self.snapshot_digest else ""


class PublicationFact(models.Model):
    """发布内容: a figure stands in a publication; a correction joins it later and does not enter its digest."""

    publication = models.ForeignKey(
        Publication, verbose_name=_("发布"), on_delete=models.PROTECT, related_name="entries"
    )
    fact = models.ForeignKey(IndicatorFact, verbose_name=_("指标值"), on_delete=models.PROTECT, related_name="entries")
    is_correction = models.BooleanField(_("更正值"), default=False)
    is_suppressed = models.BooleanField(_("小数抑制"), default=False)
    added_at = models.DateTimeField(_("列入时间"))

    class Meta:
        verbose_name = _("发布内容")
        verbose_name_plural = _("发布内容")
        constraints = [models.UniqueConstraint(fields=["publication", "fact"], name="indicators_published_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} · {self.fact_id}"


class Correction(models.Model):
    """更正: a published figure was wrong; the old one stays readable beside the new, with the reason."""

    fact_old = models.OneToOneField(
        IndicatorFact, verbose_name=_("原值"), on_delete=models.PROTECT, related_name="corrected_by"
    )
    fact_new = models.OneToOneField(
        IndicatorFact, verbose_name=_("新值"), on_delete=models.PROTECT, related_name="corrects"
    )
    reason = models.CharField(_("更正原因"), max_length=300)
    notice_publication = models.ForeignKey(
        Publication, verbose_name=_("刊登更正的发布"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="corrections",
    )  # fmt: skip
    recorded_at = models.DateTimeField(_("更正时间"))
    recorded_by_name = models.CharField(_("更正人"), max_length=120)

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="indicators_correction_has_reason")]

    def __str__(self) -> str:
        return f"{self.fact_old_id} → {self.fact_new_id}"


class UnitObjection(models.Model):
    """单位异议: a unit says that its figure in a draft publication is wrong; the answer stays beside it."""

    publication = models.ForeignKey(
        Publication, verbose_name=_("发布"), on_delete=models.PROTECT, related_name="objections"
    )
    fact = models.ForeignKey(
        IndicatorFact, verbose_name=_("指标值"), on_delete=models.PROTECT, related_name="objections"
    )
    unit = models.ForeignKey(Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("异议内容"), max_length=1000)
    raised_by_name = models.CharField(_("提出人"), max_length=120)
    raised_at = models.DateTimeField(_("提出时间"))
    answer = models.CharField(_("答复"), max_length=1000, blank=True)
    is_upheld = models.BooleanField(_("异议成立"), null=True, blank=True)
    answered_by_name = models.CharField(_("答复人"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位异议")
        verbose_name_plural = _("单位异议")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(answer="") & Q(is_upheld__isnull=False)),
                name="indicators_objection_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.fact_id}"


class OpenFile(models.Model):
    """开放数据文件: a publication as CSV or JSON, made at publication and never overwritten (triggers)."""

    class Format(models.TextChoices):
        CSV = "csv", _("CSV 表格")
        JSON = "json", _("JSON 数据")

    publication = models.ForeignKey(Publication, verbose_name=_("发布"), on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField(_("第几份"))
    format = models.CharField(_("格式"), max_length=8, choices=Format.choices)
    content = models.BinaryField(_("内容"))
    digest = models.BinaryField(_("摘要"), max_length=32)
    algorithm = models.CharField(_("算法"), max_length=8)
    licence = models.CharField(_("开放许可"), max_length=80)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("开放数据文件")
        verbose_name_plural = _("开放数据文件")
        ordering = ["publication", "number", "format"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number", "format"], name="indicators_open_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}-{self.number}.{self.format}"

    @property
    def digest_text(self) -> str:
        """The digest of the content in hexadecimal."""
        return bytes(self.digest).hex()
