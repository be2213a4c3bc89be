"""S2.10 以土地为载体精准落位. Given a parcel of 60 亩 and projects of 45 and 20 亩; when the second is bound; then it
is refused: 5 亩 too much."""

from decimal import Decimal

import pytest

from lutu.domains.projects.actions import ParcelOverAllocated, allocate_parcel
from lutu.domains.projects.imports import ALLOCATIONS
from lutu.domains.projects.models import ParcelAllocation
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal
from lutu.domains.projects.tests.page_cases import hold_land, make_parcel, make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.territory.measures import mu_to_m2
from tests.cast import AT, DAY


def test_the_second_project_is_refused_with_what_is_over_and_what_is_left(district):
    first = make_project(district, number=1, name="一号项目")
    second = make_project(district, number=2, name="二号项目")
    parcel = make_parcel(district, mu="60")
    hold_land(first, parcel, mu="45")
    with pytest.raises(ParcelOverAllocated, match=r"^超配 5\.00 亩,可落位 15\.00 亩$"):
        allocate_parcel(project=second, parcel=parcel, area_m2=mu_to_m2(Decimal(20)), day=DAY, actor=SYSTEM, at=AT)
    assert ParcelAllocation.objects.count() == 1


def test_the_same_holds_for_a_sheet_and_the_first_line_loads(district):
    for number in (1, 2):
        make_project(district, number=number, name=f"{number}号项目")
    make_parcel(district, number="CY2021-001", mu="60")
    rows = [
        {"code": f"2101-370214-04-01-00000{number}", "parcel": "CY2021-001", "area_m2": mu_to_m2(Decimal(mu))}
        for number, mu in ((1, 45), (2, 20))
    ]
    assert refusal(judged(ALLOCATIONS, *rows)[1]) == ("落位面积", "超配 5.00 亩,可落位 15.00 亩")
    loaded(ALLOCATIONS, *rows)
    assert [row.area_mu for row in ParcelAllocation.objects.all()] == [Decimal("45.00")]
