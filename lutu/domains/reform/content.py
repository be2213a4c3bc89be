"""What a bulletin says, once for the page, the Word file and the PDF: ready texts made from frozen readings. Pure.

Nothing here counts: every number is a reading's own text, and words around them take numbers only as fields.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.indicators.ranking import FEW, RankRow, rank
from lutu.kernel.indicators.reading import Reading
from lutu.kernel.indicators.wording import DASH

FIELD = re.compile(r"\{([a-z0-9_.]+)\}")
# 公文中的日期、文号和序数可以有数字,其余数字一律取自指标.
ALLOWED_NUMBERS = re.compile(
    r"\d{4}\s*年|\d{1,2}\s*月|\d{1,2}\s*日|〔\d{4}〕\s*\d+\s*号|第\s*\d+\s*[条款项期号]|20\d{2}-\d{2}-\d{2}"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*[%‰]?")


class WordsFaulty(ValueError):
    """Words of a bulletin that hold a typed number, or a field nobody fills."""


@dataclass(frozen=True)
class RankLine:
    """One street in the ranking, with its arithmetic and the change against its own last quarter."""

    place: str
    name: str
    numerator: str
    denominator: str
    value: str
    change: str
    note: str
    reading: Reading


@dataclass(frozen=True)
class GroupLine:
    """One group (板块) with its figures."""

    name: str
    numerator: str
    denominator: str
    value: str
    reading: Reading


@dataclass(frozen=True)
class ErratumLine:
    """更正: what stood, what stands, why."""

    name: str
    period: str
    was: str
    now: str
    reason: str


@dataclass(frozen=True)
class Content:
    """通报内容."""

    title: str
    period: str
    as_of: date
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    statements: tuple[str, ...]
    overview: tuple[Reading, ...]
    ranking: tuple[RankLine, ...]
    ranking_rule: str
    groups: tuple[GroupLine, ...]
    errata: tuple[ErratumLine, ...]
    definitions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    digest: str


def content_of(
    *,
    title: str,
    words: tuple[str, str],
    overview: Sequence[Reading],
    streets: Sequence[Reading],
    before: Mapping[str, Reading],
    groups: Sequence[Reading],
    errata: Sequence[ErratumLine],
    digest: str,
) -> Content:
    """Put a bulletin together. `before`: last quarter's readings of the streets by area code. Raises WordsFaulty."""
    filled = {reading.indicator: reading for reading in overview}
    lead = overview[0]
    direction = streets[0].definition.indicator.direction if streets else "up"
    rows = rank(readings=streets, direction=direction) if streets else []
    return Content(
        title=title,
        period=lead.period.name,
        as_of=lead.as_of,
        opening=paragraphs(words[0], filled),
        closing=paragraphs(words[1], filled),
        statements=tuple(reading.statement for reading in overview),
        overview=tuple(overview),
        ranking=tuple(_rank_line(row, before) for row in rows),
        ranking_rule=_rule(streets[0], direction) if streets else "",
        groups=tuple(_group_line(reading) for reading in groups),
        errata=tuple(errata),
        definitions=tuple((reading.name, reading.parts) for reading in _each_once([*overview, *streets[:1]])),
        digest=digest,
    )


def paragraphs(words: str, filled: Mapping[str, Reading]) -> tuple[str, ...]:
    """The words with their fields filled, a paragraph a line. Raises WordsFaulty, naming what is wrong."""
    check_words(words, known=filled)

    def fill(match: "re.Match[str]") -> str:
        return filled[match.group(1)].value_text

    return tuple(FIELD.sub(fill, line.strip()) for line in words.splitlines() if line.strip())


def check_words(words: str, *, known: Mapping[str, Any]) -> None:
    """Raise WordsFaulty for a field nobody fills, or a number that is typed where a field should stand."""
    if unknown := sorted({code for code in FIELD.findall(words) if code not in known}):
        raise WordsFaulty(
            _("没有这些指标:{found};可用的字段:{known}").format(
                found="、".join(unknown), known="、".join(f"{{{code}}}" for code in sorted(known))
            )
        )
    rest = ALLOWED_NUMBERS.sub("", FIELD.sub("", words))
    if typed := [text.strip() for text in NUMBER.findall(rest)]:
        raise WordsFaulty(
            _("文字中的数字须用指标字段,不能手工填写:{found}").format(found="、".join(dict.fromkeys(typed)))
        )


def change_text(now: Fraction | None, then: Fraction | None, unit: str) -> str:
    """The difference of two values: percentages in 百分点, everything else in its own unit; a dash without both."""
    if now is None or then is None:
        return DASH
    difference = now - then
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    words = _("个百分点") if unit == "%" else unit
    return f"{sign}{_one_decimal(abs(difference))}{words}"


def _one_decimal(value: Fraction) -> str:
    tenths = int(value * 10 + Fraction(1, 2))
    return f"{tenths // 10:,}.{tenths % 10}"


def _rank_line(row: RankRow, before: Mapping[str, Reading]) -> RankLine:
    reading: Reading = row.reading  # type: ignore[assignment]
    earlier = before.get(reading.area.code)
    return RankLine(
        place=str(row.place) if row.place is not None else DASH,
        name=reading.area.name,
        numerator=f"{reading.numerator:,}",
        denominator=f"{reading.denominator or 0:,}",
        value=reading.value_text,
        change=change_text(reading.exact, earlier.exact if earlier else None, reading.unit),
        note=_rank_note(row),
        reading=reading,
    )


def _rank_note(row: RankRow) -> str:
    if row.unranked:
        return _("样本过少,不排名") if row.unranked == FEW else _("无基准,不排名")
    if row.tied:
        return _("并列")
    return _("与相邻名次仅差一个项目") if row.too_close else ""


def _group_line(reading: Reading) -> GroupLine:
    return GroupLine(
        reading.dimension_value or _("未分组"), f"{reading.numerator:,}", f"{reading.denominator or 0:,}",
        reading.value_text, reading,
    )  # fmt: skip


def _rule(reading: Reading, direction: str) -> str:
    order = _("由低到高") if direction == "down" else _("由高到低")
    return _("按{name}{order}排列,{name} = 分子 ÷ 分母;数值相同的名次并列,名次末位本身不作为问题认定。").format(
        name=reading.name, order=order
    )


def _each_once(readings: Sequence[Reading]) -> list[Reading]:
    found: dict[str, Reading] = {}
    for reading in readings:
        found.setdefault(reading.indicator, reading)
    return list(found.values())
