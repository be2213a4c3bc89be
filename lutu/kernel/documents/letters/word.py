"""A letter as Word: python-docx holds the parts, the styles carry the layout, the same letter gives the same bytes."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from lutu.kernel.documents.letters import measures as m
from lutu.kernel.documents.letters.letter import Block, Heading, Letter, Note, Paragraph
from lutu.kernel.documents.letters.word_package import packed, stripped
from lutu.kernel.documents.letters.word_page import set_page
from lutu.kernel.documents.letters.word_styles import NAMESPACE, twips
from lutu.kernel.documents.letters.word_tables import add_foot, add_table
from lutu.kernel.documents.letters.wording import (
    annex_lines,
    characters,
    date_words,
    mark_lines,
    printed,
    title_lines,
)

STYLE_OF = {Paragraph: "BodyText", Note: "LetterNote"}


def render_docx(*, letter: Letter) -> bytes:
    """The letter as Word document (GB/T 9704-2012), to be opened and signed off in Word or WPS."""
    sheet = printed(letter)
    document = stripped(Document())
    _describe(document, sheet)
    set_page(document, notice=sheet.notice)
    _head(document, sheet)
    _blocks(document, sheet.blocks)
    _sign_off(document, sheet)
    _annexes(document, sheet)
    add_foot(document, sheet)
    made = BytesIO()
    document.save(made)
    return packed(made.getvalue())


def _describe(document: Any, letter: Letter) -> None:
    """Title, issuer and date; no name of a machine's user, and the day of the letter for every time."""
    about, day = document.core_properties, datetime.combine(letter.issued_date, time(), UTC)
    about.title, about.language = letter.title.replace("\n", ""), letter.language
    about.author = (letter.signature or letter.issuer).replace("\n", " ")
    about.created = about.modified = day
    about.last_modified_by = about.comments = about.keywords = ""
    about.revision = 1


def _head(document: Any, letter: Letter) -> None:
    lines, size = mark_lines(letter.issuer)
    line = size * 1.2
    for number, text in enumerate(lines):
        mark = add(document, text, "LetterMark", size=size)
        # The signs begin 0.12 of their size below the top of such a line.
        above = m.points(m.MARK_TOP_MM) - 0.12 * size if number == 0 else 0
        _space(mark, before=above, line=line)
    add(document, letter.number, "LetterNumber")
    add(document, "\n".join(title_lines(letter.title)), "Title")
    if letter.recipient:
        add(document, f"{letter.recipient}\uff1a", "LetterRecipient")


def _blocks(document: Any, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        if isinstance(block, Heading):
            add(document, block.text, f"Heading{block.level}")
        elif isinstance(block, Paragraph | Note):
            made = add(document, block.text, STYLE_OF[type(block)])
            if isinstance(block, Paragraph) and not block.indented:
                _indent(made, firstLineChars=0, firstLine=0)
        else:
            add_table(document, block, add=add)


def _sign_off(document: Any, letter: Letter) -> None:
    """附件说明, 署名, 成文日期 and 附注, kept with the last lines of the text."""
    if document.paragraphs and document.element.body[-2].tag == qn("w:p"):
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    lines = annex_lines(letter.annexes)
    for number, (mark, title) in enumerate(lines):
        made = add(document, mark + title, "LetterAnnexList")
        hanging = characters(mark)
        left = 2 + hanging if number == 0 or len(lines) == 1 else 5 + hanging
        _indent(made, left=twips(left * m.CHARACTER_PITCH_PT), hanging=twips(hanging * m.CHARACTER_PITCH_PT))
        if number == 0:
            _space(made, before=m.LINE_PITCH_PT)
    date = date_words(letter.issued_date)
    names = [line for line in letter.signature.split("\n") if line]
    for number, name in enumerate(names):
        inset = max(0.0, m.DATE_IN_CHARACTERS + (characters(date) - characters(name)) / 2)
        made = add(document, name, "LetterSignature")
        _indent(made, right=twips(inset * m.CHARACTER_PITCH_PT))
        if number == 0:
            _space(made, before=2 * m.LINE_PITCH_PT)
    made = add(document, date, "LetterDate")
    if not names:
        _space(made, before=m.LINE_PITCH_PT)
    if letter.remark:
        made.paragraph_format.keep_with_next = True
        add(document, f"\uff08{letter.remark}\uff09", "LetterRemark")


def _annexes(document: Any, letter: Letter) -> None:
    for number, annex in enumerate(letter.annexes, 1):
        if annex.blocks:
            mark = add(document, f"附件{number if len(letter.annexes) > 1 else ''}", "LetterAnnexMark")
            mark.paragraph_format.page_break_before = True
            add(document, "\n".join(title_lines(annex.title)), "LetterAnnexTitle")
            _blocks(document, annex.blocks)


def add(document: Any, text: str, style: str, *, size: float = 0) -> WordParagraph:
    """A paragraph of a style (by its key) at the end of the document; `size` in points where it is not the style's."""
    made: WordParagraph = document.add_paragraph()
    made._element.get_or_add_pPr().style = style
    if text:
        look = made.add_run(text)._element.get_or_add_rPr()
        # Quotation marks and dashes are as wide as Chinese signs, though Latin text has them too.
        look._add_rFonts().set(qn("w:hint"), "eastAsia")
        for tag in ("sz", "szCs") if size else ():
            look.append(parse_xml(f'<w:{tag} {NAMESPACE} w:val="{round(size * 2)}"/>'))
    return made


def _space(paragraph: WordParagraph, *, before: float, line: float | None = None) -> None:
    spacing = paragraph._element.get_or_add_pPr().get_or_add_spacing()
    spacing.set(qn("w:before"), str(twips(before)))
    if line is not None:
        spacing.set(qn("w:line"), str(twips(line)))
        spacing.set(qn("w:lineRule"), "exact")


def _indent(paragraph: WordParagraph, **values: int) -> None:
    indent = paragraph._element.get_or_add_pPr().get_or_add_ind()
    for side, value in values.items():
        indent.set(qn(f"w:{side}"), str(value))
