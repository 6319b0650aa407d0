"""Where something stands in a YAML file, and what is wrong with it, in words that say what to do."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeGuard

import yaml

Place = Sequence[str | int]


def line_of(path: Path, place: Place) -> int:
    """The line on which a place of a file begins, or the nearest that is there above it."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return 1
    line = 1
    for step in place:
        found = _inside(node, step)
        if found is None:
            break
        mark, node = found
        line = mark.line + 1
    return line


def where(path: Path, place: Place) -> str:
    """ "steps/safety.yaml, line 3, title"."""
    words = ".".join(str(step) for step in place)
    return f"{path}, line {line_of(path, place)}" + (f", {words}" if words else "")


def remedy(error: Mapping[str, Any]) -> str:
    """What a council does about one finding of the schema."""
    about = error.get("ctx") or {}
    known = {
        "missing": "is needed: add it",
        "extra_forbidden": "is not known here: take it out, or check how it is spelt",
        "literal_error": f"may be {about.get('expected', '').replace(' or ', ', ')}",
        "string_pattern_mismatch": f"must look like {about.get('pattern', '')}",
    }
    return known.get(error["type"], error["msg"].removeprefix("Value error, "))


def mapping_in(path: Path, example: str, refusal: type[Exception]) -> dict[Any, Any]:
    """A file of names with what is set for each. What cannot be read so is refused, with its line."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise refusal(f"{path}, line {line}: this is not YAML. Check colons here.") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise refusal(f"{path}, line 1: write each as `{example}`.")
    return content


def is_number(value: Any, *, most: int) -> TypeGuard[int]:
    """A whole number from 1."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def is_day(value: Any) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def _inside(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next(((k.start_mark, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None
