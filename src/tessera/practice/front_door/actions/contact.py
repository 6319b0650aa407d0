"""A contact is recorded: what was told, by whom, of which children."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import Team
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Organisation, Person
from tessera.people.rules import NotValid, clean_postcode, is_contact_point, place_of_learning
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.models import Contact, ContactChild
from tessera.practice.front_door.rules.family import sex_as_told

CONTACT_LINE = "front_door.contact"
DECISION = "front_door.decision"
TEAM = "front_door"
"""Code of the team that holds what nobody holds yet."""


class NoChild(Exception):
    """A contact tells of at least one child, named or not."""


class AlreadyInContact(Exception):
    """This person stands in the contact already."""


class AlreadyMatched(Exception):
    """This part of the contact has been matched meanwhile."""


class AlreadyDecided(Exception):
    """The contact has been decided on meanwhile."""


@dataclass(frozen=True)
class Referrer:
    """The one who told us, as they said."""

    name: str = ""
    role: str = ""
    agency: str = ""
    organisation: Organisation | None = None
    telephone: str = ""
    email: str = ""
    may_be_named: bool | None = None


@dataclass(frozen=True)
class ContactDetails:
    """All that a contact says, but for the people it tells of."""

    received_at: datetime
    channel: str
    source: str
    referrer: Referrer = Referrer()
    acknowledged_at: datetime | None = None
    family_knows: bool | None = None
    consent: str = ""
    consent_note: str = ""
    concerns: tuple[str, ...] = field(default=())
    account: str = ""
    childs_words: str = ""
    immediate_risk: bool | None = None
    immediate_risk_why: str = ""


@dataclass(frozen=True)
class PartAsTold:
    """A child or grown-up as told; `person` when we know who it is, `is_new` when nobody does."""

    part: str = "child"
    person: Person | None = None
    given: str = ""
    family: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    sex: str = ""
    address: str = ""
    postcode: str = ""
    school: str = ""
    relation: str = ""
    telephone: str = ""
    childs_words: str = ""
    is_new: bool = False


@action
def record_contact(*, details, parts, rag="", worker=None, step=None, reference=None, by):
    """Record that someone told us of a worry. Its decision is asked for in the same transaction.

    Raises NoChild and AlreadyInContact.
    """
    if not any(part.part == ContactChild.Part.CHILD for part in parts):
        raise NoChild
    contact = Contact.objects.create(
        **_columns(details),
        **({"reference": reference} if reference else {}),
        step_ref=step.public_id if step else None,
    )
    rows = [(part, _add_part(contact, part, details.received_at, by)) for part in parts]
    people_told_of = [part.person for part in parts if part.person]
    contact.decision_step = workflow.start_step(
        code=DECISION,
        subjects=[p.person for p in parts if p.person and p.part == ContactChild.Part.CHILD],
        worker=worker,
        team=Team.objects.filter(code=TEAM).first(),
        about={"contact": str(contact.public_id)},
        follows=step,
        at=details.received_at,
        by=by,
    )
    contact.save(update_fields=["decision_step"])
    for part, row in rows:
        if part.is_new and not part.person:
            add_as_person(part=row, at=details.received_at, by=by)
    clocks.start_for_contact(contact=contact, by=by)
    if rag:
        clocks.start_for_urgency(contact=contact, rag=rag, at=details.received_at, by=by)
    audit.record(
        "front_door.contact_recorded",
        people=people_told_of,
        by=by,
        contact=str(contact.public_id),
        channel=details.channel,
    )
    return contact


@action
def match_part(*, part, person, at, by):
    """Say who a child or grown-up of the contact is. Raises AlreadyMatched and AlreadyInContact."""
    part = ContactChild.objects.select_for_update().select_related("contact").get(pk=part.pk)
    if part.person_id is not None:
        raise AlreadyMatched
    if part.contact.children.filter(person=person).exists():
        raise AlreadyInContact
    part.person = person
    part.matched_at = at
    part.save(update_fields=["person", "matched_at"])
    _tell_of_person(part, at, by)
    audit.record(
        "front_door.part_matched", person=person, by=by, contact=str(part.contact.public_id)
    )
    return part


@action
def unmatch_part(*, part, reason, at, by):
    """Undo a wrong match: the contact leaves that person's story. Only while it is undecided."""
    part = ContactChild.objects.select_for_update().select_related("contact").get(pk=part.pk)
    if not part.contact.is_undecided or part.person is None:
        raise AlreadyDecided
    person, contact = part.person, part.contact
    part.person = None
    part.matched_at = None
    part.save(update_fields=["person", "matched_at"])
    people.remove_line(person=person, kind=CONTACT_LINE, source_id=contact.pk)
    if part.part == ContactChild.Part.CHILD and contact.decision_step:
        workflow.remove_subject(step=contact.decision_step, person=person, at=at, by=by)
    audit.record("front_door.part_unmatched", person=person, by=by, contact=str(contact.public_id))
    return part


