"""Figures frozen for two quarters in front of their pages, on the day of the cast."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from lutu.kernel.access.models import Role
from lutu.kernel.indicators.actions.closing import closing_due
from lutu.kernel.indicators.actions.detecting import run_closing
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.tests import figures
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.territory.models import Parcel
from lutu.web import clock
from tests.cast import STREET_CODES, Cast, District

# Two days after the figures of the cast's quarter were closed.
NOW = datetime(2021, 10, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
READ = {"indicators.indicator.read", "territory.area.read", "parties.party.read", "casework.case.read"}
RIGHTS = {
    "district_leader": READ | {"indicators.publication.sign", "casework.case.supervise", "indicators.indicator.sign"},
    "supervisor": READ | {"indicators.period.close", "jobs.health.read"},
    "project_officer": READ | {"indicators.indicator.write"},
    "street_clerk": READ,
}
A, B = STREET_CODES[:2]


@pytest.fixture
def figured(district: District, cast: Cast) -> District:
    """A rate of 62.5% against 80%, closed for the second and third quarter, with its finding."""
    for code, wanted in RIGHTS.items():
        role = Role.objects.get(code=code)
        role.permissions = sorted({*role.permissions, *wanted})
        role.save()
    figures.owner_post(district)
    figures.calendar_2021()
    for code in ("test.rate", "test.count", "test.land"):
        figures.define(code)
    figures.many_parcels({A: (5, 2), B: (3, 3)})
    Parcel.objects.filter(contract_date__isnull=False).update(contract_date=date(2021, 4, 1))
    for code in ("2021Q2", "2021Q3"):
        period = parse_period(code)
        figures.target("test.rate", 80, district, period=period)
        run_closing(period=period, actor=SYSTEM, at=closing_due(period=period))
    return district


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is asked two days after the closing."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: NOW.date())


@pytest.fixture
def as_(cast: Cast):
    """A signed-in client of one of the cast."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(cast[username])
        return client

    return sign_in
