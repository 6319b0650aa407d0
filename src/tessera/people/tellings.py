"""The versions of a chronology: which lines each takes, and how it tells them.

Family Procedure Rules 2010, Practice Direction 12A: a social work chronology is a schedule of the significant
dates and events of a child's life, each with its date, its detail and the document that it rests on. So a
court is told what happened, who wrote it down and who signed it off. What workers think, what others told in
confidence and how managers steer the case are elsewhere in the record; a draft is in no version.
"""

from collections.abc import Mapping
from dataclasses import replace

from tessera.foundations import codesets
from tessera.people.record_parts import Entry, Kind

TO_CHILD = "chronology.told_to_child"
FULL, COURT, MANAGER, CHILD = VERSIONS = ("full", "court", "manager", "child")


def levels(kinds: list[Kind], version: str) -> Mapping[str, int] | None:
    """code -> how significant a line of this kind must be to stand in this version. None: all lines do."""
    match version:
        case "court":
            return {kind.code: kind.to_court for kind in kinds if kind.to_court}
        case "manager":
            return {kind.code: kind.to_manager for kind in kinds if kind.to_manager}
        case "child":
            return {kind.code: 1 for kind in kinds if kind.to_child}
    return None


def told(kind: Kind, entry: Entry, version: str, whole: str = "") -> Entry:
    """The line as this version tells it. `whole` is all that was told, of which the text is the beginning,
    where it was asked for and the reader may have it: nothing is cut off without a word.
    """
    match version:
        case "court":
            return for_court(entry, whole)
        case "manager":
            return for_manager(entry, whole)
        case "child":
            return plain(kind, entry)
    return replace(entry, text=whole) if whole else entry


def plain(kind: Kind, entry: Entry) -> Entry:
    """The line as the child is told it: no grown-up's words, and the child's own.

    The words stand in one table, in which a council may write others (`codesets.yaml`).
    """
    told = f"{kind.code}.{entry.told_as}"
    words = codesets.label(TO_CHILD, told if codesets.is_valid(TO_CHILD, told) else kind.code)
    words = words.replace("{who}", entry.told_of or entry.who or "A worker")
    return Entry(words, childs_words=entry.childs_words, voices=entry.voices)


def for_court(entry: Entry, whole: str = "") -> Entry:
    """What happened. A child's words stand where a worker heard them, and not as somebody told of them."""
    text = entry.text if entry.fact is None else entry.fact
    text = "\n".join(filter(None, (text, whole)))
    return replace(entry, title=entry.fact_title or entry.title, text=text, voices={}, basis="")


def for_manager(entry: Entry, whole: str = "") -> Entry:
    """All that was told, or where it stands; what was decided, on what basis."""
    basis = f"What it rests on: {entry.basis}" if entry.basis else ""
    said = (whole,) if whole else (entry.text, entry.rest)
    return replace(entry, text="\n".join(filter(None, (*said, basis))))
