"""DATABASE_URL: a server that the council runs itself, with one sign-in or with two."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.management.base import CommandError

from tessera.website import connections as servers
from tessera.website.management.commands.migrate import name_authority
from tessera.website.postgres import OWNER, SUPERUSER, Cluster, url

PROJECT = Path(__file__).resolve().parents[2]
WHO = (
    "from django.db import connection as c; k = c.cursor(); "
    "k.execute('select current_user, session_user, count(*) from access_user'); print(*k.fetchone())"
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of somebody's own, with an empty database and a sign-in for the site."""
    cluster = Cluster(tmp_path_factory.mktemp("own") / "data", options={"fsync": "off"})
    cluster.acquire()
    with psycopg.connect(**cluster.parameters(OWNER, "postgres"), autocommit=True) as owner:
        owner.execute("create database council")
    with psycopg.connect(**cluster.parameters(SUPERUSER, "postgres"), autocommit=True) as superuser:
        superuser.execute("create role the_site login password 'pw'")
        superuser.execute("grant tessera_app to tessera_owner with admin option")
    address = url(cluster.parameters(OWNER, "council"))
    tessera(
        "migrate",
        "--verbosity=0",
        DATABASE_URL=address.replace(OWNER, "the_site").replace(
            cluster.parameters(OWNER)["password"], "pw"
        ),
        DATABASE_OWNER_URL=address,
    )
    yield cluster
    cluster.stop()


def tessera(*words, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "tessera.website.command_line", *words],
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT / "src"),
            "TESSERA_DATABASE_NAME": "",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_site_never_works_as_the_owner_whoever_signs_in(server, tmp_path):
    owner = url(server.parameters(OWNER, "council"))
    with_two = {
        "DATABASE_URL": url(
            {**server.parameters(OWNER, "council"), "user": "the_site", "password": "pw"}
        ),
        "DATABASE_OWNER_URL": owner,
        "TESSERA_DATA": str(tmp_path),
    }

    assert tessera("shell", "-v0", "-c", WHO, **with_two) == "tessera_app the_site 0\n"
    with_one = {"DATABASE_URL": owner, "TESSERA_DATA": str(tmp_path)}
    assert tessera("shell", "-v0", "-c", WHO, **with_one) == f"tessera_app {OWNER} 0\n"
    assert tessera("db", "url", "--owner", **with_two).strip() == owner


def test_the_council_keeps_its_number_until_another_is_named(server, tmp_path):
    with psycopg.connect(**server.parameters(OWNER, "council"), autocommit=True) as owner:
        kept = "select authority, is_invented from records_installation"
        with owner.cursor() as cursor:
            for authority in ("318", "302"):
                name_authority(cursor, authority)
                assert cursor.execute(kept).fetchall() == [(authority, False)]
            cursor.execute("update records_installation set is_invented = true")
            name_authority(cursor, "318")
            assert cursor.execute(kept).fetchall() == [("302", True)]
            with pytest.raises(CommandError, match="three digits"):
                name_authority(cursor, "Eskmoor")
            cursor.execute("delete from records_installation")
    assert not (tmp_path / "postgres").exists()


def test_several_hosts_in_one_address_reach_the_driver_as_they_are(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://site:p%40w@one:5432,two:5433/council?sslmode=require"
    )
    monkeypatch.delenv("TESSERA_DATABASE_NAME", raising=False)

    given = servers.for_django(as_owner=False, pool=False)

    assert (given["HOST"], given["PORT"], given["PASSWORD"]) == ("one,two", "5432,5433", "p@w")
    assert given["OPTIONS"]["sslmode"] == "require"
    assert given["OPTIONS"]["options"] == "-c role=tessera_app"
