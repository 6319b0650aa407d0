"""A real Chromium, the system's own: found, installed where we may, or loudly missed."""

import os
import shutil
import subprocess
import sys
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_or_install() -> str:
    """The path of a browser that starts, or nothing."""
    found = _find()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests (once).", file=sys.stderr, flush=True)
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core")
        found = _find()
    if not found:
        print(
            "\n*** NO BROWSER: every test that needs one is skipped. Install the package chromium. ***\n",
            file=sys.stderr,
            flush=True,
        )
    return found


def _find() -> str:
    for name in NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    return ""


def _starts(path: str) -> bool:
    """Some distributions ship a stub that only says where to get the real one."""
    with tempfile.TemporaryDirectory() as profile:
        try:
            done = subprocess.run(
                [path, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", "about:blank"],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0 and "<html" in done.stdout


def _apt(*words: str) -> None:
    subprocess.run(
        ["apt-get", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
