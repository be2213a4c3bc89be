"""The bulletin of a quarter: a publication of frozen figures with its number, its words and its documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lutu.kernel.indicators.models import Publication


class QuarterlyBulletin(models.Model):
    """季度通报: what the district tells about a quarter (the mission, S2.18).

    The figures are the publication's. `opening` and `closing` are words around them, in which a figure stands as a
    field such as `{projects.district_start_rate}`: a typed number could not be checked.
    """

    publication = models.OneToOneField(Publication, verbose_name=_("发布"), on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("发文字号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=80)
    recipient = models.CharField(_("主送机关"), max_length=200, blank=True)
    copies = models.CharField(_("抄送"), max_length=200, blank=True)
    opening = models.TextField(_("开头"), blank=True)
    closing = models.TextField(_("结尾"), blank=True)
    prepared_at = models.DateTimeField(_("编制时间"))

    class Meta:
        verbose_name = _("季度通报")
        verbose_name_plural = _("季度通报")
        ordering = ["-publication__period_stop", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="reform_bulletin_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.publication.title
