"""Registration: a definition that lacks a part is refused with its name; editor and signer are two people."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from lutu.kernel.indicators.actions.definitions import (
    SameActor,
    load_definitions,
    propose_version,
    set_target,
    sign_version,
)
from lutu.kernel.indicators.definitions import PARTS, DefinitionRefused, read_definition
from lutu.kernel.indicators.models import Indicator, IndicatorTarget, IndicatorVersion
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.queries import NoDefinitionInForce, definition_on
from lutu.kernel.indicators.tests.figures import AT, COMMON, DEFINITIONS, EDITOR, SIGNER, define, target
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.models import Post
from tests.cast import District

RATE = {"code": "test.rate", **COMMON, **DEFINITIONS["test.rate"]}


def refusal(**changes: object) -> str:
    row = {key: value for key, value in {**RATE, **changes}.items() if value is not None}
    with pytest.raises(DefinitionRefused) as caught:
        read_definition(row)
    return str(caught.value)


@pytest.mark.parametrize(("part", "title"), PARTS.items())
def test_a_definition_that_lacks_a_part_is_refused_with_its_name(part: str, title: str) -> None:
    assert title in refusal(**{part: None})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"scope": None}, "该指标未注明统计范围"),
        ({"denominator": None}, "比率指标缺少分子或分母"),
        ({"numerator": None}, "比率指标缺少分子或分母"),
        ({"aggregate": "count"}, "只有比率指标有分母"),
        ({"denominator": {"selector": "territory.population"}}, "人均指标须注明人口口径"),
        (
            {
                "denominator": {"selector": "territory.population", "arguments": {"basis": "resident"}},
                "population_basis": "registered",
            },
            "人口口径为 registered,分母却按 resident 计",
        ),
        ({"aggregate": "count", "denominator": None, "population_basis": "resident"}, "须以人口为分母"),
        ({"numerator": {"selector": "nobody.knows"}}, "取数口径 nobody.knows 未登记"),
        ({"numerator": {"selector": "test.land", "measure": "area_m2", "unit": "个"}}, "面积不能以“个”计"),
        ({"numerator": {"selector": "test.land", "measure": "weight"}}, "度量“weight”不存在"),
        ({"direction": "sideways"}, "方向“sideways”不存在"),
        ({"levels": ["county"]}, "分列层级“county”不存在"),
        ({"statement": "{rate}"}, "无人填写"),
        ({"typo": 1}, "不认识的项:typo"),
        ({"reported": "test.parcels"}, "已报单位与应报单位须同时注明"),
        ({"numerator": {"selector": "test.workers"}}, "人员数据的小数抑制下限不得低于 5,实为 0"),
    ],
)  # fmt: skip
def test_a_definition_that_contradicts_itself_is_refused(changes: dict, sentence: str) -> None:
    assert sentence in refusal(**changes)


@pytest.mark.django_db
def test_the_owner_must_have_a_post(district: District) -> None:
    with pytest.raises(DefinitionRefused, match=r"缺少:责任岗位\(岗位 development.projects 尚未设立\)"):
        define("test.rate")


@pytest.mark.django_db
def test_who_edits_a_definition_does_not_sign_it(owner: Post) -> None:
    proposed = propose_version(definition=read_definition(RATE), actor=EDITOR, at=AT)
    with pytest.raises(NoDefinitionInForce, match="没有生效的口径"):
        definition_on(indicator="test.rate", day=date(2021, 9, 30))
    with pytest.raises(SameActor, match="请由他人签发"):
        sign_version(version=proposed, actor=EDITOR, at=AT)
    sign_version(version=proposed, actor=SIGNER, at=AT)
    assert definition_on(indicator="test.rate", day=date(2021, 9, 30)) == proposed
    with pytest.raises(DefinitionRefused, match="已由 签发员 签发"):
        sign_version(version=proposed, actor=SYSTEM, at=AT)


@pytest.mark.django_db
def test_a_changed_definition_begins_a_version_of_its_own_and_may_break_the_series(owner: Post) -> None:
    first = define("test.rate")
    second = define("test.rate", valid_from=date(2021, 7, 1), minimum_n=5, series_break=True)
    first.refresh_from_db()
    assert (first.valid_to, first.series, second.version, second.series) == (date(2021, 7, 1), 1, 2, 2)
    assert definition_on(indicator="test.rate", day=date(2021, 6, 30)) == first
    assert definition_on(indicator="test.rate", day=date(2021, 7, 1)) == second
    with pytest.raises(DefinitionRefused, match="须晚于现行口径的生效日 2021-07-01"):
        define("test.rate", valid_from=date(2021, 7, 1))


@pytest.mark.django_db
def test_another_unit_is_another_indicator(owner: Post) -> None:
    define("test.count")
    with pytest.raises(DefinitionRefused, match="须另立指标代码"):
        define("test.count", unit="亩", valid_from=date(2021, 7, 1))


@pytest.mark.django_db
def test_a_folder_of_definitions_loads_once_and_tells_what_it_refused(owner: Post, tmp_path: Path) -> None:
    rows = [{"code": code, **COMMON, **DEFINITIONS[code]} for code in ("test.rate", "test.count")]
    rows.append({**rows[1], "code": "test.lost", "owner": "nobody"})
    (tmp_path / "a.yaml").write_text(yaml.safe_dump({"indicators": rows}, allow_unicode=True), encoding="utf-8")
    report = load_definitions(folder=tmp_path, actor=SYSTEM, at=AT)
    assert (report.loaded, report.unchanged) == (("test.rate", "test.count"), ())
    assert report.refused == (("test.lost", "指标 test.lost 缺少:责任岗位(岗位 nobody 尚未设立)"),)
    again = load_definitions(folder=tmp_path, actor=SYSTEM, at=AT)
    assert (again.loaded, again.unchanged) == ((), ("test.rate", "test.count"))
    assert IndicatorVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_changed_file_begins_a_new_version_on_its_own_day_only(owner: Post, tmp_path: Path) -> None:
    def load(**changes: object) -> object:
        row = {**RATE, **changes}
        (tmp_path / "a.yaml").write_text(yaml.safe_dump({"indicators": [row]}, allow_unicode=True), encoding="utf-8")
        return load_definitions(folder=tmp_path, actor=SYSTEM, at=AT)

    load()
    assert "须晚于现行口径的生效日" in load(minimum_n=5).refused[0][1]
    assert load(minimum_n=5, valid_from=date(2021, 1, 1)).loaded == ("test.rate",)
    assert load(minimum_n=5, valid_from=date(2021, 1, 1), name="土地供应率").loaded == ("test.rate",)
    assert (Indicator.objects.get().name, IndicatorVersion.objects.count()) == ("土地供应率", 2)


@pytest.mark.django_db
def test_the_definitions_that_come_with_the_house_name_every_part() -> None:
    from django.conf import settings

    rows = []
    for file in sorted((settings.ROOT / "data" / "reference" / "indicators").glob("*.yaml")):
        rows += yaml.safe_load(file.read_text(encoding="utf-8"))["indicators"]
    assert {"projects.district_start_rate", "projects.district_count"} <= {row["code"] for row in rows}
    assert all(not [part for part in PARTS if not row.get(part)] for row in rows)


@pytest.mark.django_db
def test_a_target_has_a_source_and_its_history_stands_in_the_journal(owner: Post, district: District) -> None:
    define("test.rate")
    target("test.rate", 80, district)
    target("test.rate", 85, district)
    assert IndicatorTarget.objects.get().target_numerator == 85
    entry = entries_of(subject=("indicators.indicator", Indicator.objects.get().pk))[0]
    assert (entry.details["was"], entry.details["value"], entry.basis) == ("80/1", "85", "年度计划")
    given = {"indicator": Indicator.objects.get(), "area": district.root, "actor": SYSTEM, "at": AT}
    with pytest.raises(DefinitionRefused, match="目标须注明依据"):
        set_target(**given, period=parse_period("2021Q3"), target=Fraction(80), source_document=" ")
    with pytest.raises(DefinitionRefused, match="按季度统计,不能为 2021-09 设目标"):
        set_target(**given, period=parse_period("2021-09"), target=Fraction(80), source_document="计划")
