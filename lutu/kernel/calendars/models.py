"""Versions of the working-day calendar of a year."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.engines.workdays import YearNotice
from lutu.kernel.journal.actions import Actor


class CalendarYear(models.Model):
    """工作日历年度: one version of the days off and the make-up working days of a year.

    The days of a version never change; a correction is another version. Days are ISO texts in order. `proposed_by`
    and `signed_by` are journal actors as "kind:id", so that the two persons can be told apart.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待签发")
        SIGNED = "signed", _("现行")
        REPLACED = "replaced", _("已替换")
        WITHDRAWN = "withdrawn", _("已撤回")

    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveSmallIntegerField(_("版次"))
    state = models.CharField(_("状态"), max_length=12, choices=State.choices)
    holidays = models.JSONField(_("放假日"), default=list)
    makeup_days = models.JSONField(_("调休上班日"), default=list, blank=True)
    digest = models.CharField(_("内容摘要"), max_length=16)
    source = models.CharField(_("来源"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=120, blank=True)
    issued_date = models.DateField(_("发文日期"), null=True, blank=True)
    proposed_by = models.CharField(_("提出人编号"), max_length=80)
    proposed_by_name = models.CharField(_("提出人"), max_length=120)
    proposed_at = models.DateTimeField(_("提出时间"))
    signed_by = models.CharField(_("签发人编号"), max_length=80, blank=True)
    signed_by_name = models.CharField(_("签发人"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("工作日历年度")
        verbose_name_plural = _("工作日历")
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="calendars_year_version"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="signed"), name="calendars_year_signed_once"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="proposed"), name="calendars_year_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"]) | Q(signed_at__isnull=False),
                name="calendars_year_signed_at",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("{year}年工作日历(第{version}版)")).format(year=self.year, version=self.version)

    @property
    def notice(self) -> YearNotice:
        """The days as the engine takes them."""
        return YearNotice(
            year=self.year,
            holidays=frozenset(map(date.fromisoformat, self.holidays)),
            makeup_days=frozenset(map(date.fromisoformat, self.makeup_days)),
            source=self.source,
            document_number=self.document_number,
            issued_date=self.issued_date,
        )


def actor_key(actor: Actor) -> str:
    """An actor as the rows name it."""
    return f"{actor.kind}:{actor.id}"
