"""Addresses of pages by name, as `reverse` gives them: the form of an address is asked of Django once."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse


def address(name: str, **parts: object) -> str:
    """Raises NoReverseMatch."""
    ids = {part: value for part, value in parts.items() if isinstance(value, UUID)}
    words = {part: value for part, value in parts.items() if part not in ids}
    place = (settings.ROOT_URLCONF, get_script_prefix())
    form = _form(name, tuple(ids), tuple(words.items()), place)
    return form.format(*ids.values()) if ids else form


@lru_cache(maxsize=2048)
def _form(name: str, ids: tuple[str, ...], words: tuple, place: tuple[str, str]) -> str:
    """The address, with a numbered gap for each id: an id stands in an address as it is written."""
    gaps = {part: UUID(int=number) for number, part in enumerate(ids)}
    form = reverse(name, kwargs={**gaps, **dict(words)})
    if not ids:
        return form
    form = form.replace("{", "{{").replace("}", "}}")
    for number, gap in enumerate(gaps.values()):
        form = form.replace(str(gap), f"{{{number}}}")
    return form
