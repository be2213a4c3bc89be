"""Land given to projects."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.models.project import Project, ProjectPhase
from lutu.kernel.territory.measures import m2_to_mu
from lutu.kernel.territory.models import Parcel


class ParcelAllocation(models.Model):
    """用地落位: a share of a parcel belongs to a project (or one phase) from a day until another (half-open).

    Area in m², four decimals; the live shares of a parcel never exceed it (`actions.allocate_parcel` holds the lock).
    """

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="allocations")
    phase = models.ForeignKey(
        ProjectPhase,
        verbose_name=_("分期"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="allocations",
    )
    parcel = models.ForeignKey(Parcel, verbose_name=_("地块"), on_delete=models.PROTECT, related_name="+")
    area_m2 = models.DecimalField(_("面积(㎡)"), max_digits=14, decimal_places=4)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("用地落位")
        verbose_name_plural = _("用地落位")
        constraints = [
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="projects_allocation_has_area"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="projects_allocation_period",
            ),
            models.UniqueConstraint(
                fields=["project", "parcel"],
                condition=Q(valid_to__isnull=True, phase__isnull=True),
                name="projects_allocation_open_once",
            ),
            models.UniqueConstraint(
                fields=["phase", "parcel"],
                condition=Q(valid_to__isnull=True, phase__isnull=False),
                name="projects_allocation_phase_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.parcel}"

    @property
    def area_mu(self) -> Decimal:
        """The share in 亩."""
        return m2_to_mu(self.area_m2)
