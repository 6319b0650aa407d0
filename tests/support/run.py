"""What bin/test runs: a server for the tests, a template database, a browser if there is one, then pytest."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Nobody needs to keep what a test wrote: a killed machine may lose it.
FOR_SPEED = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # A clone is dropped by its owner, who may not end a vacuum of the superuser's.
    "autovacuum": "off",
}
THE_DAY = "2026-03-31T09:00:00"


def main(arguments: list[str]) -> int:
    data = _set_environment()
    from tessera.website import connections as servers
    from tessera.website.postgres import Cluster
    from tests.support import browsers, databases

    cluster = None if servers.has_own_server() else Cluster(data, options=FOR_SPEED)
    if cluster:
        cluster.acquire()
    try:
        os.environ["TESSERA_TEST_RUN"] = str(os.getpid())
        os.environ["TESSERA_TEST_TEMPLATE"] = databases.make_template()
        os.environ["TESSERA_TEST_BROWSER"] = browsers.find_or_install()
        return _pytest(arguments)
    finally:
        if cluster:
            cluster.release()


def _set_environment() -> Path:
    """Tests never touch the data, the clock or the keys of whoever runs them."""
    for name in [name for name in os.environ if name.startswith("TESSERA_")]:
        if name not in {"TESSERA_PG_BIN", "TESSERA_TEST_DATA", "TESSERA_TEST_NOW"}:
            del os.environ[name]
    data = Path(os.environ.get("TESSERA_TEST_DATA") or PROJECT / ".cache" / "test-data")
    os.environ["TESSERA_DATA"] = str(data)
    os.environ["TESSERA_NOW"] = os.environ.get("TESSERA_TEST_NOW") or THE_DAY
    os.environ["TESSERA_SECRET_KEY"] = "tests-only"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tessera.website.settings"
    return data


def _pytest(arguments: list[str]) -> int:
    import pytest

    words = [word for word in arguments if not word.startswith("-")]
    chosen = any((PROJECT / word.split("::")[0]).exists() for word in words)
    spread = (
        []
        if chosen or any(a.startswith("-n") for a in arguments)
        else ["-n2", "--dist=loadscope", "--no-loadscope-reorder"]
    )
    nightly = "--nightly" in arguments
    os.environ["TESSERA_TEST_NIGHTLY"] = "yes" if nightly else ""
    return int(pytest.main([*spread, *(a for a in arguments if a != "--nightly")]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
