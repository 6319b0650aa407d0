"""What the record knows of one of the family that may stand against their having a letter about the children.

Rooms above say it, from their `panels.py`. Whoever sends is asked; the answer stands until something else is
known.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tessera.practice.letters.models import Letter

Reader = Callable[..., Iterable[str]]
_readers: list[Reader] = []


def knows(reader: Reader) -> Reader:
    """fn(person, children, *, actor, on) gives sentences about one of the family of these children."""
    _readers.append(reader)
    return reader


@dataclass(frozen=True)
class Known:
    """What is known of the recipient, and the day on which a letter went to them all the same."""

    sentences: tuple[str, ...] = ()
    answered_on: date | None = None

    @property
    def words(self) -> str:
        return "\n".join(self.sentences)

    @property
    def is_asked(self) -> bool:
        return bool(self.sentences) and self.answered_on is None


def known_of_recipient(letter, *, actor, on) -> Known:
    """Of one of the family who is none of the children themselves."""
    children, person = letter.children(), letter.to_person
    if person is None or person in children:
        return Known()
    found = [words for read in _readers for words in read(person, children, actor=actor, on=on)]
    known = Known(tuple(dict.fromkeys(found)))
    if not found:
        return known
    last = Letter.objects.sent().filter(to_person=person, child__in=children).exclude(known="")
    answered = last.order_by("-sent_on", "-pk").first()
    if answered is None or answered.known != known.words:
        return known
    return Known(known.sentences, answered.sent_on)
