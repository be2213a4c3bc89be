"""Letters to be measured: one with everything, and what is read off a page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import numpy
import pdfplumber
import pypdfium2
import pytest

from lutu.kernel.documents.letters import Annex, Column, Heading, Letter, Note, Paragraph, Table
from lutu.kernel.documents.letters.fonts import FontsMissing, folders

MM = 25.4 / 72
DPI = 300
HAN = "重点项目建设总体平稳有序推进全区各级各部门持续加大服务保障力度加快办理前期手续确保项目早开工早建设早达效"
TEXT = (
    "截至9月30日,506个区级重点项目中已开工419个,开工率82.8%(不含高新区),比6月30日提高12.4个百分点;"
    "17个项目进度偏慢(黄灯),7个项目进度滞后(红灯)。坚持“项目为王”,按照“周调度、月通报、季考核”的要求,"
    "对照《青岛市城阳区重点项目推进考核办法(试行)》逐项整改,真正做到“件件有着落、事事有回音”。"
)
UNITS = (
    "城阳街道办事处", "夏庄街道办事处", "惜福镇街道办事处", "流亭街道办事处", "上马街道办事处", "河套街道办事处",
    "棘洪滩街道办事处", "红岛街道办事处(青岛高新技术产业开发区管理委员会合署)", "区重点项目建设指挥部办公室",
)  # fmt: skip
NAMES = (
    "青岛轨道交通装备产业示范区高速列车关键零部件智能制造基地(一期)及配套检测试验线建设项目",
    "城阳区第二实验小学扩建工程",
    "Qingdao Innovation Park Phase II (R&D Centre) 研发中心",
    "https://example.invalid/projects/2021-370214-48-03-100000/history",
)
RANKING = Table(
    columns=(
        Column("名次", 8, "centre"), Column("单位", 40), Column("项目数", 14, "right"), Column("已开工", 14, "right"),
        Column("开工率", 16, "right"), Column("年度计划投资(亿元)", 22, "right"),
    ),
    rows=(
        *((f"{n}", name, f"{60 - n}", f"{58 - n}", f"{95.5 - n:.1f}%", "312.45") for n, name in enumerate(UNITS, 1)),
        ("", "合计", "506", "419", "82.8%", "3,042.00"),
    ),
    caption="表1 各单位重点项目开工情况", unit="单位:个、亿元", total_rows=1,
)  # fmt: skip
SIXTY = Table(
    columns=(
        Column("序号", 7, "centre"), Column("项目代码", 30), Column("项目名称", 50), Column("总投资(万元)", 18, "right")
    ),
    rows=tuple(
        (str(n), f"2021-370214-48-03-{100000 + n}", NAMES[n % 4], f"{n * 12345.6:,.1f}") for n in range(1, 61)
    ),
    caption="表2 重点项目清单",
)  # fmt: skip
LETTER = Letter(
    issuer="青岛市城阳区重点项目建设指挥部文件",
    number="青城项指(2021)3号",
    title="青岛市城阳区重点项目建设指挥部关于2021年第三季度重点项目推进情况的通报",
    issued_date=date(2021, 10, 8),
    recipient="各街道办事处,区直各部门,各有关单位",
    blocks=(
        Paragraph(TEXT),
        Heading(1, "总体情况"), Heading(2, "开工情况"), Paragraph(HAN * 12 + "。"), RANKING,
        Note("注:开工率 = 已开工项目数 ÷ 项目总数,统计范围不含高新区。"),
        Heading(2, "投资情况"), Paragraph(TEXT), Heading(3, "产业项目"), Heading(4, "在建项目"), Paragraph(TEXT),
        Heading(1, "下一步工作"), Paragraph("各单位要对照问题清单,逐项制定整改措施,明确责任人和完成时限。"),
    ),
    signature="区重点项目建设指挥部",
    annexes=(Annex("2021年第三季度重点项目清单", (Heading(3, "说明"), SIXTY)), Annex("指标口径说明")),
    remark="此件公开发布",
    copies="区委办公室,区人大常委会办公室,区政协办公室,区纪委监委机关,区人武部,区法院,区检察院",
    printed_by="区重点项目建设指挥部办公室",
    printed_date=date(2021, 10, 8),
    digest="数据摘要(SM3):" + "9f86d081884c7d65" * 4,
    notice="演示数据",
)  # fmt: skip


def _has_fonts() -> bool:
    try:
        return bool(folders())
    except FontsMissing:
        return False


needs_fonts = pytest.mark.skipif(not _has_fonts(), reason="the faces of letters are not installed here (npm ci)")


@dataclass(frozen=True)
class Line:
    """A line of a page: its text, edges in millimetres from the page's, and the size of its signs in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


def opened(made: bytes) -> Any:
    """The PDF, to be read page by page."""
    return pdfplumber.open(BytesIO(made))


def lines_of(page: Any) -> list[Line]:
    """The lines of a page from top to bottom, spaces left out."""
    rows: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for char in page.chars:
        if char["text"].strip():
            rows[round(char["bottom"])].append(char)
    return [_line(sorted(row, key=lambda char: char["x0"])) for _bottom, row in sorted(rows.items())]


def _line(chars: list[dict[str, Any]]) -> Line:
    return Line(
        "".join(char["text"] for char in chars), chars[0]["x0"] * MM, chars[-1]["x1"] * MM,
        min(char["top"] for char in chars) * MM, max(char["bottom"] for char in chars) * MM, chars[0]["size"],
    )  # fmt: skip


def ink(made: bytes, page: int) -> "numpy.ndarray[Any, Any]":
    """The page as a picture: rows × columns × (red, green, blue)."""
    return numpy.asarray(pypdfium2.PdfDocument(made)[page].render(scale=DPI / 72).to_pil().convert("RGB"))


def extent(dark: "numpy.ndarray[Any, Any]", *, start_mm: float = 0) -> tuple[float, float]:
    """(first, last) row with ink in millimetres, looked for from `start_mm` down."""
    rows = numpy.flatnonzero(dark.any(axis=1))
    rows = rows[rows >= start_mm * DPI / 25.4]
    return rows[0] * 25.4 / DPI, (rows[-1] + 1) * 25.4 / DPI
