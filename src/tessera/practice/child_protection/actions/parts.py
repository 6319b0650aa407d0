"""The parts of a copy, one by one, so that some of them can be left out for one recipient."""

import hashlib
from dataclasses import dataclass

SHORT = 160


@dataclass(frozen=True)
class Part:
    """A row of a copy, or a line of one of its tables: by what it is found again, and what it says."""

    key: str
    section: str
    label: str
    shown: str

    @property
    def words(self):
        """What it is called where it is left out."""
        return ": ".join(dict.fromkeys(part for part in (self.section, self.label) if part))


def parts_of(data) -> list[Part]:
    """Everything that a copy tells, in its order."""
    found = []
    for section in data["sections"]:
        for row in section["rows"]:
            if "table" in row:
                found += [_line(section, row, line) for line in row["table"]]
            else:
                found.append(_part(section["title"], row["label"], row["label"], row["shown"]))
    return found


def without(data, keys):
    """The copy without these parts: no heading and no mark tells that there was more."""
    sections = []
    for section in data["sections"]:
        rows = [_rest(section, row, keys) for row in section["rows"]]
        kept = [row for row in rows if row is not None]
        if kept:
            sections.append({**section, "rows": kept})
    return {**data, "sections": sections}


def _rest(section, row, keys):
    if "table" not in row:
        gone = _part(section["title"], row["label"], row["label"], row["shown"]).key in keys
        return None if gone else row
    lines = [line for line in row["table"] if _line(section, row, line).key not in keys]
    return {**row, "table": lines} if lines else None


def _line(section, row, line):
    """A line of a table is known by its first cell: the outcome, the action, the name."""
    shown = ". ".join(str(cell).rstrip(".") for cell in line[1:] if cell)
    return _part(section["title"], row["label"], line[0], shown)


def _part(section, label, name, shown):
    plain = "\n".join((section, label, name))
    shown = str(shown)
    short = shown if len(shown) <= SHORT else f"{shown[:SHORT].rstrip()} …"
    return Part(hashlib.sha256(plain.encode()).hexdigest()[:16], section, name, short)
