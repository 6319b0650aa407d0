"""The server that an installation runs for itself: made once, found again, and never lost by a kill."""

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tessera.website import postgres
from tessera.website.postgres import APPLICATION, OWNER, Cluster
from tessera.website.postgres_binaries import Refused, find_binaries

pytestmark = pytest.mark.slow

SOURCE = Path(postgres.__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
KILLS = 30 if os.environ.get("TESSERA_TEST_NIGHTLY") else 5


@contextlib.contextmanager
def running(data):
    cluster = Cluster(data)
    cluster.acquire()
    try:
        yield cluster
    finally:
        cluster.stop()


def ask(cluster, statement, *, role=OWNER):
    with psycopg.connect(**cluster.parameters(role), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def server_pid(cluster):
    return int((cluster.cluster / "postmaster.pid").read_text().split()[0])


def kill_server(cluster):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(server_pid(cluster), signal.SIGKILL)


def elsewhere(data, script, **options):
    """A process of its own that uses the server of this folder."""
    program = (
        f"import os, sys; from pathlib import Path; from tessera.website.postgres import *\n"
        f"cluster = Cluster(Path({str(data)!r}))\n{script}"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def kill_all(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a stopped server and one row in it."""
    data = tmp_path_factory.mktemp("made") / "data"
    with running(data) as cluster:
        ask(cluster, "create table kept (words text)")
        ask(cluster, "insert into kept values ('first')")
    return data


@pytest.fixture
def data(made, tmp_path):
    """A copy of it under another path, as anyone may make while nothing runs."""
    subprocess.run(["cp", "-a", str(made), str(tmp_path / "copy")], check=True)
    return tmp_path / "copy"


def test_a_copy_of_the_folder_runs_elsewhere_beside_the_first(made, data):
    with running(made) as first, running(data) as second:
        ask(second, "insert into kept values ('second')")

        assert ask(first, "select words from kept") == [("first",)]
        assert ask(second, "select count(*) from kept") == [(2,)]


def test_nothing_stored_names_the_folder(data):
    with running(data):
        pass
    named = [
        path
        for path in (data / "postgres").rglob("*")
        if path.is_file() and path.suffix in {".conf", ".json"} and str(data) in path.read_text()
    ]

    assert named == []


def test_the_site_is_neither_owner_nor_superuser(data):
    with running(data) as cluster:
        rights = "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user"
        owned = "select count(*) from pg_database where pg_get_userbyid(datdba) = current_user"

        assert ask(cluster, rights, role=APPLICATION) == [(False,)]
        assert ask(cluster, owned, role=APPLICATION) == [(0,)]
        assert ask(cluster, rights, role=OWNER) == [(False,)]


def test_nobody_signs_in_without_the_password(data):
    with running(data) as cluster:
        wrong = {**cluster.parameters(OWNER), "password": "wrong"}

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**wrong)


def test_the_passwords_are_for_this_account_alone(data):
    assert (data / "postgres" / "state.json").stat().st_mode & 0o077 == 0
    assert (data / "postgres" / "cluster").stat().st_mode & 0o077 == 0


def test_the_last_to_leave_stops_the_server(data):
    first, second = Cluster(data), Cluster(data)
    first.acquire()
    second.acquire()

    first.release()
    assert second.is_running()

    second.release()
    assert not second.is_running()


def test_a_server_whose_address_was_given_away_stays(data):
    cluster = Cluster(data)
    cluster.acquire()
    cluster.keep_running()
    cluster.release()
    assert cluster.is_running()

    cluster.stop()
    assert not cluster.is_running()


def test_many_at_once_share_one_server(data):
    script = (
        "cluster.acquire(); print(cluster.parameters(OWNER)['port'], flush=True)\n"
        "sys.stdin.readline(); cluster.release()"
    )
    started = [elsewhere(data, script, stdin=subprocess.PIPE) for _ in range(4)]
    ports = {process.stdout.readline() for process in started}
    ended = [process.communicate("go\n")[1] for process in started]

    assert len(ports) == 1
    assert ports != {""}, ended
    assert not Cluster(data).is_running()


def test_what_was_committed_outlives_a_kill_of_everything(data):
    for turn in range(KILLS):
        process = elsewhere(
            data, "cluster.acquire(); print('up', flush=True); sys.stdin.readline()"
        )
        assert process.stdout.readline() == "up\n", process.communicate()[1]
        cluster = Cluster(data)
        ask(cluster, f"insert into kept values ('turn {turn}')")
        kill_all(process)
        kill_server(cluster)

        with running(data) as again:
            assert ask(again, "select count(*) from kept") == [(turn + 2,)]


def test_a_kill_at_any_moment_of_making_and_starting_does_no_harm(tmp_path):
    chance = random.Random(random.getrandbits(32))
    data = tmp_path / "new"
    for _ in range(KILLS):
        process = elsewhere(data, "cluster.acquire(); sys.stdin.readline()", stdin=subprocess.PIPE)
        time.sleep(chance.uniform(0.1, 1.5))
        kill_all(process)
        if chance.random() < 0.5:
            kill_server(Cluster(data))

    with running(data) as cluster:
        assert ask(cluster, "select current_user") == [(OWNER,)]
        assert list(cluster.folder.glob("unfinished-*")) == []


def test_a_half_made_server_is_swept_away(tmp_path):
    data = tmp_path / "new"
    half_made = data / "postgres" / "unfinished-earlier" / "base"
    half_made.mkdir(parents=True)

    with running(data) as cluster:
        assert ask(cluster, "select 1") == [(1,)]
    assert not half_made.exists()


@pytest.mark.parametrize(
    "number", [os.getpid(), 1, 4_000_000], ids=["ourselves", "the first", "nobody"]
)
def test_a_lock_file_that_names_another_process_does_not_stop_it(data, number):
    (data / "postgres" / "cluster" / "postmaster.pid").write_text(
        f"{number}\n/elsewhere\n0\n5432\n"
    )

    with running(data) as cluster:
        assert ask(cluster, "select words from kept") == [("first",)]


def test_a_port_that_someone_took_meanwhile_is_given_up(data):
    with running(data) as cluster:
        port = cluster.parameters(OWNER)["port"]
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with running(data) as cluster:
            assert cluster.parameters(OWNER)["port"] != port


def test_words_for_other_servers_in_the_environment_do_not_steer_it(data, monkeypatch):
    for name, value in {"PGPORT": "1", "PGHOST": "elsewhere", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)

    with running(data) as cluster:
        assert ask(cluster, "select words from kept") == [("first",)]


def test_a_path_longer_than_a_socket_may_have_is_no_matter(data, tmp_path):
    deep = tmp_path.joinpath(*["a-long-name-for-a-folder"] * 6)
    deep.parent.mkdir(parents=True)
    shutil.move(data, deep)

    with running(deep) as cluster:
        assert ask(cluster, "select 1") == [(1,)]


@pytest.mark.skipif(not AS_ROOT, reason="needs root, which PostgreSQL refuses to be")
def test_root_runs_it_as_an_account_without_rights_where_no_other_may_pass(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with running(closed / "data") as cluster:
        assert Path(f"/proc/{server_pid(cluster)}").stat().st_uid != 0
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="needs root to become somebody else")
def test_an_ordinary_user_runs_it_as_themselves(monkeypatch):
    ordinary = pwd.getpwnam("daemon").pw_uid
    home = Path("/tmp") / f"tessera-ordinary-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, ordinary, ordinary)
    # The checkout may be closed to others; this copy of the programs is not.
    programs = find_binaries(for_other_account=True, near=home).folder
    monkeypatch.setenv("TESSERA_PG_BIN", str(programs))
    script = (
        f"os.setgroups([]); os.setgid({ordinary}); os.setuid({ordinary}); os.chdir('/')\n"
        "cluster.acquire(); print(open(f'/proc/{cluster._server_pid()}/status').read(), flush=True)\n"
        "cluster.release()"
    )
    try:
        said, complaint = elsewhere(home / "data", script).communicate()

        assert f"Uid:\t{ordinary}" in said, complaint
    finally:
        shutil.rmtree(home)


def test_another_versions_folder_is_refused_in_plain_words(data):
    (data / "postgres" / "cluster" / "PG_VERSION").write_text("9\n")

    with pytest.raises(Refused, match="made by PostgreSQL 9"):
        Cluster(data).acquire()
