"""What the front door shows: its place in the navigation, and its part of a child's record."""

from django.urls import reverse

from tessera.engine.forms.filling import Filled, filler, statement
from tessera.engine.workflow import begun
from tessera.foundations import codesets
from tessera.foundations.access import gate
from tessera.foundations.calendar import add_working_days
from tessera.foundations.calendar.clock import local, now
from tessera.people import record_page
from tessera.people.models import Person
from tessera.people.rules import redacted
from tessera.practice.front_door import permissions, queries
from tessera.practice.front_door.actions.contact import CONTACT_LINE
from tessera.practice.front_door.actions.out_of_hours import WATCH_LINE
from tessera.practice.front_door.actions.referral import CLOSED_LINE, REFERRAL_LINE
from tessera.practice.front_door.models import Contact, ContactChild, Referral, Watch
from tessera.practice.front_door.models.referral import HOLD_THE_CASE
from tessera.practice.front_door.queries import partners
from tessera.practice.front_door.rules.case import DIED
from tessera.practice.front_door.rules.contact import may_be_told_to_court, without_what_to_know
from tessera.ui import navigation
from tessera.ui.formatting import list_words, long_date, lower_first, possessive, sentence

GROUP = "Contacts and referrals"

navigation.place("Checks asked of us", "front_door:partner_checks", permissions.ANSWER_CHECK, 5)
navigation.place(
    "Front door", "front_door:board", permissions.VIEW_BOARD, 30, home_for=permissions.LEAD
)

navigation.under("front_door:board", "Out of hours", "front_door:night", permissions.VIEW_NIGHT, 20)


@begun.shares
def _checks_of_agency(actor):
    """What a partner's own agency was asked, and has not answered."""
    if not actor.may(permissions.ANSWER_CHECK):
        return None
    waiting = partners.waiting_for(actor)
    return begun.Shared(
        "Checks asked of us, to answer",
        reverse("front_door:partner_checks"),
        count=len(waiting),
        late=sum(each.due_at < now() for each in waiting),
    )


OPEN_CASE = "front_door.open_case"

record_page.standing(
    OPEN_CASE,
    lambda ids, on: Referral.objects.open_on(on).filter(child__in=ids),
    "child_id",
    lambda detail: record_page.Status("Open case", rank=60, fills_gap=True),
)
record_page.standing(
    "front_door.contact",
    lambda ids, on: (
        Contact.objects.undecided()
        .filter(children__person__in=ids, children__part="child")
        .distinct()
    ),
    "children__person_id",
    lambda detail: record_page.Status("Contact being looked at", rank=65),
)


record_page.section(
    "referrals",
    GROUP,
    25,
    "front_door:referrals",
    permission=permissions.VIEW_REFERRAL,
    lines=(CONTACT_LINE,),
)


def _panel(child, request):
    """Open contacts and the case, on "Now"; nothing when there are none."""
    found, case = _at_the_door(child, request)
    contacts = [each for each in found if each.stage != Contact.Stage.FINISHED]
    if not contacts and case is None:
        return None
    return {"contacts": contacts, "case": case, "family_words": queries.family_words}


record_page.panel(
    "front_door",
    "Contacts and the case",
    60,
    "front_door/panel.html",
    _panel,
    permission=permissions.VIEW_REFERRAL,
)


def _at_the_door(child, request):
    """Asked once for a page.

    What the record has read already says whether to ask: a contact has its line, a case its standing.
    """
    record = request.record
    if not hasattr(request, "at_the_door"):
        request.at_the_door = queries.now_at_the_door(
            child,
            with_contacts=CONTACT_LINE in record.line_counts,
            with_case=OPEN_CASE in record.standings,
            actor=request.actor,
        )
    return request.at_the_door


def _danger(child, request):
    """Whoever opens the page first must not have to know that there is a contact to read."""
    contacts, _ = _at_the_door(child, request)
    found = [each for each in contacts if queries.is_danger_now(each)]
    return {"dangers": found} if found else None


