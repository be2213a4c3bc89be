"""The project register: a project, the codes it once had, and its phases."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.parties.models import Organisation
from lutu.kernel.territory.models import Area


class Project(models.Model):
    """重点项目: one project under one code for life (GB/T 40058-2021), never with a typed stage.

    Money in fen. `code` is the code in force; codes it had before are `ProjectCodeAlias` rows. Where it stands is
    computed into `ProjectStanding`. The position is CGCS2000, indicative (示意) where so marked.
    """

    class CodeScheme(models.TextChoices):
        GBT40058 = "gbt40058", _("国家统一代码")
        LEGACY = "legacy", _("旧码")

    class Kind(models.TextChoices):
        INDUSTRY = "industry", _("产业")
        INFRASTRUCTURE = "infrastructure", _("基础设施")
        PUBLIC_WELFARE = "public_welfare", _("公益")

    class StatusOverride(models.TextChoices):
        TERMINATED = "terminated", _("终止")
        PAUSED = "paused", _("暂缓")

    code = models.CharField(_("项目代码"), max_length=64, unique=True)
    code_scheme = models.CharField(_("代码规则"), max_length=10, choices=CodeScheme.choices)
    name = models.CharField(_("项目名称"), max_length=200)
    kind = models.CharField(_("项目类别"), max_length=16, choices=Kind.choices)
    sector_code = models.CharField(_("行业(板块)"), max_length=40, blank=True)
    area = models.ForeignKey(Area, verbose_name=_("街道(社区)"), on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("地址"), max_length=200, blank=True)
    owner_party = models.ForeignKey(
        Organisation, verbose_name=_("建设单位"), on_delete=models.PROTECT, related_name="+"
    )
    lead_unit = models.ForeignKey(Organisation, verbose_name=_("主抓单位"), on_delete=models.PROTECT, related_name="+")
    planned_investment_fen = models.BigIntegerField(_("计划总投资(分)"))
    planned_start_date = models.DateField(_("计划开工日期"), null=True, blank=True)
    planned_completion_date = models.DateField(_("计划竣工日期"), null=True, blank=True)
    status_override = models.CharField(_("状态"), max_length=12, choices=StatusOverride.choices, blank=True)
    summary = models.TextField(_("建设内容"), blank=True)
    sensitivity = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.PUBLIC
    )
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    is_indicative = models.BooleanField(_("位置为示意"), default=False)

    class Meta:
        verbose_name = _("重点项目")
        verbose_name_plural = _("重点项目")
        indexes = [
            models.Index(fields=["name"], name="projects_project_name"),
            models.Index(fields=["kind"], name="projects_project_kind"),
            models.Index(fields=["sector_code"], name="projects_project_sector"),
            models.Index(fields=["planned_investment_fen"], name="projects_project_investment"),
            models.Index(fields=["planned_start_date"], name="projects_project_start"),
            models.Index(fields=["planned_completion_date"], name="projects_project_completion"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="projects_project_has_code"),
            models.CheckConstraint(
                condition=Q(planned_investment_fen__gte=0), name="projects_project_investment_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(planned_start_date__isnull=True)
                | Q(planned_completion_date__isnull=True)
                | Q(planned_completion_date__gte=F("planned_start_date")),
                name="projects_project_planned_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(
                    longitude__isnull=False, longitude__gte=Decimal(-180), longitude__lte=Decimal(180),
                    latitude__isnull=False, latitude__gte=Decimal(-90), latitude__lte=Decimal(90),
                ),
                name="projects_project_position",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ProjectCodeAlias(models.Model):
    """曾用代码: a code the project had until a day; it keeps leading to the project and is never given away."""

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="aliases")
    code = models.CharField(_("代码"), max_length=64, unique=True)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("曾用代码")
        verbose_name_plural = _("曾用代码")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="projects_alias_period",
            )
        ]

    def __str__(self) -> str:
        return self.code


class ProjectPhase(models.Model):
    """分期: a part of a project that is permitted and accepted by itself."""

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(_("期数"))
    name = models.CharField(_("名称"), max_length=80)

    class Meta:
        verbose_name = _("分期")
        verbose_name_plural = _("分期")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="projects_phase_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="projects_phase_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.name
