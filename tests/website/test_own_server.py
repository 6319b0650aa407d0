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
    done = run(*words, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(*words, **environment):
    return subprocess.run(
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


@pytest.fixture
def older(server, tmp_path):
    """A database as the single steps made it, before they were put into one; and what brings it up."""
    with psycopg.connect(**server.parameters(OWNER, "postgres"), autocommit=True) as owner:
        owner.execute("create database older template council")
    address = url(server.parameters(OWNER, "older"))
    with psycopg.connect(**server.parameters(OWNER, "older"), autocommit=True) as steps:
        steps.execute("delete from django_migrations where name like '%squashed%'")
        yield steps, {"DATABASE_URL": address, "TESSERA_DATA": str(tmp_path)}
    with psycopg.connect(**server.parameters(OWNER, "postgres"), autocommit=True) as owner:
        owner.execute("drop database older with (force)")


def test_a_database_that_the_single_steps_made_is_up_to_date(older):
    steps, address = older
    tables = "select count(*), max(oid::bigint) from pg_class where relkind in ('r', 'i')"
    before = steps.execute(tables).fetchall()

    assert "No migrations to apply" in tessera("migrate", **address)
    assert "[ ]" not in tessera("showmigrations", **address)
    assert steps.execute(tables).fetchall() == before


def test_a_database_between_two_releases_is_refused_and_told_what_to_do(older):
    steps, address = older
    steps.execute("delete from django_migrations where app = 'letters' and name like '0007%'")
    kept = steps.execute("select app, name from django_migrations order by 1, 2").fetchall()

    done = run("migrate", **address)

    assert done.returncode == 1
    assert "The tables of letters were made by an older release" in done.stderr
    assert "migrate` of the release before this one first" in done.stderr
    assert steps.execute("select app, name from django_migrations order by 1, 2").fetchall() == kept


def test_the_tables_of_a_room_go_and_come_back(older):
    steps, address = older
    of_room = (
        "select conname, pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid in (select oid from pg_class where relname like 'letters_%') order by 1"
    )
    before = steps.execute(of_room).fetchall()

    tessera("migrate", "letters", "zero", **address)
    assert steps.execute(of_room).fetchall() == []
    tessera("migrate", **address)

    assert steps.execute(of_room).fetchall() == before != []


def test_several_hosts_in_one_address_reach_the_driver_as_they_are(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://site:p%40w@one:5432,two:5433/council?sslmode=require"
    )
    monkeypatch.delenv("TESSERA_DATABASE_NAME", raising=False)

    given = servers.for_django(as_owner=False, pool=False)

    assert (given["HOST"], given["PORT"], given["PASSWORD"]) == ("one,two", "5432,5433", "p@w")
    assert given["OPTIONS"]["sslmode"] == "require"
    assert given["OPTIONS"]["options"] == "-c role=tessera_app"
