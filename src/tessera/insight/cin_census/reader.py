"""A census file, read child by child. What cannot be understood is named; nothing is guessed."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from tessera.insight.cin_census import layout, shape, values
from tessera.insight.cin_census.safe_xml import Source, Unreadable

__all__ = ["Reading", "Unreadable", "read_file"]

MOST = 1_000_000
"""Rows, and faults, in one file: the largest county has a fifth of it."""

_ROOT = layout.Wrapper(
    "", (layout.Wrapper("Message", (layout.HEADER, layout.Wrapper("Children", (layout.CHILD,)))),)
)


@dataclass(slots=True)
class _Draft:
    """A row in the making."""

    row: type[shape.Row]
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[shape.Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def note(self, line: int, tag: str, message: str, *, keeps: bool, rows: int = 0) -> None:
        self.faults.append(shape.Fault(line, tag, message, keeps, rows))

    def put(self, leaf: layout.Leaf, value: Any, line: int) -> None:
        if leaf.name in self.values:
            same = self.values[leaf.name] == value
            said = "says the same" if same else "says something else"
            message = f"{leaf.tag} is written twice, and the second {said}."
            self.note(line, leaf.tag, message, keeps=same)
        else:
            self.values[leaf.name] = value

    def finished(self) -> shape.Row:
        made: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.values.items()
        }
        return self.row(line=self.line, faults=tuple(self.faults), lines=self.lines, **made)


@dataclass(slots=True)
class _Frame:
    """An element that has begun and not yet ended."""

    part: Any
    tag: str
    line: int
    draft: _Draft
    parts: dict[str, Any]
    text: list[str] = field(default_factory=list)
    holds: int = 0


@dataclass(frozen=True, slots=True)
class _Item:
    """One value of many."""

    tag: str
    name: str
    kind: str = "code"


def _parts_of(part: Any) -> dict[str, Any]:
    if isinstance(part, layout.Values):
        return {part.item: _Item(part.item, part.name)}
    if isinstance(part, layout.Wrapper | layout.Rows):
        return {inner.tag: inner for inner in part.parts}
    return {}


class Reading:
    """A file being read. Iterating gives the children; the rest is known when it is done."""

    def __init__(self, stream: BinaryIO) -> None:
        self.header = shape.Header()
        self.faults: list[shape.Fault] = []
        self.rows = 0
        self._faults = 0
        self._stream = stream
        self._ready: deque[shape.Child] = deque()
        self._parts: dict[int, dict[str, Any]] = {}
        loose = _Draft(shape.Row, 0, faults=self.faults)
        self._stack = [_Frame(_ROOT, "", 0, loose, self._inner(_ROOT))]
        self._skipping = 0
        self._skipped_rows = 0
        self._skipped_from = ("", 0)
        self._source = Source(on_start=self._start, on_end=self._end, on_text=self._text)

    def __iter__(self) -> Iterator[shape.Child]:
        """Raises Unreadable where the file cannot be read any further."""
        more = True
        while more:
            more = self._source.feed(self._stream)
            self._stop_at_too_many()
            while self._ready:
                yield self._ready.popleft()

    def _stop_at_too_many(self) -> None:
        """What is said of each row and fault is kept, so that there must be an end to them."""
        faults = self._faults + sum(len(f.draft.faults) for f in self._stack)
        for number, what in ((self.rows, "rows"), (faults, "things that are wrong")):
            if number > MOST:
                raise Unreadable(
                    f"There are more than {MOST:,} {what} in the file: this is no census.",
                    line=self._source.line,
                )

    def _inner(self, part: Any) -> dict[str, Any]:
        if id(part) not in self._parts:
            self._parts[id(part)] = _parts_of(part)
        return self._parts[id(part)]

    def _start(self, tag: str, line: int) -> None:
        if tag in layout.ROW_TAGS:
            self.rows += 1
        if self._skipping:
            self._skipping += 1
            self._skipped_rows += tag in layout.ROW_TAGS
            return
        around = self._stack[-1]
        part = around.parts.get(tag)
        around.holds += 1
        if part is None:
            self._begin_skipping(tag, line)
        else:
            draft = _Draft(part.row, line) if isinstance(part, layout.Rows) else around.draft
            self._stack.append(_Frame(part, tag, line, draft, self._inner(part)))

    def _begin_skipping(self, tag: str, line: int) -> None:
        if len(self._stack) == 1:
            raise Unreadable(
                f"This is not a census file: it begins with {tag[:60]}, and a census begins with "
                "Message.",
                line=line,
                field=tag[:60],
            )
        self._skipping = 1
        self._skipped_rows = int(tag in layout.ROW_TAGS)
        self._skipped_from = (tag[:60], line)

    def _stop_skipping(self) -> None:
        tag, line = self._skipped_from
        frame = self._stack[-1]
        where = f" in {frame.tag}" if frame.tag else ""
        message = f"There is no {tag}{where} in a census, so it was left out."
        frame.draft.note(line, tag, message, keeps=True, rows=self._skipped_rows)

    def _text(self, text: str, line: int) -> None:
        if self._skipping or text.isspace():
            return
        frame = self._stack[-1]
        if frame.parts:
            stray = text.strip()[:40]
            message = (
                f"There is loose text, “{stray}”, between the elements of {frame.tag}. It was "
                "left out."
            )
            frame.draft.note(line, frame.tag, message, keeps=True)
        else:
            frame.text.append(text)

    def _end(self, tag: str, line: int) -> None:
        if self._skipping:
            self._skipping -= 1
            if not self._skipping:
                self._stop_skipping()
            return
        frame = self._stack.pop()
        part = frame.part
        if isinstance(part, layout.Rows):
            self._end_row(frame)
        elif isinstance(part, layout.Leaf | _Item):
            self._end_value(frame)
        elif isinstance(part, layout.Values) and not frame.holds:
            _note_empty(frame)

    def _end_value(self, frame: _Frame) -> None:
        text = "".join(frame.text).strip()
        frame.draft.lines.setdefault(frame.tag, frame.line)
        if not text:
            _note_empty(frame)
            return
        try:
            value = values.read(frame.part.kind, text)
        except values.NotThatKind as wanted:
            message = f"{frame.tag} is “{text[:40]}”, which is not {wanted}."
            frame.draft.note(frame.line, frame.tag, message, keeps=False)
            return
        if isinstance(frame.part, _Item):
            frame.draft.values.setdefault(frame.part.name, []).append(value)
        else:
            frame.draft.put(frame.part, value, frame.line)

    def _end_row(self, frame: _Frame) -> None:
        draft = frame.draft
        if frame.part is layout.REVIEW:
            self._end_review(frame)
        self._faults += len(draft.faults)
        row = draft.finished()
        if isinstance(row, shape.Child):
            self._ready.append(row)
        elif isinstance(row, shape.Header):
            self._keep_header(row)
        else:
            self._stack[-1].draft.values.setdefault(frame.part.name, []).append(row)

    def _keep_header(self, header: shape.Header) -> None:
        if not self.header.line:
            self.header = header
            return
        message = "The file has a second Header. A file is of one year: give each year its own."
        fault = shape.Fault(header.line, "Header", message, keeps=False)
        self.header = replace(self.header, faults=(*self.header.faults, fault))

    @staticmethod
    def _end_review(frame: _Frame) -> None:
        text = "".join(frame.text).strip()
        try:
            frame.draft.values["held_on"] = values.read("date", text)
        except values.NotThatKind as wanted:
            said = f"“{text[:40]}”" if text else "empty"
            message = f"{frame.tag} is {said}, which is not {wanted}."
            frame.draft.note(frame.line, frame.tag, message, keeps=False)


def _note_empty(frame: _Frame) -> None:
    message = f"{frame.tag} is there but empty. It is read as not given; a census leaves it out."
    frame.draft.note(frame.line, frame.tag, message, keeps=True)


def read_file(path: Path) -> shape.Return:
    """The whole of a file at once. Raises Unreadable, and OSError where there is no file."""
    with path.open("rb") as stream:
        reading = Reading(stream)
        children = tuple(reading)
    return shape.Return(header=reading.header, children=children)
