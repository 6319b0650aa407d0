"""A short name for the shape of the database: the same shape, the same name, and nothing to migrate."""

import hashlib
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
PINS = SOURCE.parents[1] / "requirements" / "run.txt"
# What a migrated database depends on, beside the migrations: what is run after them.
SHAPES_DATABASE = re.compile(
    r"/migrations/|/models|/permissions\.py|/apps\.py|/foundations/records/|/foundations/access/"
    r"|/website/(postgres|privileges|settings)|/commands/migrate\.py|\.sql$"
)


def digest() -> str:
    found = hashlib.sha256(PINS.read_bytes())
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.rglob("*.sql"))):
        if SHAPES_DATABASE.search(path.as_posix()):
            found.update(path.relative_to(SOURCE).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]
