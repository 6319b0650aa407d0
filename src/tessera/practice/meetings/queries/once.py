"""Everybody once, however often a list names them: by the record, or by the name they are called."""

import re
from dataclasses import dataclass
from typing import Any

TITLES = {"dr", "mr", "mrs", "ms", "miss", "prof", "professor"}


@dataclass(frozen=True)
class _Named:
    """One of a list, with whom the record knows them to be, if anybody, and the words of their name."""

    each: Any
    known: tuple | None
    words: tuple[str, ...]

    def is_same_as(self, other) -> bool:
        if self.known and other.known:
            return self.known == other.known
        return bool(self.words) and self.words == other.words

    def is_part_of(self, other) -> bool:
        is_less = bool(self.words) and set(self.words) < set(other.words)
        return is_less and self.each.agency == other.each.agency


def each_once(found, *, besides=()):
    """Those of `found` who are nobody before them and nobody of `besides`, in their order.

    Each has a name and an agency, and perhaps the person or worker that they are. Two whom the record
    knows apart are two, whatever they are called. Who is named by a part of a name, such as a surname, is
    the one of that agency who alone has it in the whole name.
    """
    there, kept = [_named(each) for each in besides], []
    for one in map(_named, found):
        if not any(one.is_same_as(other) for other in (*there, *kept)):
            kept.append(one)
    everybody = [*there, *kept]
    return [
        one.each
        for one in kept
        if one.known or sum(one.is_part_of(other) for other in everybody) != 1
    ]


def _named(each) -> _Named:
    known = None
    if each.person is not None:
        known = ("person", each.person.pk)
    elif each.worker is not None:
        known = ("worker", each.worker.pk)
    words = re.findall(r"[^\W_]+", re.sub("['’]", "", each.name.lower()))
    return _Named(each, known, tuple(word for word in words if word not in TITLES))
