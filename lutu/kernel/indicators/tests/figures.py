"""A small world to count in: parcels of three streets, persons in posts, and definitions over them.

Rows are written past the actions: these tests ask what counting shows. Parcels stand for whatever a domain counts.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from lutu.kernel.calendars.actions import load_years
from lutu.kernel.indicators.actions.closing import close_period
from lutu.kernel.indicators.actions.definitions import propose_version, set_target, sign_version
from lutu.kernel.indicators.actions.freezing import freeze
from lutu.kernel.indicators.definitions import read_definition
from lutu.kernel.indicators.models import Indicator, IndicatorFact, IndicatorVersion
from lutu.kernel.indicators.periods import Period, parse_period
from lutu.kernel.indicators.registry import Selection, selector
from lutu.kernel.journal.actions import SYSTEM, Actor
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.territory.models import Parcel
from tests.cast import REFERENCE, District

AT = datetime(2021, 10, 8, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Q3 = parse_period("2021Q3")
OWNER = "development.projects"
EDITOR = Actor("account", "1", "编制员")
SIGNER = Actor("account", "2", "签发员")


def _parcels(rows: Any) -> Selection:
    return Selection(rows, "territory.parcel", "pk", "number", "area_id", None, {"use": "use"})


@selector("test.parcels", "地块", "宗")
def parcels(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Every parcel."""
    return _parcels(Parcel.objects.all())


@selector("test.supplied", "已供地块", "宗")
def supplied(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Parcels under contract by the day."""
    return _parcels(Parcel.objects.filter(contract_date__lte=as_of))


@selector("test.land", "已供土地", "亩")
def land(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """The size of parcels under contract in the period."""
    assert period is not None
    rows = Parcel.objects.filter(contract_date__gte=period.start, contract_date__lt=period.stop)
    return Selection(rows, "territory.parcel", "pk", "number", "area_id", "area_m2", {"use": "use"})


@selector("test.workers", "在岗人员", "人", sensitivity="internal")
def workers(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Persons in posts, once for each post."""
    rows = Assignment.objects.filter(post__code__startswith="T")
    return Selection(rows, "parties.person", "person_id", "person__name", "post__area_id")


DEFINITIONS: dict[str, dict[str, Any]] = {
    "test.rate": {
        "name": "供地率", "statement": "截至{as_of},{area}地块{den},已供{num},供地率{value}。", "direction": "up",
        "aggregate": "ratio_of_sums", "unit": "%", "scale": 100, "decimals": 1,
        "numerator": {"selector": "test.supplied"}, "denominator": {"selector": "test.parcels"}, "dimension": "use",
    },
    "test.count": {
        "name": "地块数", "statement": "{area}地块{value}。", "direction": "none", "aggregate": "count", "unit": "宗",
        "numerator": {"selector": "test.parcels"},
    },
    "test.land": {
        "name": "供地面积", "statement": "{area}供地{value}。", "direction": "up", "aggregate": "sum", "unit": "亩",
        "decimals": 2, "numerator": {"selector": "test.land", "measure": "area_m2"}, "dimension": "use",
    },
    "test.workers": {
        "name": "在岗人数", "statement": "{area}在岗{value}。", "direction": "none", "aggregate": "distinct_count",
        "unit": "人", "numerator": {"selector": "test.workers"}, "small_number_k": 5,
    },
}  # fmt: skip
COMMON = {
    "period_kind": "quarter", "owner": OWNER, "scope": "district", "counting_rule": "一宗计一次", "source": "测试",
    "levels": ["street"], "valid_from": date(2020, 1, 1),
}  # fmt: skip


def owner_post(district: District) -> Post:
    """The post that answers for the figures, with somebody in it."""
    post = Post.objects.create(
        code=OWNER, name="项目科科长", organisation=district.organisations["发展和改革局"], area=district.root
    )
    person = Person.objects.create(code="OWNER", name="科长")
    Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
    return post


def define(code: str, **changes: Any) -> IndicatorVersion:
    """A definition by its code, in force since 2020, or changed in some of its parts."""
    base = DEFINITIONS.get(code, {} if "aggregate" in changes else DEFINITIONS["test.rate"])
    row = {"code": code, **COMMON, **base, **changes}
    version = propose_version(definition=read_definition(row), actor=EDITOR, at=AT)
    return sign_version(version=version, actor=SIGNER, at=AT)


def parcel(number: str, area: str, *, use: str = "工业", contract: date | None = None, m2: str = "1000") -> Parcel:
    """One parcel."""
    return Parcel.objects.create(
        number=number, area_id=area, use=use, area_m2=Decimal(m2), contract_date=contract, source="测试"
    )


def many_parcels(counts: Mapping[str, tuple[int, int]]) -> None:
    """{area code: (all, of them supplied in August)} as parcels, supplied ones industrial, the others housing."""
    Parcel.objects.bulk_create(
        Parcel(
            number=f"{area}-{number}", area_id=area, use="工业" if number < done else "住宅",
            area_m2=Decimal("1000"), contract_date=date(2021, 8, 1) if number < done else None, source="测试",
        )
        for area, (whole, done) in counts.items()
        for number in range(whole)
    )  # fmt: skip


def workers_in(unit: Organisation, posts: Sequence[tuple[str, Sequence[str]]]) -> None:
    """(area code, names) as persons in a post each; one person may hold several."""
    people: dict[str, Person] = {}
    for number, (area, names) in enumerate(posts):
        post = Post.objects.create(code=f"T{number}", name="岗", organisation=unit, area_id=area)
        for name in names:
            person = people.get(name) or Person.objects.create(code=f"T-{name}", name=name)
            people[name] = person
            Assignment.objects.create(person=person, post=post, valid_from=date(2021, 1, 1))


def frozen(code: str, *, period: Period = Q3, at: datetime = AT) -> IndicatorFact:
    """The root fact of an indicator for a period, which is closed where it is not yet."""
    from lutu.kernel.indicators.models import PeriodClosing

    if not PeriodClosing.objects.filter(period_start=period.start, period_stop=period.stop).exists():
        close_period(period=period, at=at, actor=SYSTEM)
    return freeze(period=period, actor=SYSTEM, at=at, indicators=[code])[0]


def target(code: str, share: Fraction | int, district: District, *, period: Period = Q3, area: str = "") -> None:
    """A target in the unit of the figure: 80 for 80%."""
    set_target(
        indicator=Indicator.objects.get(code=code), area=district.areas[area] if area else district.root,
        period=period, target=Fraction(share), source_document="年度计划", actor=SYSTEM, at=AT,
    )  # fmt: skip


def calendar_2021() -> None:
    """The working days of 2021, for windows."""
    load_years(folder=REFERENCE / "workdays", actor=SYSTEM, at=AT)
