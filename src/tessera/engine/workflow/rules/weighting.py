"""How heavy a caseload is, in points: local and dated, from the code sets `caseload.*`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tessera.foundations import codesets

OTHER = "other"


@dataclass(frozen=True)
class Weights:
    """What counts on one day: points by how a child stands, and a worker's limit by role."""

    points: Mapping[str, int]
    limits: Mapping[str, int]

    def of_child(self, standings: Iterable[str]) -> int:
        """A child counts once, as much as the weightiest way in which they stand."""
        return max(
            (self.points[code] for code in standings if code in self.points),
            default=self.points.get(OTHER, 1),
        )

    def limit_of(self, roles: Iterable[str]) -> int | None:
        """The lowest of a worker's roles: who is newly qualified is spared whatever else they are."""
        return min((self.limits[role] for role in roles if role in self.limits), default=None)


def weights_on(day: date) -> Weights:
    return Weights(points=_points("caseload.weight", day), limits=_points("caseload.limit", day))


def against_limit(points: int, limit: int | None) -> str:
    """ "24 of 20: 4 over", "17 of 20: 3 left", or the points alone where no limit is set."""
    if limit is None:
        return f"{points}"
    room = limit - points
    return f"{points} of {limit}: {-room} over" if room < 0 else f"{points} of {limit}: {room} left"


def moved(now: int, then: int, since: str) -> str:
    """ "2 more than yesterday", "1 fewer than Friday", "same as yesterday"."""
    if now == then:
        return f"same as {since}"
    return f"{abs(now - then)} {'more' if now > then else 'fewer'} than {since}"


def _points(name: str, day: date) -> dict[str, int]:
    return {code.code: code.extra["points"] for code in codesets.codes(name, on=day)}
