"""How a letter's texts are printed: full-width punctuation, numbered headings, lines broken in balance."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from lutu.kernel.documents.letters.letter import Annex, Block, Heading, Letter, Note, Paragraph, Table
from lutu.kernel.documents.letters.measures import (
    LARGEST_MARK_PT,
    SMALLEST_MARK_PT,
    TITLE_CHARACTERS,
    TYPE_WIDTH_MM,
    points,
)

DIGITS = "零一二三四五六七八九"
# Full-width signs are written by their numbers: in most editors' fonts they can't be told from the half-width ones.
COMMA, SEMICOLON, COLON, QUESTION, EXCLAMATION = "\uff0c", "\uff1b", "\uff1a", "\uff1f", "\uff01"
OPENING, CLOSING, PERCENT = "\uff08", "\uff09", "\uff05"
ANNEX = "附件" + COLON
WIDE = str.maketrans(",;:?!", COMMA + SEMICOLON + COLON + QUESTION + EXCLAMATION)
# Han characters, and the signs that only stand in Chinese text.
_HAN = "\u3400-\u9fff\uf900-\ufaff\u3001-\u3011\u3014-\u301f\uff01-\uff60“”‘’…"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]")
_MARK = re.compile(rf"(?:(?<=[{_HAN}])[,;:?!]|[,;:?!](?= ?[{_HAN}])|(?<=[^,;:?!])[,;:?!]$) ?")
_QUOTED = re.compile(r'"([^"]*)"')
_YEAR = re.compile(rf"[\[(\u3014\u3010{OPENING}](\d{{4}})[\])\u3015\u3011{CLOSING}]")
_SPACED = re.compile(rf"(?<=[{_HAN}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[{_HAN}])")
_IS_HAN = re.compile(f"[{_HAN}]")
NEVER_FIRST = f"{COMMA}。、{SEMICOLON}{COLON}{QUESTION}{EXCLAMATION}{CLOSING}〕》”’】{PERCENT}%…—"
NEVER_LAST = f"{OPENING}〔《“‘【"
# A line of a title ends best after these or before those, and not inside a word; these are the words of titles.
_END_AFTER, _BEGIN_BEFORE = f"的、》”{CLOSING}和与及", ("《", "“", OPENING, "第", "和", "与", "及", "关于")
_WHOLE = (
    "关于 印发 转发 推进 开展 实施 建设 项目 重点 工作 情况 考核 管理 办法 方案 意见 "
    "通知 通报 会议 纪要 决定 季度 年度 全区 街道 人民政府 办公室 指挥部 委员会 领导小组 进一步"
)
_WORDS = tuple(_WHOLE.split())


def printed(letter: Letter) -> Letter:
    """The letter as it reads on paper: punctuation full-width, headings numbered, brackets of the number 〔〕."""
    return replace(
        letter,
        issuer=full_width(letter.issuer),
        number=_YEAR.sub(r"〔\1〕", full_width(letter.number)),
        title=full_width(letter.title),
        recipient=full_width(letter.recipient),
        blocks=_printed_blocks(letter.blocks),
        signature=full_width(letter.signature),
        annexes=tuple(Annex(full_width(annex.title), _printed_blocks(annex.blocks)) for annex in letter.annexes),
        remark=full_width(letter.remark),
        copies=full_width(letter.copies),
        printed_by=full_width(letter.printed_by),
        digest=full_width(letter.digest),
        notice=full_width(letter.notice),
    )


def full_width(text: str) -> str:
    """Half-width punctuation as Chinese text has it, wherever it stands beside Chinese.

    Numbers (1,234), times (10:30) and Latin phrases keep theirs. Control characters, which neither format can hold,
    are dropped; line breaks stay.
    """
    clean = _CONTROL.sub("", text)
    if not _IS_HAN.search(clean):
        return clean
    quoted = _QUOTED.sub(r"“\1”", clean)
    return _brackets(_MARK.sub(lambda mark: mark.group().rstrip(" ").translate(WIDE), _brackets(quoted)))


def _brackets(text: str) -> str:
    """Pairs of brackets, full-width where Chinese stands inside or beside them."""
    signs, open_at = list(text), []
    for place, sign in enumerate(text):
        if sign == "(":
            open_at.append(place)
        elif sign == ")" and open_at:
            start = open_at.pop()
            if _IS_HAN.search(text[max(start - 1, 0) : place + 2]):
                signs[start], signs[place] = OPENING, CLOSING
    return "".join(signs)


def _printed_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(_printed_block(block) for block in _numbered(blocks))


def _printed_block(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(
            block,
            columns=tuple(replace(column, title=full_width(column.title)) for column in block.columns),
            rows=tuple(tuple(full_width(cell) for cell in row) for row in block.rows),
            caption=full_width(block.caption),
            unit=full_width(block.unit),
        )
    return replace(block, text=_SPACED.sub("", full_width(block.text)))


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings with their numbers; a heading begins the counting of the levels below anew."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (len(counts) - block.level)
            yield replace(block, text=_number(block.level, counts[block.level - 1]) + block.text)
        else:
            yield block


def _number(level: int, count: int) -> str:
    return (
        f"{han_number(count)}、",
        f"{OPENING}{han_number(count)}{CLOSING}",
        f"{count}.",
        f"{OPENING}{count}{CLOSING}",
    )[level - 1]


def han_number(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十, 二十一. Raises ValueError beyond."""
    if not 0 < number < 100:
        raise ValueError(f"层次序数应在 1 至 99 之间,实为 {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")


