"""The bulletin as an official letter (GB/T 9704-2012): the same content as the page, in the order of a 通报. Pure.

An official document is Chinese, whatever language its reader has chosen."""

from datetime import date

from lutu.domains.reform.content import Content
from lutu.kernel.documents.letters import Annex, Block, Column, Heading, Letter, Note, Paragraph, Table

FIGURE_SHARE, NAME_SHARE = 2.0, 3.0


def letter_of(
    *,
    content: Content,
    issuer: str,
    number: str,
    recipient: str,
    copies: str,
    issued_date: date,
    is_draft: bool,
    notice: str = "",
) -> Letter:
    """The letter of a bulletin; a draft says on every page that it is one."""
    marks = [text for text in (notice, "征求意见稿,数据以正式通报为准" if is_draft else "") if text]
    return Letter(
        issuer=issuer,
        number=number,
        title=content.title,
        issued_date=issued_date,
        recipient=recipient,
        signature=issuer,
        copies=copies,
        blocks=tuple(_blocks(content)),
        annexes=(Annex("指标口径", tuple(_definitions(content))),),
        digest=f"数据摘要 {content.digest}" if content.digest else "",
        printed_by=issuer,
        printed_date=issued_date,
        notice=" · ".join(marks),
    )


def _blocks(content: Content) -> list[Block]:
    blocks: list[Block] = [Paragraph(text) for text in content.opening]
    blocks += [Heading(1, "总体情况"), *(Paragraph(text) for text in content.statements)]
    if content.ranking:
        blocks += [Heading(1, "各街道情况"), _ranking(content), Note(content.ranking_rule)]
    if content.groups:
        blocks += [Heading(1, "各板块情况"), _groups(content)]
    if content.errata:
        blocks += [Heading(1, "更正")]
        blocks += [
            Paragraph(
                "{period}通报的“{name}”原为 {was},更正为 {now}。原因:{reason}。".format(
                    period=row.period, name=row.name, was=row.was, now=row.now, reason=row.reason.rstrip("。")
                )
            )
            for row in content.errata
        ]
    return blocks + [Paragraph(text) for text in content.closing]


def _ranking(content: Content) -> Table:
    columns = (
        Column("名次", 1.1, "centre"), Column("街道", NAME_SHARE), Column("已开工", 1.6, "right"),
        Column("项目数", 1.6, "right"), Column("开工率", FIGURE_SHARE, "right"),
        Column("较上季度", 3.4, "right"), Column("说明", NAME_SHARE),
    )  # fmt: skip
    rows = tuple(
        (row.place, row.name, row.numerator, row.denominator, row.value, row.change, row.note)
        for row in content.ranking
    )
    return Table(columns, rows, caption="各街道重点项目开工率", unit="单位:个")


def _groups(content: Content) -> Table:
    columns = (
        Column("板块", NAME_SHARE), Column("已开工", FIGURE_SHARE, "right"),
        Column("项目数", FIGURE_SHARE, "right"), Column("开工率", FIGURE_SHARE, "right"),
    )  # fmt: skip
    rows = tuple((row.name, row.numerator, row.denominator, row.value) for row in content.groups)
    return Table(columns, rows, caption="各板块重点项目开工率", unit="单位:个")


def _definitions(content: Content) -> list[Block]:
    blocks: list[Block] = []
    for name, parts in content.definitions:
        blocks.append(Heading(2, name))
        blocks += [Paragraph(f"{title}:{text}") for title, text in parts]
    return blocks
