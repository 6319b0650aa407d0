"""A picture is read by a program that may take little memory and time, and comes back as its pixels."""

import io
import time

import pytest
from PIL import Image

from tessera.engine.documents import picture_child, pictures
from tessera.engine.documents.rules import NotTaken
from tests.engine.documents.test_file_rules import png


def drawn(kind, mode="RGB", size=(60, 40), **more):
    """In colours: a palette of nothing but greys may be read back as no palette at all."""
    out = io.BytesIO()
    noise = Image.merge("RGB", [Image.effect_noise(size, 60) for _ in range(3)])
    noise.convert(mode).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "media_type", "shown"),
    [
        ("JPEG", "RGB", "image/jpeg", "image/jpeg"),
        ("JPEG", "L", "image/jpeg", "image/png"),
        ("PNG", "RGBA", "image/png", "image/png"),
        ("PNG", "P", "image/png", "image/jpeg"),
        ("GIF", "P", "image/gif", "image/jpeg"),
        ("WEBP", "RGB", "image/webp", "image/jpeg"),
        ("TIFF", "CMYK", "image/tiff", "image/jpeg"),
    ],
)
def test_each_kind_of_picture_is_made_anew(kind, mode, media_type, shown):
    copy = pictures.copy_of(drawn(kind, mode), media_type)

    assert copy.media_type == shown
    with Image.open(io.BytesIO(copy.content)) as picture:
        assert picture.size == (60, 40)


def test_a_telephones_picture_is_made_anew():
    import pillow_heif

    pillow_heif.register_heif_opener()
    copy = pictures.copy_of(drawn("HEIF"), "image/heic")

    assert copy.media_type == "image/jpeg"


def test_a_large_picture_comes_back_smaller():
    copy = pictures.copy_of(drawn("JPEG", size=(6000, 3000), quality=30), "image/jpeg")

    with Image.open(io.BytesIO(copy.content)) as picture:
        assert max(picture.size) == picture_child.LONGEST_SIDE


def test_a_flood_of_pixels_is_refused_before_it_fills_the_memory():
    began = time.monotonic()

    with pytest.raises(NotTaken, match="too large to open safely"):
        pictures.copy_of(png(11_000, 11_000), "image/png")

    assert time.monotonic() - began < picture_child.SECONDS


def test_only_the_kind_that_it_was_taken_for_is_tried():
    with pytest.raises(NotTaken, match="not whole"):
        pictures.copy_of(drawn("GIF", "P"), "image/png")


def test_the_program_gets_nothing_of_ours_and_ends_in_time(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import os, sys, time\nassert 'DATABASE_URL' not in os.environ\ntime.sleep(30)")
    monkeypatch.setattr(picture_child, "__file__", str(slow))
    monkeypatch.setattr(picture_child, "SECONDS", 0.3)

    with pytest.raises(NotTaken, match="too large to open safely"):
        pictures.copy_of(png(), "image/png")
