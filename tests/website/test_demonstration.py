"""bin/demo: its lines, its stop, and its start after a kill. The council itself has tests of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tessera.website.postgres import Cluster
from tessera.website.schema_digest import digest

PROJECT = Path(__file__).resolve().parents[2]
STOPS_WITHIN_SECONDS = 30

pytestmark = pytest.mark.slow


def environment(data):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    kept |= {"TESSERA_DATA": str(data), "PYTHONPATH": str(PROJECT / "src")}
    return kept | {name: os.environ[name] for name in ["TESSERA_PG_BIN"] if name in os.environ}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder as a filled demo leaves it, without the filling."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    command = [sys.executable, "-m", "tessera.website.command_line", "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment(folder), check=True)
    facts = {
        "filled": True,
        "schema": digest(),
        "date": "2026-03-31",
        "clock_offset": -1000,
        "sign_ins": [{"name": "duty", "password": "some-words", "role": "duty-worker"}],
    }
    (folder / "demo.json").write_text(json.dumps(facts))
    return folder


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(data, port):
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "tessera.website.demonstration", f"--port={port}"],
        env=environment(data),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def lines_until_ready(demo):
    lines = []
    for line in demo.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("ready"):
            break
    return lines


def still_alive(group):
    """Processes of this group; one that only waits to be buried has ended."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, number = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(number) == group and state != "Z":
                found.append((folder / "cmdline").read_text().replace("\0", " "))
    return found


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_whole_when_told(data, port, how):
    demo = start(data, port)
    lines = lines_until_ready(demo)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        page = answer.read().decode()
    asked = time.monotonic()
    os.killpg(demo.pid, how)
    rest, _ = demo.communicate(timeout=STOPS_WITHIN_SECONDS)

    assert lines == [
        "demo date 2026-03-31",
        "sign in as duty password some-words role duty-worker",
        f"ready at http://127.0.0.1:{port}/",
    ]
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert rest == ""
    assert demo.returncode == 0
    assert time.monotonic() - asked < STOPS_WITHIN_SECONDS
    assert still_alive(demo.pid) == []
    assert not Cluster(data).is_running()


def test_it_starts_again_after_everything_was_killed(data, port):
    demo = start(data, port)
    lines_until_ready(demo)
    os.killpg(demo.pid, signal.SIGKILL)
    os.kill(int((data / "postgres/cluster/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    demo.communicate()

    again = start(data, port)
    lines = lines_until_ready(again)
    os.killpg(again.pid, signal.SIGTERM)
    again.communicate(timeout=STOPS_WITHIN_SECONDS)

    assert lines[-1] == f"ready at http://127.0.0.1:{port}/"


def test_a_port_in_use_is_said_plainly(data, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        done = start(data, port)
        said, _ = done.communicate()

    assert done.returncode == 2
    assert said == ""


def test_fresh_leaves_an_installation_alone_that_is_not_a_demo(data, port):
    facts = data / "demo.json"
    aside = facts.rename(data / "aside.json")
    done = subprocess.run(
        [sys.executable, "-m", "tessera.website.demonstration", f"--port={port}", "--fresh"],
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    aside.rename(facts)

    assert done.returncode == 2
    assert "not a demo" in done.stderr
    assert (data / "postgres" / "cluster").exists()
