"""Files nobody should be able to hurt us with: (name, content, type)."""

import io
import zipfile
import zlib

from hypothesis import strategies as st
from PIL import Image

from tests.fuzz.hostile import SCRIPT


def png(width, height, data=b""):
    """A PNG that says it is this large."""

    def chunk(kind, content):
        crc = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + crc

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def photo():
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG")
    return out.getvalue()


def bomb():
    """A Word file that unpacks to 30 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b"\0" * 30_000_000)
    return out.getvalue()


DOT = png(1, 1, zlib.compress(b"\0\xff"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
EXE = b"MZ" + b"\x90" * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7301)"><script>alert(7301)</script></svg>'
HTML = b"<!doctype html><script>alert(7301)</script>"
GIF_JS = b"GIF89a/*" + b"\0" * 8 + b"*/=alert(7301)//"
JPEG = photo()

CONTENTS = [
    DOT,
    PDF,
    EXE,
    b"",
    bomb(),
    SVG,
    HTML,
    PDF + HTML,
    HTML + PDF,
    b"\xff\xd8\xff\xe0" + b"\0" * 30,
    png(60_000, 60_000),
    png(0, 0),
    png(9_000, 9_000, zlib.compress(b"\0" * 4000)),
    JPEG,
    JPEG[:90],
    DOT[:30],
    GIF_JS,
    "说明,=cmd|' /C calc'!A0\n".encode("gb18030"),
    b"a\0b",
    b"PK\x03\x04" + b"\xff" * 60,
    b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 24,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
]
NAMES = [
    "photo.jpg",
    "现场.png",
    "setup.exe.pdf",
    "a.docx",
    "说明.txt",
    "../../etc/cron.d/x.pdf",
    "C:\\fakepath\\..\\照片.png",
    "a\0.png",
    "名" * 300 + ".png",
    "=cmd|' /C calc'!A0.csv",
    f"{SCRIPT}.png",
    "\u202egnp.exe.png",
    "x.svg",
    "x.html",
    ".htaccess",
    "png",
    "x.",
    "\ud800.png",
    "a\r\nContent-Type: text-html\r\n.png",
    "x.PNG ",
    "𠮷👨‍👩‍👧‍👦.jpeg",
    "a;b=c'\"`.pdf",
    "x.webp",
    "x.xls",
    "%00.png",
    " ",
    "..",
]
TYPES = ["image/png", "application/octet-stream", "text/html", "image/svg+xml", "nonsense", ""]


def files():
    """A hostile upload."""
    return st.tuples(st.sampled_from(NAMES), st.sampled_from(CONTENTS), st.sampled_from(TYPES)).map(Upload)


class Upload(tuple):
    """(name, content, type), shown without the content."""

    __slots__ = ()

    def __repr__(self):
        return f"({self[0][:40]!r}, {self[1][:16]!r} {len(self[1])} bytes, {self[2]!r})"
