"""Reading days that somebody typed or pasted, and the YAML files of a year.

A line holds a day or a span, ends included: 2027-10-01, 2027-10-01..2027-10-07, 10月1日至7日. Wording of the notice
around them (一、元旦:…放假调休,共3天) is left out, so that its sentences can be pasted.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

import yaml
from django.utils.translation import gettext as _

from lutu.engines.workdays import YearNotice

DAY = re.compile(r"(?:(\d{4})[-/.年])?(?:(\d{1,2})[-/.月])?(\d{1,2})日?")
SPAN = re.compile(r"\s*(?:\.{2,}|至|到|~|—+|–)\s*")
HEADING = re.compile(r"^[一二三四五六七八九十]+、[^:]*:")
COMMENT = re.compile(r"#.*|\([^()]*\)")
LOOSE = re.compile(r"\s*([年月日])\s*")
WORDING = re.compile(r"放假调休|放假|调休|上班|共\d+天")
BETWEEN = re.compile(r"[,、;。\s]+")
LONGEST_SPAN = 31
OFF, WORKED = "放假", "上班"
KEYS = {"year", "source", "document_number", "issued_date", "holidays", "makeup_days"}


class NoticeUnreadable(ValueError):
    """Text or a file that is not what a year's calendar is written like; `faults` has a sentence for each place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(";".join(faults))
        self.faults = tuple(faults)


def days_of(*, text: str, year: int, unexpected: str = "") -> frozenset[date]:
    """The days of a text, one or several a line; a day without a year is taken in `year`.

    A line with the word `unexpected` (上班 among days off) is refused, lest a pasted sentence put a day in the wrong
    place. Raises NoticeUnreadable with a sentence a line.
    """
    days: set[date] = set()
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if unexpected and unexpected in line:
            faults.append(_("第 {number} 行含“{word}”,请把放假和上班的日子分别填写").format(
                number=number, word=unexpected))  # fmt: skip
            continue
        for piece in _pieces(line):
            try:
                days |= _span(piece, year)
            except ValueError as error:
                faults.append(_("第 {number} 行“{piece}”{fault}").format(number=number, piece=piece, fault=error))
    if faults:
        raise NoticeUnreadable(faults)
    return frozenset(days)


def notice_of_yaml(*, text: str) -> YearNotice:
    """The notice a YAML file holds, as in data/reference/workdays. Raises NoticeUnreadable."""
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise NoticeUnreadable([_("文件不是有效的 YAML,请按 data/reference/workdays 中的样式填写")]) from error
    if not isinstance(loaded, dict) or not isinstance(loaded.get("year"), int):
        raise NoticeUnreadable([_("文件缺少 year(年度,如 2027),请按 data/reference/workdays 中的样式填写")])
    if unknown := sorted(str(key) for key in set(loaded) - KEYS):
        raise NoticeUnreadable([_("文件含未知的项:{keys}").format(keys="、".join(unknown))])
    issued = loaded.get("issued_date")
    if issued is not None and type(issued) is not date:
        raise NoticeUnreadable([_("issued_date 应为日期,如 2026-11-04,实为“{value}”").format(value=issued)])
    return YearNotice(
        year=loaded["year"],
        holidays=_listed(loaded, "holidays"),
        makeup_days=_listed(loaded, "makeup_days"),
        source=str(loaded.get("source") or ""),
        document_number=str(loaded.get("document_number") or ""),
        issued_date=issued,
    )


def text_of(*, days: frozenset[date]) -> str:
    """The days as lines that `days_of` reads: spans where days follow one another."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return "\n".join(str(first) if first == last else f"{first}..{last}" for first, last in spans)


def _listed(loaded: dict[str, object], key: str) -> frozenset[date]:
    items = loaded.get(key) or []
    if not isinstance(items, list):
        raise NoticeUnreadable([_("{key} 应为逐行列出的日期").format(key=key)])
    year = loaded["year"]
    assert isinstance(year, int)
    try:
        return days_of(text="\n".join(map(str, items)), year=year)
    except NoticeUnreadable as error:
        raise NoticeUnreadable([f"{key}:{fault}" for fault in error.faults]) from error


def _pieces(line: str) -> list[str]:
    """What may be days in a line: full-width signs made plain, without comments, headings and wording."""
    plain = COMMENT.sub("", HEADING.sub("", unicodedata.normalize("NFKC", line).strip()))
    bare = WORDING.sub("", SPAN.sub("..", LOOSE.sub(r"\1", plain)))
    return [piece for piece in BETWEEN.split(bare) if piece]


def _span(piece: str, year: int) -> set[date]:
    """The days of one piece; ValueError with the end of a sentence."""
    ends = piece.split("..")
    expected = _("不是日期,应如 {year}-10-01 或 {year}-10-01..{year}-10-07").format(year=year)
    matched = [DAY.fullmatch(end) for end in ends]
    if len(ends) > 2 or not all(matched) or matched[0] is None or matched[0][2] is None:
        raise ValueError(expected)
    first = _day(matched[0], year, 0, expected)
    if len(ends) == 1:
        return {first}
    assert matched[1] is not None
    last = _day(matched[1], first.year, first.month, expected)
    if last < first:
        raise ValueError(_("的结束日早于开始日"))
    if (last - first).days >= LONGEST_SPAN:
        raise ValueError(_("超过 {days} 天,请核对起止").format(days=LONGEST_SPAN))
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _day(match: re.Match[str], year: int, month: int, expected: str) -> date:
    try:
        return date(int(match[1] or year), int(match[2] or month), int(match[3]))
    except ValueError as error:
        raise ValueError(expected) from error
