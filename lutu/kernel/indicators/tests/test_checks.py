"""check_indicators: what is wrong with the definitions in force today."""

from datetime import date

import pytest

from lutu.kernel.indicators import registry
from lutu.kernel.indicators.checks import flaws
from lutu.kernel.indicators.models import Indicator, IndicatorVersion
from lutu.kernel.indicators.tests.figures import AT, define
from lutu.kernel.parties.models import Assignment, Post
from tests.cast import District

pytestmark = pytest.mark.django_db
DAY = date(2021, 11, 9)


@pytest.fixture
def sound(district: District, owner: Post, monkeypatch: pytest.MonkeyPatch) -> IndicatorVersion:
    # What pages of the domains show is not part of this world.
    monkeypatch.setattr(registry, "_TILES", {})
    for code in ("test.count", "test.land", "test.workers"):
        define(code)
    return define("test.rate")


def sentences() -> list[str]:
    return [f"{flaw.code}: {flaw.sentence}" for flaw in flaws(day=DAY)]


def test_sound_definitions_have_no_flaws(sound: IndicatorVersion) -> None:
    assert sentences() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"numerator_selector": "gone"}, "取数口径 gone 未登记"),
        ({"counting_rule": ""}, "有计量单位“%”而没有计数规则"),
        ({"basis_text": " "}, "没有依据"),
        ({"denominator_selector": "territory.population"}, "人均指标须注明人口口径(户籍/常住/服务范围)及日期"),
        ({"denominator_selector": "territory.population", "population_basis": "resident"}, "人均指标须注明人口口径"),
        ({"numerator_unit": "人", "small_number_k": 3}, "不得低于 5,实为 3"),
        ({"scope_code": "nowhere"}, "统计范围“nowhere”"),
        ({"dimension": "sector"}, "不能按“sector”分组"),
        ({"numerator_selector": "test.land", "numerator_measure": "count"}, "有 4 位小数"),
    ],
)  # fmt: skip
def test_each_flaw_is_named(sound: IndicatorVersion, changes: dict, sentence: str) -> None:
    IndicatorVersion.objects.filter(pk=sound.pk).update(**changes)
    found = sentences()
    assert any(line.startswith("test.rate: ") and sentence in line for line in found), found


def test_an_empty_post_two_definitions_and_orphans_are_flaws(sound: IndicatorVersion) -> None:
    Indicator.objects.create(
        code="test.orphan", name="孤", unit="个", direction="none", period_kind="quarter",
        owner_post=sound.indicator.owner_post, statement_template="{value}",
    )  # fmt: skip
    IndicatorVersion.objects.filter(pk=sound.pk).update(valid_to=date(2022, 1, 1))
    sound.pk, sound.version, sound.signed_at, sound.valid_from = None, 2, AT, date(2021, 1, 1)
    sound.save(force_insert=True)
    Assignment.objects.all().delete()
    found = sentences()
    assert "test.orphan: 没有签发的口径" in found
    assert "test.rate: 2021-11-09 有 2 个生效的口径,只应有一个" in found
    assert sum("无人在岗" in line for line in found) == 5


def test_a_tile_whose_code_leads_nowhere_is_a_flaw(sound: IndicatorVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_TILES", {"test.rate": "驾驶舱", "test.none": "驾驶舱"})
    assert sentences() == ["test.none: 驾驶舱 引用的指标没有生效的口径"]
