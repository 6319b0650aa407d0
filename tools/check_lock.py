"""The tree names no package index and pins all by hash: it installs from any index, and only what we saw."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STEERING = re.compile(r"://|--(extra-)?index|--find-links")
INDEX_SETTING = re.compile(
    r"index-url|extra-index|find-links|\[\[?tool\.uv\.(index|sources)|UV_(DEFAULT_)?INDEX|PIP_.*INDEX"
)
SETTING_FILES = re.compile(
    r"pyproject\.toml$|Dockerfile|Containerfile|compose|^\.ci/|^\.github/|^bin/"
)
PIN = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==")


def faults() -> Iterator[str]:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if "uv.lock" in tracked:
        yield "uv.lock is tracked: it records the addresses of an index"
    for path in sorted((ROOT / "requirements").rglob("*.txt")):
        yield from _faults_of_requirements(path)
    for path in (ROOT / "tools").rglob("package-lock.json"):
        if "node_modules" not in path.parts:
            yield from _faults_of_npm(path)
    for name in tracked:
        if SETTING_FILES.search(name) and (ROOT / name).exists():
            yield from _faults_of_settings(name)


def _faults_of_settings(name: str) -> Iterator[str]:
    for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
        if INDEX_SETTING.search(line):
            yield f"{name}:{number}: steers to an index"


def _faults_of_requirements(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT)
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if STEERING.search(line):
            yield f"{name}:{number}: names an address"
        if PIN.match(line):
            following = lines[number] if number < len(lines) else ""
            if "--hash=" not in line and "--hash=" not in following:
                yield f"{name}:{number}: a pin without a hash"
        elif line.strip() and not line.startswith((" ", "#")):
            yield f"{name}:{number}: not a pin"


def _faults_of_npm(path: Path) -> Iterator[str]:
    for name, package in json.loads(path.read_text())["packages"].items():
        if "resolved" in package:
            yield f"{path.relative_to(ROOT)}: {name} records an address"
        if name and "integrity" not in package:
            yield f"{path.relative_to(ROOT)}: {name} has no hash"


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found))
    sys.exit(bool(found))
