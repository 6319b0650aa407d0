"""Keys that an installation makes for itself the first time and keeps, where none are given."""

import contextlib
import os
import secrets
from pathlib import Path


def kept(name: str, *, folder: Path) -> str:
    """The key of this name in the installation's folder; made by whoever asks first."""
    path = folder / "keys" / name
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    return path.read_text().strip()
