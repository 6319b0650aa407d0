"""What the front door's pages say of a contact: its clock, its people, where it came from."""

from dataclasses import dataclass
from datetime import timedelta

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import StepEvent
from tessera.engine.workflow.rules import timer
from tessera.engine.workflow.views.reading import signed
from tessera.foundations import codesets
from tessera.foundations.access.models import Membership
from tessera.foundations.calendar import late_on, late_words
from tessera.foundations.calendar.clock import local
from tessera.people.queries import allocated_workers
from tessera.people.record_page import statuses_of
from tessera.practice.front_door import queries
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.front_door.pages import may
from tessera.practice.front_door.permissions import AUTHORISE_CONTACT
from tessera.practice.front_door.rules.contact import NO_MORE_TO_DO, headline, repeated_on
from tessera.ui import formatting

UNITS = {"h": "hour", "WD": "working day", "CD": "day"}
SINCE = {"T006": "the decision", "T007": "the decision"}
WITHIN_HOURS = timedelta(hours=24)


@dataclass(frozen=True)
class Clock:
    """A clock in words: what is left, and what it counts from."""

    left: str
    why: str
    is_late: bool


def clock_of(running, now):
    """The words of a running timer; None when nothing is counted."""
    if running is None:
        return None
    due_at = running.statutory_due_at if running.managed_due_on is None else None
    span = _span(running)
    if due_at is not None:
        in_hours = _rule(running).unit == "h"
        return _to_the_minute(due_at, span, now, in_hours)
    today = local(now).date()
    due_on = running.due_on
    if due_on < today:
        return Clock(late_on(due_on, today), f"Was due {_day(due_on, today)}: {span}", is_late=True)
    left = "By the end of today" if due_on == today else f"By {_day(due_on, today)}"
    return Clock(left, f"{span[0].upper()}{span[1:]}", is_late=False)


def clocks_of(card, now):
    """The words of a card's clock; and of its decision, where that alone is late: each by its name."""
    shown = clock_of(card.clock, now)
    if not card.is_decision_late or card.is_late:
        return shown
    name = _rule(card.clock).name
    decision = clock_of(card.decision, now)
    late, due = formatting.lower_first(decision.left), formatting.lower_first(decision.why)
    return Clock(
        f"{name}: {formatting.lower_first(shown.left)}",
        f"{shown.why}. Decision {late}, {due}",
        is_late=False,
    )


def _to_the_minute(due_at, span, now, in_hours):
    at, today = local(due_at), local(now).date()
    time = f"{at:%H:%M}"
    if due_at < now:
        when = f"{time} today" if at.date() == today else f"{_day(at.date(), today)}, {time}"
        late = late_words(at.date(), now=now, due_at=due_at, in_hours=in_hours)
        return Clock(late, f"Was due {when}: {span}", is_late=True)
    if due_at - now < WITHIN_HOURS:
        when = time if at.date() == today else f"{_day(at.date(), today)}, {time}"
        return Clock(f"{_hours(due_at - now)} left", f"By {when}: {span}", is_late=False)
    near = (at.date() - today).days < 7
    day = formatting.WEEKDAYS[at.weekday()] if near else _day(at.date(), today)
    return Clock(f"By {day} {time}", f"{span[0].upper()}{span[1:]}", is_late=False)


def _span(running):
    rule = _rule(running)
    since = SINCE.get(running.rule, "receipt")
    return f"{formatting.count_words(rule.limit, UNITS[rule.unit])} from {since}"


def _rule(running):
    return timer(running.rule, on=running.triggered_on)


