"""XML from outside, read without trusting it: no document type or entities, nothing huge.

Read with expat, which keeps true line numbers in a file of any length and hands over one element at
a time, so that memory does not grow with the file.
"""

from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

LARGEST_FILE = 100_000_000
LONGEST_TEXT = 10_000
DEEPEST = 12
CHUNK = 1 << 16
READABLE_ENCODINGS = {"utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252", "utf-16"}

_NOT_XML = {
    b"\x1f\x8b": "The file is packed (gzip), whatever its name says. Unpack it, and load what is inside.",
    b"PK": "The file is a zip archive or a workbook, whatever its name says. Unpack it, or save it as XML.",
    b"\xd0\xcf\x11\xe0": "The file is a workbook or a document, not XML. Save it as XML.",
    b"%PDF": "The file is a PDF, not XML. Ask for the census file itself.",
}
_WORDS = {
    expat.errors.XML_ERROR_SYNTAX: "This is not XML: it does not begin with an element.",
    expat.errors.XML_ERROR_INVALID_TOKEN: (
        "The file is not well-formed XML here: a letter stands on this line that may not stand there. "
        "In a value, & is written &amp; and < is written &lt;."
    ),
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: (
        "Something follows after the end of Message. A file holds one census and nothing else."
    ),
    expat.errors.XML_ERROR_MISPLACED_XML_PI: (
        "The XML declaration is not the very first thing in the file. Take out what stands before it."
    ),
    expat.errors.XML_ERROR_NO_ELEMENTS: (
        "The file ends too early: an element that was begun is never ended."
    ),
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "The file ends in the middle of an element.",
    expat.errors.XML_ERROR_TAG_MISMATCH: (
        "The file is not well formed: the element that ends here is not the one begun last."
    ),
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: (
        "The file uses an entity that is not part of XML. Write the letter itself."
    ),
}


class Unreadable(Exception):
    """The file cannot be read any further. Says why, in plain words, and at which line."""

    def __init__(self, message: str, *, line: int, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.field = field


class Source:
    """Feeds a file to handlers of elements and text; stops at what has no place in it."""

    def __init__(
        self,
        *,
        on_start: Callable[[str, int], None],
        on_end: Callable[[str, int], None],
        on_text: Callable[[str, int], None],
    ) -> None:
        self._on_start, self._on_end, self._on_text = on_start, on_end, on_text
        self._depth = 0
        self._has_begun = False
        self._text_length = 0
        self._bytes = 0
        self._encoding = "utf-8"
        self._chunk = b""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = False
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._document_type
        self._parser = parser

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, stream: BinaryIO) -> bool:
        """Read the next piece. False when the file is at its end."""
        self._chunk = stream.read(CHUNK)
        if not self._bytes:
            self._refuse_what_is_not_xml()
        self._bytes += len(self._chunk)
        if self._bytes > LARGEST_FILE:
            raise Unreadable("The file is larger than any census: over 100 MB.", line=self.line)
        try:
            self._parser.Parse(self._chunk, not self._chunk)
        except expat.ExpatError as error:
            raise self._plainly(error) from None
        except (LookupError, ValueError):
            raise self._unknown_encoding() from None
        return bool(self._chunk)

    def _refuse_what_is_not_xml(self) -> None:
        for signature, message in _NOT_XML.items():
            if self._chunk.startswith(signature):
                raise Unreadable(message, line=1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._has_begun = True
        self._text_length = 0
        if self._depth > DEEPEST:
            raise Unreadable(
                f"Elements stand inside each other more than {DEEPEST} deep; a census has far "
                "fewer.",
                line=self.line,
            )
        self._on_start(tag.rpartition(" ")[2], self.line)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._text_length = 0
        self._on_end(tag.rpartition(" ")[2], self.line)

    def _text(self, text: str) -> None:
        if not text.isspace():
            self._text_length += len(text)
            if self._text_length > LONGEST_TEXT:
                raise Unreadable(
                    f"A value is longer than {LONGEST_TEXT:,} letters; no census value is.",
                    line=self.line,
                )
        self._on_text(text, self.line)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        self._encoding = (encoding or "utf-8").lower()
        if self._encoding not in READABLE_ENCODINGS:
            raise self._unknown_encoding()

    def _document_type(self, *declared: object) -> None:
        raise Unreadable(
            "The file has a document type (DOCTYPE). A census has none, and it can hide entities "
            "that grow or reach outside, so the file is refused. Save it without.",
            line=self.line,
        )

    def _unknown_encoding(self) -> Unreadable:
        return Unreadable(
            f"The file says that it is written in {self._encoding[:40]}, which is not read here. "
            "Save it again as UTF-8.",
            line=1,
        )

    def _plainly(self, error: expat.ExpatError) -> Unreadable:
        """The parser's complaint in words that say what to do."""
        what = expat.ErrorString(error.code)
        if what == expat.errors.XML_ERROR_NO_ELEMENTS and not self._has_begun:
            return Unreadable("The file is empty.", line=1)
        if what == expat.errors.XML_ERROR_UNKNOWN_ENCODING:
            return self._unknown_encoding()
        if what == expat.errors.XML_ERROR_INCORRECT_ENCODING or self._not_as_declared(what):
            return self._mis_declared(error.lineno)
        message = _WORDS.get(what, f"The file is not well-formed XML here ({what}).")
        return Unreadable(message, line=error.lineno)

    def _not_as_declared(self, what: str) -> bool:
        if what != expat.errors.XML_ERROR_INVALID_TOKEN or self._encoding not in {
            "utf-8",
            "utf8",
            "us-ascii",
        }:
            return False
        at = self._parser.ErrorByteIndex - (self._bytes - len(self._chunk))
        return 0 <= at < len(self._chunk) and self._chunk[at] >= 0x80

    def _mis_declared(self, line: int) -> Unreadable:
        return Unreadable(
            f"The file says that it is written in {self._encoding[:40].upper()}, but it is not: a "
            "letter on this line is written in another way. Save it again as UTF-8.",
            line=line,
        )
