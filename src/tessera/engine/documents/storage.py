"""Where files lie: one small seam, Django's storages. A folder today; an S3 bucket by another `STORAGES`.

Each lies encrypted, under a name that tells nothing of it: whoever gets at the disk or a backup without
the installation's key reads nothing, and cannot even try whether a file they know is there.
"""

import contextlib
import hashlib
import hmac
import io
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

SEAL = b"tessera1"
"""Says how the rest is sealed: the nonce, then the bytes by AES-256-GCM, bound to the file's own place."""
NONCE = 12
TAG = 16
OVERHEAD = len(SEAL) + NONCE + TAG


class Damaged(Exception):
    """What lies there is not what was kept, or was kept with another key."""


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
    """Keep the bytes by their own digest: the same bytes again are the same file. Gives the digest."""
    content.seek(0)
    plain = content.read()
    digest = hashlib.sha256(plain).hexdigest()
    place = _place(digest)
    if not storages["files"].exists(place):
        nonce = secrets.token_bytes(NONCE)
        sealed = SEAL + nonce + _cipher().encrypt(nonce, plain, place.encode())
        storages["files"].save(place, ContentFile(sealed))
    return digest


def fetch(digest: str):
    """The file, open to be read. Raises FileNotFoundError, Damaged."""
    place = _place(digest)
    with storages["files"].open(place) as file:
        sealed = file.read()
    start = len(SEAL) + NONCE
    if not sealed.startswith(SEAL):
        raise Damaged
    try:
        plain = _cipher().decrypt(sealed[len(SEAL) : start], sealed[start:], place.encode())
    except InvalidTag as error:
        raise Damaged from error
    return io.BytesIO(plain)


def size_of(digest: str) -> int | None:
    """How many bytes of it lie there; None when the file is not there."""
    try:
        return storages["files"].size(_place(digest)) - OVERHEAD
    except FileNotFoundError:
        return None


def _place(digest: str) -> str:
    name = hmac.new(_key("names"), digest.encode(), hashlib.sha256).hexdigest()
    return f"{name[:2]}/{name[2:4]}/{name}"


def _cipher() -> AESGCM:
    return AESGCM(_key("contents"))


def _key(use: str) -> bytes:
    """One key for each use, from the one that the installation keeps (which is random, and long)."""
    return hmac.new(settings.FILE_KEY.encode(), use.encode(), hashlib.sha256).digest()


def _keep_name(folder: Path) -> None:
    """A name is safe from a power cut only once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
