"""lutu verify and lutu check_indicators: what they print, and their exit status."""

import json
from datetime import date

import pytest

from lutu.fronts.cli import check_indicators, verify
from lutu.fronts.cli.console import Refused
from lutu.kernel.indicators.manifest import DEVIATES, OK, SHOWN, UNDEFINED, ManifestFaulty, check_lines, read_manifest
from lutu.kernel.indicators.models import IndicatorFactRecord
from lutu.kernel.indicators.tests import figures
from lutu.kernel.indicators.tests.tampering import tamper
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, DAY, FROM, STREET_CODES, District

pytestmark = pytest.mark.django_db
A, B = STREET_CODES[:2]
LINES = """
figures:
  - {id: F9.01, statement: 地块, expected: "8", hedge: "=", unit: 宗, as_of: Q3, date: 2021-09-30,
     indicator: test.count}
  - id: F9.02
    statement: 供地率
    expected: "62.5"
    hedge: "="
    unit: "%"
    as_of: Q3
    date: 2021-09-30
    indicator: test.rate
    days: {2021-06-30: "0.0"}
  - id: F9.03
    statement: 地块与已供
    expected: ["7", "5"]
    hedge: ">"
    unit: 宗
    as_of: Q3
    date: 2021-09-30
    parts: [{indicator: test.rate, shown: denominator}, {indicator: test.rate, shown: numerator}]
  - {id: F9.04, statement: 尚无口径, expected: "1", hedge: "=", unit: 个, as_of: ns, date: 2021-11-09}
  - {id: F9.05, statement: 近九宗, expected: "9", hedge: "~", unit: 宗, as_of: Q3, date: 2021-09-30,
     indicator: test.count}
"""


class Arguments:
    """The options of lutu verify."""

    def __init__(self, **given: object) -> None:
        self.as_of, self.only, self.json, self.complete = (
            given.get(name) for name in ("as_of", "only", "json", "complete")
        )
        self.day = given.get("day")


@pytest.fixture
def counted(district: District, tmp_path, monkeypatch) -> District:
    figures.owner_post(district)
    for code in ("test.count", "test.rate"):
        figures.define(code)
    figures.many_parcels({A: (5, 2), B: (3, 3)})
    file = tmp_path / "figures.yaml"
    file.write_text(LINES, encoding="utf-8")
    monkeypatch.setattr(verify, "MANIFEST", file)
    set_parameter(code="site.demo_day", value=DAY.isoformat(), valid_from=FROM, source="测试", actor=SYSTEM, at=AT)
    return district


def states(counted: District, **given: object) -> dict[str, str]:
    return {item.line.id: item.state for item in check_lines(lines=read_manifest(file=verify.MANIFEST), **given)}


def test_each_line_is_computed_and_compared_by_its_hedge(counted: District) -> None:
    found = states(counted, size="full")
    assert found == {"F9.01": OK, "F9.02": OK, "F9.03": DEVIATES, "F9.04": UNDEFINED, "F9.05": DEVIATES}


def test_on_another_day_only_what_is_known_of_that_day_is_compared(counted: District) -> None:
    found = states(counted, size="full", as_of=date(2021, 6, 30))
    assert found["F9.01"] == SHOWN
    assert found["F9.02"] == OK
    assert set(states(counted, size="tiny").values()) == {SHOWN, UNDEFINED}


def test_a_deviation_is_status_1_and_a_missing_definition_only_with_complete(counted: District, capsys) -> None:
    assert verify.run(Arguments(only="F9.02")) == 0
    assert "F9.02 供地率:期望 62.5%,实为 62.5%,明细 8 条,5 ÷ 8 = 62.5%" in capsys.readouterr().out
    assert verify.run(Arguments(only="F9.03")) == 1
    assert "[偏差]" in capsys.readouterr().out
    assert verify.run(Arguments(only="F9.04")) == 0
    assert "期望 1个 [未定义]" in capsys.readouterr().out
    assert verify.run(Arguments(only="F9.04", complete=True)) == 1


