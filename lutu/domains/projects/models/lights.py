"""Rules that lights are read by, and reasons that lift one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.bands import Item
from lutu.domains.projects.models.project import Project


class LightRuleSet(models.Model):
    """亮灯规则: a version of a set of bands, in force from a day until another once signed by a second person.

    `bands` holds what `lights.rules_of` reads. A set without `valid_from` is kept to choose from (备选), not in force.
    """

    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    version = models.PositiveSmallIntegerField(_("版本"))
    bands = models.JSONField(_("分档"))
    source = models.CharField(_("依据"), max_length=300)
    is_default = models.BooleanField(_("默认值"), default=False)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)
    drafted_by = models.CharField(_("拟定账号"), max_length=80)
    drafted_by_name = models.CharField(_("拟定人"), max_length=120)
    drafted_at = models.DateTimeField(_("拟定时间"))
    signed_by = models.CharField(_("签发账号"), max_length=80, blank=True)
    signed_by_name = models.CharField(_("签发人"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("亮灯规则")
        verbose_name_plural = _("亮灯规则")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="projects_light_rules_version"),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(valid_from__isnull=False), name="projects_light_rules_from"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=False, valid_to__gt=F("valid_from")),
                name="projects_light_rules_period",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(signed_at__isnull=False), name="projects_light_rules_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class LightWaiver(models.Model):
    """已认可理由: a reason such as force majeure, accepted by a named person, that lifts a light for a time."""

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="light_waivers")
    item = models.CharField(_("亮灯项"), max_length=12, choices=Item.choices)
    reason = models.CharField(_("理由"), max_length=300)
    document = models.CharField(_("依据文号"), max_length=200, blank=True)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"))
    approved_by_name = models.CharField(_("认可人"), max_length=120)
    approved_at = models.DateTimeField(_("认可时间"))

    class Meta:
        verbose_name = _("已认可理由")
        verbose_name_plural = _("已认可理由")
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["project", "item"], name="projects_waiver_project")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="projects_waiver_period"),
            models.CheckConstraint(condition=~Q(reason=""), name="projects_waiver_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.reason}"
