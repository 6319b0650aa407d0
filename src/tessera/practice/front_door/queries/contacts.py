"""Contacts of people: what came before, and what one contact says of itself in words."""

from functools import cache, lru_cache

from django.db.models import Case, CharField, Count, Exists, OuterRef, Prefetch, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from tessera.engine.workflow.models import Subject
from tessera.foundations import codesets
from tessera.foundations.audit.context import note_shown
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.prepared import CHILD, ROWS, Prepared, ask_together
from tessera.people.models import Involvement
from tessera.people.models.reach import anyone, asker
from tessera.practice.front_door.models import Contact, ContactChild, Referral
from tessera.practice.front_door.models.referral import HOLD_THE_CASE
from tessera.practice.front_door.permissions import VIEW_CONTACT
from tessera.practice.front_door.rules import contact as rules
from tessera.ui.formatting import list_words, lower_first

ENQUIRING = ("child_protection.strategy_discussion", "child_protection.section47")
"""Work of a later room, named by its code: while it is open, the danger that it came of may be there."""


def with_people(contacts):
    """Contacts with the children and grown-ups of each, read at once."""
    parts = ContactChild.objects.select_related("person").order_by("part", "pk")
    return contacts.select_related(
        "decided_by", "authorised_by", "team", "decision_step__worker"
    ).prefetch_related(Prefetch("children", parts))


def children_of(contact):
    """The parts that are children; uses what `with_people` has read."""
    return [part for part in contact.children.all() if part.part == ContactChild.Part.CHILD]


def adults_of(contact):
    return [part for part in contact.children.all() if part.part == ContactChild.Part.ADULT]


def family_words(contact):
    """What a card calls a contact: the child, or the family when there are several.

    Who is named so has been looked at: on a page, it goes into the log of looks.
    """
    children = noted(children_of(contact))
    if len(children) == 1:
        return _name(children[0])
    surnames = {_family(child) for child in children} - {""}
    if len(surnames) == 1:
        return f"{surnames.pop()} family"
    if surnames:
        return f"{' and '.join(sorted(surnames))} families"
    return f"{len(children)} children, names not known"


def names_as_told(contact):
    """The children of a contact in the words of who told us; each has been looked at, as above."""
    return list_words([part.name_as_told for part in noted(children_of(contact))])


def noted(parts):
    """The same parts of a contact; whom they are matched to goes into the log of looks."""
    for part in parts:
        if part.person is not None:
            note_shown(part.person.public_id)
    return parts


def worry_words(contact):
    """ "Worry about neglect and physical harm": a first word on why agencies are asked."""
    about = [lower_first(codesets.label("contact.concern", code)) for code in contact.concerns]
    return f"Worry about {list_words(about)}" if about else ""


def _name(part):
    return part.person.name if part.person else part.name_as_told


def _family(part):
    return part.person.family_name if part.person else part.family_as_told


def earlier_contacts(people, *, actor, before=None, besides=None, limit=10):
    """Other contacts about any of these people that the worker may read, newest first."""
    people = [person for person in people if person is not None]
    if not people:
        return []
    found = Contact.objects.visible_to(actor, VIEW_CONTACT).filter(children__person__in=people)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    if before is not None:
        found = found.filter(received_at__lt=before)
    return list(with_people(found.distinct()).order_by("-received_at", "-pk")[:limit])


def contact_of(parts):
    """The contact of these parts, which are all of it and were read with it."""
    contact = parts[0].contact
    contact.enquiry_goes_on = getattr(parts[0], "enquiry_goes_on", False)
    _keep(contact, parts)
    return contact


def _keep(contact, parts):
    """What `contact.children.all()` gives from now on, as if it had been prefetched."""
    kept = ContactChild.objects.all()
    kept._result_cache = list(parts)
    contact.__dict__.setdefault("_prefetched_objects_cache", {})["children"] = kept


def now_at_the_door(child, *, with_contacts, with_case, actor):
    """The latest open contacts about a child that the worker may read, and the open case: one query.

    With them come those of a danger whose strategy discussion or enquiry is still open: each says so in
    `is_danger_now`.
    """
    asked = []
    if with_contacts and actor.scope_of(VIEW_CONTACT) is not None:
        about = {"child": child.pk, **asker(actor)}
        asked.append((_open_parts(actor.today, actor.scope_of(VIEW_CONTACT)), about))
    if with_case:
        asked.append((_open_case(), {"child": child.pk}))
    answers = ask_together(asked)
    case = next(iter(answers.pop()), None) if with_case else None
    return _contacts(answers.pop() if answers else []), case


def open_contacts(ids):
    """id -> those of these contacts that are not finished, with their people: one query."""
    return {contact.pk: contact for contact in _contacts(_parts_of().ask(rows=ids))}


