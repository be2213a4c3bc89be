"""The page of a Word letter: size, margins, the grid of 22 lines and 28 characters, page numbers, the notice on top."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from lutu.kernel.documents.letters import measures as m
from lutu.kernel.documents.letters.word_styles import NAMESPACE, twips

# Word sets the signs of an exact line at four fifths of its height; the dashes' top is a third of a size above that.
_LINE_TOP_PT = m.points(m.PAGE_NUMBER_GAP_MM) - (0.8 * m.NOTE_PITCH_PT - 0.36 * m.SIZE_4)
FOOTER_PT = m.points(m.BOTTOM_MM) - _LINE_TOP_PT - m.NOTE_PITCH_PT
HEADER_PT = m.points(m.TOP_MM - 12) - m.NOTE_PITCH_PT
# In 4096ths of a point: what a character of the body is wider (here: narrower) than its size.
CHARACTER_SPACE = round((m.CHARACTER_PITCH_PT - m.SIZE_3) * 4096)
_FIELD = "".join(
    f"<w:r>{content}</w:r>"
    for content in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
).replace("<w:r>", '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>')


def set_page(document: Any, *, notice: str) -> None:
    """Set the only section: A4 after GB/T 9704-2012, odd and even pages with their numbers outside."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH_MM), Mm(m.PAGE_HEIGHT_MM)
    margins = {"top": twips(m.points(m.TOP_MM)), "bottom": twips(m.points(m.BOTTOM_MM))}
    margins |= {"left": twips(m.points(m.LEFT_MM)), "right": twips(m.points(m.RIGHT_MM))}
    margins |= {"header": twips(HEADER_PT), "footer": twips(FOOTER_PT), "gutter": 0}
    for side, value in margins.items():
        section._sectPr.pgMar.set(qn(f"w:{side}"), str(value))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {NAMESPACE} w:type="linesAndChars" w:linePitch="{twips(m.LINE_PITCH_PT)}" '
            f'w:charSpace="{CHARACTER_SPACE}"/>'
        )
    )
    document.settings.odd_and_even_pages_header_footer = True
    for footer, style in ((section.footer, "Footer"), (section.even_page_footer, "FooterEven")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph._element.get_or_add_pPr().style = style
        for run in parse_xml(f"<w:p {NAMESPACE}>{_FIELD}</w:p>"):
            paragraph._element.append(run)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0]._element.get_or_add_pPr().style = "Header"
        header.paragraphs[0].text = notice
