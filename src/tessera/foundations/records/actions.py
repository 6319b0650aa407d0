"""What every action stands on: one transaction, in which the database knows who and why."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run as one transaction, with its `by` and, when it has one, its `reason` told to the database."""

    @functools.wraps(function)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs.get("by")
        reason = kwargs.get("reason")
        with acting(by, str(reason) if reason else ""):
            return function(*args, **kwargs)

    return in_transaction


@contextmanager
def acting(by, why: str = "") -> Iterator[None]:
    """One transaction in the name of a worker; None is the system itself."""
    with transaction.atomic():
        before = getattr(connection, "tessera_acting", None)
        now = (getattr(by, "pk", None), why or (before[1] if before else ""))
        if now != before:
            _tell(*now)
            connection.tessera_acting = now
        try:
            yield
        finally:
            if now != before:
                connection.tessera_acting = before
                if before is not None and not connection.needs_rollback:
                    _tell(*before)


@contextmanager
def at_invented_time(moment: datetime) -> Iterator[None]:
    """Record as at another moment: heeded only where the whole council is invented."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('tessera.now', %s, true)", [moment.isoformat()])
        yield
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('tessera.now', '', true)")


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
