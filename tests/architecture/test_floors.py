"""What the import linter cannot see: foreign keys written as strings, and sizes."""

import ast
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tessera"


def layers(name):
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(c for c in contracts["contracts"] if c["name"].startswith(name))
    return [
        [room.strip(" ()") for room in layer.replace(":", "|").split("|")]
        for layer in contract["layers"]
    ]


def floor_of(module, order):
    return next((i for i, rooms in enumerate(order) if module in rooms), None)


def room_of(model):
    return type(apps.get_app_config(model._meta.app_label)).__module__.split(".")[1:-1]


def our_foreign_keys():
    for model in apps.get_models():
        if not model.__module__.startswith("tessera."):
            continue
        for field in model._meta.get_fields():
            related = field.related_model if field.is_relation and field.concrete else None
            if related and related.__module__.startswith("tessera."):
                yield model, field


def test_no_foreign_key_points_upstairs():
    floors, journey = layers("Floors"), layers("The child's journey")
    wrong = []
    for model, field in our_foreign_keys():
        here, there = room_of(model), room_of(field.related_model)
        if floor_of(there[0], floors) < floor_of(here[0], floors):
            wrong.append(str(field))
        is_across = here[0] == there[0] == "practice" and here[1] != there[1]
        if is_across and floor_of(there[1], journey) <= floor_of(here[1], journey):
            wrong.append(str(field))

    assert wrong == []


def test_every_foreign_key_protects_what_it_points_to():
    cascading = {
        f"{model.__name__}.{field.name}"
        for model, field in our_foreign_keys()
        if getattr(field, "remote_field", None)
        and getattr(field.remote_field, "on_delete", None) is not None
        and field.remote_field.on_delete.__name__ != "PROTECT"
    }

    # Two narrow tables are no records: they are computed anew from what they follow.
    assert cascading <= {"SearchKey.person", "WorkItem.step"}


MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


def test_no_file_is_longer_than_400_lines():
    lengths = {str(p.relative_to(SOURCE)): len(p.read_text().splitlines()) for p in MODULES}

    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


CLOCK_READERS = {"views", "panels", "tasks", "commands", "guard", "pages"}


def reads_clock(node):
    if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("calendar.clock"):
        return bool({alias.name for alias in node.names} & {"now", "today"})
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr in ("utcnow", "today", "now") and node.value.id in (
            "clock",
            "datetime",
            "date",
            "timezone",
        )
    return False


def test_only_the_edges_read_the_clock():
    reading = []
    for path in MODULES:
        parts = set(path.relative_to(SOURCE).with_suffix("").parts)
        if parts & (CLOCK_READERS | {"calendar", "demo", "website"}):
            continue
        if any(reads_clock(node) for node in ast.walk(ast.parse(path.read_text()))):
            reading.append(str(path.relative_to(SOURCE)))

    # The filters of templates are a part of pages.
    assert [path for path in reading if path != "ui/jinja.py"] == []


def test_reading_the_clock_would_be_found():
    assert any(reads_clock(node) for node in ast.walk(ast.parse("x = clock.now()")))
    assert any(reads_clock(node) for node in ast.walk(ast.parse("x = date.today()")))
