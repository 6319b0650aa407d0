"""Practice forms as data: YAML in each room's `definitions/`, checked when the site starts.

A council lays its own words and extra questions over ours from `TESSERA_LOCAL/forms/<code>.yaml`. It
cannot take away a statutory question, nor change what it asks for.
"""

import hashlib
import json
import os
from copy import deepcopy
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from django.apps import apps
from pydantic import BaseModel, Field, ValidationError, model_validator

from tessera.engine.forms.parts import Choice, Part, Rest, ShowWhen
from tessera.foundations import places
from tessera.foundations.codesets.loading import SAFE_LOADER

KINDS = (
    "short_text", "long_text", "date", "datetime", "yes_no", "one_of", "many_of", "number", "money",
    "person", "worker", "team", "organisation", "address", "table", "file", "childs_words", "consent",
    "signature", "statement",
)  # fmt: skip
COLUMN_KINDS = ("short_text", "long_text", "date", "yes_no", "one_of", "number", "money")
RESERVED = {
    "child", "revision", "field", "section", "find", "add", "remove", "rest", "value", "go", "next",
}  # fmt: skip
KEY = r"^[a-z][a-z0-9_]*$"
LOCAL = "local_"
LAYER_KEYS = {"code", "title", "sections", "fields", "add", "remove"}


class BadDefinition(Exception):
    """A form definition does not fit: the file, the place and what is wrong with it."""


class UnknownForm(LookupError):
    """No room has a form of this code."""


class FormField(Part):
    """One question."""

    key: str = Field(pattern=KEY)
    kind: Literal[KINDS]  # type: ignore[valid-type]
    label: str
    hint: str = ""
    required: bool = False
    missing: str = ""
    statutory: bool = False
    show_when: ShowWhen | None = None
    filled_from: str = ""
    arrives_from: str = ""
    codes: str = ""
    options: tuple[Choice, ...] = ()
    feeds: str = ""
    field_class: str = Field("sensitive", alias="class")
    rows: int = 4
    columns: tuple["FormField", ...] = ()
    rows_from: str = ""
    row_heading: str = ""
    numbers_of: str = ""  # of a number: the numbered rows of the record among which it is chosen
    each_child: bool | None = None
    earlier: bool | None = None
    not_after: str = ""
    not_before: str = ""
    min: float | None = None
    max: float | None = None
    unit: str = ""
    width: int | None = None
    text: str = ""
    computed_from: str = ""
    least: int = 0
    add: str = "Add another"
    rest: Rest | None = None
    inline: bool = False
    after: str = ""
    blank: str = ""
    """What an empty cell of a table means, in words, where it is read."""

    @model_validator(mode="after")
    def _makes_sense(self):
        if self.key in RESERVED:
            raise ValueError(f"a field may not be called {self.key}")
        if self.kind in ("one_of", "many_of") and bool(self.codes) == bool(self.options):
            raise ValueError(f"{self.key} needs either codes or options")
        if (self.kind == "table") != bool(self.columns):
            raise ValueError(f"{self.key}: a table, and only a table, has columns")
        if self.rows_from and not (self.columns and self.row_heading):
            raise ValueError(f"{self.key}: rows from the record need columns and a row_heading")
        if self.rest and self.rest.column not in {column.key for column in self.columns}:
            raise ValueError(f"{self.key}: it has no column {self.rest.column} to say the rest of")
        if any(column.kind not in COLUMN_KINDS for column in self.columns):
            raise ValueError(f"{self.key}: a column may be {', '.join(COLUMN_KINDS)}")
        if self.kind == "statement" and bool(self.text) == bool(self.computed_from):
            raise ValueError(f"{self.key} needs either text or computed_from")
        return self

    @model_validator(mode="after")
    def _chooses_a_number(self):
        if self.numbers_of and self.kind != "number":
            raise ValueError(f"{self.key}: only a number is chosen among the rows of the record")
        return self

    @property
    def is_asked(self) -> bool:
        return self.kind != "statement"


