"""The front-door board: open contacts by stage, each with its age and its clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef

from tessera.engine.workflow.models import Timer
from tessera.foundations.calendar.clock import local
from tessera.people.models import Person
from tessera.practice.front_door.models import AgencyCheck, Contact, ContactChild, Referral
from tessera.practice.front_door.permissions import ALLOCATE_REFERRAL, VIEW_BOARD
from tessera.practice.front_door.queries.contacts import with_people
from tessera.practice.front_door.rules import contact as rules

MOST_ON_BOARD = 200
STAGES = (
    (
        "new",
        "To look at",
        "Read, search the record, set the urgency.",
        (Contact.Stage.NEW,),
    ),
    ("checks", "Agency checks", "Waiting for what others know.", (Contact.Stage.CHECKS,)),
    (
        "decision",
        "To decide",
        "All checks in. Decide, say why, and a manager says yes.",
        (Contact.Stage.DECISION, Contact.Stage.AUTHORISATION),
    ),
    (
        "tell_referrer",
        "Tell the referrer",
        "Decided. Ring, then the letter goes.",
        (Contact.Stage.TELL_REFERRER,),
    ),
)
DECISION_RULE = "T001"
CLOCKS = {DECISION_RULE: 1, "T003": 0, "T004": 0, "T005": 0, "T006": 0}
"""Which clock a card shows: its urgency before the one working day of any decision."""


@dataclass(frozen=True)
class Card:
    """One contact on the board. `closed_year` is when its latest case closed, if any did."""

    contact: Contact
    clock: Timer | None
    decision: Timer | None
    is_late: bool
    is_decision_late: bool
    has_open_case: bool
    closed_year: int | None
    waiting: tuple[AgencyCheck, ...]


def visible(actor):
    return Contact.objects.visible_to(actor, VIEW_BOARD)


def board(*, actor, now):
    """Every open contact as a card, by the key of its stage, soonest due first."""
    contacts = with_people(visible(actor).open()).order_by("received_at", "pk")
    cards = sorted(cards_of(contacts[:MOST_ON_BOARD], now=now), key=_order)
    return {
        key: [card for card in cards if card.contact.stage in stages]
        for key, _, _, stages in STAGES
    }


def cards_of(contacts, *, now):
    """Contacts as cards: clocks, earlier cases and checks of all of them in three queries."""
    contacts = list(contacts)
    timers = _timers(contacts)
    waiting = {}
    for check in (
        AgencyCheck.objects.waiting().filter(contact__in=contacts).order_by("due_at", "pk")
    ):
        waiting.setdefault(check.contact_id, []).append(check)
    cases = _cases(contacts)
    return [
        Card(
            contact=contact,
            clock=timers.get(contact.pk, (None, None))[0],
            decision=timers.get(contact.pk, (None, None))[1],
            is_late=is_late(timers.get(contact.pk, (None, None))[0], now),
            is_decision_late=is_late(timers.get(contact.pk, (None, None))[1], now),
            waiting=tuple(waiting.get(contact.pk, ())),
            **_case_words(contact, cases),
        )
        for contact in contacts
    ]


def running_clocks(contacts):
    """contact_id -> the clock that counts now."""
    return {pk: best for pk, (best, _) in _timers(contacts).items()}


def _timers(contacts):
    """contact_id -> (the clock that counts now, the one of the decision itself)."""
    found = {}
    rows = Timer.objects.filter(
        trigger_kind="front_door.contact",
        trigger_id__in=[contact.pk for contact in contacts],
        rule__in=CLOCKS,
        stopped_on=None,
    ).order_by("pk")
    for timer in rows:
        best, decision = found.get(timer.trigger_id, (None, None))
        if best is None or CLOCKS[timer.rule] < CLOCKS[best.rule]:
            best = timer
        found[timer.trigger_id] = (best, timer if timer.rule == DECISION_RULE else decision)
    return found


def is_late(timer, now: datetime) -> bool:
    if timer is None:
        return False
    if timer.managed_due_on is None and timer.statutory_due_at is not None:
        return timer.statutory_due_at < now
    return timer.due_on < local(now).date()


def _order(card):
    due = card.clock.statutory_due_at if card.clock else None
    far = datetime.max.replace(tzinfo=card.contact.received_at.tzinfo)
    if due is None and card.clock:
        due = datetime.combine(card.clock.due_on, datetime.max.time(), far.tzinfo)
    return (due or far, card.contact.pk)


def _cases(contacts):
    people = {
        part.person_id
        for contact in contacts
        for part in contact.children.all()
        if part.person_id and part.part == ContactChild.Part.CHILD
    }
    cases = {}
    for child, closed_on in Referral.objects.filter(child__in=people, is_nfa=False).values_list(
        "child_id", "closed_on"
    ):
        cases.setdefault(child, []).append(closed_on)
    return cases


def _case_words(contact, cases):
    days = [
        day
        for part in contact.children.all()
        if part.part == ContactChild.Part.CHILD
        for day in cases.get(part.person_id, ())
    ]
    closed = [day.year for day in days if day]
    return {
        "has_open_case": any(day is None for day in days),
        "closed_year": max(closed) if closed else None,
    }


def is_mine(contact, actor):
    """Held by the worker, or by someone whom they act for."""
    if contact.stage == Contact.Stage.TELL_REFERRER:
        return contact.decided_by_id in actor.acts_for
    return contact.decision_step is not None and contact.decision_step.worker_id in actor.acts_for


def count_decided(*, actor, on):
    return visible(actor).filter(decided_at__date=on).count()


def decided_on(*, actor, on):
    return list(
        with_people(visible(actor).filter(decided_at__date=on)).order_by("-decided_at", "-pk")[
            :MOST_ON_BOARD
        ]
    )


def checks_waiting(*, actor):
    """Every answer that an undecided contact waits for, soonest due first."""
    return list(
        AgencyCheck.objects.waiting()
        .filter(contact__in=visible(actor).undecided())
        .select_related("contact")
        .prefetch_related("contact__children__person")
        .order_by("due_at", "pk")[:MOST_ON_BOARD]
    )


def daily_list(*, actor, on):
    """Contacts for the multi-agency meeting of a day, in the order of their urgency."""
    found = with_people(visible(actor).filter(for_daily_meeting_on=on)).prefetch_related("checks")
    order = {"red": 0, "amber": 1, "green": 2, "blue": 3, "": 4}
    return sorted(found, key=lambda contact: (order[contact.rag], contact.received_at, contact.pk))


def undecided_over_24_hours(*, actor, now):
    """Contacts nobody has decided on for more than a day (practice rules 2.1, alerts)."""
    limit = now - timedelta(hours=rules.DECIDE_WITHIN_HOURS)
    found = visible(actor).undecided().filter(received_at__lt=limit)
    return list(with_people(found).order_by("received_at", "pk")[:MOST_ON_BOARD])


@dataclass(frozen=True)
class Repeated:
    """A child of whom we have been told three times or more within 12 months."""

    person: Person
    contacts: int
    latest_at: datetime


def three_or_more_contacts(*, actor, on):
    """Children with three contacts or more in 12 months, and no case opened in that time.

    The council's own number and months; none where it has no such rule.
    """
    rule = rules.repeated_on(on)
    if rule is None:
        return []
    since = rule.since(on)
    referred = Referral.objects.filter(
        child=OuterRef("person"), is_nfa=False, received_on__gt=since
    )
    rows = (
        ContactChild.objects.filter(
            ~Exists(referred),
            Exists(visible(actor).filter(pk=OuterRef("contact"))),
            part=ContactChild.Part.CHILD,
            person__isnull=False,
            contact__received_at__date__gt=since,
            contact__received_at__date__lte=on,
        )
        .values("person")
        .annotate(contacts=Count("contact"), latest_at=Max("contact__received_at"))
        .filter(contacts__gte=rule.contacts)
        .order_by("-contacts", "-latest_at")[:MOST_ON_BOARD]
    )
    people = Person.objects.in_bulk([row["person"] for row in rows])
    return [Repeated(people[row["person"]], row["contacts"], row["latest_at"]) for row in rows]


def referrals_to_allocate(*, actor):
    """Open cases that no worker holds yet, oldest first (timer T007)."""
    child = Person.objects.filter(pk=OuterRef("child"))
    return list(
        Referral.objects.unheld()
        .filter(Exists(child.visible_to(actor, ALLOCATE_REFERRAL)))
        .select_related("child", "team", "contact")
        .order_by("received_on", "pk")[:MOST_ON_BOARD]
    )
