"""A person comes into the record, is born, is described, dies."""

from dataclasses import dataclass, field
from datetime import date

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people.actions.chronology import remove_line, write_line, write_lines
from tessera.people.actions.particulars import add_name, unless_taken
from tessera.people.actions.reasons import correct
from tessera.people.actions.search_keys import rebuild_search_keys, save_search_keys, search_key
from tessera.people.models import Identifier, Line, Name, Person
from tessera.people.rules import name_key

BORN = "people.born"
DIED = "people.died"
KEY = Line.Significance.KEY


class NeedsAName(Exception):
    """A person needs at least one name."""


class BornAndExpected(Exception):
    """A child is either born or expected, not both."""


class NotUnborn(Exception):
    """This person is born already."""


class AlreadyDied(Exception):
    """A death has been recorded for this person."""


class DiedBeforeBirth(Exception):
    """A death cannot come before the birth."""


@dataclass(frozen=True)
class NewPerson:
    """Someone to be added. `particulars` are further fields; `identifiers` are (kind, value)."""

    given: str = ""
    family: str = ""
    middle: str = ""
    known_as: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    particulars: dict = field(default_factory=dict)
    identifiers: tuple[tuple[str, str], ...] = ()
    step_ref: object = None


@action
def add_person(
    *,
    given="",
    family="",
    middle="",
    known_as="",
    born_on=None,
    expected_on=None,
    identifiers=(),
    step_ref=None,
    by,
    **particulars,
):
    """Add someone to the record. Raises NeedsAName, BornAndExpected or IdentifierTaken.

    `particulars` may be sex, gender, ethnicity, religion, first_language, needs_interpreter,
    communication_needs, born_on_is_estimated, upn_unknown.
    """
    newcomer = NewPerson(
        given.strip(), family.strip(), middle.strip(), known_as.strip(), born_on, expected_on,
        particulars, tuple(identifiers), step_ref,
    )  # fmt: skip
    return add_people(newcomers=[newcomer], by=by)[0]


@action
def add_people(*, newcomers, by):
    """Add many at once, each as `add_person` would; few queries, however many they are.

    Raises IdentifierTaken.
    """
    people = Person.objects.bulk_create([_person(each) for each in newcomers], batch_size=2000)
    pairs = list(zip(people, newcomers, strict=True))
    Name.objects.bulk_create([n for pair in pairs for n in _names(*pair)], batch_size=2000)
    _add_identifiers(pairs)
    save_search_keys(
        [
            search_key(
                person,
                names=[" ".join(filter(None, (each.given, each.middle, each.family)))],
                identifiers=each.identifiers,
            )
            for person, each in pairs
        ]
    )
    write_lines(lines=[_born_line(person) for person in people if person.born_on])
    audit.record("people.person_added", people=people, by=by)
    return people


def _add_identifiers(pairs):
    numbers = [
        Identifier(person=person, kind=kind, value=value, step_ref=each.step_ref)
        for person, each in pairs
        for kind, value in each.identifiers
    ]
    with unless_taken():
        Identifier.objects.bulk_create(numbers, batch_size=2000)


@action
def record_birth(*, child, born_on, given="", family="", middle="", sex="", by):
    """The unborn child is born: the same record goes on. Raises NotUnborn."""
    if not child.is_unborn:
        raise NotUnborn
    child.born_on, child.expected_on = born_on, None
    child.sex = sex or child.sex
    child.save(update_fields=["born_on", "expected_on", "sex"])
    if given or family:
        add_name(
            person=child,
            kind="legal",
            given=given or child.given_name,
            family=family or child.family_name,
            middle=middle,
            started_on=born_on,
            by=by,
        )
    rebuild_search_keys(person_ids=[child.pk])
    write_line(person=child, on=born_on, kind=BORN, source_id=child.pk, significance=KEY)
    audit.record("people.birth_recorded", person=child, by=by)
    return child


@action
def record_death(*, person, died_on, by):
    """Someone has died. Ends nothing by itself: the worker of an open case is asked to say what ends.

    Raises AlreadyDied or DiedBeforeBirth.
    """
    if person.died_on is not None:
        raise AlreadyDied
    if person.born_on and died_on < person.born_on:
        raise DiedBeforeBirth
    person.died_on = died_on
    person.save(update_fields=["died_on"])
    write_line(person=person, on=died_on, kind=DIED, source_id=person.pk, significance=KEY)
    audit.record("people.death_recorded", person=person, by=by)
    return person


@action
def record_particulars(*, person, by, **particulars):
    """Record what has been learnt of someone: ethnicity, language, religion, needs."""
    for name, value in particulars.items():
        if name not in PARTICULARS:
            raise TypeError(f"Not a particular: {name}")
        setattr(person, name, value)
    person.save(update_fields=sorted(particulars))
    audit.record("people.particulars_recorded", person=person, fields=sorted(particulars), by=by)
    return person


@action
def correct_person(*, person, reason, by, **changes):
    """Put right what was recorded wrongly, dates of birth and death too.

    Raises NoReason, BornAndExpected or DiedBeforeBirth.
    """
    if not changes.keys() <= PARTICULARS | DATES:
        raise TypeError(f"Not a particular: {sorted(changes.keys() - PARTICULARS - DATES)}")
    born_on = changes.get("born_on", person.born_on)
    died_on = changes.get("died_on", person.died_on)
    if born_on and changes.get("expected_on", person.expected_on):
        raise BornAndExpected
    if born_on and died_on and died_on < born_on:
        raise DiedBeforeBirth
    correct(person, changes, reason)
    rebuild_search_keys(person_ids=[person.pk])
    _keep_line(person, BORN, person.born_on)
    _keep_line(person, DIED, person.died_on)
    audit.record("people.person_corrected", person=person, fields=sorted(changes), by=by)
    return person


PARTICULARS = frozenset(
    {
        "sex",
        "gender",
        "ethnicity",
        "religion",
        "first_language",
        "needs_interpreter",
        "communication_needs",
        "upn_unknown",
        "disability_recorded_on",
    }
)
DATES = frozenset({"born_on", "born_on_is_estimated", "expected_on", "died_on"})


def _person(newcomer):
    name = " ".join(filter(None, (newcomer.given, newcomer.family)))
    if not name:
        raise NeedsAName
    if newcomer.born_on and newcomer.expected_on:
        raise BornAndExpected
    return Person(
        name=name,
        known_as=newcomer.known_as,
        given_name=newcomer.given,
        family_name=newcomer.family,
        name_key=name_key(name)[:250],
        born_on=newcomer.born_on,
        expected_on=newcomer.expected_on,
        step_ref=newcomer.step_ref,
        **newcomer.particulars,
    )


def _names(person, newcomer):
    yield Name(
        person=person,
        kind="legal",
        given=newcomer.given,
        middle=newcomer.middle,
        family=newcomer.family,
        started_on=newcomer.born_on,
        step_ref=newcomer.step_ref,
    )
    if newcomer.known_as:
        yield Name(
            person=person, kind="preferred", given=newcomer.known_as, step_ref=newcomer.step_ref
        )


def _born_line(person):
    return Line(person=person, on=person.born_on, kind=BORN, source_id=person.pk, significance=KEY)


def _keep_line(person, kind, on):
    if on is None:
        remove_line(person=person, kind=kind, source_id=person.pk)
    else:
        write_line(person=person, on=on, kind=kind, source_id=person.pk, significance=KEY)