def date_words(day: date) -> str:
    """2021年9月30日: Arabic figures, no zero before a digit."""
    return f"{day.year}年{day.month}月{day.day}日"


def annex_lines(annexes: tuple[Annex, ...]) -> tuple[tuple[str, str], ...]:
    """(mark, title) of the list under the text: 附件: once, numbers where there are several."""
    if len(annexes) == 1:
        return ((ANNEX, annexes[0].title),)
    return tuple((f"{ANNEX if number == 1 else ''}{number}. ", annex.title) for number, annex in enumerate(annexes, 1))


def title_lines(title: str) -> tuple[str, ...]:
    """The lines of the title: as given where it holds line breaks, else as few as fit, of nearly the same length."""
    return balanced(title, widest=TITLE_CHARACTERS)


def mark_lines(issuer: str) -> tuple[tuple[str, ...], float]:
    """The lines of the red mark and their size in points: one line as large as it fits, two where it would be small."""
    width = 0.98 * points(TYPE_WIDTH_MM)
    lines = balanced(issuer, widest=int(width // SMALLEST_MARK_PT))
    longest = max(characters(line) for line in lines)
    return lines, round(min(LARGEST_MARK_PT, width / longest), 1)


def balanced(text: str, *, widest: int) -> tuple[str, ...]:
    """The text in lines of at most `widest` characters: line breaks as given, longer lines broken in balance."""
    lines: list[str] = []
    for given in text.split("\n"):
        rest = given.strip()
        while (length := characters(rest)) > widest:
            count = -(-length // widest)
            place = _break(rest, length / count, widest)
            lines.append(rest[:place].rstrip())
            rest = rest[place:].lstrip()
        lines.append(rest)
    return tuple(line for line in lines if line) or ("",)


def characters(text: str) -> float:
    """The width of a text in Chinese characters: letters, digits and half-width signs count half."""
    return sum(1.0 if ord(sign) > 0x2000 else 0.55 for sign in text)


def _break(text: str, ideal: float, widest: int) -> int:
    """Where a line best ends: near the ideal length, not inside a word or number, no sign at the wrong end."""
    best, place = float("inf"), len(text)
    width = 0.0
    for index in range(1, len(text)):
        width += characters(text[index - 1])
        if width > widest:
            break
        cost = abs(width - ideal) + _badness(text, index)
        if cost <= best:
            best, place = cost, index
    return place


def _badness(text: str, index: int) -> float:
    last, first = text[index - 1], text[index]
    if " " in (last, first):
        return 0.0
    if first in NEVER_FIRST or last in NEVER_LAST or (ord(last) < 0x2000 and ord(first) < 0x2000):
        return 1000.0
    if any(text[index - at :].startswith(word) for word in _WORDS for at in range(1, len(word)) if index >= at):
        return 4.0
    return -3.0 if last in _END_AFTER or text.startswith(_BEGIN_BEFORE, index) else 0.0


def plain_length(block: Block) -> float:
    """How many characters a paragraph or note is wide; a table or heading counts as without end."""
    return characters(block.text) if isinstance(block, Paragraph | Note) else float("inf")
