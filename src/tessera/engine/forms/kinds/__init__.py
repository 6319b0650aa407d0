"""What can be asked: for each kind, how it is read from a page, judged, understood and said."""

from tessera.engine.forms.kinds import choices, dates, files, people, practice, tables, text
from tessera.engine.forms.kinds.base import Asked, Kind, is_typed, kind_of, typed

__all__ = [
    "Asked", "Kind", "choices", "dates", "files", "is_typed", "kind_of", "people", "practice", "tables",
    "text", "typed",
]  # fmt: skip
