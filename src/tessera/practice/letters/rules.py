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


def gate(
    *,
    verdict: Verdict,
    parts: Mapping[str, str],
    places: Collection[str],
    informants: Collection[str],
    others: Collection[str],
) -> Gate:
    """`parts` are the passages by what the page calls them; `others` the names of those in the family
    who are neither the recipient, nor the child, nor a child whom the recipient cares for."""
    if not verdict.may_go:
        return Gate(stops=(verdict.withheld_why,))
    stops = [f"{part} {PLACE}" for part, text in parts.items() if mentions(text, places)]
    stops += [f"{part} {INFORMANT}" for part, text in parts.items() if mentions(text, informants)]
    if not stops:
        # A string broken over two passages is still there when they are read together.
        whole = " ".join(parts.values())
        stops += [f"The letter {PLACE}"] if mentions(whole, places) else []
        stops += [f"The letter {INFORMANT}"] if mentions(whole, informants) else []
    named = named_in(" ".join(parts.values()), others)
    cautions = [f"It names {name}, who is somebody else's to tell of." for name in named]
    return Gate(tuple(stops), tuple(cautions))
