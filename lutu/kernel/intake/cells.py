"""Turning cells into values, column by column. What does not fit says what was found and what is expected."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.intake.headings import LAND_UNITS, MONEY_UNITS, Placed, unit_of
from lutu.kernel.intake.kinds import Column, as_text

Convert = Callable[[Any], Any]
EMPTY = frozenset(["", "-", "--", "—", "——", "/", "\\"])
M2_STEP = Decimal("0.0001")
FIRST_YEAR, LAST_YEAR = 1949, 2100
# Excel keeps fifteen digits of a number: a longer code stored as a number has lost its end.
EXACT_NUMBERS = 10**15
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d+$")
_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?$")
_NUMBER = re.compile(r"^([+-]?\d[\d,]*(?:\.\d+)?|[+-]?\.\d+)([^\d.,].*)?$")
_SPACES = re.compile(r"\s+")
_FLAGS = {"是": True, "有": True, "y": True, "yes": True, "true": True, "1": True, "√": True}
_FLAGS |= {"否": False, "无": False, "n": False, "no": False, "false": False, "0": False, "×": False}


class CellRefused(ValueError):
    """A cell that does not fit its column."""

    def __init__(self, expected: str, remedy: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.remedy = remedy


def converter(placed: Placed) -> Convert:
    """The function that turns a cell of this column into its value; it raises CellRefused."""
    column = placed.column
    plain: dict[str, Callable[[], Convert]] = {
        "text": lambda: _texts(column),
        "area": lambda: _texts(column),
        "code": lambda: _codes(column),
        "date": lambda: _day,
        "integer": lambda: _whole,
        "decimal": lambda: lambda cell: _number(cell, ""),
        "money": lambda: _amounts(placed.unit),
        "land_area": lambda: _land(placed.unit),
        "choice": lambda: _choices(column.choices),
        "flag": lambda: _flag,
    }
    convert = plain[column.kind]()
    required = column.required

    def cell_value(cell: Any) -> Any:
        if cell is None or (isinstance(cell, str) and cell.strip() in EMPTY):
            if required:
                raise CellRefused(_("不能为空"), _("补上“{title}”").format(title=column.title))
            return None
        return convert(cell)

    return cell_value


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, without spaces around."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def _texts(column: Column) -> Convert:
    longest = column.max_length

    def text(cell: Any) -> str:
        line = " ".join((cell if isinstance(cell, str) else as_text(cell)).split())
        if not line.isprintable():
            line = "".join(sign for sign in line if sign.isprintable())
        if len(line) > longest:
            raise CellRefused(_("不超过 {count} 个字").format(count=longest), _("缩短内容"))
        return line

    return text


def _codes(column: Column) -> Convert:
    longest = column.max_length

    def code(cell: Any) -> str:
        if isinstance(cell, float) and abs(cell) >= EXACT_NUMBERS:
            raise _mangled()
        text = half_width(as_text(cell)).upper().replace(" ", "")
        if _SCIENTIFIC.match(text):
            raise _mangled()
        if len(text) > longest or not text.isprintable():
            raise CellRefused(_("不超过 {count} 位的代码").format(count=longest))
        return text

    return code


def _mangled() -> CellRefused:
    return CellRefused(_("完整的代码(表格软件已把它变成数字)"), _("把该列设为文本格式,重新填写代码"))


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return _in_reach(cell.date())
    if isinstance(cell, date):
        return _in_reach(cell)
    text = half_width(as_text(cell)).replace(" 00:00:00", "")
    found = _DAY.match(_SPACES.sub("", text))
    if found is None:
        raise CellRefused(_("日期,如 2021-09-30"), _("改成 年-月-日"))
    year, month, day = (int(part) for part in (found[1], found[2] or found[4], found[3] or found[5]))
    try:
        return _in_reach(date(year, month, day))
    except ValueError as error:
        if isinstance(error, CellRefused):
            raise
        raise CellRefused(_("真实存在的日期"), _("核对月份和日子")) from error


def _in_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellRefused(_("{first} 年至 {last} 年之间的日期").format(first=FIRST_YEAR, last=LAST_YEAR))
    return day


def _number(cell: Any, unit: str) -> Decimal:
    """A number; a text may carry the column's own unit, never another one."""
    if isinstance(cell, bool):
        raise CellRefused(_("数字"))
    if isinstance(cell, float | int):
        return Decimal(repr(cell))
    found = _NUMBER.match(_SPACES.sub("", half_width(as_text(cell))))
    if found is None:
        raise CellRefused(_("数字"), _("只填数字"))
    if found[2] and (not unit or unit_of(found[2]) != unit):
        expected = _("以{unit}为单位的数字").format(unit=unit) if unit else _("不带单位的数字")
        raise CellRefused(expected, _("换算成{unit},只填数字").format(unit=unit) if unit else _("只填数字"))
    try:
        return Decimal(found[1].replace(",", ""))
    except InvalidOperation as error:
        raise CellRefused(_("数字"), _("只填数字")) from error


def _whole(cell: Any) -> int:
    number = _number(cell, "")
    if number != number.to_integral_value():
        raise CellRefused(_("整数"))
    return int(number)


def _amounts(unit: str) -> Convert:
    factor = MONEY_UNITS[unit]

    def fen(cell: Any) -> int:
        amount = _number(cell, unit)
        if amount < 0:
            raise CellRefused(_("不小于 0 的金额"))
        return int((amount * factor).to_integral_value(ROUND_HALF_UP))

    return fen


def _land(unit: str) -> Convert:
    factor = LAND_UNITS[unit]

    def m2(cell: Any) -> Decimal:
        size = _number(cell, unit)
        if size <= 0:
            raise CellRefused(_("大于 0 的面积"))
        return (size * factor).quantize(M2_STEP, ROUND_HALF_UP)

    return m2


def _choices(choices: Mapping[str, str]) -> Convert:
    offered = {half_width(word): value for word, value in choices.items()}
    offered |= {value: value for value in choices.values()}

    def choice(cell: Any) -> str:
        text = half_width(as_text(cell))
        if text not in offered:
            raise CellRefused("、".join(choices), _("从中选一项"))
        return offered[text]

    return choice


def _flag(cell: Any) -> bool:
    text = half_width(as_text(cell)).lower()
    if text not in _FLAGS:
        raise CellRefused(_("“是”或“否”"))
    return _FLAGS[text]
