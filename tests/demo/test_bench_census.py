"""The census's budgets are measured by the commands themselves, beside the record."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tessera.demo.bench.census import LOAD, RETURN, _row
from tests.support import databases

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("budget", "seconds", "megabytes", "kept"),
    [
        (LOAD, 60, 1000, True),
        (LOAD, 60.1, 1000, False),
        (LOAD, 1, 1001, False),
        (RETURN, 10, 9000, True),
    ],
)
def test_a_row_is_kept_only_within_time_and_memory(budget, seconds, megabytes, kept):
    assert _row(budget, seconds, megabytes)["kept"] is kept


@pytest.fixture
def empty_database():
    """A copy of the template: the bench makes its scratch database beside it, on the same server."""
    name = databases.clone_name(run=int(os.environ["TESSERA_TEST_RUN"]), worker="bench")
    databases.make_clone(name, template=os.environ["TESSERA_TEST_TEMPLATE"])
    yield name
    databases.drop_clone(name)


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a council's own server is not filled")
def test_a_small_census_is_loaded_twice_and_given_back(empty_database):
    done = subprocess.run(
        [PROJECT / "bin" / "tessera", "bench", "census", "--children=3", "--json"],
        env={**os.environ, "TESSERA_DATABASE_NAME": empty_database},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode in (0, 1), done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert [row["what"].split()[0] for row in rows] == ["load", "load", "give"]
    assert all(row["seconds"] > 0 and row["megabytes"] > 50 for row in rows)
