"""A published quarter in front of the portal."""

from datetime import date

import pytest

from lutu.kernel.indicators.actions.publishing import draft_publication, publish
from lutu.kernel.indicators.models import Publication
from lutu.kernel.indicators.tests import figures
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.territory.actions import load_population
from tests.cast import STREET_CODES, District

A, B, C = STREET_CODES


@pytest.fixture
def publication(district: District) -> Publication:
    """A rate over parcels, persons in posts (small numbers hidden), and parcels a head; signed on 2021-10-13."""
    figures.owner_post(district)
    figures.calendar_2021()
    set_parameter(
        code="indicators.open_licence", name="开放许可", value="CC BY 4.0", valid_from=date(2021, 1, 1),
        source="测试", actor=SYSTEM, at=figures.AT,
    )  # fmt: skip
    figures.many_parcels({A: (5, 2), B: (3, 3)})
    people = [f"甲{number}" for number in range(40)]
    figures.workers_in(district.organisations["督查室"], [(A, people[:3]), (B, people[3:20]), (C, people[20:])])
    load_population(
        basis="resident", as_of_date=date(2020, 12, 31), persons={A: 1000, B: 3000}, source="测试", actor=SYSTEM,
        at=figures.AT,
    )  # fmt: skip
    figures.define("test.rate")
    figures.define("test.workers")
    figures.define(
        "test.per_capita", name="每千人地块", statement="{value}", aggregate="ratio_of_sums", unit="宗/千人",
        scale=1000, decimals=1, numerator={"selector": "test.parcels"}, population_basis="resident", direction="none",
        denominator={"selector": "territory.population", "arguments": {"basis": "resident"}},
    )  # fmt: skip
    figures.target("test.rate", 80, district)
    facts = [figures.frozen(code) for code in ("test.rate", "test.workers", "test.per_capita")]
    draft = draft_publication(code="bulletin", title="三季度通报", facts=facts, actor=figures.EDITOR, at=figures.AT)
    return publish(publication=draft, actor=figures.SIGNER, at=draft.objections_until)