def _contacts(parts):
    by_contact = {}
    for part in parts:
        by_contact.setdefault(part.contact_id, []).append(part)
    return [contact_of(of_it) for of_it in by_contact.values()]


def is_danger_now(contact):
    """A danger of which nobody has decided yet, or about which those who decide still talk or enquire."""
    goes_on = contact.is_undecided or getattr(contact, "enquiry_goes_on", False)
    return bool(contact.immediate_risk) and goes_on


@cache
def _open_case() -> Prepared:
    cases = Referral.objects.open().filter(child=CHILD)
    return Prepared(cases.select_related("team").order_by("pk"))


@lru_cache(maxsize=8)
def _open_parts(today, scope) -> Prepared:
    """Every part of the contacts, newest contact first."""
    open_ones = ~Q(stage=Contact.Stage.FINISHED)
    danger = Q(immediate_risk=True)
    found = Contact.objects.filter(open_ones | (danger & _enquiry_goes_on("public_id")))
    found = found.filter(children__person=CHILD).distinct()
    first = Case(When(danger, then=0), default=1)
    seen = found.in_scope(anyone(today), scope).order_by(first, "-received_at", "-pk")
    parts = ContactChild.objects.filter(contact__in=seen.values("pk")[:5])
    parts = parts.annotate(enquiry_goes_on=_enquiry_goes_on("contact__public_id"))
    return Prepared(parts.select_related("person", *_WITH_A_CONTACT).order_by(*_NEWEST_FIRST))


def _enquiry_goes_on(contact):
    """Whether a strategy discussion or section 47 enquiry about the child that came of it is open work."""
    steps = Subject.objects.filter(
        person=CHILD, step__work_item__isnull=False, step__code__in=ENQUIRING
    )
    told = steps.annotate(told=KeyTextTransform("contact", "step__about"))
    return Exists(told.filter(told=Cast(OuterRef(contact), CharField())))


@cache
def _parts_of() -> Prepared:
    parts = ContactChild.objects.filter(contact__in=[ROWS])
    parts = parts.exclude(contact__stage=Contact.Stage.FINISHED)
    return Prepared(parts.select_related("person", *_WITH_A_CONTACT).order_by(*_NEWEST_FIRST))


_NEWEST_FIRST = ("-contact__received_at", "-contact", "part", "pk")
_WITH_A_CONTACT = (
    "contact__decided_by",
    "contact__authorised_by",
    "contact__team",
    "contact__decision_step__worker",
)


def referrals_of(people):
    """person_id -> referrals, newest first."""
    by_child = {}
    for referral in Referral.objects.filter(child__in=people).order_by("-received_on", "-pk"):
        by_child.setdefault(referral.child_id, []).append(referral)
    return by_child


def asks_for_service_manager(contact, decided=None):
    """Whether ending this contact with nothing more to do needs a service manager's name as well.

    `decided` is outcome -> parts where it is not stored yet.
    """
    found = contact.decided if decided is None else decided
    ended = [parts for outcome, parts in found.items() if outcome in rules.NO_MORE_TO_DO]
    return bool(repeated(contact, [part for parts in ended for part in parts]))


def repeated(contact, parts):
    """Those of these children about whom this is one contact too many, each with its number."""
    received_on = local(contact.received_at).date()
    rule = rules.repeated_on(received_on)
    people = [part.person_id for part in parts if part.person_id]
    if rule is None or not people:
        return []
    earlier = (
        ContactChild.objects.filter(
            person__in=people,
            part=ContactChild.Part.CHILD,
            contact__received_at__lte=contact.received_at,
            contact__received_at__date__gt=rule.since(received_on),
        )
        .exclude(contact=contact)
        .values_list("person_id", "contact__received_at")
    )
    days = {}
    for person_id, received_at in earlier:
        days.setdefault(person_id, []).append(local(received_at).date())
    return [
        (part, rules.number_in_period(days[part.person_id], received_on))
        for part in parts
        if part.person_id in days and rules.is_repeated(days[part.person_id], received_on)
    ]


def holder_of(child, on):
    """Whoever holds the case on a day, a social worker or a lead practitioner: their involvement, or None."""
    rows = Involvement.objects.in_force_on(on).filter(
        person=child, role__in=HOLD_THE_CASE, worker__isnull=False
    )
    return rows.select_related("worker", "team").order_by("-started_on", "-pk").first()


def caseloads(worker_ids, on):
    """worker_id -> how many children they hold."""
    held = (
        Involvement.objects.in_force_on(on)
        .filter(worker__in=worker_ids, role__in=HOLD_THE_CASE)
        .values("worker")
        .annotate(children=Count("person", distinct=True))
    )
    return {row["worker"]: row["children"] for row in held}
