"""What a file is, told by its content and never by its name; why it is shut; when an e-mail is tried."""

import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO

HEAD = 8192
MOST_PIXELS = 100_000_000
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
LONGEST_NAME = 150
MEGABYTE = 1024 * 1024

TAKEN = (
    "Add a PDF, a picture, a Word, Excel or PowerPoint document, plain text, or an e-mail saved"
    " as .eml"
)

TRY_AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
LATEST = timedelta(days=3)
"""An e-mail that would come later than this tells somebody of a thing long past, or a code long stale."""
REFUSED_FOR_GOOD = 500
"""SMTP: a code of 500 or more says that trying again is of no use (RFC 5321, 4.2.1)."""


class NotTaken(ValueError):
    """The file is not kept: the words say why, and what to do."""


WAITS = "Waiting to be checked for viruses. It opens once it has been"
NO_SCANNER = "Waiting to be checked for viruses. No virus scanner is set up here, so it stays shut"
NOT_SCANNED = (
    "The virus scanner could not check it, so it stays shut. Save it as a smaller PDF, and add that"
)
INFECTED = "A virus was found in it, so it stays shut. Ask for a clean copy, and add that"


def next_try(*, tries: int, made_at: datetime, at: datetime, code: int = 0) -> datetime | None:
    """When to try again after this many tries; None to give it up."""
    if code >= REFUSED_FOR_GOOD or tries > len(TRY_AGAIN_AFTER):
        return None
    soonest = at + TRY_AGAIN_AFTER[max(tries, 1) - 1]
    return soonest if soonest - made_at <= LATEST else None


def is_too_late(*, made_at: datetime, at: datetime) -> bool:
    return at - made_at > LATEST


def shut_why(
    *, is_clean: bool, is_infected: bool, is_refused: bool, has_copy: bool, has_scanner: bool
) -> str:
    """Why a file that was added cannot be opened; empty when it can.

    A picture opens as its copy, in which nothing is left of the bytes that came, as soon as it is there;
    but nothing of a file in which a virus was found is given out.
    """
    if is_infected:
        return INFECTED
    if is_clean or has_copy:
        return ""
    if not has_scanner:
        return NO_SCANNER
    return NOT_SCANNED if is_refused else WAITS


