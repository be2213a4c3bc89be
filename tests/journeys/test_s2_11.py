"""S2.11 土地供应台账. Given the parcels of January to September; then they sum to 7,068 亩, and those without a project
are listed."""

from datetime import date
from decimal import Decimal

from lutu.domains.projects.imports import PARCELS
from lutu.domains.projects.queries import land_ledger
from lutu.domains.projects.tests.import_cases import loaded
from lutu.domains.projects.tests.page_cases import hold_land, make_project
from lutu.kernel.territory.measures import m2_to_mu, mu_to_m2
from lutu.kernel.territory.models import Parcel
from lutu.kernel.territory.queries import land_supplied_m2
from tests.cast import DAY

SIZES = (Decimal("3000.55"), Decimal("2500.45"), Decimal("1567.00"))
START, STOP = date(2021, 1, 1), date(2021, 10, 1)


def load_parcels() -> None:
    supplied = [
        {
            "number": f"CY2021-{month:03}", "area": "城阳街道", "use": "工业", "area_m2": mu_to_m2(mu),
            "contract_date": date(2021, month, 15),
        }
        for month, mu in zip((1, 6, 9), SIZES, strict=True)
    ]  # fmt: skip
    later = {**supplied[0], "number": "CY2021-010", "area_m2": mu_to_m2(Decimal(99)), "contract_date": STOP}
    loaded(PARCELS, *supplied, later)


def test_the_land_of_january_to_september_sums_to_7068_mu(district, cast):
    load_parcels()
    assert m2_to_mu(land_supplied_m2(start=START, stop=STOP)) == Decimal("7068.00")
    rows = land_ledger(user=cast["officer"], day=DAY, start=START, stop=STOP)
    assert m2_to_mu(sum((row.area_m2 for row in rows), Decimal(0))) == Decimal("7068.00")


def test_parcels_without_a_project_are_listed(district, cast):
    load_parcels()
    project = make_project(district, number=1, name="动车组检修基地")
    hold_land(project, Parcel.objects.get(number="CY2021-006"), mu="100")
    free = land_ledger(user=cast["officer"], day=DAY).filter(allocated_m2=0)
    assert [row.number for row in free] == ["CY2021-001", "CY2021-009", "CY2021-010"]
