"""What every test stands on: the application role on a database of its own, and a browser where asked.

`db` rolls back, as Django's does, on both connections. `transactional_db` commits, and afterwards gets
a fresh copy of the template, because emptying tables is refused to the application role, and rightly.
"""

import gc
import os

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from tests.support import databases

pytest_plugins = ["tests.support.browsing"]

if "TESSERA_TEST_TEMPLATE" not in os.environ:
    raise pytest.UsageError("Run the tests with bin/test, which makes their database first.")

# How long an input takes to think of says how busy the machine is, and nothing of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# A real second connection, as in the running site: a mirror would prove nothing about the log.
TransactionTestCase.databases = {"default", "audit"}


@pytest.fixture(scope="session")
def django_db_setup(worker_id, django_db_blocker):
    """A copy of the migrated template for this worker, instead of Django's own making and migrating."""
    name = databases.clone_name(run=int(os.environ["TESSERA_TEST_RUN"]), worker=worker_id)
    _make(name)
    os.environ["TESSERA_DATABASE_NAME"] = name
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: _make_anew(name))
        yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop_clone(name)


def _make(name):
    databases.make_clone(name, template=os.environ["TESSERA_TEST_TEMPLATE"])


def _make_anew(name):
    connections.close_all()
    _make(name)


def pytest_addoption(parser):
    parser.addoption("--write-burden", action="store_true", help="write docs/recording-burden.md")
    parser.addoption(
        "--burden-adr", default="", help="the number of the ADR for a count that rises"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    # After they are shuffled: what takes minutes begins first, so that no worker waits for it at the end.
    items.sort(key=lambda item: ("long" not in item.keywords, "browser" not in item.keywords))
    for item in items:
        if "nightly" in item.keywords and not os.environ.get("TESSERA_TEST_NIGHTLY"):
            item.add_marker(pytest.mark.skip(reason="runs with bin/test --nightly"))
        if "browser" in item.keywords and not os.environ.get("TESSERA_TEST_BROWSER"):
            _miss_browser(item)


def pytest_collection_finish():
    """What collecting has made stays to the end: to look through it for rubbish took a 20th of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _miss_browser(item):
    if os.environ.get("CI") == "true":
        item.add_marker(pytest.mark.xfail(run=False, reason="no browser"))
        raise pytest.UsageError(
            "CI=true and no browser starts: the browser tests cannot be skipped."
        )
    item.add_marker(pytest.mark.skip(reason="no browser on this machine"))


@pytest.fixture
def own_letters(tmp_path, monkeypatch):
    """A council's own folder: `own_letters(name=text or bytes)` lays a file into its letters."""
    folder = tmp_path / "letters"
    folder.mkdir()
    monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))

    def lay(name, content):
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            (folder / name).write_text(content, encoding="utf-8")
        return folder / name

    return lay
