"""A quarter with figures over parcels, which stand for whatever a district counts."""

import pytest
from django.test import Client

from lutu.domains.reform.actions import Heading, prepare_bulletin
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import BulletinRules
from lutu.kernel.access.queries import actor_of
from lutu.kernel.indicators.actions.closing import close_period
from lutu.kernel.indicators.tests import figures
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, DAY, FROM, STREET_CODES, Cast, District

RULES = BulletinRules(
    "bulletin.test", "测试通报", ("test.count", "test.rate"), "test.rate", "street", "test.rate", "use"
)
HEADING = Heading(
    number="测督〔2021〕11 号", issuer="测试督查室", recipient="各街道办事处",
    opening="现将{test.count}地块的供地情况通报如下,供地率{test.rate}。", closing="请逐宗核实。",
)  # fmt: skip
# Street: all parcels, of them supplied.
COUNTS = {STREET_CODES[0]: (10, 9), STREET_CODES[1]: (8, 4), STREET_CODES[2]: (4, 2)}


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> BulletinRules:
    """The columns of a bulletin about parcels."""
    for module in ("queries", "actions.bulletin", "actions.asking", "views.drafting"):
        monkeypatch.setattr(f"lutu.domains.reform.{module}.bulletin_rules", lambda: RULES)
    return RULES


@pytest.fixture
def quarter(cast: Cast, district: District, rules: BulletinRules) -> District:
    """A closed quarter with parcels in three streets; the day is in the parameter of the demo."""
    set_parameter(code="site.demo_day", value=DAY.isoformat(), valid_from=FROM, source="测试", actor=SYSTEM, at=AT)
    figures.calendar_2021()
    figures.owner_post(district)
    for code in RULES.indicators:
        figures.define(code)
    figures.many_parcels({district.communities(district.areas[code])[0].code: told for code, told in COUNTS.items()})
    close_period(period=figures.Q3, at=figures.AT, actor=SYSTEM)
    return district


@pytest.fixture
def bulletin(quarter: District, cast: Cast) -> QuarterlyBulletin:
    """A draft made by supervision on the evening of the closing."""
    return prepare_bulletin(period=figures.Q3, heading=HEADING, actor=actor_of(cast["supervision"]), at=figures.AT)


@pytest.fixture
def as_user(client: Client, cast: Cast):
    """Sign a client in as one of the cast."""

    def sign_in(username: str) -> Client:
        client.force_login(cast[username])
        return client

    return sign_in
