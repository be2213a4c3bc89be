"""口径检查: what is wrong with the definitions in force today, before somebody notices it on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lutu.kernel.indicators.definitions import PERSON_UNITS, PERSONS_K, POPULATION_SELECTOR, RESTRICTED
from lutu.kernel.indicators.models import Indicator, IndicatorVersion
from lutu.kernel.indicators.periods import period_of
from lutu.kernel.indicators.queries.definitions import definitions_on
from lutu.kernel.indicators.registry import selector_of, tiles
from lutu.kernel.indicators.sums import amount_of
from lutu.kernel.indicators.trees import UnknownScope, scope_on, tree_on
from lutu.kernel.parties.queries import holders


@dataclass(frozen=True)
class Flaw:
    """不妥: an indicator and what is wrong with its definition."""

    code: str
    sentence: str


def flaws(*, day: date) -> list[Flaw]:
    """Everything wrong with the definitions in force on a day, by code; empty where all is well."""
    found = [Flaw(version.indicator.code, text) for version in definitions_on(day=day) for text in _of(version, day)]
    found += [Flaw(code, f"{where} 引用的指标没有生效的口径") for code, where in _unreachable_tiles(day)]
    found += [
        Flaw(row["indicator__code"], f"{day} 有 {row['count']} 个生效的口径,只应有一个")
        for row in definitions_on(day=day).order_by().values("indicator__code").annotate(count=Count("pk"))
        if row["count"] > 1
    ]
    orphans = Indicator.objects.exclude(versions__signed_at__isnull=False).order_by("code")
    found += [Flaw(row.code, "没有签发的口径") for row in orphans]
    return sorted(found, key=lambda flaw: (flaw.code, flaw.sentence))


def _of(version: IndicatorVersion, day: date) -> Iterator[str]:
    indicator = version.indicator
    if not version.counting_rule.strip():
        yield f"有计量单位“{indicator.unit}”而没有计数规则"
    if not version.basis_text.strip():
        yield "没有依据"
    if version.aggregate == IndicatorVersion.Aggregate.RATIO and not version.denominator_selector:
        yield "比率指标缺少分子或分母"
    if version.denominator_selector == POPULATION_SELECTOR and not version.population_basis:
        yield "人均指标须注明人口口径(户籍/常住/服务范围)及日期"
    if not holders(post_id=indicator.owner_post_id, day=day).exists():
        yield f"责任岗位“{indicator.owner_post}”在 {day} 无人在岗"
    units = {indicator.unit, version.numerator_unit}
    if (units & PERSON_UNITS or indicator.sensitivity == RESTRICTED) and version.small_number_k < PERSONS_K:
        yield f"人员数据的小数抑制下限不得低于 {PERSONS_K},实为 {version.small_number_k}"
    yield from _selection_flaws(version, day)
    try:
        scope_on(code=version.scope_code, day=day, tree=tree_on(day=day))
    except UnknownScope as error:
        yield str(error)


def _selection_flaws(version: IndicatorVersion, day: date) -> Iterator[str]:
    period = period_of(kind=version.indicator.period_kind, day=day)
    sides = [(version.numerator_selector, version.numerator_arguments, version.numerator_measure)]
    if version.is_ratio:
        sides.append((version.denominator_selector, version.denominator_arguments, version.denominator_measure))
    for code, arguments, measure in sides:
        try:
            selection = selector_of(code).select(as_of=day, period=period, arguments=arguments)
            amount_of(selection=selection, measure=measure)
        except (LookupError, ValueError) as error:
            yield str(error)
            continue
        if version.dimension and version.dimension not in selection.dimensions:
            yield f"取数口径 {code} 不能按“{version.dimension}”分组"


def _unreachable_tiles(day: date) -> Iterator[tuple[str, str]]:
    known = set(definitions_on(day=day).values_list("indicator__code", flat=True))
    return ((code, where) for code, where in sorted(tiles().items()) if code not in known)
