"""Every earlier version of what the record says of a person: what it said, until when, and why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from tessera.foundations import codesets
from tessera.foundations.access.classes import field_class
from tessera.foundations.access.models import Team, User
from tessera.foundations.calendar import date_words
from tessera.foundations.records.models import Version
from tessera.people.models import (
    Address,
    ContactPoint,
    Disability,
    Identifier,
    Involvement,
    Name,
    Organisation,
    Person,
    Relationship,
    Residence,
    Sex,
    Warning,
)
from tessera.people.queries.particulars import place

WITHHELD = "withheld: protected"
MOST = 200
TITLES = {
    Person: "Particulars",
    Name: "Name",
    Identifier: "Number",
    Residence: "Address",
    ContactPoint: "Way to reach",
    Disability: "Disability",
    Relationship: "Family",
    Involvement: "Working with",
    Warning: "Warning",
}
SILENT = {
    "id", "public_id", "person_id", "relative_id", "name_key", "recorded_at", "recorded_by_id",
    "recorded_why", "step_ref",
}  # fmt: skip
CODES = {
    (Person, "ethnicity"): "ethnicity",
    (Person, "religion"): "religion",
    (Person, "first_language"): "language",
    (Name, "kind"): "person.name_kind",
    (Identifier, "kind"): "person.identifier_kind",
    (Residence, "kind"): "address.kind",
    (ContactPoint, "kind"): "person.contact_kind",
    (Disability, "code"): "cin.disability",
    (Relationship, "kind"): "relationship.kind",
    (Involvement, "role"): "involvement.role",
    (Warning, "kind"): "warning.kind",
}
NAMED = {"worker_id": User, "team_id": Team, "organisation_id": Organisation, "address_id": Address}


@dataclass(frozen=True)
class Change:
    """One fact as it was, and as it became."""

    title: str
    at: datetime
    by: str
    why: str
    fields: tuple[tuple[str, str, str], ...]  # what, from, to


def history_of(person, *, actor, withheld):
    """Newest first. `withheld` hides the values of protected whereabouts, not that they changed."""
    rows = {model: _rows(model, person, actor) for model in TITLES}
    asked = Q()
    for model, current in rows.items():
        asked |= Q(table_name=model._meta.db_table, row_id__in=list(current))
    versions = list(Version.objects.filter(asked).order_by("-replaced_at", "-pk")[:MOST])
    changes = _changes(versions, rows)
    names = _names(versions, changes)
    shown = []
    for version, model, became in changes:
        fields = tuple(_fields(model, version.row, became, names, withheld))
        by = names[User].get(version.replaced_by_id, "The system")
        why = str(became.get("recorded_why") or "")
        if fields:
            shown.append(Change(TITLES[model], version.replaced_at, by, why, fields))
    return shown


def _rows(model, person, actor):
    key = "pk" if model is Person else "person"
    rows = model.objects.filter(**{key: person.pk})
    if model is Relationship:
        rows = rows.filter(relative__in=Person.objects.known_to(actor))
    return {row["id"]: row for row in rows.order_by("pk").values()}


def _changes(versions, rows):
    """(version, its model, the row that replaced it), newest first."""
    models = {model._meta.db_table: model for model in TITLES}
    newest: dict = {}
    found = []
    for version in versions:
        key = (version.table_name, version.row_id)
        model = models[version.table_name]
        found.append((version, model, newest.get(key) or rows[model][version.row_id]))
        newest[key] = version.row
    return found


def _names(versions, changes):
    """The words for every worker, team, organisation and place that a change names."""
    wanted = {model: set() for model in NAMED.values()}
    wanted[User].update(version.replaced_by_id for version in versions)
    for version, _, became in changes:
        for field, model in NAMED.items():
            wanted[model].update({version.row.get(field), became.get(field)})
    return {
        model: {row.pk: _name(row) for row in model.objects.filter(pk__in=ids - {None})}
        for model, ids in wanted.items()
    }


def _name(row):
    return place(row) if isinstance(row, Address) else row.name


def _fields(model, before, after, names, withheld):
    for field, was in before.items():
        became = after.get(field)
        if field in SILENT or _plain(was) == _plain(became):
            continue
        name = field.removesuffix("_id")
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        if withheld and field_class(model, name) == "whereabouts":
            yield (label, WITHHELD, WITHHELD)
        else:
            yield (label, *(_words(model, field, value, names) for value in (was, became)))


LABELS = {
    "born_on": "Date of birth",
    "expected_on": "Expected date of birth",
    "died_on": "Date of death",
    "started_on": "From",
    "ended_on": "Until",
    "given": "First name",
    "family": "Surname",
    "value": "Number",
    "code": "Disability",
    "whom": "Who it is about",
}


def _plain(value):
    return "" if value is None else str(value)


def _words(model, field, value, names):
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in NAMED:
        return names[NAMED[field]].get(value, "nothing")
    if (model, field) in CODES:
        return codesets.label(CODES[model, field], value)
    if (model, field) == (Person, "sex"):
        return Sex(value).label
    if field.endswith("_on"):
        return date_words(date.fromisoformat(str(value)))
    return str(value)
