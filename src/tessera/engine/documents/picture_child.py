"""Run as a program of its own, with little memory and little time: reads a picture, writes a clean copy.

What comes in is a stranger's, and what reads pictures has had faults before. The copy holds the picture
alone: no place and time from the camera, nothing hidden in the file. Only this file's own words come
back: the kind of the copy on the first line, then its bytes. Statuses: 0 done, 3 no whole picture, 4 too
large to open safely.
"""

import io
import resource
import sys
import warnings

MEGABYTE = 1024 * 1024
MEMORY = 256 * MEGABYTE
SECONDS = 10
DAMAGED, TOO_LARGE = 3, 4
LONGEST_SIDE = 3000
MOST_PIXELS = 100_000_000
MOST_PAGES = 100


class TooMuch(Exception):
    """More pages than any letter or report that is scanned as one picture."""


def limit() -> None:
    """Before anything of the stranger's is touched. A thread's stack counts as memory, so it is small."""
    resource.setrlimit(resource.RLIMIT_STACK, (MEGABYTE, MEGABYTE))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for none_at_all in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(none_at_all, (0, 0))


def copy(content: bytes, kind: str) -> tuple[str, bytes]:
    """`kind` is the one format that it may be, as Pillow calls it: nothing else is tried."""
    from PIL import Image, ImageSequence

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        page_count = getattr(picture, "n_frames", 1)
        if kind == "TIFF" and page_count > 1:
            if page_count > MOST_PAGES:
                raise TooMuch
            pages = (_clean(page).convert("RGB") for page in ImageSequence.Iterator(picture))
            return "application/pdf", _written(
                next(pages), "PDF", save_all=True, append_images=pages
            )
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        clean = _clean(picture)
        if clean.mode in ("RGBA", "L"):
            return "image/png", _written(clean, "PNG")
        return "image/jpeg", _written(clean, "JPEG", quality=88)


def _clean(picture):
    """The pixels alone, the right way up, in a new picture that never knew the file."""
    from PIL import Image, ImageOps

    # Made small before anything else is done with it: each step holds another copy in memory.
    shows_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if shows_through else ("L" if picture.mode in ("1", "L") else "RGB")
    upright = picture if picture.mode == mode else picture.convert(mode)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(upright, in_place=True)
    clean = Image.new(mode, upright.size)
    clean.paste(upright)
    return clean


def _written(picture, kind, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def main() -> int:
    limit()
    try:
        media_type, made = copy(sys.stdin.buffer.read(), sys.argv[1])
    except (MemoryError, TooMuch):
        return TOO_LARGE
    except Exception as error:
        # Whatever a parser says of a stranger's file, it is no whole picture; no word of it goes on.
        return TOO_LARGE if "Decompression" in type(error).__name__ else DAMAGED
    sys.stdout.buffer.write(media_type.encode() + b"\n" + made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
