"""Files that came with an answer: a report, a letter, a photograph."""

from datetime import date

from tessera.engine.forms.kinds.base import Kind, in_words, register
from tessera.ui.formatting import long_date

KILO = 1024


@register("file")
class Files(Kind):
    """[{"id", "name", "size", "on"}]. The bytes lie in the file store; a page adds them one by one."""

    is_typed_in = False

    def read(self, field, post, name, asked):
        return None

    def missing(self, field, asked):
        return in_words(field.missing or f"Add a file: {field.label}", asked)

    def python(self, value):
        return [{**one, "on": date.fromisoformat(one["on"])} for one in value]

    def shown(self, field, value, on):
        return "\n".join(f"{one['name']}, {about(one)}" for one in value)


def about(one: dict) -> str:
    """ "120 KB, 12 May 2026"."""
    return f"{size_words(one['size'])}, {long_date(date.fromisoformat(one['on']))}"


def size_words(size: int) -> str:
    if size < KILO:
        return f"{size} bytes"
    if size < KILO * KILO:
        return f"{round(size / KILO)} KB"
    return f"{size / KILO / KILO:.1f} MB"
