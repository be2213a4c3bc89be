"""The styles of a Word letter: one named style for each part of GB/T 9704-2012, and the faces it falls back on."""

from dataclasses import dataclass
from math import floor
from xml.sax.saxutils import quoteattr

from lutu.kernel.documents.letters import measures as m

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY, TITLE_FACE, HEADING, SECOND, SONG = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
# Word takes the first of the other names that is installed.
OTHER_NAMES = {
    BODY: "仿宋_GB2312,FangSong,FangSong_GB2312,Noto Serif SC",
    TITLE_FACE: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif SC",
    HEADING: "SimHei,Noto Sans SC",
    SECOND: "楷体_GB2312,KaiTi,KaiTi_GB2312,Noto Serif SC",
    SONG: "SimSun,Noto Serif SC",
}
RED = "FF0000"
PITCH = m.LINE_PITCH_PT
# What a character is narrower than its size, in whole twentieths of a point, so that 28 stand in a line; one more
# leaves room for the rounding of programs. Justified lines come back to the pitch.
NARROWED = floor((m.CHARACTER_PITCH_PT - m.SIZE_3) * 20) - 1


@dataclass(frozen=True)
class Style:
    """A paragraph style. Lengths in points; `first` and `right` indents in characters of the style's own size."""

    key: str
    name: str
    size: float = m.SIZE_3
    face: str = BODY
    line: float = PITCH
    before: float = 0
    after: float = 0
    first: int = 0
    right: int = 0
    left: int = 0
    align: str = "both"
    outline: int | None = None
    keeps_next: bool = False
    color: str = ""
    extra: str = ""


RULE = (
    '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="7" w:color="FF0000"/></w:pBdr>'  # 0.5 mm, 4 mm below the signs
)
STYLES = (
    Style("Title", "Title", m.SIZE_2, TITLE_FACE, before=2 * PITCH, after=PITCH, align="center", keeps_next=True),
    Style("Heading1", "heading 1", face=HEADING, first=2, outline=0, keeps_next=True),
    Style("Heading2", "heading 2", face=SECOND, first=2, outline=1, keeps_next=True),
    Style("Heading3", "heading 3", first=2, outline=2, keeps_next=True),
    Style("Heading4", "heading 4", first=2, outline=3, keeps_next=True),
    Style("BodyText", "Body Text", first=2),
    Style("LetterMark", "发文机关标志", face=TITLE_FACE, align="center", color=RED, keeps_next=True),
    Style("LetterNumber", "发文字号", before=2 * PITCH, align="center", keeps_next=True, extra=RULE),
    Style("LetterRecipient", "主送机关"),
    Style("LetterNote", "附注说明", m.SIZE_SMALL_4, line=m.NOTE_PITCH_PT, first=2),
    Style("LetterCaption", "表题", m.SIZE_4, HEADING, before=PITCH / 2, align="center", keeps_next=True),
    Style("LetterUnit", "表格单位", m.SIZE_SMALL_4, line=m.NOTE_PITCH_PT, align="right", keeps_next=True),
    Style("LetterCell", "表格文字", m.SIZE_5, align="left"),
    Style("LetterAfterTable", "表后间隔", m.SIZE_5, line=PITCH / 2),
    Style("LetterAnnexList", "附件说明", align="left", keeps_next=True),
    Style("LetterSignature", "署名", align="right", keeps_next=True),
    Style("LetterDate", "成文日期", align="right", right=m.DATE_IN_CHARACTERS),
    Style("LetterRemark", "附注", first=2),
    Style("LetterAnnexMark", "附件序号", face=HEADING, after=PITCH, keeps_next=True),
    Style(
        "LetterAnnexTitle", "附件标题", m.SIZE_2, TITLE_FACE, after=PITCH, align="center", outline=0, keeps_next=True
    ),
    Style("LetterFoot", "版记", m.SIZE_4, line=m.FOOT_PITCH_PT, align="left"),
    Style("LetterEnd", "文末", 1, line=1),
    Style("Header", "header", m.SIZE_5, HEADING, line=m.NOTE_PITCH_PT, align="center"),
    # The outside of the page: one character in from the edge of the type area.
    Style("Footer", "footer", m.SIZE_4, SONG, line=m.NOTE_PITCH_PT, align="right", right=1),
    Style("FooterEven", "双页码", m.SIZE_4, SONG, line=m.NOTE_PITCH_PT, align="left", left=1),
)


def twips(points: float) -> int:
    """Points as twentieths of a point."""
    return round(points * 20)


def styles_xml() -> str:
    """The whole styles part: the defaults of the grid, and every style above."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_face(BODY)}{_size(m.SIZE_3)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        # Signs that may not begin a line do not; none hangs over the edge; no space beside Latin letters. The grid is
        # kept by exact lines and narrowed characters: snapping to it comes out differently in each program.
        '<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="0"/><w:spacing w:line="{twips(PITCH)}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
        f'<w:rPr><w:snapToGrid w:val="0"/>{_size(m.SIZE_3)}</w:rPr></w:style>'
    )
    others = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="80" '
        'w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"
    )
    return f"<w:styles {NAMESPACE}>{defaults}{normal}{others}{''.join(map(_style, STYLES))}</w:styles>"


def fonts_xml() -> str:
    """The font table: each face with the names to fall back on."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val={quoteattr(others)}/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="default"/></w:font>'
        for name, others in OTHER_NAMES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {NAMESPACE}>{rows}</w:fonts>'


def _style(style: Style) -> str:
    indents = {"left": style.left, "right": style.right, "firstLine": style.first}
    sides = "".join(
        f' w:{side}Chars="{count * 100}" w:{side}="{twips(count * style.size)}"'
        for side, count in indents.items()
        if count
    )
    indent = f"<w:ind{sides}/>" if sides else ""
    flags = ("<w:keepNext/>" if style.keeps_next else "") + style.extra
    narrowed = f'<w:spacing w:val="{NARROWED}"/>' if style.size == m.SIZE_3 else ""
    color = f'<w:color w:val="{style.color}"/>' if style.color else ""
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.key}"><w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{flags}"
        f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}" w:line="{twips(style.line)}" '
        f'w:lineRule="exact"/>{indent}<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f"<w:rPr>{_face(style.face)}{color}{narrowed}{_size(style.size)}</w:rPr></w:style>"
    )


def _face(face: str) -> str:
    return f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}" w:hint="eastAsia"/>'


def _size(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
