"""S2.20 闭环管理. Given an indicator below its target in two periods; when the period closes; then a finding is opened
that cannot close before the indicator recovers or is waived. The same loop for one late project: from its red light to
a case and back."""

from datetime import date, timedelta

import pytest

from lutu.kernel.casework.actions import MoveRefused, fire
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import to_do
from lutu.kernel.indicators.actions.detecting import run_closing
from lutu.kernel.indicators.actions.findings import check_waivers, waive
from lutu.kernel.indicators.models import Finding
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.tests import figures
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.actions import assign
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.models import Parcel
from tests.cast import STREET_CODES, Cast, District

Q2, Q3, Q4 = (parse_period(f"2021Q{number}") for number in (2, 3, 4))
CLOSED = {Q2: date(2021, 7, 9), Q3: date(2021, 10, 9), Q4: date(2022, 1, 10)}


def close(period, *, hour: int = 10):
    at = figures.AT.replace(year=CLOSED[period].year, month=CLOSED[period].month, day=CLOSED[period].day, hour=hour)
    run_closing(period=period, actor=SYSTEM, at=at, indicators=["test.rate"])
    return at


@pytest.fixture
def street(cast: Cast, district: District) -> str:
    """A street below its target of 80% in the second quarter, and an officer who answers for the figure."""
    figures.calendar_2021()
    figures.owner_post(district)
    assign(
        person=cast.people["officer"], post=Post.objects.get(code=figures.OWNER), valid_from=date(2021, 1, 1),
        actor=SYSTEM, at=figures.AT,
    )  # fmt: skip
    figures.define("test.rate")
    community = district.communities(district.areas[STREET_CODES[0]])[0].code
    for number in range(10):
        contract = date(2021, 3, 1) if number < 7 else None
        figures.parcel(f"P{number}", community, contract=contract)
    for period in (Q2, Q3, Q4):
        figures.target("test.rate", 80, district, period=period, area=STREET_CODES[0])
    return STREET_CODES[0]


def test_a_finding_opens_after_two_periods_and_closes_only_when_the_figure_recovers(street: str, cast: Cast) -> None:
    close(Q2)
    assert not Finding.objects.filter(area=street).exists()
    at = close(Q3)
    finding = Finding.objects.get(area=street)
    case = Case.objects.get(pk=finding.case_id)
    assert case in to_do(user=cast["officer"], day=date(2021, 10, 9))
    fields = {"cause": "用地手续未齐", "measures": "逐宗调度"}
    fire(case_id=case.pk, action="analyse", user=cast["officer"], key="a", at=at, reason="已核对", fields=fields)
    with pytest.raises(MoveRefused, match=r"指标仍低于目标:70\.0% < 80\.0%"):
        fire(case_id=case.pk, action="close", user=cast["officer"], key="b", at=at + timedelta(hours=1))
    Parcel.objects.filter(number__in=["P7", "P8"]).update(contract_date=date(2021, 11, 15))
    close(Q4)
    finding.refresh_from_db()
    case.refresh_from_db()
    assert (finding.outcome, case.is_open) == ("recovered", False)
    assert finding.before and finding.after


def test_a_waiver_lets_it_rest_until_its_day_and_then_it_is_open_again(street: str, cast: Cast) -> None:
    close(Q2)
    at = close(Q3)
    finding = Finding.objects.get(area=street)
    day = date(2021, 12, 1)
    waive(finding=finding, reason="规划调整中", ends_date=day, user=cast["supervision"], key="w", at=at)
    finding.refresh_from_db()
    assert finding.outcome == "waived"
    ended = check_waivers(day=day, at=figures.AT.replace(month=12, day=1))
    finding.refresh_from_db()
    assert (ended.ended, ended.reopened, finding.is_open) == (1, 1, True)
