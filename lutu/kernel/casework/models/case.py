"""A case, the intervals of its clock, the moves made on it, and the extensions asked for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.parties.models import Person, Post
from lutu.kernel.territory.models import Area


class Case(models.Model):
    """事项: one piece of work of one flow, owned by a post, with a deadline.

    `stage` and everything that follows from it is written by `actions` alone. `due_at` is an index over the intervals
    (`clock.due_of`), recomputed when they or the calendar change; `next_rung_at` is when the worker looks again.
    """

    number = models.CharField(_("事项编号"), max_length=40, unique=True)
    flow = models.CharField(_("流程"), max_length=48)
    title = models.CharField(_("标题"), max_length=200)
    summary = models.TextField(_("内容"), blank=True)
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    sensitivity = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.INTERNAL
    )
    subject_kind = models.CharField(_("对象类型"), max_length=64, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    stage = models.CharField(_("阶段"), max_length=32)
    owner_post = models.ForeignKey(
        Post, verbose_name=_("责任岗位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    raiser = models.ForeignKey(
        Person, verbose_name=_("提出人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("来源事项"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    fields = models.JSONField(_("内容项"), default=dict)
    opened_at = models.DateTimeField(_("受理时间"))
    is_open = models.BooleanField(_("未办结"), default=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    outcome = models.CharField(_("办理结果"), max_length=32, blank=True)
    clock_number = models.PositiveSmallIntegerField(_("计时次数"), default=0)
    term_amount = models.PositiveIntegerField(_("时限"), null=True, blank=True)
    term_unit = models.CharField(_("时限单位"), max_length=16, blank=True)
    term_roll = models.CharField(_("顺延方式"), max_length=16, blank=True)
    fixed_due_date = models.DateField(_("指定期限"), null=True, blank=True)
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    due_is_provisional = models.BooleanField(_("到期日暂定"), default=False)
    calendar_version = models.CharField(_("工作日历版本"), max_length=40, blank=True)
    is_paused = models.BooleanField(_("暂停计时"), default=False)
    resume_by_at = models.DateTimeField(_("最迟恢复时间"), null=True, blank=True)
    next_rung_at = models.DateTimeField(_("下次提醒时间"), null=True, blank=True)
    escalation_level = models.PositiveSmallIntegerField(_("升级层级"), default=0)
    version = models.PositiveIntegerField(_("版本"), default=0)

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        indexes = [
            models.Index(fields=["owner_post", "is_open", "due_at"], name="casework_case_todo"),
            models.Index(fields=["is_open", "area", "due_at"], name="casework_case_area"),
            models.Index(fields=["raiser", "is_open"], name="casework_case_raiser"),
            models.Index(fields=["subject_kind", "subject_id"], name="casework_case_subject"),
            models.Index(fields=["flow", "stage"], name="casework_case_flow"),
            models.Index(fields=["next_rung_at"], name="casework_case_rung", condition=Q(next_rung_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True) | Q(is_open=False, closed_at__isnull=False),
                name="casework_case_closed_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def subject(self) -> tuple[str, int] | None:
        """(kind, id) of what the case is about, where it is about a row."""
        return (self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id is not None else None


class CaseCounter(models.Model):
    """编号计数: the last number given under a prefix in a year."""

    prefix = models.CharField(_("编号前缀"), max_length=12)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("末号"), default=0)

    class Meta:
        verbose_name = _("编号计数")
        verbose_name_plural = _("编号计数")
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="casework_counter_prefix_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"


class CaseInterval(models.Model):
    """计时: a half-open interval of one of the case's clocks, running or stopped, with its reason."""

    case = models.ForeignKey(Case, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="intervals")
    clock_number = models.PositiveSmallIntegerField(_("计时次数"))
    starts_at = models.DateTimeField(_("起"))
    ends_at = models.DateTimeField(_("止"), null=True, blank=True)
    runs = models.BooleanField(_("计时"), default=True)
    reason = models.CharField(_("事由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("计时")
        verbose_name_plural = _("计时")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ends_at__isnull=True), name="casework_interval_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="casework_interval_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.clock_number}"


class FiredMove(models.Model):
    """办理动作: a move that was made, under the key it was asked with. Never changed (triggers refuse it).

    `person` is who did it, `on_behalf_of` whom they stood in for: both count for separation of duties.
    """

    case = models.ForeignKey(Case, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="moves")
    key = models.CharField(_("请求编号"), max_length=120)
    action = models.CharField(_("动作"), max_length=48)
    person = models.ForeignKey(
        Person, verbose_name=_("办理人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        Person, verbose_name=_("代"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("时间"))
    asked = models.CharField(_("请求摘要"), max_length=64)
    answer = models.JSONField(_("结果"), default=dict)

    class Meta:
        verbose_name = _("办理动作")
        verbose_name_plural = _("办理动作")
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="casework_move_key")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"


class Extension(models.Model):
    """延期: more time for the running clock, asked for by the handler and decided by another person."""

    class State(models.TextChoices):
        ASKED = "asked", _("待批准")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("未批准")

    case = models.ForeignKey(Case, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="extensions")
    clock_number = models.PositiveSmallIntegerField(_("计时次数"))
    amount = models.PositiveIntegerField(_("延长"))
    unit = models.CharField(_("单位"), max_length=16)
    reason = models.CharField(_("理由"), max_length=300)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        Person, verbose_name=_("批准人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    decision = models.CharField(_("批准意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="casework_extension_asked_once"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="casework_extension_has_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} +{self.amount} {self.unit}"