def test_a_tampered_figure_is_status_1_and_named(counted: District, capsys) -> None:
    figures.frozen("test.rate")
    tamper(f"DELETE FROM {IndicatorFactRecord._meta.db_table} WHERE side = 'num' AND area_code = '{B}'")
    assert verify.run(Arguments()) == 1
    out = capsys.readouterr().out
    assert "不符 test.rate 城阳区 2021Q3 第 1 轮:存 5 ÷ 8(8 条),重算 2 ÷ 8(8 条);首条不符:分子" in out
    assert "一致 2" in out
    assert "未定义 1" in out


def test_json_holds_every_line_with_basis_scope_day_and_version(counted: District, capsys) -> None:
    verify.run(Arguments(json=True))
    told = json.loads(capsys.readouterr().out)
    line = next(item for item in told["figures"] if item["id"] == "F9.02")
    assert (line["expected"], line["actual"], line["rows"], line["as_of"]) == ("62.5", "62.5", 8, "2021-09-30")
    assert (line["scope"], line["version"], line["basis"], line["state"]) == ("全区", 1, "不涉及人口口径", "ok")
    assert told["frozen"]["faults"] == []


def test_what_is_asked_wrongly_is_refused(counted: District, monkeypatch) -> None:
    with pytest.raises(Refused, match=r"没有编号为 F8\.01 的指标,编号从 F9\.01 到 F9\.05"):
        verify.run(Arguments(only="F8.01"))
    with pytest.raises(Refused, match="应为 YYYY-MM-DD"):
        verify.run(Arguments(as_of="yesterday"))
    monkeypatch.setattr(verify.clock, "demo_day", lambda: None)
    with pytest.raises(Refused, match="不是演示库"):
        verify.run(Arguments(only="F9.01"))
    assert verify.run(Arguments()) == 0


def test_a_manifest_with_an_unknown_hedge_or_a_double_id_is_refused(tmp_path) -> None:
    file = tmp_path / "f.yaml"
    row = '  - {id: F1, statement: a, expected: "1", hedge: "=", unit: 个, as_of: ns, date: 2021-11-09}\n'
    file.write_text(f"figures:\n{row}{row}", encoding="utf-8")
    with pytest.raises(ManifestFaulty, match="编号重复:F1"):
        read_manifest(file=file)
    file.write_text("figures:\n" + row.replace('"="', '"<"'), encoding="utf-8")
    with pytest.raises(ManifestFaulty, match="比较方式“<”不存在"):
        read_manifest(file=file)


def test_the_table_of_the_demo_district_has_134_lines_from_f1_01_to_f6_10() -> None:
    lines = read_manifest(file=verify.settings.ROOT / "data" / "demo" / "figures.yaml")
    assert (len(lines), lines[0].id, lines[-1].id) == (134, "F1.01", "F6.10")
    counts = {front: sum(line.id.startswith(front) for line in lines) for front in ("F1", "F2", "F3", "F4", "F5", "F6")}
    assert counts == {"F1": 28, "F2": 21, "F3": 35, "F4": 16, "F5": 24, "F6": 10}
    defined = {line.id for line in lines if line.parts}
    assert {"F2.01", "F2.02", "F2.03", "F2.04", "F2.18", "F2.20"} <= defined


def test_check_indicators_is_status_1_where_something_is_wrong(counted: District, capsys, monkeypatch) -> None:
    from lutu.kernel.indicators import registry
    from lutu.kernel.parties.models import Assignment

    monkeypatch.setattr(registry, "_TILES", {})
    assert check_indicators.run(Arguments(day="2021-11-09")) == 0
    assert "2021-11-09 生效的口径 2 个,不妥 0 处" in capsys.readouterr().out
    Assignment.objects.all().delete()
    assert check_indicators.run(Arguments(day="2021-11-09")) == 1
    assert "无人在岗" in capsys.readouterr().out
