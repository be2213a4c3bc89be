"""Readings made by hand, without a database."""

from datetime import date
from fractions import Fraction

from lutu.kernel.indicators.models import Indicator, IndicatorVersion
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.reading import Reading, light_of
from lutu.kernel.parties.models import Organisation, Post
from lutu.kernel.territory.models import Area

UNIT = Organisation(name="发展和改革局", kind="department")
PLACE = Area(code="370214000000", name="城阳区", level="district")


def version(**changes: object) -> IndicatorVersion:
    """A start rate, or another definition."""
    fields = {
        "code": "test.rate", "name": "开工率", "unit": "%", "direction": "up", "period_kind": "quarter",
        "statement_template": "{area}{den},已开工{num},开工率{value}。",
    }  # fmt: skip
    words = {name: changes.pop(name) for name in list(changes) if name in fields}
    indicator = Indicator(**{**fields, **words}, owner_post=Post(name="科长", organisation=UNIT, area=PLACE))
    told = {
        "aggregate": "ratio_of_sums", "numerator_selector": "n", "denominator_selector": "d", "numerator_unit": "个",
        "denominator_unit": "个", "scale": 100, "decimals": 1, "version": 1, "series": 1, "counting_rule": "一个计一次",
        "basis_text": "名单",
    }  # fmt: skip
    return IndicatorVersion(indicator=indicator, **{**told, **changes})


def reading(
    num: int, den: int | None = None, *, place: str = "城阳区", n: int | None = None, period: str = "2021Q3",
    target: Fraction | int | None = None, kept: IndicatorVersion | None = None, scope: str = "全区",
) -> Reading:  # fmt: skip
    """A reading of a definition."""
    used = kept or version()
    share = None if target is None else Fraction(target)
    count = n if n is not None else (num if den is None else den)
    over = parse_period(period)
    lit = light_of(version=used, numerator=num, denominator=den, n=count, target=share)
    area = Area(code=place, name=place, level="street")
    return Reading(used, area, "district", scope, "发改局 科长", over, date(2021, 9, 30), num, den, count, lit, share)
