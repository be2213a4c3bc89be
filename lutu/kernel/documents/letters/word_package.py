"""The package around a Word letter: only parts of ours, and a zip whose bytes depend on nothing but the letter."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from lutu.kernel.documents.letters.word_styles import NAMESPACE, fonts_xml, styles_xml

KEPT_OUTSIDE = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
KEPT_INSIDE = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
}
SETTINGS = (
    '<w:zoom w:percent="100"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    "<w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat>"
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
)
# The first day a zip can name.
EPOCH = (1980, 1, 1, 0, 0, 0)


def stripped(document: Any) -> Any:
    """An empty document of python-docx with our styles, faces and settings in place of those of its template.

    The template's picture of its first page and the name of the program it was made with go.
    """
    for holder, kept in ((document.part.package, KEPT_OUTSIDE), (document.part, KEPT_INSIDE)):
        for key, relation in list(holder.rels.items()):
            if relation.reltype not in kept:
                del holder.rels[key]
    document.part._styles_part._element = parse_xml(styles_xml())
    document.settings._element[:] = list(parse_xml(f"<w:settings {NAMESPACE}>{SETTINGS}</w:settings>"))
    document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = fonts_xml().encode()
    return document


def packed(made: bytes) -> bytes:
    """The same package with its parts in order and no time of the clock."""
    out = BytesIO()
    with ZipFile(BytesIO(made)) as parts, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, parts.read(name))
    return out.getvalue()
