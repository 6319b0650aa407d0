"""Every way in, with the permission it asks for: addresses, files, commands, tasks."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from procrastinate.contrib.django import app as tasks

from tessera.foundations.access.permissions import PUBLIC

OPERATOR = "operator"
"""Whoever may run programs on the server: commands ask for no more, and the log says so."""

READ = ["GET"]
WRITE = ["GET", "POST"]
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True)
class Route:
    path: str
    methods: list[str]
    permission: str
    parameters: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def routes() -> list[Route]:
    static = Route("/static/<path:path>", READ, PUBLIC, {"path": "file"})
    return [*_addresses(get_resolver(), "/", {}), static, *_commands(), *_tasks()]


def _addresses(resolver: URLResolver, prefix: str, given: dict[str, str]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + _in_djangos_form(entry)
        parameters = {**given, **_parameters(entry)}
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, path, parameters)
        elif isinstance(entry, URLPattern):
            view = entry.callback
            named = getattr(view, "tessera_parameters", {})
            yield Route(
                path=path,
                methods=WRITE if getattr(view, "tessera_writes", False) else READ,
                permission=getattr(view, "tessera_permission", ""),
                parameters={name: named.get(name, kind) for name, kind in parameters.items()},
            )


def _in_djangos_form(entry: URLPattern | URLResolver) -> str:
    if isinstance(entry.pattern, RoutePattern):
        return str(entry.pattern)
    # A package's regular expression, in the words of a path.
    return NAMED_GROUP.sub(r"<str:\1>", str(entry.pattern)).strip("^$")


def _parameters(entry: URLPattern | URLResolver) -> dict[str, str]:
    """What each parameter is: by its name, where it ends in _id, else by its converter."""
    names = {**entry.pattern.converters} or dict.fromkeys(entry.pattern.regex.groupindex)
    return {name: name.removesuffix("_id") for name in names}


def _commands() -> Iterator[Route]:
    for name, app in sorted(get_commands().items()):
        if not isinstance(app, str) or not app.startswith("tessera."):
            continue
        command = load_command_class(app, name)
        words = name.replace("_", " ")
        yield Route(f"tessera {words}", [], getattr(command, "permission", ""))


def _tasks() -> Iterator[Route]:
    for name, task in sorted(tasks.tasks.items()):
        ours = name.startswith("tessera.")
        permission = getattr(task.func, "tessera_permission", "") if ours else OPERATOR
        yield Route(f"task {name}", [], permission)
