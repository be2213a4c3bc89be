"""What a file is, read from its first bytes and its inner structure; its name is never believed."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
OFFICE = "application/vnd.openxmlformats-officedocument"
# The part that makes a zip an office document, by the type it makes it.
OFFICE_PARTS = {
    "word/document.xml": (f"{OFFICE}.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{OFFICE}.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{OFFICE}.presentationml.presentation", ".pptx"),
    "OFD.xml": ("application/ofd", ".ofd"),
}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"^\s*<|<(?:!doctype|html|svg|script|iframe|body)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
HEAD = 4096


class FileRefused(ValueError):
    """A file that is empty, too large, of a kind that is not taken, or without room for it."""


@dataclass(frozen=True)
class Media:
    """What a content is, and how the names of such files end; the first ending is given to names without one."""

    media_type: str
    endings: tuple[str, ...]


JPEG, PNG = Media("image/jpeg", (".jpg", ".jpeg")), Media("image/png", (".png",))
WEBP, HEIC = Media("image/webp", (".webp",)), Media("image/heic", (".heic", ".heif"))
PDF = Media("application/pdf", (".pdf",))
MP3, M4A, WAV = (
    Media("audio/mpeg", (".mp3",)),
    Media("audio/mp4", (".m4a", ".mp4", ".3gp")),
    Media("audio/wav", (".wav",)),
)
TEXT, CSV = Media("text/plain", (".txt",)), Media("text/csv", (".csv",))


def media_of(*, content: bytes, name: str) -> Media:
    """What the content is. Of plain text, which has no signature, the ending .csv or .txt tells the two apart.

    Raises FileRefused for programs, pages, pictures made of markup, office files with macros and anything unknown.
    """
    head = content[:HEAD]
    if head.startswith(PROGRAMS):
        raise FileRefused(_("“{name}”是程序文件,不能上传。").format(name=name))
    if head.startswith(OLD_OFFICE):
        raise FileRefused(
            _("“{name}”是旧版 Office 或 WPS 文件,请另存为 docx、xlsx、pptx 或 PDF 后再传。").format(name=name)
        )
    found = _by_signature(head) or _zipped(content, name) or _sound_or_picture(content)
    return found or _text(content, name)


def _by_signature(head: bytes) -> Media | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    return MP3 if head.startswith(b"ID3") or _is_mp3_frame(head) else None


def _is_mp3_frame(head: bytes) -> bool:
    """A frame of MPEG layer III: eleven set bits, a layer, a known bit rate and sampling rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] & 0x06 != 0x02:
        return False
    return head[1] & 0x18 != 0x08 and head[2] >> 4 not in (0, 15) and head[2] & 0x0C != 0x0C


def _zipped(content: bytes, name: str) -> Media | None:
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused(_("“{name}”已损坏,打不开。").format(name=name)) from error
    if any(part.rpartition("/")[2].lower() == "vbaproject.bin" for part in parts):
        raise FileRefused(_("“{name}”含宏,不能上传;请另存为不含宏的文件。").format(name=name))
    for part, (media_type, ending) in OFFICE_PARTS.items():
        if part in parts and (part == "OFD.xml" or "[Content_Types].xml" in parts):
            return Media(media_type, (ending,))
    raise FileRefused(_("“{name}”是压缩包,不能上传;请逐个上传其中的文件。").format(name=name))


def _sound_or_picture(content: bytes) -> Media | None:
    """Files of the ISO family: HEIC pictures, and recordings that hold sound and no film."""
    if content[4:8] != b"ftyp":
        return None
    if content[8:12] in HEIC_BRANDS:
        return HEIC
    handlers = _handlers(content)
    return M4A if b"soun" in handlers and b"vide" not in handlers else None


def _handlers(content: bytes) -> set[bytes]:
    """The kinds of the tracks in a file of the ISO family."""
    found, waiting = set(), [(0, len(content))]
    while waiting:
        start, stop = waiting.pop()
        while start + 8 <= stop:
            size, kind = int.from_bytes(content[start : start + 4], "big"), content[start + 4 : start + 8]
            header = 8
            if size == 1:
                size, header = int.from_bytes(content[start + 8 : start + 16], "big"), 16
            end = min(stop, start + size) if size else stop
            if kind in (b"moov", b"trak", b"mdia"):
                waiting.append((start + header, end))
            elif kind == b"hdlr":
                found.add(content[start + header + 8 : start + header + 12])
            if end <= start + header - 1:
                break
            start = end
    return found


def _text(content: bytes, name: str) -> Media:
    if _MARKUP.search(content[:HEAD].lstrip(b"\xef\xbb\xbf")):
        raise FileRefused(_("“{name}”是网页或矢量图,不能上传;请改传 PDF 或照片。").format(name=name))
    for encoding in TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for media in (CSV, TEXT):
            if name.lower().endswith(media.endings) and not _CONTROL.search(text):
                return media
    raise FileRefused(
        _("“{name}”的格式不在可上传之列:PDF、OFD、docx、xlsx、pptx、照片(JPEG、PNG、WebP、HEIC)、"
          "文本(txt、csv)、录音(mp3、m4a、wav)。").format(name=name)
    )  # fmt: skip
