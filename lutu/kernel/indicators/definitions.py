"""口径: a definition as it stands in a file or a form, and everything it must say before it is registered. Pure.

A definition that lacks a part is refused with the name of the part (the mission, figures, "Acceptance rule").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lutu.kernel.indicators.lights import DOWN, NONE, UP
from lutu.kernel.indicators.measures import COUNT, MEASURES
from lutu.kernel.indicators.periods import KINDS
from lutu.kernel.indicators.registry import SelectorUnknown, selector_of
from lutu.kernel.indicators.wording import TemplateFaulty, check_template

RATIO, SUM, COUNTED, DISTINCT = "ratio_of_sums", "sum", "count", "distinct_count"
POPULATION_SELECTOR = "territory.population"
BASES = ("resident", "registered", "served")
LEVELS = ("street", "section", "community")
# 人员数据的小数抑制下限(默认值).
PERSONS_K = 5
PERSON_UNITS = frozenset(["人", "人次", "名"])
RESTRICTED = "restricted"
PARTS = {
    "code": "指标代码",
    "name": "指标名称",
    "statement": "表述",
    "unit": "计量单位",
    "direction": "方向",
    "period_kind": "统计期种类",
    "owner": "责任岗位",
    "aggregate": "汇总方式",
    "counting_rule": "计数规则",
    "source": "依据",
    "valid_from": "生效日",
}


class DefinitionRefused(ValueError):
    """A definition that lacks a part or contradicts itself; the text names each fault."""


@dataclass(frozen=True)
class Side:
    """分子或分母: which selector with which arguments, added up in which measure, shown in which unit."""

    selector: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    measure: str = COUNT
    unit: str = ""


@dataclass(frozen=True)
class Definition:
    """口径: everything a figure must be able to print. `owner` is the code of a post, `scope` that of a scope."""

    code: str
    name: str
    statement: str
    unit: str
    direction: str
    period_kind: str
    owner: str
    aggregate: str
    numerator: Side
    scope: str
    counting_rule: str
    source: str
    valid_from: date
    denominator: Side | None = None
    reported: str = ""
    expected: str = ""
    scale: int = 1
    decimals: int = 0
    population_basis: str = ""
    levels: tuple[str, ...] = ()
    dimension: str = ""
    minimum_n: int = 0
    minimum_coverage_bp: int = 0
    small_number_k: int = 0
    series_break: bool = False
    light_bands: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Numerator, and denominator where there is one."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    @property
    def sensitivity(self) -> str:
        """The highest data level among the selectors. Raises SelectorUnknown."""
        order = ("public", "internal", RESTRICTED)
        return max((selector_of(side.selector).sensitivity for side in self.sides), key=order.index)


def read_definition(row: Mapping[str, Any]) -> Definition:
    """A definition from a row of a YAML file. Raises DefinitionRefused, naming every missing part and contradiction."""
    told = f"指标 {row.get('code') or '(无代码)'}"
    missing = [title for key, title in PARTS.items() if row.get(key) in (None, "")]
    if missing:
        raise DefinitionRefused(f"{told} 缺少:{'、'.join(missing)}")
    if not row.get("scope"):
        raise DefinitionRefused(f"{told}:该指标未注明统计范围")
    ratio = row["aggregate"] == RATIO
    if not row.get("numerator") or (ratio and not row.get("denominator")):
        raise DefinitionRefused(f"{told}:比率指标缺少分子或分母" if ratio else f"{told} 缺少:分子")
    known = {item for item in Definition.__dataclass_fields__ if item not in ("numerator", "denominator")}
    if unknown := sorted(set(row) - known - {"numerator", "denominator"}):
        raise DefinitionRefused(f"{told} 有不认识的项:{'、'.join(unknown)}")
    plain = {key: value for key, value in row.items() if key in known}
    plain["levels"] = tuple(row.get("levels", ()))
    unit = "" if ratio else row["unit"]
    definition = Definition(
        **plain, numerator=_side(row["numerator"], unit),
        denominator=_side(row["denominator"], "") if row.get("denominator") else None,
    )  # fmt: skip
    if faults := list(faults_of(definition)):
        raise DefinitionRefused(f"{told}:{';'.join(faults)}")
    return definition


def faults_of(definition: Definition) -> Iterator[str]:
    """What contradicts itself in a complete definition, one sentence each."""
    yield from _choices(definition)
    try:
        check_template(definition.statement)
    except TemplateFaulty as fault:
        yield str(fault)
    if definition.denominator is not None and definition.aggregate != RATIO:
        yield "只有比率指标有分母"
    if definition.scale < 1 or definition.decimals < 0:
        yield "倍数至少为 1,小数位不能为负"
    if bool(definition.reported) != bool(definition.expected):
        yield "已报单位与应报单位须同时注明"
    for side in definition.sides:
        yield from _side_faults(side)
    yield from _basis_faults(definition)
    if is_about_persons(definition) and definition.small_number_k < PERSONS_K:
        yield f"人员数据的小数抑制下限不得低于 {PERSONS_K},实为 {definition.small_number_k}"


def is_about_persons(definition: Definition) -> bool:
    """Whether the figure counts persons, by its unit or by the data level of its rows."""
    units = {definition.unit, *(side.unit for side in definition.sides if side.selector != POPULATION_SELECTOR)}
    return bool(units & PERSON_UNITS) or definition.sensitivity == RESTRICTED


def _side(row: Mapping[str, Any], unit: str) -> Side:
    found = Side(
        selector=str(row.get("selector", "")),
        arguments={str(key): str(value) for key, value in (row.get("arguments") or {}).items()},
        measure=str(row.get("measure", COUNT)),
        unit=str(row.get("unit") or unit),
    )
    if found.unit:
        return found
    try:
        return Side(found.selector, found.arguments, found.measure, selector_of(found.selector).unit)
    except SelectorUnknown as error:
        raise DefinitionRefused(str(error)) from error


def _choices(definition: Definition) -> Iterator[str]:
    for title, value, allowed in (
        ("方向", definition.direction, (UP, DOWN, NONE)),
        ("统计期种类", definition.period_kind, KINDS),
        ("汇总方式", definition.aggregate, (RATIO, SUM, COUNTED, DISTINCT)),
        ("人口口径", definition.population_basis, ("", *BASES)),
    ):
        if value not in allowed:
            yield f"{title}“{value}”不存在,应为 {'、'.join(filter(None, allowed))}"
    for level in definition.levels:
        if level not in LEVELS:
            yield f"分列层级“{level}”不存在,应为 {'、'.join(LEVELS)}"


def _side_faults(side: Side) -> Iterator[str]:
    try:
        selector_of(side.selector)
    except SelectorUnknown as error:
        yield str(error)
    if side.measure not in MEASURES:
        yield f"度量“{side.measure}”不存在,可用:{'、'.join(MEASURES)}"
        return
    units = MEASURES[side.measure].units
    if units and side.unit not in units:
        yield f"{MEASURES[side.measure].title}不能以“{side.unit}”计,可用:{'、'.join(units)}"


def _basis_faults(definition: Definition) -> Iterator[str]:
    per_capita = definition.denominator is not None and definition.denominator.selector == POPULATION_SELECTOR
    if per_capita and not definition.population_basis:
        yield "人均指标须注明人口口径(户籍/常住/服务范围)及日期"
    if definition.population_basis and definition.denominator is None:
        yield "注明了人口口径的指标须以人口为分母"
    elif per_capita and definition.denominator is not None:
        counted = definition.denominator.arguments.get("basis", "")
        if definition.population_basis and counted != definition.population_basis:
            yield f"人口口径为 {definition.population_basis},分母却按 {counted or '未注明'} 计"
