"""What a letter says, before any page is set: one frozen structure for Word and PDF alike."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

LOWEST_HEADING = 4
Alignment = Literal["left", "centre", "right"]


class LetterRefused(ValueError):
    """A letter that cannot be set: a level, a row or a column that does not fit the rest."""


@dataclass(frozen=True)
class Heading:
    """标题层次: level 1 to 4. The numbers 一、(一)1.(1) are set by the renderers, in the order of the blocks."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if not 1 <= self.level <= LOWEST_HEADING:
            raise LetterRefused(f"标题“{self.text}”的层次应为 1 至 {LOWEST_HEADING},实为 {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """正文段落: indented by two characters, except where it goes on after a table."""

    text: str
    indented: bool = True


@dataclass(frozen=True)
class Note:
    """附注: a smaller paragraph, such as the definition under a table."""

    text: str


@dataclass(frozen=True)
class Column:
    """表格的列: `width` is its share of the width of the table; numbers stand to the right."""

    title: str
    width: float
    align: Alignment = "left"


@dataclass(frozen=True)
class Table:
    """表格: rows of ready texts. The header repeats on each page; no row breaks across pages.

    `caption` stands above, centred, `unit` to its right (单位:亿元). The last `total_rows` rows are emphasised.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    unit: str = ""
    total_rows: int = 0

    def __post_init__(self) -> None:
        if not self.columns or any(column.width <= 0 for column in self.columns):
            raise LetterRefused(f"表格“{self.caption}”至少要有一列,且列宽须大于 0")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise LetterRefused(f"表格“{self.caption}”第 {number} 行有 {len(row)} 格,应为 {len(self.columns)} 格")


Block = Heading | Paragraph | Note | Table


@dataclass(frozen=True)
class Annex:
    """附件: its name is listed under the text; with blocks it also begins a page of its own after the date."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Letter:
    """公文: everything a renderer needs, in ready texts.

    `issuer` is the red mark on top (发文机关标志), `number` the 发文字号, `recipient` the 主送机关 without its colon,
    `signature` the unit over the date (署名). `copies` (抄送), `digest` (摘要, printed as given) and `printed_by` with
    `printed_date` (印发) stand at the foot of the last page. `remark` is the 附注, printed in brackets under the date,
    `notice` a line on top of every page, such as 演示数据. A line break in issuer, title or signature parts its lines;
    half-width punctuation beside Chinese is printed full-width. Raises LetterRefused.
    """

    issuer: str
    number: str
    title: str
    issued_date: date
    blocks: tuple[Block, ...]
    recipient: str = ""
    signature: str = ""
    annexes: tuple[Annex, ...] = ()
    remark: str = ""
    copies: str = ""
    printed_by: str = ""
    printed_date: date | None = None
    digest: str = ""
    notice: str = ""
    language: str = "zh-CN"

    def __post_init__(self) -> None:
        for name, text in (("发文机关标志", self.issuer), ("标题", self.title)):
            if not text.strip():
                raise LetterRefused(f"公文缺少{name}")
        if self.printed_date is not None and not self.printed_by:
            raise LetterRefused("有印发日期而没有印发机关")
