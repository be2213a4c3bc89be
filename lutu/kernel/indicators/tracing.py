"""Finding the row where a frozen figure and its selectors part: to tell whoever verifies where to look first."""

from lutu.kernel.indicators.models import IndicatorFact
from lutu.kernel.indicators.queries.compute import rows_of, sides_of
from lutu.kernel.indicators.sums import amount_of, area_of
from lutu.kernel.indicators.tallies import Bucket
from lutu.kernel.indicators.trees import scope_on, tree_on

STORED, GIVEN = "存有而取数口径不给", "取数口径给而未存"
SIDES = {"num": "分子", "den": "分母"}
Line = tuple[str, str, int, str, int]


def first_difference(*, fact: IndicatorFact, buckets: list[Bucket]) -> str:
    """The first row that is stored and not given by the selectors, or the other way round, in words.

    Empty where they agree (it was the figure that was changed) or where the selectors can't be asked any more.
    """
    try:
        given = _given(fact)
    except (LookupError, ValueError):
        return ""
    stored, names = _stored(buckets)
    for line in sorted(given.keys() ^ stored):
        side, _kind, number, area, value = line
        name = names.get((side, number)) or given.get(line, "")
        where = STORED if line in stored else GIVEN
        return f"{SIDES[side]} {name}(编号 {number},区划 {area},计入 {value:,}){where}"
    renamed = sorted(line for line in stored if names[(line[0], line[2])] != given[line].replace("\n", "␤"))
    if renamed:
        side, _kind, number, area, _value = renamed[0]
        return f"{SIDES[side]} {names[(side, number)]}(编号 {number},区划 {area})今名“{given[renamed[0]]}”"
    return ""


def _given(fact: IndicatorFact) -> dict[Line, str]:
    tree = tree_on(day=fact.as_of)
    scope = scope_on(code=fact.scope_code, day=fact.as_of, tree=tree)
    root = fact.root or fact
    sides = sides_of(version=fact.version, period=fact.period, as_of=fact.as_of, scope=scope, area=root.area, tree=tree)
    found: dict[Line, str] = {}
    for side, selection in rows_of(sides=sides):
        amount = amount_of(selection=selection, measure=sides.measure(side))
        rows = selection.rows.order_by().annotate(lutu_area=area_of(selection.area), lutu_amount=amount)
        columns = (selection.key, "lutu_area", "lutu_amount", selection.label)
        for number, area, value, name in rows.values_list(*columns):
            found[(side, selection.subject_kind, number, area, int(value))] = str(name or "")
    return found


def _stored(buckets: list[Bucket]) -> tuple[set[Line], dict[tuple[str, int], str]]:
    lines: set[Line] = set()
    names: dict[tuple[str, int], str] = {}
    for bucket in buckets:
        for number, value, name in zip(bucket.numbers, bucket.values, bucket.names, strict=True):
            lines.add((bucket.side, bucket.kind, int(number), bucket.area, int(value)))
            names[(bucket.side, int(number))] = name
    return lines, names
