"""The main navigation: each room adds its place, and a worker sees those that they may use."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Place:
    label: str
    url_name: str
    permission: str
    order: int
    home_for: str = ""


_under: dict[str, list[Place]] = {}
_places: list[Place] = []


def place(label: str, url_name: str, permission: str, order: int, *, home_for: str = "") -> None:
    """Add a place. Called from a room's `panels.py`; the lowest order is a worker's home.

    `home_for` names a permission whose holders begin here instead, since their work is not in lists.
    """
    _places.append(Place(label, url_name, permission, order, home_for))
    _places.sort(key=lambda p: (p.order, p.label))


def under(above: str, label: str, url_name: str, permission: str, order: int) -> None:
    """A page that stands under a place (its URL name), as a button there, and not in the navigation."""
    found = _under.setdefault(above, [])
    found.append(Place(label, url_name, permission, order))
    found.sort(key=lambda p: (p.order, p.label))


def places_under(above: str, request: HttpRequest) -> list[dict]:
    """What this worker may go to from a place."""
    may = request.actor.may  # type: ignore[attr-defined]
    return [
        {"label": entry.label, "href": reverse(entry.url_name)}
        for entry in _under.get(above, ())
        if may(entry.permission)
    ]


def places(request: HttpRequest) -> list[dict]:
    """What this worker may go to, with the current one marked."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    entries = []
    for entry in _places:
        if actor.may(entry.permission):
            href = reverse(entry.url_name)
            entries.append({"label": entry.label, "href": href, "current": _current(request, href)})
    return entries


def home(request: HttpRequest) -> str | None:
    """Where a worker's day begins; None for whoever may go nowhere."""
    may = request.actor.may  # type: ignore[attr-defined]
    open_to = [entry for entry in _places if may(entry.permission)]
    own = [entry for entry in open_to if entry.home_for and may(entry.home_for)]
    return reverse((own or open_to)[0].url_name) if open_to else None


def _current(request: HttpRequest, href: str) -> str | bool:
    if request.path == href:
        return "page"
    return href != "/" and request.path.startswith(href)
