"""What was folded is saved: by bulk writes, with chronology and audit, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Model

from tessera.data_migration.cin_census.clocks import keep_clocks
from tessera.data_migration.cin_census.models import LoadedFile
from tessera.data_migration.cin_census.record import Held, HeldChild, by_table
from tessera.foundations.audit import actions as audit
from tessera.foundations.records import bulk
from tessera.foundations.records.actions import acting
from tessera.people import actions as people
from tessera.people.actions.loading import LineRow, load_lines, load_people
from tessera.people.actions.persons import BORN, DIED
from tessera.people.models import Disability, Identifier, Line, Person
from tessera.practice.assessments import actions as assessments
from tessera.practice.assessments.models import Assessment, Factor
from tessera.practice.child_protection.actions import conferences, enquiries, plans
from tessera.practice.child_protection.models import (
    Conference,
    Plan,
    PlanCategory,
    Section47Enquiry,
)
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.actions import referral as referrals
from tessera.practice.front_door.models import Referral
from tessera.practice.proceedings import actions as proceedings
from tessera.practice.proceedings.models import PreProceedings

GIVEN_NAME = "Child"
KEY, SIGNIFICANT = Line.Significance.KEY, Line.Significance.SIGNIFICANT

# What must end is saved before what may begin: a plan cannot begin while another is open.
TABLES: tuple[tuple[str, type[Model], str], ...] = (
    ("identifiers", Identifier, "numbers"),
    ("disabilities", Disability, "disabilities"),
    ("referrals", Referral, "referrals"),
    ("assessments", Assessment, "assessments"),
    ("factors", Factor, "factors"),
    ("enquiries", Section47Enquiry, "section 47 enquiries"),
    ("protection plans", Plan, "child protection plans"),
    ("child in need plans", ChildInNeedPlan, "child in need plans"),
    ("categories", PlanCategory, "categories of plans"),
    ("conferences", Conference, "conferences"),
    ("pre-proceedings", PreProceedings, "pre-proceedings"),
)

# What has to wait for those above to have their numbers.
LATER = {"categories", "conferences", "pre-proceedings"}

LINES: tuple[tuple[str, str, str], ...] = (
    ("referrals", referrals.REFERRAL_LINE, "received_on"),
    ("referrals", referrals.CLOSED_LINE, "closed_on"),
    ("enquiries", enquiries.ENQUIRY, "started_on"),
    ("enquiries", enquiries.ENQUIRY_ENDED, "ended_on"),
    ("conferences", conferences.CONFERENCE, "held_on"),
    ("protection plans", plans.PLAN, "started_on"),
    ("protection plans", plans.PLAN_ENDED, "ended_on"),
    ("child in need plans", children_in_need.PLAN, "started_on"),
    ("child in need plans", children_in_need.PLAN_ENDED, "ended_on"),
    ("pre-proceedings", proceedings.LINE, "started_on"),
)


def save_loaded(*, record: dict[str, HeldChild], files: Sequence[Any], by) -> dict[str, int]:
    """Save every child in hand and note the files. Gives how much is new and changed, by kind."""
    why = "Loaded from the CIN census of " + ", ".join(
        sorted({str(file.year.number) for file in files})
    )
    with acting(by, why):
        changes = _save(record, by)
        last_day = max(file.year.ends_on for file in files)
        keep_clocks(record.values(), on=last_day)
        loaded = [
            LoadedFile(
                digest=file.digest,
                name=file.report.file[:255],
                year=file.year.number,
                rows_taken=file.report.rows - file.report.rows_refused,
                rows_refused=file.report.rows_refused,
                loaded_by=by,
            )
            for file in {file.digest: file for file in files}.values()
        ]
        LoadedFile.objects.bulk_create(
            loaded,
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["rows_taken", "rows_refused"],
        )
    return changes


def _save(record: dict[str, HeldChild], by) -> dict[str, int]:
    fresh = {id(child) for child in record.values() if child.is_new}
    changes = {"children added": len(fresh)}
    touched = _touched(record.values())
    tables = by_table(record.values())
    lines = _lines(tables)
    _add_people(record, by)
    _change_people([child for child in record.values() if id(child) not in fresh])
    Factor.objects.filter(pk__in=[held.row.pk for held in tables["factors gone"]]).delete()
    new = {name: [held for held in tables[name] if held.is_new] for name, _, _ in TABLES}
    changed = {
        name: [h for h in tables[name] if h.changed and not h.is_new] for name, _, _ in TABLES
    }
    for name, model, _ in TABLES:
        if name not in LATER:
            _update(model, changed[name])
    for name, model, words in TABLES:
        if name in LATER:
            _update(model, changed[name])
        rows = new[name] if name != "identifiers" else _of_known(new[name], record, fresh)
        bulk.insert([held.row for held in rows])
        changes[f"{words} changed"] = len(changed[name])
        changes[f"{words} added"] = len(new[name])
    load_lines(rows=(make() for is_new, make in lines if is_new))
    people.write_lines(
        lines=[
            Line(person_id=child, on=on, kind=kind, source_id=source, significance=level)
            for child, on, kind, source, level in (make() for is_new, make in lines if not is_new)
        ]
    )
    known = [child.row for child in touched if id(child) not in fresh]
    people.rebuild_search_keys(person_ids=[person.pk for person in known])
    audit.record("cin_census_loading.children_loaded", people=known, by=by, children=len(record))
    return changes


def _touched(children: Iterable[HeldChild]) -> list[HeldChild]:
    """Those in whom anything is new or changed."""
    return [
        child
        for child in children
        if any(held.is_new or held.changed for rows in by_table([child]).values() for held in rows)
    ]


def _add_people(record: dict[str, HeldChild], by) -> None:
    """The census has no names: a child goes by the number until somebody gives one."""
    fresh = [(child_id, child) for child_id, child in record.items() if child.is_new]
    added = load_people(
        newcomers=[_newcomer(child_id, child) for child_id, child in fresh],
        identifiers=[[held.row for held in child.identifiers] for _, child in fresh],
        by=by,
    )
    for person, (_, child) in zip(added, fresh, strict=True):
        child.row.pk = person.pk
        child.row.public_id = person.public_id
        child.row._state.adding = False


def _newcomer(child_id: str, child: HeldChild) -> people.NewPerson:
    person = child.row
    return people.NewPerson(
        given=GIVEN_NAME,
        family=child_id,
        born_on=person.born_on,
        expected_on=person.expected_on,
        particulars={
            "sex": person.sex,
            "ethnicity": person.ethnicity,
            "upn_unknown": person.upn_unknown,
            "died_on": person.died_on,
        },
    )


def _of_known(rows: list[Held], record: dict[str, HeldChild], fresh: set[int]) -> list[Held]:
    """The numbers of new children were saved with them."""
    saved = {id(h) for child in record.values() if id(child) in fresh for h in child.identifiers}
    return [held for held in rows if id(held) not in saved]


def _change_people(children: list[HeldChild]) -> None:
    _update(Person, [child for child in children if child.changed])


def _update(model: type[Model], helds: list[Any]) -> None:
    fields = sorted({name for held in helds for name in held.changed})
    if fields:
        model._default_manager.bulk_update([h.row for h in helds], fields, batch_size=500)


def _lines(tables: dict[str, list[Held]]) -> list[tuple[bool, Callable[[], LineRow]]]:
    """The chronology of what is new or changed; made when the rows have their numbers.

    Each says whether the row it points to is new, and so has no line yet.
    """
    makers: list[tuple[bool, Callable[[], LineRow]]] = []
    for table, kind, attribute in LINES:
        for held in filter(_is_news, tables[table]):
            if (on := getattr(held.row, attribute)) is not None:
                makers.append((held.is_new, partial(_line, held.row, kind, on, KEY)))
    for held in filter(_is_news, tables["assessments"]):
        row = held.row
        level = KEY if row.authorised_on else SIGNIFICANT
        on = row.authorised_on or row.started_on
        makers.append((held.is_new, partial(_line, row, assessments.LINE, on, level)))
    for held in tables["people"]:
        for kind, name in ((DIED, "died_on"), (BORN, "born_on")):
            if name in held.changed and not held.is_new and getattr(held.row, name):
                on = getattr(held.row, name)
                makers.append((False, partial(_own_line, held.row, kind, on)))
    return makers


def _is_news(held: Held) -> bool:
    return held.is_new or bool(held.changed)


def _line(row: Any, kind: str, on: date, significance: int) -> LineRow:
    return row.child_id, on, kind, row.pk, significance


def _own_line(person: Person, kind: str, on: date) -> LineRow:
    return person.pk, on, kind, person.pk, KEY