class Section(Part):
    key: str = Field(pattern=KEY)
    title: str
    about: str = ""
    each_child: bool = False
    together: bool = False
    alike: bool = False
    """Brothers and sisters often have the same answers here: one press gives them to the others."""
    """Brothers and sisters answer on one page, where each is asked little."""
    fields: tuple[FormField, ...]

    def is_each_child(self, field: FormField) -> bool:
        return self.each_child if field.each_child is None else field.each_child


class FormDefinition(Part):
    """A whole form. Hashable by its digest; the same text gives the same digest for ever."""

    code: str = Field(pattern=KEY)
    title: str
    about: str = ""
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self):
        keys = [field.key for section in self.sections for field in section.fields]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"two fields are called {', '.join(sorted(twice))}")
        if len({section.key for section in self.sections}) < len(self.sections):
            raise ValueError("two sections have the same key")
        for field in self.fields:
            for when in field.show_when.all if field.show_when else ():
                if when.field not in keys:
                    raise ValueError(f"{field.key} is shown by {when.field}, which is not there")
        return self

    @cached_property
    def _by_key(self) -> dict[str, tuple[Section, FormField]]:
        return {field.key: (s, field) for s in self.sections for field in s.fields}

    @property
    def fields(self) -> list[FormField]:
        return [field for section in self.sections for field in section.fields]

    def field(self, key: str) -> FormField:
        """Raises KeyError for a field that the form does not have."""
        return self._by_key[key][1]

    def section_of(self, key: str) -> Section:
        return self._by_key[key][0]

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def is_each_child(self, key: str) -> bool:
        section, field = self._by_key[key]
        return section.is_each_child(field)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def as_data(self) -> dict:
        return self.model_dump(by_alias=True, exclude_defaults=True, mode="json")

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.as_data(), sort_keys=True).encode()).hexdigest()


_more_folders: list[Path] = []


def add_folder(folder: Path) -> None:
    """Read definitions from one more place, besides the rooms' own."""
    if folder not in _more_folders:
        _more_folders.append(folder)
    definition.cache_clear()
    _paths.cache_clear()


def definitions() -> dict[str, FormDefinition]:
    """Every form as it is now, with the council's own layer. Raises BadDefinition."""
    return {code: definition(code) for code in _paths()}


@cache
def definition(code: str) -> FormDefinition:
    """One form as it is now. Raises UnknownForm, BadDefinition."""
    if code not in _paths():
        raise UnknownForm(code)
    return read(_paths()[code])


@cache
def _paths() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in _files():
        if path.stem in found:
            raise BadDefinition(f"{path}: {found[path.stem]} is already a form of this code.")
        found[path.stem] = path
    for path in _local_files():
        if path.stem not in found:
            found[path.stem] = _own_form(path)
    return found


def _own_form(path: Path) -> Path:
    """A council's form of its own, which no form of ours can ever be called."""
    if path.stem.startswith(LOCAL):
        return path
    raise BadDefinition(
        f"{path}, line 1: we have no form {path.stem} to lay this over. Correct the name of the file; a"
        f" form of your own is called {LOCAL}{path.stem}.yaml."
    )


def read(path: Path) -> FormDefinition:
    """One definition with the council's layer over it. Raises BadDefinition."""
    data = _yaml(path)
    if not isinstance(data, dict) or data.get("code") != path.stem:
        at = places.where(path, ["code"])
        raise BadDefinition(f"{at}: the code must be {path.stem}, as the file is called.")
    local = _local_file(path.stem)
    if local is None or local == path:
        return parse(data, path)
    return parse(_overlaid(parse(data, path), data, local), local, layer=_yaml(local) or {})


def parse(data: dict, path: Path, layer: dict | None = None) -> FormDefinition:
    """`layer` is what the file itself says, where it lies over another."""
    strange = list(_strange_keys(data))
    if strange:
        raise BadDefinition(f"{path}: not known: {', '.join(strange)}.")
    try:
        return FormDefinition.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"] if layer is None else _place_in_layer(first["loc"], data, layer)
        raise BadDefinition(f"{places.where(path, place)}: {places.remedy(first)}.") from error


