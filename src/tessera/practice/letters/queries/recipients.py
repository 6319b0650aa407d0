"""Who a letter about a child may be for: the child, the family, and agencies at work with them."""

from dataclasses import dataclass
from typing import Any

from tessera.foundations import codesets
from tessera.foundations.audit.context import note_shown
from tessera.people.models import Involvement
from tessera.people.queries import email_of, family_of, wider_family_of, working_with
from tessera.people.queries.disclosure import (
    CARES,
    cared_for_by,
    lines_for_post,
    restricted_among,
    safe_emails,
)
from tessera.people.rules import Recipient, age_words
from tessera.practice.letters.models import Letter


@dataclass(frozen=True)
class Addressee:
    """One possible recipient, with what the record has to reach them by.

    `told_of` are those of the children whom a letter to them may be about. The place of a protected person
    is on no paper: then there are no lines, and `is_protected` says why.
    """

    key: str
    name: str
    role: str
    kind: str  # child, family or agency
    known_as: Recipient
    told_of: frozenset[int] = frozenset()
    lines: tuple[str, ...] = ()
    email: str = ""
    is_protected: bool = False
    person: Any = None
    involvement: Any = None
    agency: str = ""


def addressees(child, on, *, actor, hidden, others=(), family=None):
    """Everyone whom a letter about this child may be for, those nearest first.

    `others` are brothers and sisters whom it may be about too: who is told of them is then known.
    """
    children = [child, *others]
    relatives = family_of(child, on, actor=actor, family=family)
    wider = wider_family_of(child, on, actor=actor, relatives=relatives)
    nearest = [
        each
        for each in relatives
        if each.kind in CARES or each.is_main_carer or each.has_parental_responsibility
    ]
    called = {}
    for each in (*nearest, *wider):
        called.setdefault(each.person, each.word[:1].upper() + each.word[1:])
    related = {child.pk: {each.person.pk for each in wider}}
    for other in others if wider else ():
        related[other.pk] = {e.person.pk for e in wider_family_of(other, on, actor=actor)}
    age = age_words(child.born_on, on, expected_on=child.expected_on)
    people = [(child, f"The child, {age}"), *called.items()]
    if child.is_unborn:
        people = people[1:]
    ways = _ways([person for person, _ in people], children, on, actor, hidden, related)
    agencies = [row for row in working_with(child, on) if _is_agency(row)]
    told = _works_with(agencies, others, on)
    return [
        *(_of_person(person, role, child, ways) for person, role in people),
        *(_of_agency(row, told[row.pk] | {child.pk}) for row in agencies),
    ]


def addressee(child, key, on, *, actor, hidden, others=()):
    """The recipient of this key, or None when they are no longer around the child."""
    found = addressees(child, on, actor=actor, hidden=hidden, others=others)
    return next((each for each in found if each.key == key), None)


def key_of(letter):
    if letter.to_person_id:
        return f"p{letter.to_person.public_id}"
    return f"i{letter.to_involvement.public_id}"


def addressed_to(letter):
    """The name of whom it is for, as it was chosen: on a page, who is named has been looked at."""
    if letter.to_person is not None:
        note_shown(letter.to_person.public_id)
        return letter.to_person.name
    row = letter.to_involvement
    return row.professional_name or (row.organisation.name if row.organisation else "an agency")


def ways_to(to):
    """How a letter may go to them: what the record has an address for, or by hand."""
    return [
        *([Letter.How.POST] if to.lines else []),
        *([Letter.How.EMAIL] if to.email else []),
        Letter.How.HAND,
    ]


@dataclass(frozen=True)
class _Ways:
    cares: dict
    restricted: set
    lines: dict
    emails: dict
    protected: set
    related: dict


def _ways(people, children, on, actor, hidden, related):
    ids = [person.pk for person in people]
    lines, protected = lines_for_post(ids, on, actor=actor, without=hidden.places)
    return _Ways(
        cares=cared_for_by(ids, [child.pk for child in children], on),
        restricted=restricted_among(ids, on),
        lines=lines,
        emails=safe_emails(ids, on, actor=actor, without=hidden.places),
        protected=protected,
        related=related,
    )


def _works_with(agencies, children, on):
    """agency's involvement -> those of these children with whom the same agency, or person of it, works."""
    rows = Involvement.objects.in_force_on(on).filter(person__in=[child.pk for child in children])
    others = [(row.person_id, _who(row)) for row in rows if _is_agency(row)]
    return {each.pk: {pk for pk, who in others if who == _who(each)} for each in agencies}


def _who(row):
    return row.organisation_id, row.professional_name if not row.organisation_id else ""


def _of_person(person, role, child, ways):
    cares_for = frozenset(ways.cares.get(person.pk, ()))
    related = {pk for pk, people in ways.related.items() if person.pk in people} - cares_for
    is_protected = person.pk in ways.protected
    return Addressee(
        key=f"p{person.public_id}",
        name=person.name,
        role=role,
        kind="child" if person.pk == child.pk else "family",
        known_as=Recipient(
            name=person.name,
            is_family=True,
            is_known_person=True,
            cares_for=cares_for,
            related_to=frozenset(related),
            is_restricted=person.pk in ways.restricted and person.pk != child.pk,
            has_died=person.died_on is not None,
        ),
        told_of=cares_for | related,
        lines=ways.lines.get(person.pk, ()),
        email="" if is_protected else ways.emails.get(person.pk, ""),
        is_protected=is_protected,
        person=person,
    )


def _is_agency(row):
    return row.worker_id is None and bool(row.professional_name or row.organisation_id)


def _of_agency(row, told_of):
    organisation = row.organisation.name if row.organisation else ""
    name = row.professional_name or organisation
    role = codesets.label("involvement.role", row.role)
    return Addressee(
        key=f"i{row.public_id}",
        name=name,
        role=f"{role}, {organisation}" if row.professional_name and organisation else role,
        kind="agency",
        known_as=Recipient(name=name, is_family=False),
        told_of=frozenset(told_of),
        email=email_of(row),
        involvement=row,
        agency=organisation if row.professional_name else "",
    )
