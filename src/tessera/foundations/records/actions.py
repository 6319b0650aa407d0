"""What every action stands on: one transaction, in which the database knows who and why."""

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from tessera.foundations.audit import actions as audit

P = ParamSpec("P")
R = TypeVar("R")


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run as one transaction, with its `by` and, when it has one, its `reason` told to the database.

    An action called by an action is part of it: the same savepoint and, when it names no `by`, the
    same worker. To go on after the refusal of an inner one, call it in `attempting()`.
    """

    @functools.wraps(function)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = getattr(connection, "tessera_ending", None)
        by = kwargs.get("by")
        reason = str(kwargs.get("reason") or "")
        if outer is not None:
            named = acting(by, reason, savepoint=False) if "by" in kwargs else _within(reason)
            with named:
                return function(*args, **kwargs)
        with acting(by, reason), _ending():
            return function(*args, **kwargs)

    return in_transaction


@contextmanager
def attempting() -> Iterator[None]:
    """What fails inside is undone by itself, so that the action around it can go on."""
    with transaction.atomic(), audit.together():
        yield


def at_end(finish: Callable[[set], None], items: Iterable) -> None:
    """Finish all items of a kind once, before the outermost action ends; outside any, at once.

    What was undone meanwhile is among the items: `finish` looks at what stands in the database.
    """
    ending = getattr(connection, "tessera_ending", None)
    if ending is None:
        finish(set(items))
    else:
        ending.setdefault(finish, set()).update(items)


@contextmanager
def _ending() -> Iterator[None]:
    """What is put off by the actions inside is done when the outermost of them has done its own."""
    ending: dict[Callable[[set], None], set] = {}
    connection.tessera_ending = ending  # type: ignore[attr-defined]
    try:
        with audit.together():
            yield
            while ending:
                finish, items = ending.popitem()
                finish(items)
    finally:
        connection.tessera_ending = None  # type: ignore[attr-defined]


@contextmanager
def acting(by: object, why: str = "", *, savepoint: bool = True) -> Iterator[None]:
    """One transaction in the name of a worker; None is the system itself."""
    with transaction.atomic(savepoint=savepoint):
        before = getattr(connection, "tessera_acting", None)
        now = (getattr(by, "pk", None), why or (before[1] if before else ""))
        if now != before:
            _tell(*now)
            connection.tessera_acting = now  # type: ignore[attr-defined]
        try:
            yield
            # After a failure the transaction goes back to before this, and the database forgets it.
            if now != before and before is not None and not connection.needs_rollback:
                _tell(*before)
        finally:
            connection.tessera_acting = before  # type: ignore[attr-defined]


def _within(why: str) -> AbstractContextManager[None]:
    """In the name of whoever acts already."""
    user_id = connection.tessera_acting[0]  # type: ignore[attr-defined]
    return acting(SimpleNamespace(pk=user_id), why, savepoint=False)


@contextmanager
def at_invented_time(moment: datetime) -> Iterator[None]:
    """Record as at another moment: heeded only where the whole council is invented.

    Inside another invented moment, that one is told again afterwards.
    """
    is_outermost = not connection.in_atomic_block
    before = getattr(connection, "tessera_invented", "")
    with transaction.atomic():
        _invent(moment.isoformat())
        try:
            yield
            if not is_outermost and not connection.needs_rollback:
                _invent(before)
        finally:
            connection.tessera_invented = before  # type: ignore[attr-defined]


def _invent(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tessera.now', %s, true)", [moment])
    connection.tessera_invented = moment  # type: ignore[attr-defined]


def begin_invented_council(*, authority: str, council_name: str, clock_offset: int) -> None:
    """Mark an empty database as an invented council's; the database refuses once anybody has an account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT records_begin_invented(%s, %s, %s)", [authority, council_name, clock_offset]
        )


def _tell(user_id: int | None, why: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tessera.user', %s, true), set_config('tessera.why', %s, true)",
            ["" if user_id is None else str(user_id), why],
        )
