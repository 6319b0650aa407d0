"""A picture as it is shown: made anew from its pixels, by a program of its own that may take little."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tessera.engine.documents import picture_child, rules
from tessera.engine.documents.rules import NotTaken

KINDS = {
    rules.PNG.media_type: "PNG",
    rules.JPEG.media_type: "JPEG",
    rules.GIF.media_type: "GIF",
    rules.WEBP.media_type: "WEBP",
    rules.TIFF.media_type: "TIFF",
    rules.HEIC.media_type: "HEIF",
}
DAMAGED = "is a picture that is not whole. Open it, save it again, and add that"
NOT_READ = "is a picture that cannot be opened here. Save it as JPEG, and add that"
TOO_LARGE = "is a picture too large to open safely. Make it smaller, and add it again"


@dataclass(frozen=True)
class Copy:
    """What is shown instead of a picture that came."""

    media_type: str
    content: bytes


def is_picture(media_type: str) -> bool:
    return media_type in KINDS


def copy_of(content: bytes, media_type: str) -> Copy:
    """Raises NotTaken: not whole, or too large to open within the memory and time that it is given."""
    command = [sys.executable, "-I", str(Path(picture_child.__file__)), KINDS[media_type]]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the kind is one of ours
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=picture_child.SECONDS,
            env={"MALLOC_ARENA_MAX": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTaken(TOO_LARGE) from error
    if done.returncode == picture_child.DAMAGED:
        # What reads HEIC says the same of too large a picture as of one that is cut off.
        raise NotTaken(NOT_READ if media_type == rules.HEIC.media_type else DAMAGED)
    if done.returncode != 0:
        raise NotTaken(TOO_LARGE)
    made_as, _, made = done.stdout.partition(b"\n")
    return Copy(made_as.decode(), made)
