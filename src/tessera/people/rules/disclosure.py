"""What of a record may go to one recipient: asked before each letter (security section 8).

Every copy is made for one recipient. It is kept back, or comes without what that recipient must not
have, and the reason is shown to whoever sends it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

IS_PROTECTED = "It is about or to somebody whose place is protected"
IS_RESTRICTED = "It is about or to somebody whose record is restricted"
LEFT_OUT = "[A passage is left out of this copy.]"
CHILDS_OWN = "The child's own copy: about this child alone"
SHORTEST = 5


@dataclass(frozen=True)
class Recipient:
    """Who would get it, as the record knows them. `cares_for` are the children whose parent, carer or
    holder of parental responsibility they are, or who they are themselves. `related_to` are those in whose
    family they are otherwise: only where somebody decides letter by letter, never for copies of a meeting.
    `is_child`: they are one of the
    children whom it is about."""

    name: str
    is_family: bool
    is_known_person: bool = False
    cares_for: frozenset[int] = frozenset()
    related_to: frozenset[int] = frozenset()
    is_child: bool = False
    left_out_why: str = ""
    is_restricted: bool = False
    has_died: bool = False
    is_to_be_found: bool = False
    """Nobody yet: a place is kept for whoever will be found, such as an advocate."""


@dataclass(frozen=True)
class Verdict:
    """What may go: about which children, without what; or why nothing may."""

    withheld_why: str = ""
    children: frozenset[int] = frozenset()
    without_whereabouts: bool = False
    without_informant: bool = False
    notes: tuple[str, ...] = ()

    @property
    def may_go(self) -> bool:
        return not self.withheld_why


def verdict(
    recipient: Recipient, children: Collection[int], *, protected: bool, informant: bool
) -> Verdict:
    """`protected`: the place of one of these children is withheld; `informant`: whoever told us asked
    not to be named. No copy tells either, whoever gets it: copies are passed on, and the record is there
    for those who may see it."""
    stop = _stop(recipient, children)
    if stop:
        return Verdict(withheld_why=stop)
    about = frozenset(children)
    notes = []
    if recipient.is_family:
        about &= recipient.cares_for | recipient.related_to
        if recipient.is_child:
            notes.append(CHILDS_OWN)
        elif len(about) < len(frozenset(children)):
            notes.append("Only about the children whose parent or carer they are")
    if protected:
        notes.append("Without anything that tells where a protected person lives")
    if informant:
        notes.append("Without who told us")
    return Verdict(
        children=about,
        without_whereabouts=protected,
        without_informant=informant,
        notes=tuple(notes),
    )


def second_person_why(*, is_protected: bool, is_restricted: bool) -> str:
    """Why a second person must read it before it goes (security, section 8); empty where nobody must."""
    if is_protected:
        return IS_PROTECTED
    return IS_RESTRICTED if is_restricted else ""


def _stop(recipient: Recipient, children: Collection[int]) -> str:
    if recipient.left_out_why:
        return f"The chair left {recipient.name} out: {recipient.left_out_why}"
    if recipient.has_died:
        return f"{recipient.name} has died."
    if recipient.is_to_be_found:
        return f"{recipient.name}: nobody has been found and named yet."
    if recipient.is_restricted:
        return (
            f"The record of {recipient.name} is restricted: its owner decides what they are sent."
        )
    if recipient.is_family and not recipient.is_known_person:
        return (
            f"The record does not say who {recipient.name} is. Name the person, or the agency, before"
            " anything goes."
        )
    if recipient.is_family and not (recipient.cares_for | recipient.related_to) & frozenset(
        children
    ):
        return f"{recipient.name} is not recorded as a parent or carer of any of these children."
    return ""


def folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def mentions(text: str, hidden: Iterable[str]) -> bool:
    """Whether a text holds one of these strings, however it is spaced, cut up or capitalised."""
    plain = folded(text)
    return any(len(folded(each)) >= SHORTEST and folded(each) in plain for each in hidden)


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of some whole names that stand in a text."""
    return [name for name in names if mentions(text, [name])]


def redacted(text: str, hidden: Collection[str]) -> str:
    """The text without each sentence or line that holds one of these strings."""
    if not mentions(text, hidden):
        return text
    lines = []
    for line in text.split("\n"):
        parts = re.split(r"(?<=[.!?])\s+", line)
        kept = [LEFT_OUT if mentions(part, hidden) else part for part in parts]
        lines.append(" ".join(k for n, k in enumerate(kept) if n == 0 or k != kept[n - 1]))
    found = "\n".join(lines)
    # A string broken over two sentences is still there when they are read together.
    return LEFT_OUT if mentions(found, hidden) else found
