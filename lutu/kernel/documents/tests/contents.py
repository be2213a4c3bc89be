"""Small contents of every kind that is taken, and of kinds that are not."""

import zipfile
from io import BytesIO

import xlsxwriter
from PIL import Image

from lutu.kernel.documents.letters import render_docx
from lutu.kernel.documents.tests.letters import LETTER


def picture(form: str) -> bytes:
    """A picture of 4 by 3 pixels in a format of Pillow."""
    out = BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, form)
    return out.getvalue()


def sheet() -> bytes:
    """A workbook with one cell."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "值")
    return out.getvalue()


def package(*parts: str) -> bytes:
    """A zip with these parts, each of one letter."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for part in parts:
            target.writestr(part, "x")
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    """A box of a file of the ISO family."""
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def recording(*handlers: bytes, brand: bytes = b"mp42") -> bytes:
    """A file of the ISO family with tracks of these kinds."""
    tracks = b"".join(box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + kind + bytes(12)))) for kind in handlers)
    return box(b"ftyp", brand + bytes(8)) + box(b"free", bytes(5)) + box(b"moov", tracks) + box(b"mdat", b"soun vide")


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MP3 = b"\xff\xfb\x90\x64" + bytes(60)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28)
HEIC = box(b"ftyp", b"heic" + bytes(8)) + bytes(16)

TAKEN = {
    "a.pdf": (PDF, "application/pdf"),
    "a.docx": (render_docx(letter=LETTER), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "a.xlsx": (sheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.pptx": (
        package("[Content_Types].xml", "ppt/presentation.xml"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "a.ofd": (package("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    "a.jpg": (picture("JPEG"), "image/jpeg"),
    "a.png": (picture("PNG"), "image/png"),
    "a.webp": (picture("WEBP"), "image/webp"),
    "a.heic": (HEIC, "image/heic"),
    "a.txt": ("会议记录\r\n第一条".encode(), "text/plain"),
    "gb.txt": ("会议记录".encode("gb18030"), "text/plain"),
    "a.csv": ("\ufeff名称,数量\n甲,1\n".encode(), "text/csv"),
    "a.mp3": (MP3, "audio/mpeg"),
    "tagged.mp3": (b"ID3\x04" + bytes(60), "audio/mpeg"),
    "a.m4a": (recording(b"soun", brand=b"M4A "), "audio/mp4"),
    "phone.m4a": (recording(b"soun"), "audio/mp4"),
    "a.wav": (WAV, "audio/wav"),
}
REFUSED = {
    "program.pdf": (b"MZ\x90\x00" + bytes(60), "程序文件"),
    "program.txt": (b"\x7fELF" + bytes(60), "程序文件"),
    "script.txt": (b"#!/bin/sh\nrm -r x\n", "程序文件"),
    "page.txt": (b"<!DOCTYPE html><html></html>", "网页或矢量图"),
    "page.csv": ("\ufeff  <script>alert(1)</script>".encode(), "网页或矢量图"),
    "later.txt": (b"a line\n<script src=x>", "网页或矢量图"),
    "drawing.png": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "网页或矢量图"),
    "drawing.svg": (b"<?xml version='1.0'?><svg/>", "网页或矢量图"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "旧版 Office"),
    "macro.docx": (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "含宏"),
    "many.zip": (package("a.txt", "b.txt"), "压缩包"),
    "fake.docx": (package("word/document.xml"), "压缩包"),
    "broken.docx": (b"PK\x03\x04" + bytes(60), "已损坏"),
    "film.m4a": (recording(b"soun", b"vide"), "不在可上传之列"),
    "noise.bin": (bytes(range(256)), "不在可上传之列"),
    "script.bat": (b"del *.*\r\n", "不在可上传之列"),
    "binary.txt": (b"text with \x00 nought", "不在可上传之列"),
}
