"""公文版式: one frozen `Letter`, set as Word and as PDF in the layout of GB/T 9704-2012 党政机关公文格式.

Pure: no models, no clock; the same letter gives the same bytes. Start reading at `letter.py`.
"""

from lutu.kernel.documents.letters.letter import (
    Annex,
    Block,
    Column,
    Heading,
    Letter,
    LetterRefused,
    Note,
    Paragraph,
    Table,
)
from lutu.kernel.documents.letters.pdf import render_pdf
from lutu.kernel.documents.letters.word import render_docx

__all__ = [
    "Annex",
    "Block",
    "Column",
    "Heading",
    "Letter",
    "LetterRefused",
    "Note",
    "Paragraph",
    "Table",
    "render_docx",
    "render_pdf",
]
