"""The closed loop (S2.20): deviation, one finding an episode, a case that can't close before recovery or waiver."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from lutu.kernel.access.actions import grant_role, open_account
from lutu.kernel.access.models import Account, Role
from lutu.kernel.access.queries import NotAllowed
from lutu.kernel.casework.actions import MoveRefused, fire
from lutu.kernel.casework.models import Case
from lutu.kernel.indicators.actions.correcting import correct
from lutu.kernel.indicators.actions.detecting import detect_deviations, rule_on, run_closing
from lutu.kernel.indicators.actions.findings import (
    WaiverRefused,
    check_waivers,
    close_finding,
    open_finding,
    settle,
    waive,
)
from lutu.kernel.indicators.deviations import DeviationRule, deviation_of
from lutu.kernel.indicators.models import Finding, IndicatorFact, Waiver
from lutu.kernel.indicators.periods import Period, parse_period
from lutu.kernel.indicators.registry import FindingSource, Recovery, declare_finding_source
from lutu.kernel.indicators.tests.figures import AT, Q3, calendar_2021, define, many_parcels, target
from lutu.kernel.indicators.tests.samples import reading, version
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.territory.models import Parcel
from tests.cast import STREET_CODES, Cast, District

A, B = STREET_CODES[:2]
Q1, Q2, Q4 = (parse_period(code) for code in ("2021Q1", "2021Q2", "2021Q4"))
RECOVERED: dict[str, bool] = {}


def test_below_target_twice_deviates_and_the_boundary_does_not() -> None:
    def rows(*pairs: tuple[int, int]) -> list:
        periods = ("2021Q3", "2021Q2", "2021Q1")
        return [reading(num, den, target=80, period=period) for (num, den), period in zip(pairs, periods, strict=False)]

    rule = DeviationRule()
    found = deviation_of(readings=rows((79, 100), (78, 100)), rule=rule)
    assert found.title == "开工率连续2期低于目标:城阳区"
    assert found.arithmetic == ("2021年二季度 78 ÷ 100 = 78.0%(目标 80.0%);2021年三季度 79 ÷ 100 = 79.0%(目标 80.0%)")
    assert deviation_of(readings=rows((80, 100), (78, 100)), rule=rule) is None
    assert deviation_of(readings=rows((79, 100), (80, 100)), rule=rule) is None
    assert deviation_of(readings=rows((79, 100)), rule=rule) is None
    assert deviation_of(readings=rows((79, 100), (0, 0), (78, 100)), rule=rule) is None
    assert deviation_of(readings=rows((79, 100), (79, 100)), rule=DeviationRule(periods=3)) is None


def test_red_once_and_worse_deviates_and_red_but_better_does_not() -> None:
    rule = DeviationRule()
    red = deviation_of(readings=[reading(50, 100, target=80), reading(85, 100, target=80, period="2021Q2")], rule=rule)
    assert red.title == "开工率滞后且较上期变差:城阳区"
    better = [reading(50, 100, target=80), reading(40, 100, target=40, period="2021Q2")]
    assert deviation_of(readings=better, rule=rule) is None
    assert deviation_of(readings=better[:1], rule=rule) is None
    low_is_good = version(direction="down")
    over = [reading(9, 100, target=5, kept=low_is_good), reading(8, 100, target=5, kept=low_is_good, period="2021Q2")]
    assert deviation_of(readings=over, rule=rule).title == "开工率连续2期高于目标:城阳区"


@pytest.fixture
def loop(district: District, owner: Post) -> District:
    """A rate of 50% against a target of 80% in every quarter of 2021."""
    calendar_2021()
    define("test.rate")
    many_parcels({A: (10, 5)})
    Parcel.objects.filter(contract_date__isnull=False).update(contract_date=date(2021, 1, 15))
    for period in (Q1, Q2, Q3, Q4):
        target("test.rate", 80, district, period=period)
    return district


def instant(period: Period) -> datetime:
    return datetime.combine(period.last_day + timedelta(days=8), AT.timetz())


def close(period: Period) -> Any:
    return run_closing(period=period, actor=SYSTEM, at=instant(period)).detection


def supply(count: int, day: date) -> None:
    for row in Parcel.objects.filter(contract_date=None)[:count]:
        row.contract_date = day
        row.save()


def supervisor(district: District, person: Person | None = None) -> Account:
    role = Role.objects.create(
        code="supervising", name="督办", permissions=["casework.case.supervise", "casework.case.read"]
    )
    holder = person or Person.objects.create(code="S1", name="督办员")
    post = Post.objects.create(code="S", name="督办", organisation=district.organisations["督查室"], area=district.root)
    Assignment.objects.create(person=holder, post=post, valid_from=date(2021, 1, 1))
    grant_role(role=role, post=post, area=district.root, valid_from=date(2021, 1, 1), actor=SYSTEM, at=AT)
    return open_account(username="supervisor", person=holder, password=None, actor=SYSTEM, at=AT)


@pytest.mark.django_db
def test_one_finding_opens_in_the_second_period_and_stays_one_however_often_it_is_looked_for(loop: District) -> None:
    assert close(Q1).deviating == 0
    report = close(Q2)
    # The district and the street that holds every parcel; streets without parcels are grey.
    assert report.deviating == 2
    findings = list(Finding.objects.order_by("area"))
    assert [finding.area_id for finding in findings] == [loop.root.code, A]
    root = findings[0]
    assert root.title == "供地率连续2期低于目标:城阳区"
    assert root.arithmetic == ("2021年一季度 5 ÷ 10 = 50.0%(目标 80.0%);2021年二季度 5 ÷ 10 = 50.0%(目标 80.0%)")
    assert [item["value"] for item in root.before] == ["50.0%", "50.0%"]
    assert len(root.rows) == 5
    assert {row["id"] for row in root.rows} <= set(
        Parcel.objects.filter(contract_date=None).values_list("pk", flat=True)
    )
    assert (root.case.stage, root.case.owner_post.code, root.case.number) == (
        "analysis", "development.projects", "FX-2021-000001",
    )  # fmt: skip
    # 10 working days from Thursday 2021-07-08 end with Thursday 07-22.
    assert root.case.due_at == datetime(2021, 7, 23, 0, 0, tzinfo=AT.tzinfo)
    detect_deviations(period=Q2, as_of=Q2.last_day, at=instant(Q2))
    close(Q3)
    assert Finding.objects.count() == 2


@pytest.mark.django_db
def test_it_cannot_close_below_target_and_closes_by_itself_when_the_figure_recovers(loop: District) -> None:
    close(Q1)
    close(Q2)
    finding = Finding.objects.get(area=loop.root)
    with pytest.raises(MoveRefused, match=r"^指标仍低于目标:50\.0% < 80\.0%\(2021年二季度\)$"):
        close_finding(finding=finding, user=None, key="k", at=instant(Q2))
    supply(3, date(2021, 8, 1))
    report = close(Q3)
    assert (report.deviating, report.recovered) == (0, 2)
    finding.refresh_from_db()
    assert (finding.outcome, finding.case.stage, finding.after["value"]) == ("recovered", "closed", "80.0%")


@pytest.mark.django_db
def test_what_deviates_again_is_a_new_episode(loop: District) -> None:
    close(Q1)
    close(Q2)
    supply(3, date(2021, 8, 1))
    close(Q3)
    Parcel.objects.filter(contract_date=date(2021, 8, 1)).update(contract_date=None)
    # From 80% to 50%: red once and worse is enough.
    close(Q4)
    episodes = list(Finding.objects.filter(area=loop.root).order_by("episode").values_list("episode", "outcome"))
    assert episodes == [(1, "recovered"), (2, "")]


@pytest.mark.django_db
def test_grey_recovers_nothing(loop: District) -> None:
    close(Q1)
    close(Q2)
    Parcel.objects.all().delete()
    assert close(Q3).recovered == 0
    finding = Finding.objects.get(area=loop.root)
    with pytest.raises(MoveRefused, match=r"指标为灰\(无分母\),不能作为恢复的凭据\(2021年三季度\)"):
        close_finding(finding=finding, user=None, key="k", at=instant(Q3))


@pytest.mark.django_db
def test_a_correction_closes_nothing_by_itself_the_next_detection_does(loop: District) -> None:
    close(Q1)
    close(Q2)
    supply(3, date(2021, 6, 1))
    fact = IndicatorFact.objects.get(area=loop.root, period_start=Q2.start, dimension="")
    correct(fact=fact, reason="合同补录", actor=SYSTEM, at=instant(Q2))
    assert Finding.objects.filter(closed_at=None).count() == 2
    assert detect_deviations(period=Q2, as_of=Q2.last_day, at=instant(Q2)).recovered == 2


@pytest.mark.django_db
def test_a_waiver_needs_somebody_else_with_the_right_a_reason_and_an_end_and_reopens_when_it_ends(
    loop: District, owner: Post, cast: Cast
) -> None:
    close(Q1)
    close(Q2)
    finding, at = Finding.objects.get(area=loop.root), instant(Q2)
    user = supervisor(loop)
    given = {"finding": finding, "user": user, "at": at, "key": "w"}
    with pytest.raises(NotAllowed, match="豁免由有督办权限的人员批准"):
        waive(**{**given, "user": cast["stranger"]}, reason="疫情", ends_date=date(2021, 9, 30))
    with pytest.raises(WaiverRefused, match="须写明原因"):
        waive(**given, reason=" ", ends_date=date(2021, 9, 30))
    with pytest.raises(WaiverRefused, match="应晚于 2021-07-08"):
        waive(**given, reason="疫情", ends_date=date(2021, 7, 8))
    holds_both = Assignment.objects.create(person=user.person, post=owner, valid_from=date(2021, 1, 1))
    with pytest.raises(WaiverRefused, match="不能批准对自己的豁免"):
        waive(**given, reason="疫情", ends_date=date(2021, 9, 30))
    holds_both.delete()
    waive(**given, reason="疫情", ends_date=date(2021, 9, 30))
    finding.refresh_from_db()
    assert (finding.outcome, finding.case.stage) == ("waived", "closed")
    assert check_waivers(day=date(2021, 9, 29), at=at).ended == 0
    later = datetime(2021, 9, 30, 1, 0, tzinfo=AT.tzinfo)
    checked = check_waivers(day=date(2021, 9, 30), at=later)
    assert (checked.ended, checked.reopened) == (1, 1)
    finding.refresh_from_db()
    assert (finding.is_open, finding.outcome, Case.objects.get(pk=finding.case_id).stage) == (True, "", "recovering")
    assert check_waivers(day=date(2021, 9, 30), at=later).ended == 0
    assert Waiver.objects.get().ended_at == later


@pytest.mark.django_db
def test_a_waiver_that_ends_after_recovery_reopens_nothing(loop: District) -> None:
    close(Q1)
    close(Q2)
    finding = Finding.objects.get(area=loop.root)
    waive(finding=finding, user=supervisor(loop), at=instant(Q2), key="w", reason="疫情", ends_date=date(2021, 12, 1))
    supply(4, date(2021, 8, 1))
    close(Q3)
    assert check_waivers(day=date(2021, 12, 1), at=datetime(2021, 12, 1, 1, tzinfo=AT.tzinfo)).reopened == 0


@pytest.mark.django_db
def test_a_finding_follows_its_case_when_that_is_closed_on_its_own_page(loop: District) -> None:
    close(Q1)
    close(Q2)
    finding = Finding.objects.get(area=loop.root)
    supply(3, date(2021, 6, 1))
    correct(
        fact=IndicatorFact.objects.get(area=loop.root, period_start=Q2.start, dimension=""), reason="补录",
        actor=SYSTEM, at=instant(Q2),
    )  # fmt: skip
    fire(case_id=finding.case_id, action="close", user=supervisor(loop), key="page", at=instant(Q2))
    assert settle(finding=finding, at=instant(Q2)).outcome == "recovered"


@pytest.mark.django_db
def test_a_domain_opens_findings_of_its_own_and_says_when_they_have_recovered(district: District, owner: Post) -> None:
    calendar_2021()

    def recovered(*, finding: Finding, at: datetime) -> Recovery:
        return Recovery(RECOVERED.get(finding.key, False), "许可仍缺", {"value": "1"})

    declare_finding_source(FindingSource("test.permits", "许可缺口", recovered))
    given = {
        "source": "test.permits", "key": "P1", "area": district.root, "subject": ("territory.parcel", 7),
        "title": "缺施工许可", "arithmetic": "0 ÷ 1", "readings": [{"value": "0"}], "rows": [], "owner_post": owner,
        "actor": SYSTEM, "at": AT,
    }  # fmt: skip
    first = open_finding(**given)
    assert open_finding(**given) == first
    assert open_finding(**{**given, "key": "P2"}) != first
    assert (first.subject_kind, first.subject_id, first.case.subject) == (
        "territory.parcel", 7, ("indicators.finding", first.pk),
    )  # fmt: skip
    with pytest.raises(MoveRefused, match=r"^许可仍缺$"):
        close_finding(finding=first, user=None, key="a", at=AT)
    RECOVERED["P1"] = True
    assert close_finding(finding=first, user=None, key="b", at=AT).after == {"value": "1"}
    assert open_finding(**given).episode == 2
    with pytest.raises(LookupError, match=r"发现来源 nobody\.knows 未登记"):
        open_finding(**{**given, "source": "nobody.knows"})


@pytest.mark.django_db
def test_the_rule_is_data_with_its_source(db: None) -> None:
    assert rule_on(day=date(2021, 9, 30)).source.startswith("默认值")
    set_parameter(
        code="indicators.deviation_periods", name="连续期数", value=3, valid_from=date(2021, 1, 1),
        source="区考核办法第五条", actor=SYSTEM, at=AT,
    )  # fmt: skip
    rule = rule_on(day=date(2021, 9, 30))
    assert (rule.periods, rule.red_worsening, rule.source) == (3, True, "区考核办法第五条")
    assert Fraction(1, 2) < 1
    assert Q3.kind == "quarter"
