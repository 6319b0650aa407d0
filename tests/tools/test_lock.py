"""The locks hold hashes and no addresses; and the check of that is seen to find what is planted."""

import importlib.util
import json
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_lock = load(PROJECT / "tools" / "check_lock.py")
strip = load(PROJECT / "tools" / "frontend" / "strip.py")

PINNED = "django==5.2.19 \\\n    --hash=sha256:00\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree with nothing wrong in it."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "tools").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text(PINNED)
    monkeypatch.setattr(check_lock, "ROOT", tmp_path)
    return tmp_path


def faults_of(path):
    return list(check_lock._faults_of_requirements(path))


def test_our_own_locks_are_clean():
    assert list(check_lock.faults()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "--index-url somewhere\n",
        "--extra-index-url somewhere\n",
        "--find-links /wheels\n",
        "django @ https://example.org/django.whl\n",
        "django==5.2.19\n",
        "django>=5.2\n",
    ],
)
def test_an_address_or_a_pin_without_a_hash_is_found(tree, planted):
    lock = tree / "requirements" / "run.txt"
    assert faults_of(lock) == []

    lock.write_text(PINNED + planted)

    assert faults_of(lock) != []


@pytest.mark.parametrize("planted", [{"resolved": "x", "integrity": "y"}, {"version": "1"}])
def test_an_address_in_the_npm_lock_is_found(tree, planted):
    lock = tree / "tools" / "package-lock.json"
    lock.write_text(json.dumps({"packages": {"": {}, "node_modules/x": planted}}))

    assert list(check_lock._faults_of_npm(lock)) != []


def test_what_is_govuk_s_alone_is_left_out_of_the_styles():
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif}"
        "b{background:url(/assets/images/icon-document.svg)}"
        "c{background:url(/assets/images/govuk-crest.svg)}"
    )

    assert strip.without_govuk(css) == (
        "a{font-family:var(--ts-font)}b{background:url(images/icon-document.svg)}c{background:none}"
    )


def test_the_built_styles_and_scripts_hold_nothing_of_govuk_s_alone():
    kit = PROJECT / "src" / "tessera" / "ui" / "static" / "kit"
    styles = "".join(path.read_text() for path in kit.glob("*.css"))

    assert len(list(kit.glob("*.js"))) == 2
    assert len(styles) > 100_000
    for word in ("@font-face", "GDS Transport", "/assets/", "crest.svg", "url(http", "url(data"):
        assert word not in styles
    assert not [path.name for path in kit.rglob("*") if strip.GOVUK_ALONE.search(path.name)]
