"""Where a worker may go: a page offers only the doors that open, and asks each door itself.

The door's own permission decides, as it will when the worker comes to it; so no page keeps a second
list of who may do what.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve
from jinja2 import pass_context
from jinja2.runtime import Context

from tessera.foundations.access import gate
from tessera.foundations.access.permissions import PUBLIC
from tessera.ui.addresses import address


def door(request: HttpRequest, name: str, person: object = None, **kwargs: object) -> str | None:
    """The address of a page, or nothing where there is none or this worker may not open it.

    `person` is whom the page is about, read with their standing; without, holding the permission at
    all is enough, and the page itself decides how far it reaches.
    """
    try:
        there = address(name, **kwargs)
    except NoReverseMatch:
        return None
    return there if _lets_in(request, _permission_of(name, there), person) else None


@pass_context
def opens(context: Context, name: str, person: object = None, **kwargs: Any) -> str | None:
    """For templates: `{% set go = opens("people:edit", child, person_id=...) %}{% if go %}`."""
    request = context.get("request")
    return door(request, name, person, **kwargs) if request else None


@pass_context
def records_open(context: Context, people: Iterable[Any]) -> frozenset[int]:
    """For templates: of people read with their standing, the ids of those whose record opens."""
    return frozenset(
        person.pk
        for person in people
        if opens(context, "people:record", person, person_id=person.public_id)
    )


@pass_context
def leads(context: Context, there: str | None, person: object = None) -> str | None:
    """For templates: an address that another room gave, or nothing where this worker may not go there."""
    request = context.get("request")
    if not there or request is None:
        return None
    permission = _permission_at(_page_of(there), settings.ROOT_URLCONF)
    if permission is None:
        return there
    return there if _lets_in(request, permission, person) else None


@pass_context
def may(context: Context, permission: str, person: object = None) -> bool:
    """For templates: whether this worker may, where the thing offered is not a page of its own."""
    actor = getattr(context.get("request"), "actor", None)
    return gate.check(actor, permission, person).allow if actor else False


def _lets_in(request: HttpRequest, permission: str, person: object) -> bool:
    if permission == PUBLIC:
        return True
    actor = getattr(request, "actor", None)
    return actor is not None and gate.check(actor, permission, person).allow


def _permission_of(name: str, there: str) -> str:
    """A name leads to one view, whatever the ids in its address."""
    if name not in _permissions:
        _permissions[name] = getattr(resolve(there).func, "tessera_permission", "")
    return _permissions[name]


_permissions: dict[str, str] = {}
_ID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/)")
_SOME_ID = "00000000-0000-4000-8000-000000000000"


def _page_of(there: str) -> str:
    """The same for everybody: whose page it is does not change what it needs."""
    return _ID.sub(_SOME_ID, there.partition("?")[0].partition("#")[0])


@lru_cache(maxsize=1024)
def _permission_at(there: str, _urls: str) -> str | None:
    """What the page there needs; None where there is no page of ours."""
    try:
        return getattr(resolve(there).func, "tessera_permission", "")
    except Resolver404:
        return None
