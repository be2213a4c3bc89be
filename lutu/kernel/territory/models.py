"""Areas, scopes, population and parcels."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.territory.measures import m2_to_mu


class Area(models.Model):
    """区划: an area under its official 12-digit statistical code; 街道片 and 网格 carry codes of our own.

    A community code begins with the nine digits of its street, a grid code is the community code and two digits, a
    section (街道片) is the street's nine digits, `P` and two digits. Under which area it stands on a day is a dated
    `AreaPlacement`, because areas are moved. `position` is a point in CGCS2000, indicative (示意) where so marked.
    """

    class Level(models.TextChoices):
        DISTRICT = "district", _("区")
        STREET = "street", _("街道")
        SECTION = "section", _("街道片")
        COMMUNITY = "community", _("社区")
        GRID = "grid", _("网格")

    class Kind(models.TextChoices):
        URBAN = "urban", _("居委会")
        VILLAGE = "village", _("村委会")
        OTHER = "other", _("其他")

    code = models.CharField(_("区划代码"), max_length=14, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=12, choices=Level.choices)
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices, default=Kind.OTHER)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    is_indicative = models.BooleanField(_("位置为示意"), default=False)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="territory_area_level")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="territory_area_period"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AreaPlacement(models.Model):
    """隶属: an area stands under another from a day until another (half-open)."""

    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Area, verbose_name=_("上级"), on_delete=models.PROTECT, related_name="placed_below")
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("隶属")
        verbose_name_plural = _("隶属")
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=Q(valid_to__isnull=True), name="territory_placement_open_once"
            ),
            models.UniqueConstraint(fields=["area", "valid_from"], name="territory_placement_from"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="territory_placement_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} → {self.parent}"


class Scope(models.Model):
    """统计范围: a named set of areas that denominators refer to, such as 六街道230社区."""

    code = models.CharField(_("代码"), max_length=48, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    rule = models.CharField(_("划定规则"), max_length=300)
    source = models.CharField(_("依据"), max_length=200)
    is_default = models.BooleanField(_("默认值"), default=False)

    class Meta:
        verbose_name = _("统计范围")
        verbose_name_plural = _("统计范围")

    def __str__(self) -> str:
        return self.name


class ScopeMember(models.Model):
    """范围成员: an area belongs to a scope from a day until another (half-open)."""

    scope = models.ForeignKey(Scope, verbose_name=_("统计范围"), on_delete=models.CASCADE, related_name="members")
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("范围成员")
        verbose_name_plural = _("范围成员")
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "area"], condition=Q(valid_to__isnull=True), name="territory_scope_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="territory_scope_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} · {self.area}"


class Population(models.Model):
    """人口: persons of an area on a basis and a day, with source."""

    class Basis(models.TextChoices):
        RESIDENT = "resident", _("常住")
        REGISTERED = "registered", _("户籍")
        SERVED = "served", _("服务范围")

    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="populations")
    basis = models.CharField(_("口径"), max_length=12, choices=Basis.choices)
    as_of_date = models.DateField(_("截至"))
    persons = models.PositiveIntegerField(_("人数"))
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        verbose_name = _("人口")
        verbose_name_plural = _("人口")
        constraints = [
            models.UniqueConstraint(fields=["area", "basis", "as_of_date"], name="territory_population_once")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.get_basis_display()} {self.persons}"


class Parcel(models.Model):
    """地块: a piece of land with use, contract and price. Area in m², four decimals; 1 亩 = 2000/3 m² exactly."""

    number = models.CharField(_("地块编号"), max_length=60, unique=True)
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    location = models.CharField(_("坐落"), max_length=120, blank=True)
    use = models.CharField(_("用途"), max_length=40)
    area_m2 = models.DecimalField(_("面积(㎡)"), max_digits=14, decimal_places=4)
    contract_date = models.DateField(_("合同日期"), null=True, blank=True)
    contract_number = models.CharField(_("合同编号"), max_length=60, blank=True)
    price_fen = models.BigIntegerField(_("成交价(分)"), null=True, blank=True)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    is_indicative = models.BooleanField(_("位置为示意"), default=False)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        verbose_name = _("地块")
        verbose_name_plural = _("地块")
        indexes = [
            models.Index(fields=["contract_date"], name="territory_parcel_contract"),
            models.Index(fields=["area"], name="territory_parcel_area_code"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="territory_parcel_has_area"),
            models.CheckConstraint(
                condition=Q(price_fen__isnull=True) | Q(price_fen__gte=0), name="territory_parcel_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def area_mu(self) -> Decimal:
        """Size in 亩."""
        return m2_to_mu(self.area_m2)
