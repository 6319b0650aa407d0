"""Whether a letter may go to its one recipient: what stops it, and what asks for a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tessera.people.rules import Verdict, mentions, named_in

PLACE = "tells where a protected person is. Take that out: no letter tells it, whoever gets it."
INFORMANT = "tells who told us, and they asked not to be named. Take that out."


@dataclass(frozen=True)
class Gate:
    """What stands in the way, and what the writer must give a reason for."""

    stops: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.stops


@dataclass(frozen=True)
class About:
    """A child in the letter: as the writer may read the name, whether they may write about the child, and
    whether this recipient is told of the child."""

    name: str
    may_write: bool = True
    is_told: bool = True


def beyond(to: str, names: str) -> str:
    """Family who are no parent or carer: what is told them of a child is told in confidence, for a reason
    (Information sharing, DfE 2024)."""
    return f"{to} is not recorded as a parent or carer of {names}." if names else ""


UNNAMED = "one of the children"


def not_for_all(to: str, is_family: bool, children: Collection[About]) -> tuple[str, ...]:
    """Why one letter to this recipient may not be about all of these children."""
    stops = [
        f"You may not write about {each.name}. Set the letter aside, and write about the others."
        for each in children
        if not each.may_write
    ]
    tie = "a parent or carer of" if is_family else "somebody who works with"
    stops += [
        f"{to} is not recorded as {tie} {each.name}, so a letter to them may not be about {each.name}."
        for each in children
        if each.may_write and not each.is_told
    ]
    return tuple(stops)


def gate(
    *,
    verdict: Verdict,
    not_for: tuple[str, ...] = (),
    beyond: str = "",
    parts: Mapping[str, str],
    places: Collection[str],
    informants: Collection[str],
    others: Collection[str],
) -> Gate:
    """`parts` are the passages by what the page calls them; `others` the names of those in the family
    who are neither the recipient, nor whom the letter is about, nor a child whom the recipient cares for.
    `not_for`: why it may not be about all of its children. `beyond`: that the recipient is family without
    being parent or carer: whoever writes says what they have to do with it."""
    if not verdict.may_go:
        return Gate(stops=(verdict.withheld_why,))
    if not_for:
        return Gate(stops=not_for)
    stops = [f"{part} {PLACE}" for part, text in parts.items() if mentions(text, places)]
    stops += [f"{part} {INFORMANT}" for part, text in parts.items() if mentions(text, informants)]
    if not stops:
        # A string broken over two passages is still there when they are read together.
        whole = " ".join(parts.values())
        stops += [f"The letter {PLACE}"] if mentions(whole, places) else []
        stops += [f"The letter {INFORMANT}"] if mentions(whole, informants) else []
    named = named_in(" ".join(parts.values()), others)
    cautions = [beyond] if beyond else []
    cautions += [f"It names {name}, who is somebody else's to tell of." for name in named]
    return Gate(tuple(stops), tuple(cautions))