@action
def add_as_person(*, part, at, by):
    """Add the child or grown-up as someone new to us, from what was told, and match them."""
    step_ref = part.contact.step_ref
    person = people.add_person(
        given=part.given_as_told,
        family=part.family_as_told,
        born_on=part.born_on_as_told,
        expected_on=None if part.born_on_as_told else part.expected_on_as_told,
        sex=part.sex_as_told or sex_as_told(part.relation_as_told) or "U",
        step_ref=step_ref,
        by=by,
    )
    if part.address_as_told:
        lines, postcode = _home(part)
        people.move_home(person=person, lines=lines, postcode=postcode, step_ref=step_ref, by=by)
    _keep_school_and_telephone(part, person, local(at).date(), by)
    return match_part(part=part, person=person, at=at, by=by)


def _keep_school_and_telephone(part, person, on, by):
    """What was told is asked of nobody again. A number that is none stays with the contact alone."""
    step_ref = part.contact.step_ref
    school, telephone = part.school_as_told, part.telephone_as_told
    if school and not person.is_unborn:
        role = place_of_learning(school, born_on=person.born_on, on=on)
        people.start_involvement(
            person=person,
            role=role,
            professional_name=school,
            started_on=on,
            step_ref=step_ref,
            by=by,
        )
    kind = "mobile" if telephone.replace(" ", "").startswith(("07", "+447")) else "home_phone"
    if is_contact_point(kind, telephone):
        people.add_contact_point(
            person=person, kind=kind, value=telephone, step_ref=step_ref, by=by
        )


@action
def add_part(*, contact, part, at, by):
    """Add a child or grown-up to a contact that was taken and is not decided yet.

    What the one child of it said stays that child's. Raises AlreadyDecided, AlreadyInContact.
    """
    contact = held_undecided(contact)
    if contact.childs_words and part.part == ContactChild.Part.CHILD:
        _give_words_to_the_only_child(contact)
    row = _add_part(contact, part, at, by)
    audit.record("front_door.part_added", by=by, contact=str(contact.public_id), part=part.part)
    return row


def _give_words_to_the_only_child(contact):
    children = list(contact.children.filter(part=ContactChild.Part.CHILD))
    if len(children) == 1 and not children[0].childs_words:
        children[0].childs_words, contact.childs_words = contact.childs_words, ""
        children[0].save(update_fields=["childs_words"])
        contact.save(update_fields=["childs_words"])


def held_undecided(contact):
    """The contact as it is now, held for this transaction. Raises AlreadyDecided."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.stage not in (Contact.Stage.NEW, Contact.Stage.CHECKS, Contact.Stage.DECISION):
        raise AlreadyDecided
    return contact


def _add_part(contact, part, at, by):
    if part.person and contact.children.filter(person=part.person).exists():
        raise AlreadyInContact
    row = ContactChild.objects.create(
        contact=contact,
        part=part.part,
        person=part.person,
        given_as_told=part.given or (part.person.given_name if part.person else ""),
        family_as_told=part.family or (part.person.family_name if part.person else ""),
        born_on_as_told=part.born_on,
        expected_on_as_told=part.expected_on,
        sex_as_told=part.sex,
        address_as_told=part.address,
        postcode_as_told=part.postcode,
        school_as_told=part.school,
        relation_as_told=part.relation,
        telephone_as_told=part.telephone,
        childs_words=part.childs_words if part.part == ContactChild.Part.CHILD else "",
        matched_at=at if part.person else None,
    )
    if part.person:
        _tell_of_person(row, at, by)
    return row


def _tell_of_person(part, at, by):
    """The contact enters the person's story; a child becomes a subject of the decision."""
    contact = part.contact
    people.write_line(
        person=part.person,
        on=local(contact.received_at).date(),
        at=contact.received_at,
        kind=CONTACT_LINE,
        source_id=contact.pk,
        significance=2,
        step_ref=contact.step_ref,
    )
    if part.part == ContactChild.Part.CHILD and contact.decision_step:
        workflow.add_subject(step=contact.decision_step, person=part.person, at=at, by=by)


def _home(part):
    """The address as told; a postcode that is none stays in its lines, so that nothing is lost."""
    try:
        return part.address_as_told, clean_postcode(part.postcode_as_told)
    except NotValid:
        return f"{part.address_as_told}, {part.postcode_as_told}".strip(" ,"), ""


def _columns(details):
    referrer = details.referrer
    return {
        "received_at": details.received_at,
        "channel": details.channel,
        "source": details.source,
        "referrer_name": referrer.name,
        "referrer_role": referrer.role,
        "referrer_agency": referrer.agency,
        "referrer_organisation": referrer.organisation,
        "referrer_telephone": referrer.telephone,
        "referrer_email": referrer.email,
        "referrer_may_be_named": referrer.may_be_named,
        "acknowledged_at": details.acknowledged_at,
        "family_knows": details.family_knows,
        "consent": details.consent,
        "consent_note": details.consent_note,
        "concerns": list(details.concerns),
        "account": details.account,
        "childs_words": details.childs_words,
        "immediate_risk": details.immediate_risk,
        "immediate_risk_why": details.immediate_risk_why,
    }