record_page.panel(
    "front_door.danger",
    "Danger now",
    5,
    "front_door/danger.html",
    _danger,
    column="top",
    permission=permissions.VIEW_REFERRAL,
)


def _holding(child, request):
    """Who holds the open case; whoever may give it to somebody does so there, with the work of it."""
    case = Referral.objects.open().filter(child=child).select_related("team").first()
    if case is None:
        return None
    held = (each for each in request.record.working if each.role in HOLD_THE_CASE and each.worker)
    return {
        "case": case,
        "holder": next(held, None),
        "may_allocate": gate.check(request.actor, permissions.ALLOCATE_REFERRAL, child).allow,
    }


record_page.panel(
    "front_door.holding",
    "The case",
    10,
    "front_door/holding.html",
    _holding,
    permission=permissions.VIEW_REFERRAL,
    page=record_page.WORKING,
)


def _closed_case(child, request):
    """Of a child whose last case is closed: when, why and by whom, at the head of the record."""
    closed = _closing(child, request)
    if closed is None:
        return None
    why = lower_first(codesets.label("cin.closure_reason", closed.closure_reason))
    words = f"Closed on {long_date(closed.closed_on)}: {why}"
    by = closed.closed_by or closed.recorder
    signed = f", signed off by {closed.signed_by}" if closed.signed_by else ""
    return ("Case", f"{words}. By {by}{signed}" if by else words)


def _last_worker(child, request):
    closed = _closing(child, request)
    if closed is None or not closed.last_worker:
        return None
    return ("Last worker", ", ".join(filter(None, (closed.last_worker, closed.last_team))))


def _closing(child, request):
    """The case, where none is open; what the page has read already says whether to ask, and once."""
    record = request.record
    if CLOSED_LINE not in record.line_counts or OPEN_CASE in record.standings:
        return None
    if not hasattr(request, "last_closed"):
        request.last_closed = queries.last_closed(child, request.today)
    return request.last_closed


record_page.fact("front_door.closed", 20, _closed_case, slim=True)
record_page.fact("front_door.last_worker", 21, _last_worker)


def _contact(parts):
    """Told from the contact and the children of it, whose outcomes may differ."""
    contact = queries.contact_of(parts)
    unnamed = [
        f"What the children said, as it was told: “{w}”" for p, w in contact.said if p is None
    ]
    return record_page.Entry(
        title=f"Contact: {codesets.label('cin.referral_source', contact.source).lower()}",
        text="\n".join([sentence(contact.headline), *unnamed]) if unnamed else contact.headline,
        fact=_fact_of(contact),
        fact_title="Contact" if contact.referrer_may_be_named is False else "",
        rest=f"The whole account is in the contact of {_day_of(contact)}.",
        url=f"/front-door/contacts/{contact.public_id}/",
        voices={part.person_id: words for part, words in contact.said if part},
        tag=contact.decided_words if contact.authorised_at else "",
    )


def _day_of(contact):
    return long_date(local(contact.received_at).date())


def _accounts(contact_ids, actor, *, to_court=False):
    """All that was told, for whoever may open the contact: an account names others, too."""
    contacts = Contact.objects.visible_to(actor, permissions.VIEW_CONTACT).filter(
        pk__in=contact_ids
    )
    places = _places(contact_ids, actor) if to_court else ()
    return {
        each.pk: _to_court(each, places) if to_court else each.account
        for each in contacts
        if each.account
        and (
            not to_court
            or may_be_told_to_court(source=each.source, may_be_named=each.referrer_may_be_named)
        )
    }


def _places(contact_ids, actor):
    """What tells a place that is kept from somebody: a paper for court goes to every party."""
    children = Person.objects.filter(contact_children__contact__in=contact_ids).distinct()
    return queries.hidden_of(list(children), actor.today).places


def _to_court(contact, places):
    account = redacted(without_what_to_know(contact.account), places)
    return f"As it was told to us: “{account}”"