def _hours(length):
    minutes = int(length.total_seconds() // 60)
    days, left = divmod(minutes, 24 * 60)
    if days:
        return formatting.count_words(days, "day")
    hours, rest = divmod(left, 60)
    if not hours:
        return formatting.count_words(rest, "minute")
    return f"{formatting.count_words(hours, 'hour')}{f' {rest}' if rest else ''}"


def _day(day, today):
    return formatting.short_date(day, today=today)


def ages(contact, today):
    """ "2 and 5", "expected July"."""
    said = []
    for part in queries.children_of(contact):
        person = part.person
        born = person.born_on if person else part.born_on_as_told
        expected = person.expected_on if person else part.expected_on_as_told
        if born or expected:
            said.append(
                formatting.age_or_expected(
                    today=today, born=born, expected=expected, died=getattr(person, "died_on", None)
                )
            )
    return formatting.list_words(said)


def open_here(contact, on):
    """Each child whose case was open before this contact: since when, with whom, and how the child stands."""
    children = [part.person for part in queries.children_of(contact) if part.person]
    open_cases = {
        row.child_id: row
        for row in Referral.objects.open().filter(child__in=children).exclude(contact=contact)
    }
    found = [child for child in children if child.pk in open_cases]
    held, standing = allocated_workers([c.pk for c in found], on), statuses_of(found, on)
    return [
        {
            "child": child,
            "since": open_cases[child.pk].received_on,
            "worker": held[child.pk].worker if child.pk in held else None,
            "statuses": [
                {"text": each.label, "lesser": not each.is_solid} for each in standing[child.pk]
            ],
        }
        for child in found
    ]


def came_from(contact, now):
    """ "Weir Academy, today 10:55"."""
    who = contact.referrer_agency or codesets.label(
        "cin.referral_source", contact.source, on=local(contact.received_at).date()
    )
    return f"{who}, {formatting.moment(contact.received_at, now=now)}"


def told_to(contact):
    who = ", ".join(filter(None, (contact.referrer_agency, contact.referrer_name)))
    return f"Told to: {who}" if who else "Nobody left a name"


def summary(contact):
    """The first words of what was told; once decided, what was decided."""
    if contact.stage in (Contact.Stage.TELL_REFERRER, Contact.Stage.FINISHED):
        return contact.decided_words
    return headline(contact.account)


def by_when(moment, now):
    """ "today 12:20"; only the day when the whole of it is left."""
    at = local(moment)
    if (at.hour, at.minute) == (23, 59):
        return _day(at.date(), local(now).date())
    return formatting.moment(moment, now=now)


ORDINALS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def again(contact, parts):
    """ "This is the third contact about Zayd in 12 months", for each child of whom it is so; or nothing."""
    rule = repeated_on(local(contact.received_at).date())
    said = [
        f"the {_ordinal(number)} about {part.first_name}"
        for part, number in queries.repeated(contact, parts)
    ]
    if not said:
        return ""
    return f"In {rule.months} months this is {formatting.list_words(said)}."


def _ordinal(number):
    if 3 <= number < 3 + len(ORDINALS):
        return ORDINALS[number - 3]
    return {1: "first", 2: "second"}.get(number, f"number {number}")


def directions(contact):
    """What managers said with their yes to the decision as it stands."""
    if contact.decision_step is None or contact.decided_at is None:
        return []
    said = work.events_of(contact.decision_step).filter(
        kind=StepEvent.Kind.AUTHORISED, at__gte=contact.decided_at
    )
    return list(said.exclude(comment=""))


def signing(contact, request) -> dict:
    """Who signs the decision, in order, why a service manager is among them, and whether it is my turn."""
    step = contact.decision_step
    if contact.stage != Contact.Stage.AUTHORISATION or step is None:
        names = ("signed", "again", "may_sign", "is_decider", "has_signed", "waits_for")
        return {**dict.fromkeys(names, ""), "directions": directions(contact)}
    levels = signed(step)
    mine = [one for one in levels if one["signature"] and one["signature"].by_id == request.user.pk]
    is_decider = contact.decided_by_id == request.user.pk
    might_sign = may(request, step.authorisation_level)
    ended = [
        part
        for outcome, parts in contact.decided.items()
        if outcome in NO_MORE_TO_DO
        for part in parts
    ]
    return {
        "signed": levels,
        "again": again(contact, ended) if len(levels) > 1 else "",
        "is_decider": is_decider,
        "has_signed": bool(mine),
        "may_sign": not is_decider and not mine and might_sign,
        "waits_for": _waits_for(contact, levels, request, might_sign and (is_decider or mine)),
        "directions": directions(contact),
    }


def _waits_for(contact, levels, request, is_another):
    """ "a front-door manager, Ama Fostford": whose name is still to come."""
    title = next((one["title"] for one in levels if not one["signature"]), "Manager")
    who = f"{'another' if is_another else 'a'} {formatting.lower_first(title)}"
    if contact.decision_step.authorisation_level != AUTHORISE_CONTACT:
        return who
    managing = Membership.objects.managing(contact.decision_step.team_id, request.today)
    managers = managing.filter(user__is_active=True)
    names = managers.exclude(user=contact.decided_by_id).order_by("user__name", "pk")
    said = " or ".join(names.values_list("user__name", flat=True))
    return f"{who}, {said}," if said else who
