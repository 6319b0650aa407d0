"""The budgets of the census: a large county's file loaded and given back, each command as it is used."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from tessera.demo.bench.census_file import clean_return, write_file

YEAR = 2026
DATABASE = "tessera_bench_census"
CHILDREN = 20_000


@dataclass(frozen=True)
class Budget:
    what: str
    seconds: float
    megabytes: int | None = None


LOAD = Budget("load a census", 60, 1000)
AGAIN = Budget("load the same file again: nothing changes", 60, 1000)
RETURN = Budget("give the census back, with our checks", 10)


class CommandFailed(Exception):
    """A command that was measured did not end well. Says what it said."""


def measure_census(children: int, *, say: Callable[[str], None]) -> list[dict]:
    """Each row: what, how long, how much memory, and whether that is within the budget of 20,000."""
    rows = []
    with _own_database(), TemporaryDirectory() as folder:
        say("making the file and an empty database")
        path = write_file(clean_return(children, year=YEAR), Path(folder, "census.xml"))
        _run("migrate", "--verbosity=0")
        for budget in (LOAD, AGAIN):
            say(budget.what)
            rows.append(_row(budget, *_run("load", "cin-census", str(path))))
        say(RETURN.what)
        out = Path(folder, "back.xml")
        rows.append(_row(RETURN, *_run("return", "cin-census", f"--year={YEAR}", f"--out={out}")))
    return rows


def _row(budget: Budget, seconds: float, megabytes: float) -> dict:
    kept = {"seconds": seconds <= budget.seconds}
    if budget.megabytes:
        kept["megabytes"] = megabytes <= budget.megabytes
    return {
        "what": budget.what,
        "seconds": round(seconds, 1),
        "budget_seconds": budget.seconds,
        "megabytes": round(megabytes),
        "budget_megabytes": budget.megabytes,
        "kept": all(kept.values()),
    }


def _run(*words: str) -> tuple[float, float]:
    """One command from its start to its end: seconds, and the most memory it held."""
    command = [sys.executable, "-m", "tessera.website.command_line", *words]
    began = time.monotonic()
    with TemporaryDirectory() as folder, Path(folder, "said").open("w+") as said:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            env={**os.environ, "TESSERA_DATABASE_NAME": DATABASE},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise CommandFailed(said.read()[-500:])
    return time.monotonic() - began, used.ru_maxrss / 1024


@contextmanager
def _own_database() -> Iterator[None]:
    """Beside the record, never in it; gone afterwards."""
    _statement(f"drop database if exists {DATABASE} with (force)")
    _statement(f"create database {DATABASE}")
    try:
        yield
    finally:
        _statement(f"drop database if exists {DATABASE} with (force)")


def _statement(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
