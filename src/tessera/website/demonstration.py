"""bin/demo: an invented council, from nothing to a running site; Ctrl-C or TERM stops all of it.

Standard output holds the lines of the contract and nothing else; progress goes to standard error.
"""

import argparse
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

from tessera.website import connections
from tessera.website.command_line import DEMO_FACTS
from tessera.website.postgres import Cluster
from tessera.website.postgres_binaries import Refused
from tessera.website.schema_digest import digest

DEFAULT_PORT = 8000
ANSWERS_WITHIN_SECONDS = 60
CHILDREN_STOP_WITHIN_SECONDS = 10
TERMINATE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


class Demonstration:
    def __init__(self, *, port: int, children: int | None, fresh: bool) -> None:
        self.port = port
        self.children = children
        self.fresh = fresh
        self.data = connections.data_folder()
        self.cluster = None if connections.has_own_server() else Cluster(self.data)
        self._running: list[subprocess.Popen] = []

    def run(self) -> int:
        signal.signal(signal.SIGTERM, _stop_asked)
        signal.signal(signal.SIGINT, _stop_asked)
        _refuse_taken(self.port)
        try:
            self._make_ready()
            return self._serve()
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._stop()

    # Making ready

    def _make_ready(self) -> None:
        if self.fresh:
            self._forget()
        if self.cluster:
            self.cluster.acquire()
        if not self._facts().get("filled"):
            self._begin_again()
            self._migrate()
            self._fill()
        elif self._facts().get("schema") != digest():
            self._migrate()

    def _forget(self) -> None:
        """Remove an invented council; never anybody's real data."""
        if not self.data.exists():
            return
        if (self.data / "postgres").exists() and not self._facts_file.exists():
            raise Refused(
                f"{self.data} holds an installation that is not a demo; --fresh leaves it alone."
            )
        if self.cluster:
            self.cluster.stop()
        for kept in self.data.iterdir():
            shutil.rmtree(kept) if kept.is_dir() and not kept.is_symlink() else kept.unlink()

    def _begin_again(self) -> None:
        """A fill that was cut off is not continued: the next one starts from an empty database."""
        if self._facts_file.exists() and self.cluster:
            self.cluster.empty()
        elif self.cluster and self.cluster.has_tables():
            raise Refused(
                f"{self.data} holds an installation that is not a demo. Set TESSERA_DATA to another folder."
            )
        self._note(filled=False)

    def _migrate(self) -> None:
        _tell("Making the database ready ...")
        self._command("migrate", "--verbosity=0")
        self._note(schema=digest())

    def _fill(self) -> None:
        if not _is_command("demo_fill"):
            return
        _tell("Inventing a council (this takes a minute or so) ...")
        words = [] if self.children is None else [f"--children={self.children}"]
        self._command("demo_fill", *words)
        self._note(filled=True)

    # Serving

    def _serve(self) -> int:
        server = self._start("serve", f"--port={self.port}")
        self._wait_until_it_answers(server)
        self._start("worker")
        facts = self._facts()
        if "date" in facts:
            _say(f"demo date {facts['date']}")
        for person in facts.get("sign_ins", []):
            _say("sign in as {name} password {password} role {role}".format(**person))
        _say(f"ready at http://127.0.0.1:{self.port}/")
        while all(process.poll() is None for process in self._running):
            time.sleep(0.2)
        ended = next(process for process in self._running if process.poll() is not None)
        _tell(
            f"tessera: a part of the demo ended by itself (status {ended.returncode}); stopping the rest."
        )
        return 1

    def _wait_until_it_answers(self, server: subprocess.Popen) -> None:
        deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                address = f"http://127.0.0.1:{self.port}/health/"
                with urllib.request.urlopen(address, timeout=5):
                    return
            time.sleep(0.05)
        raise Refused("The web server did not start.")

    # Processes

    def _command(self, *words: str) -> None:
        """Run one command of ours to its end."""
        process = self._start(*words)
        status = process.wait()
        self._running.remove(process)
        if status:
            raise Refused(
                f"`tessera {' '.join(words).replace('_', ' ')}` ended with status {status}."
            )

    def _start(self, *words: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "tessera.website.command_line", *words],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            preexec_fn=_die_with_parent,
        )
        self._running.append(process)
        return process

    def _stop(self) -> None:
        theirs = [pid for process in self._running for pid in _descendants(process.pid)]
        for process in self._running:
            process.terminate()
        deadline = time.monotonic() + CHILDREN_STOP_WITHIN_SECONDS
        for process in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in self._running:
            if process.poll() is None:
                process.kill()
                process.wait()
        for pid in theirs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.cluster:
            self.cluster.stop()

    # What is known of this demo

    @property
    def _facts_file(self) -> Path:
        return self.data / DEMO_FACTS

    def _facts(self) -> dict:
        try:
            return json.loads(self._facts_file.read_text())
        except FileNotFoundError:
            return {}

    def _note(self, **facts: object) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        fresh = self._facts_file.with_suffix(".new")
        fresh.write_text(json.dumps({**self._facts(), **facts}, indent=1))
        fresh.chmod(0o600)
        fresh.replace(self._facts_file)


def _descendants(pid: int) -> list[int]:
    """A server's own workers, which a server that had to be killed would leave behind (Linux)."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [each for child in map(int, children) for each in (child, *_descendants(child))]


def _is_command(name: str) -> bool:
    rooms = connections.PROJECT / "src" / "tessera"
    return any(rooms.glob(f"**/management/commands/{name}.py"))


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"Port {port} is taken or not allowed ({error.strerror}); choose with --port."
            ) from error


def _die_with_parent() -> None:
    """When the demo itself is killed outright, its parts end too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(TERMINATE_WITH_PARENT, signal.SIGTERM)


def _stop_asked(number: int, frame: object) -> NoReturn:
    raise SystemExit(0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/demo", description="An invented council, running and filled."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--children", type=int, help="how many children to invent")
    parser.add_argument("--fresh", action="store_true", help="begin again with an empty database")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.website.settings")
    try:
        return Demonstration(port=given.port, children=given.children, fresh=given.fresh).run()
    except Refused as refused:
        _tell(f"tessera: {refused}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
