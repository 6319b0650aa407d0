"""Where files lie: one small seam, Django's storages. A folder today; an S3 bucket by another `STORAGES`."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages


class Folder(FileSystemStorage):
    """A file is whole and on the disk before it has its name, and is never written over."""

    def get_available_name(self, name, max_length=None):
        return name

    def _save(self, name, content):
        path = Path(self.path(name))
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            _keep_name(path.parent)
        finally:
            with contextlib.suppress(FileNotFoundError):
                fresh.unlink()
        return name


def keep(content) -> str:
    """Keep the bytes under their own digest: the same bytes again are the same file. Gives the digest."""
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    name = digest.hexdigest()
    content.seek(0)
    if not storages["files"].exists(_place(name)):
        storages["files"].save(_place(name), content)
    return name


def fetch(digest: str):
    """The file, open to be read."""
    return storages["files"].open(_place(digest))


def size_of(digest: str) -> int | None:
    """How many bytes lie there; None when the file is not there."""
    try:
        return storages["files"].size(_place(digest))
    except FileNotFoundError:
        return None


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _keep_name(folder: Path) -> None:
    """A name is safe from a power cut only once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