def _fact_of(contact):
    """What kinds of worry we were told of, and what was decided: not the account, which names others."""
    worries = [codesets.label("contact.concern", code) for code in contact.concerns]
    told = f"We were told of: {lower_first(list_words(worries))}." if worries else ""
    decided = f"Decided: {lower_first(contact.decided_words)}." if contact.authorised_at else ""
    return " ".join(filter(None, (told, decided)))


def _referral(row):
    need = codesets.label("cin.primary_need", row.primary_need) if row.primary_need else ""
    again = "the second within 12 months" if row.is_re_referral else ""
    return record_page.Entry(
        title="Referral, with no further action" if row.is_nfa else "Referral to social care",
        text="\n".join(filter(None, (", ".join(filter(None, (need, again))), row.closure_summary)))
        if row.is_nfa
        else ", ".join(filter(None, (need, again))),
    )


def _closed(row):
    reason = codesets.label("cin.closure_reason", row.closure_reason) if row.closure_reason else ""
    return record_page.Entry(
        title="The case closed",
        text="\n".join(filter(None, (sentence(reason), row.closure_summary))),
        fact=sentence(reason),
    )


def _watch(row):
    return record_page.Entry(
        title=f"Out of hours asked to watch until {long_date(row.until_on)}",
        text=f"{sentence(row.worry)}\nIf it happens: {row.what_to_do}",
        who=row.asked_by.name,
        tag="" if row.ended_at is None else "Ended",
    )


_WATCHES = record_page.Lines(Watch, _watch, "asked_by")
_CONTACTS = record_page.Lines(
    ContactChild, _contact, "contact", "person", source="contact_id", told_by="id"
)
_REFERRALS = record_page.Lines(Referral, _referral, told_by="id")
_CLOSED = record_page.Lines(Referral, _closed, told_by="closed_on")

record_page.chronology_kind(
    WATCH_LINE, "Asked out of hours to watch", _WATCHES, group=GROUP, to_manager=1
)
record_page.chronology_kind(
    CONTACT_LINE,
    "Contact",
    _CONTACTS,
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=10,
    whole=_accounts,
)
record_page.chronology_kind(
    REFERRAL_LINE,
    "Referral",
    _REFERRALS,
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=20,
)
record_page.chronology_kind(
    CLOSED_LINE,
    "Case closed",
    _CLOSED,
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=90,
)


@filler("front_door.closed_on")
def closed_on(child, on):
    """When the last case of the child was closed."""
    closed = Referral.objects.filter(child=child, closed_on__lte=on).order_by("-closed_on", "-pk")
    last = closed.first() if child else None
    return Filled(last.closed_on.isoformat(), "the case that was closed") if last else None


@filler("front_door.closure_reason")
def closure_reason(child, on):
    """After a death it is known why the case closes."""
    if child is None or child.died_on is None:
        return None
    return Filled(DIED, "the death on the record", child.died_on)


@statement("front_door.what_was_told", of_step=True)
def what_was_told(step, actor, on):
    """What came to the front door: when, from what kind of agency, and, for who may open the contact, all
    that was told. What is kept with the form is the day and the agency, as others stand in the account."""
    contact = Contact.objects.filter(public_id=step.about.get("contact")).first()
    if contact is None:
        return ""
    who = codesets.label("cin.referral_source", contact.source)
    head = f"{who}, {long_date(local(contact.received_at).date())}."
    if actor is None:
        return f"{head} It stands in the chronology."
    if (
        not Contact.objects.visible_to(actor, permissions.VIEW_CONTACT)
        .filter(pk=contact.pk)
        .exists()
    ):
        return f"{head} Ask the front door for it."
    words = [
        f"{possessive(part.first_name)} words, as told: “{said}”"
        if part
        else f"What the children said, as it was told: “{said}”"
        for part, said in contact.said
    ]
    return "\n\n".join(filter(None, (head, contact.account, *words)))


@filler("front_door.next_working_day")
def next_working_day(child, on):
    day = add_working_days(on, 1)
    return Filled(day.isoformat(), "the next working day", on)