def _place_in_layer(loc: tuple, data: dict, layer: dict) -> list:
    """Where the council's file says what stands at a place of the whole form."""
    if len(loc) < 4:
        return list(loc[:1])
    section = data["sections"][loc[1]]
    key = section["fields"][loc[3]]["key"]
    added = layer.get("add", {}).get(section["key"], [])
    number = next((n for n, each in enumerate(added) if each.get("key") == key), None)
    if number is None:
        return ["fields", key, *loc[4:]]
    return ["add", section["key"], number, *loc[4:]]


def _files() -> list[Path]:
    rooms = (Path(app.path) for app in apps.get_app_configs() if app.name.startswith("tessera."))
    folders = [*(room / "definitions" for room in rooms), *_more_folders]
    return [file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.yaml"))]


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        words = "this is not YAML. Check colons, quotes and indents here"
        raise BadDefinition(f"{path}, line {line}: {words}.") from error


def _local_files() -> list[Path]:
    local = os.environ.get("TESSERA_LOCAL")
    return sorted(Path(local, "forms").glob("*.yaml")) if local else []


def _local_file(code: str) -> Path | None:
    return next((path for path in _local_files() if path.stem == code), None)


def _strange_keys(data: dict):
    """Keys that no part of a form has: a slip of the pen that would otherwise pass unseen."""
    yield from _unknown(data, FormDefinition, "")
    for section in data.get("sections") or ():
        yield from _unknown(section, Section, f"{section.get('key')}: ")
        for field in section.get("fields") or ():
            yield from _unknown(field, FormField, f"{field.get('key')}: ")
            yield from _unknown(field.get("show_when") or {}, ShowWhen, f"{field.get('key')}: ")
            for column in field.get("columns") or ():
                yield from _unknown(column, FormField, f"{field.get('key')}.{column.get('key')}: ")


def _unknown(data: dict, model: type[BaseModel], place: str):
    known = {info.alias or name for name, info in model.model_fields.items()}
    return (f"{place}{key}" for key in data if key not in known)


CHANGEABLE = {"label", "hint", "missing", "required", "rows", "after"}


def _overlaid(form: FormDefinition, data: dict, path: Path) -> dict:
    """Our form with the council's layer. Raises BadDefinition where it takes what it may not."""
    layer = _yaml(path) or {}
    _fits(layer, form, path)
    data = deepcopy(data)
    if "title" in layer:
        data["title"] = layer["title"]
    fields = layer.get("fields", {})
    for section in data["sections"]:
        section["title"] = layer.get("sections", {}).get(section["key"], section)["title"]
        section["fields"] = [
            _changed(field, fields.get(field["key"], {}), path)
            for field in section["fields"]
            if field["key"] not in layer.get("remove", ())
        ] + layer.get("add", {}).get(section["key"], [])
    return data


def _fits(layer: dict, form: FormDefinition, path: Path) -> None:
    """A layer speaks only of what our form has: a slip of the pen would otherwise pass unseen."""
    for key in layer.keys() - LAYER_KEYS:
        known = ", ".join(sorted(LAYER_KEYS))
        raise BadDefinition(f"{places.where(path, [key])}: not known. A layer may say {known}.")
    for key in layer.get("remove", ()):
        if key not in form or form.field(key).statutory:
            raise BadDefinition(
                f"{places.where(path, ['remove'])}: {key} is not there, or is statutory, and cannot be"
                " removed."
            )
    for part, has in (
        ("fields", {field.key for field in form.fields}),
        ("sections", {section.key for section in form.sections}),
        ("add", {section.key for section in form.sections}),
    ):
        for key in (layer.get(part) or {}).keys() - has:
            at = places.where(path, [part, key])
            raise BadDefinition(f"{at}: our form has {', '.join(sorted(has))}, and not this.")


def _changed(field: dict, change: dict, path: Path) -> dict:
    strange = sorted(set(change) - CHANGEABLE)
    if strange:
        at = places.where(path, ["fields", field["key"], strange[0]])
        raise BadDefinition(f"{at}: only {', '.join(sorted(CHANGEABLE))} may be changed.")
    if field.get("required") and change.get("required") is False and field.get("statutory"):
        at = places.where(path, ["fields", field["key"], "required"])
        raise BadDefinition(f"{at}: {field['key']} is statutory and stays required.")
    return {**field, **change}
