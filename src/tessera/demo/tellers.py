"""Two processes tell the families' stories side by side, into one database.

Each family's chance is its own and no two families touch the same rows, so that it does not matter who
tells which, or when. What does differ from fill to fill are the ids of the rows and the public ids.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

from django.db import connection, connections

from tessera.demo.council import Council

TELLERS = 2
SAYS_EVERY_SECONDS = 3.0
TERMINATE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG

Say = Callable[[int, int, int], None]


class CutShort(Exception):
    """A teller ended before its stories did."""


def tell_all(council: Council, say: Say) -> tuple[int, int]:
    """Tell every family's story; how much happened and how much was refused. Raises CutShort."""
    context = multiprocessing.get_context("fork")
    taken, finished = context.Value("i", 0), context.Value("i", 0)
    told, refused = context.Value("i", 0), context.Value("i", 0)
    shared = {"taken": taken, "finished": finished, "told": told, "refused": refused}
    _let_go()
    tellers: list[BaseProcess] = [
        context.Process(target=_tell, args=(council, shared, os.getpid())) for _ in range(TELLERS)
    ]
    try:
        for teller in tellers:
            teller.start()
        _watch(tellers, lambda: say(finished.value, len(council.lives), told.value))
    finally:
        for teller in tellers:
            if teller.is_alive():
                teller.terminate()
    return told.value, refused.value


def in_haste() -> None:
    """A council that is cut off is begun again: nothing waits for the disk, and statements are prepared."""
    connection.close()
    connection.settings_dict["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def settled() -> None:
    """One commit that waits is after all that did not."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SELECT pg_current_xact_id()")


def _let_go() -> None:
    """No connection is shared with a child."""
    connections.close_all()
    for each in connections.all(initialized_only=True):
        if hasattr(each, "close_pool"):
            each.close_pool()


def _watch(tellers: list[BaseProcess], say: Callable[[], None]) -> None:
    said_at = time.monotonic()
    while any(teller.is_alive() for teller in tellers):
        time.sleep(0.1)
        if any(teller.exitcode for teller in tellers):
            raise CutShort
        if time.monotonic() - said_at > SAYS_EVERY_SECONDS:
            said_at = time.monotonic()
            say()
    if any(teller.exitcode for teller in tellers):
        raise CutShort
    say()


def _tell(council: Council, shared: dict[str, Any], parent: int) -> None:
    """What one process does: take the next family, until there is none."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(TERMINATE_WITH_PARENT, signal.SIGTERM)
    if os.getppid() != parent:
        return
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    in_haste()
    while (number := _next(shared["taken"])) < len(council.lives):
        _, refused = council.live(council.lives[number], heard=partial(_add, shared["told"]))
        _add(shared["refused"], refused)
        _add(shared["finished"])
    connection.close()


def _next(taken: Any) -> int:
    return _add(taken) - 1


def _add(number: Any, more: int = 1) -> int:
    with number.get_lock():
        number.value += more
        return number.value
