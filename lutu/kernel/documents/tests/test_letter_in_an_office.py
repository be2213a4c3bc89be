"""The Word document as an office program sets it: converted by LibreOffice where there is one, and measured."""

import os
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise

import pytest

from lutu.kernel.documents.letters import Annex, Paragraph, render_docx
from lutu.kernel.documents.letters.fonts import folders
from lutu.kernel.documents.tests.letters import HAN, LETTER, MM, SIXTY, extent, ink, lines_of, needs_fonts, opened

OFFICE = shutil.which("soffice")
pytestmark = [needs_fonts, pytest.mark.skipif(OFFICE is None, reason="no LibreOffice (soffice) on this machine")]
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
FACES = {"仿宋": "Noto Serif SC", "楷体": "Noto Serif SC", "宋体": "Noto Serif SC", "方正小标宋简体": "Noto Serif SC"}
FACES |= {"黑体": "Noto Sans SC"}


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Bytes of a PDF made of a letter's Word document, with the faces of the house in place of the licensed ones."""
    folder = tmp_path_factory.mktemp("office")
    places = "".join(f"<dir>{place}</dir>" for place in folders())
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{face}</family></prefer></alias>'
        for name, face in FACES.items()
    )
    (folder / "fonts.conf").write_text(
        f"<fontconfig>{places}<cachedir>{folder}/cache</cachedir>{aliases}</fontconfig>", encoding="utf-8"
    )

    def convert(letter):
        (folder / "letter.docx").write_bytes(render_docx(letter=letter))
        subprocess.run(
            [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir",
             str(folder), str(folder / "letter.docx")],
            env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}, capture_output=True, check=True,
            timeout=180,
        )  # fmt: skip
        return (folder / "letter.pdf").read_bytes()

    return convert


@pytest.fixture(scope="module")
def made(converted):
    return converted(replace(LETTER, blocks=(Paragraph(HAN * 30), *LETTER.blocks)))


@pytest.fixture(scope="module")
def pages(made):
    return opened(made).pages


def test_a_full_page_has_22_lines_of_28_characters_at_the_margins(pages):
    text = [line for line in lines_of(pages[1]) if TOP < line.bottom < BOTTOM + 1]
    assert len(text) == 22
    assert [len(line.text) for line in text[:20]] == [28] * 20
    assert all(abs(line.left - LEFT) < 1 and abs(line.right - RIGHT) < 1 for line in text[:20])
    assert all(abs(below.bottom - above.bottom - 225 / 22) < 0.1 for above, below in pairwise(text))


def test_the_red_mark_begins_35_mm_below_the_type_area(made):
    page = ink(made, 0).astype(int)
    red = (page[:, :, 0] > 180) & (page[:, :, 1] < 100) & (page[:, :, 2] < 100)
    top, _bottom = extent(red)
    assert abs(top - (TOP + 35)) < 1.5


def test_page_numbers_stand_outside_7_mm_under_the_type_area(made, pages):
    for number, page in enumerate(pages, 1):
        line = lines_of(page)[-1]
        assert line.text == f"—{number}—"
        edge = RIGHT - 14 * MM - line.right if number % 2 else line.left - LEFT - 14 * MM
        assert abs(edge) < 2
    start = int(lines_of(pages[0])[-1].left * 300 / 25.4)
    dash = ink(made, 0)[:, start : start + 24].max(axis=2) < 128
    top, _bottom = extent(dash, start_mm=BOTTOM + 3)
    assert abs(top - (BOTTOM + 7)) < 2


def test_the_foot_ends_on_the_lower_edge_of_the_type_area(made, pages):
    text = "".join(line.text for line in lines_of(pages[-1]))
    assert "抄送\uff1a区委办公室" in text
    assert "印发" in text
    dark = ink(made, len(pages) - 1).max(axis=2) < 128
    rows = dark.mean(axis=1)[: int((BOTTOM + 3) * 300 / 25.4)]
    lowest = max(number for number, share in enumerate(rows) if share > 0.7)
    assert abs(lowest * 25.4 / 300 - BOTTOM) < 1


def test_a_long_table_repeats_its_head(converted):
    # Fifty rows: where the foot only just fits no more on the page, LibreOffice 7.4 parts the table before it oddly.
    fifty = replace(LETTER, annexes=(Annex("清单", (replace(SIXTY, rows=SIXTY.rows[:50]),)),))
    pages = opened(converted(fifty)).pages
    shown = [texts for page in pages if "370214" in "".join(texts := [line.text for line in lines_of(page)])]
    assert len(shown) >= 3
    assert all(any("项目代码项目名称" in text for text in texts) for texts in shown)
