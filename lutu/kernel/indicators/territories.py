"""What kernel territory gives to count: people as a denominator, and land under contract."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from lutu.kernel.indicators.definitions import POPULATION_SELECTOR
from lutu.kernel.indicators.periods import Period
from lutu.kernel.indicators.registry import ArgumentMissing, Selection, selector
from lutu.kernel.territory.models import Parcel, Population


@selector(POPULATION_SELECTOR, gettext_noop("人口"), "人")
def population(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """The persons of every area of one level on a basis, each by its latest count on or before the day.

    Arguments: `basis` (resident, registered, served) and `level` (default street: streets and their communities are
    both counted, and must not be added). Raises ArgumentMissing.
    """
    basis = arguments.get("basis", "")
    if basis not in Population.Basis.values:
        raise ArgumentMissing("人均指标须注明人口口径(户籍/常住/服务范围)及日期")
    known = Population.objects.filter(basis=basis, area__level=arguments.get("level", "street"), as_of_date__lte=as_of)
    later = known.filter(area=OuterRef("area"), as_of_date__gt=OuterRef("as_of_date"))
    return Selection(known.filter(~Exists(later)), "territory.population", "pk", "area__name", "area_id", "persons")


@selector("territory.land_supplied", gettext_noop("今年供应的土地"), "亩")
def land_supplied(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Parcels under contract from the first of January of the year to the day, with their size in m² (S2.11)."""
    rows = Parcel.objects.filter(contract_date__gte=as_of.replace(month=1, day=1), contract_date__lte=as_of)
    return Selection(rows, "territory.parcel", "pk", "number", "area_id", "area_m2", {"use": "use"})
