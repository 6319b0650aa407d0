"""What a file is, told from what is in it; and every file that is not taken, with what to do about it."""

import io
import struct
import zipfile
import zlib

import pytest

from tessera.engine.documents import rules

LIMIT = 20 * rules.MEGABYTE
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png(width=64, height=48):
    """A whole picture, all black."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = (b"\x00" + b"\x00" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


PNG = png()
GIF = b"GIF89a" + struct.pack("<HH", 20, 20) + b"\x00" * 20
EMAIL = b"From: ward@hospital.example\r\nSubject: Zayd\r\nDate: Mon\r\n\r\nHello\r\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def packed(parts=None, *, kind="wordprocessingml.document.main+xml", **more):
    made = io.BytesIO()
    listed = f'<Types><Override ContentType="application/vnd.openxmlformats.{kind}"/></Types>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        if kind:
            file.writestr("[Content_Types].xml", listed)
        for name, content in (parts or {"word/document.xml": b"<w:document/>"}).items():
            file.writestr(name, content)
    return made.getvalue()


def type_of(content, limit=LIMIT):
    return rules.type_of(io.BytesIO(content), size=len(content), limit=limit)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "image/jpeg"),
        (GIF, "image/gif"),
        (b"II*\x00" + b"\x00" * 40, "image/tiff"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
        (packed(), WORD),
        (
            packed(kind="spreadsheetml.sheet.main+xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            packed(kind="presentationml.presentation.main+xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            packed({"mimetype": b"application/vnd.oasis.opendocument.text"}, kind=""),
            "application/vnd.oasis.opendocument.text",
        ),
        (EMAIL, "message/rfc822"),
        ("Zoë said: “come back”.\n".encode(), "text/plain"),
        ("£20 a week".encode("cp1252"), "text/plain"),
        (b"Dear all: no e-mail, though it has a colon.\n", "text/plain"),
    ],
)
def test_a_file_is_what_is_in_it(content, media_type):
    assert type_of(content).media_type == media_type


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 cut off in the pos", "not whole"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "of no kind that is kept here"),
        (b"\x7fELF\x02\x01\x01\x00", "of no kind that is kept here"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old kind of Office"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"\xef\xbb\xbf  <html>", "web page"),
        (b"<!-- x --> <svg onload='x'/>", "web page"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]>', "web page"),
        (b"PK\x03\x04 and then nothing of the kind", "damaged"),
        (packed({"word/vbaProject.bin": b"macro"}), "macros"),
        (packed(kind="macroEnabled.main+xml"), "macros"),
        (packed({"setup.exe": b"MZ"}, kind="nothing"), "folder packed"),
        (packed({"../../etc/passwd": b"x"}), "damaged"),
        (packed({"/etc/passwd": b"x"}), "damaged"),
        (packed({"word/document.xml": b"\x00" * 30_000_000}), "far more than its size says"),
        (packed({f"word/{n}.xml": b"" for n in range(5_001)}), "far more than its size says"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 60_000, 60_000),
            "too large to open safely",
        ),
        (b"GIF89a" + struct.pack("<HH", 65_000, 65_000), "too large to open safely"),
    ],
)
def test_what_is_not_safe_or_not_kept_is_refused_with_what_to_do(content, words):
    with pytest.raises(rules.NotTaken, match=words):
        type_of(content)


def test_a_document_with_a_password_is_refused():
    locked = bytearray(packed())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = locked.find(start)
        while at >= 0:
            locked[at + (6 if start == b"PK\x03\x04" else 8)] |= 1
            at = locked.find(start, at + 4)

    with pytest.raises(rules.NotTaken, match="password"):
        type_of(bytes(locked))


def test_the_limit_is_exact():
    assert type_of(b"x" * 100, limit=100).media_type == "text/plain"
    with pytest.raises(rules.NotTaken, match="larger than"):
        type_of(b"x" * 101, limit=100)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Report.pdf", "Report.pdf"),
        ("REPORT.PDF", "REPORT.PDF"),
        ("C:\\Users\\me\\Report.pdf", "Report.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("report.exe", "report.exe.pdf"),
        ("report", "report.pdf"),
        ("re\u202etxt\x00\r\nport.pdf", "retxtport.pdf"),
        ("  a   b  .pdf", "a b .pdf"),
        ("", "The file.pdf"),
        ("Zoë’s “day”.pdf", "Zoë’s “day”.pdf"),
    ],
)
def test_the_name_is_kept_for_people_and_ends_with_what_the_file_is(given, kept):
    assert rules.clean_name(given, rules.PDF) == kept


def test_an_endless_name_is_cut_where_its_ending_stays():
    kept = rules.clean_name("x" * 5_000 + ".pdf", rules.PDF)

    assert len(kept) <= 160
    assert kept.endswith(".pdf")