@dataclass(frozen=True)
class FileType:
    """A kind of file that is kept: how it is sent back, and the endings its name may have."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
PNG = FileType("image/png", ("png",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
GIF = FileType("image/gif", ("gif",))
WEBP = FileType("image/webp", ("webp",))
TIFF = FileType("image/tiff", ("tif", "tiff"))
HEIC = FileType("image/heic", ("heic", "heif"))
TEXT = FileType("text/plain", ("txt", "csv", "md", "log"))
EMAIL = FileType("message/rfc822", ("eml",))
OPEN_TEXT = FileType("application/vnd.oasis.opendocument.text", ("odt",))
_OFFICE = "application/vnd.openxmlformats-officedocument"
OFFICE = {
    b"wordprocessingml.document.main+xml": FileType(
        f"{_OFFICE}.wordprocessingml.document", ("docx",)
    ),
    b"spreadsheetml.sheet.main+xml": FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    b"presentationml.presentation.main+xml": FileType(
        f"{_OFFICE}.presentationml.presentation", ("pptx",)
    ),
}
STARTS = (
    (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"GIF87a", GIF), (b"GIF89a", GIF),
    (b"II*\x00", TIFF), (b"MM\x00*", TIFF),
)  # fmt: skip
SENT = {PDF.media_type: "pdf", OFFICE[b"wordprocessingml.document.main+xml"].media_type: "docx"}
SHOWN = {kind.media_type: kind for kind in (PDF, PNG, JPEG)}
HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"heim", b"heis")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|svg|script|\?xml)", re.I | re.S
)
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:")


def type_of(content: IO[bytes], *, size: int, limit: int) -> FileType:
    """What the file is. Raises NotTaken: empty, too large, of no kind that is kept, or not safe."""
    if size == 0:
        raise NotTaken("is empty. Choose the file again")
    if size > limit:
        raise NotTaken(too_large(limit))
    content.seek(0)
    head = content.read(HEAD)
    found = _by_start(content, head, size)
    if found is None:
        content.seek(0)
        found = _text(content.read(), head)
    content.seek(0)
    return found


def too_large(limit: int) -> str:
    return f"is larger than {limit // MEGABYTE} MB. Make it smaller or split it, and add it again"


def shown_name(name: str) -> str:
    """The name as people may read it: no folders, nothing invisible, not endless."""
    name = PurePosixPath(name.replace("\\", "/")).name
    # Control and invisible signs, such as those that make "fdp.exe" look like "exe.pdf".
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    return re.sub(r"\s+", " ", name).strip(" .")[-LONGEST_NAME:] or "The file"


def clean_name(name: str, found: FileType) -> str:
    """The name that is kept, with an ending that says what the file is."""
    name = shown_name(name)
    _, dot, ending = name.rpartition(".")
    return name if dot and ending.lower() in found.endings else f"{name}.{found.endings[0]}"


def type_named(media_type: str) -> FileType:
    """The kind of a copy that we made."""
    return SHOWN[media_type]


def _by_start(content: IO[bytes], head: bytes, size: int) -> FileType | None:
    if head.startswith(b"%PDF-"):
        return _pdf(content, size)
    for start, found in STARTS:
        if head.startswith(start):
            return _picture(found, head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    if head.startswith(OLD_OFFICE):
        raise NotTaken(
            "is an old kind of Office or Outlook file, or has a password. Save it as .docx or PDF,"
            " or an e-mail as .eml, and add that"
        )
    return None


def _pdf(content: IO[bytes], size: int) -> FileType:
    content.seek(max(0, size - 2048))
    if b"%%EOF" not in content.read():
        raise NotTaken("is a PDF that is not whole. Open it, save it again, and add that")
    return PDF


def _picture(found: FileType, head: bytes) -> FileType:
    """Pictures of a size that no camera makes are refused: they stop the machine that opens them."""
    width, height = 0, 0
    if found is PNG and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
    elif found is GIF and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
    if width * height > MOST_PIXELS:
        raise NotTaken("is a picture too large to open safely. Make it smaller, and add it again")
    return found


def _packed(content: IO[bytes]) -> FileType:
    """An Office or OpenDocument file: its list of parts is read, and one small part unpacked."""
    try:
        with zipfile.ZipFile(content) as packed:
            parts = packed.infolist()
            _is_safe(parts)
            return _office(packed, {part.filename for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotTaken(
            "is damaged, so that it cannot be opened. Save it again, and add that"
        ) from error


def _is_safe(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise NotTaken("holds far more than its size says, so it is not opened. Save it as a PDF")
    if any(part.flag_bits & 1 for part in parts):
        raise NotTaken("has a password. Save it without one, and add that")
    if any(part.filename.startswith("/") or ".." in part.filename.split("/") for part in parts):
        raise NotTaken("is damaged, so that it cannot be opened. Save it again, and add that")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise NotTaken("holds macros, which can harm. Save it without them, or as a PDF")


def _office(packed: zipfile.ZipFile, names: set[str]) -> FileType:
    if "[Content_Types].xml" in names:
        with packed.open("[Content_Types].xml") as listed:
            said = listed.read(MEGABYTE)
        if b"macroEnabled" in said:
            raise NotTaken("holds macros, which can harm. Save it without them, or as a PDF")
        for mark, found in OFFICE.items():
            if mark in said:
                return found
    if "mimetype" in names:
        with packed.open("mimetype") as listed:
            if listed.read(100).strip() == OPEN_TEXT.media_type.encode():
                return OPEN_TEXT
    raise NotTaken(f"is a folder packed into one file, or of no kind that is kept here. {TAKEN}")


def _text(content: bytes, head: bytes) -> FileType:
    words = _decoded(content)
    if words is None or any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in words):
        raise NotTaken(f"is of no kind that is kept here. {TAKEN}")
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise NotTaken(f"is a web page. {TAKEN}")
    return EMAIL if _is_email(words[:HEAD]) else TEXT


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_email(words: str) -> bool:
    top = words.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    if not all(HEADER.match(line) or line[:1] in (" ", "\t") for line in top[:20]):
        return False
    named = {line.split(":")[0].lower() for line in top if HEADER.match(line)}
    return "from" in named and bool(named & {"date", "subject", "received", "message-id"})
