"""The night: which children are watched, what was done since the last hand-over, and whom it concerns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from tessera.engine.workflow.models import WRITABLE_STATES, Step
from tessera.engine.workflow.queries.home import with_subjects
from tessera.engine.workflow.queries.steps import subjects_of
from tessera.foundations.access.models import Assignment, Team
from tessera.foundations.calendar.clock import local
from tessera.people.models import Involvement, Person
from tessera.practice.front_door.models import Contact, HandOver, HandOverTeam, Watch
from tessera.practice.front_door.permissions import VIEW_CONTACT
from tessera.practice.front_door.queries.contacts import children_of, with_people
from tessera.practice.front_door.rules import out_of_hours as rules

ROLE = "emergency_duty"
OF_CONTACTS = ("front_door.contact", "front_door.decision", "front_door.watch")
"""Steps whose contact or watch stands on the page itself."""
MOST = 100


@dataclass(frozen=True)
class Done:
    """One thing that was done in the night: a contact taken, or a piece of work."""

    at: datetime
    by: Any
    people: tuple
    contact: Contact | None = None
    step: Step | None = None


def watched(actor, now) -> list[Watch]:
    """Children whom the night watches, of those whom this worker may open, soonest to end first."""
    visible = Person.objects.visible_to(actor)
    found = Watch.objects.in_force(rules.last_past_morning(now)).filter(
        person__in=visible.values("pk")
    )
    people = Prefetch("person", visible.with_standing(actor))
    return list(
        found.select_related("asked_by").prefetch_related(people).order_by("until_on", "pk")[:MOST]
    )


def since_when(at: datetime) -> datetime:
    """The last hand-over before this moment; a day ago where there was none."""
    last = HandOver.objects.filter(given_at__lt=at).order_by("-given_at", "-pk").first()
    return last.given_at if last else rules.first_shift_began(at)


def done_between(since: datetime, until: datetime, *, actor=None) -> list[Done]:
    """What workers out of hours took, wrote and finished, oldest first, as far as one may know."""
    on = local(until).date()
    workers = Assignment.objects.in_force_on(on).filter(role__code=ROLE).values("user")
    shown = (
        Contact.objects.all() if actor is None else Contact.objects.visible_to(actor, VIEW_CONTACT)
    )
    contacts = shown.filter(recorded_by__in=workers).filter(
        received_at__gt=since, received_at__lte=until
    )
    steps = with_subjects(Step.objects.filter(submitted_by__in=workers))
    steps = steps.filter(submitted_at__gt=since, submitted_at__lte=until)
    steps = steps.exclude(code__in=OF_CONTACTS).exclude(state__in=WRITABLE_STATES)
    found = [_contact(each) for each in with_people(contacts).select_related("recorded_by")[:MOST]]
    found += [_step(each) for each in steps.select_related("submitted_by")[:MOST]]
    found = found if actor is None else _visible(found, actor)
    return sorted(found, key=lambda done: done.at)


def _contact(contact) -> Done:
    people = tuple(part.person for part in children_of(contact) if part.person)
    return Done(contact.received_at, contact.recorded_by, people, contact=contact)


def _step(step) -> Done:
    return Done(step.submitted_at, step.submitted_by, tuple(subjects_of(step)), step=step)


def _visible(found, actor):
    """Contacts as their own rule has it; work only about people whom the worker may open."""
    ids = {person.pk for done in found if done.step for person in done.people}
    visible = Person.objects.visible_to(actor).filter(pk__in=ids)
    known = set(visible.values_list("pk", flat=True))
    return [done for done in found if done.contact or known.issuperset(p.pk for p in done.people)]


def team_of_each(found, on) -> dict[int, int]:
    """person id -> the team of the child's allocated worker on a day."""
    ids = {person.pk for done in found for person in done.people}
    held = Involvement.objects.in_force_on(on).filter(
        role="allocated_worker", person__in=ids, team__isnull=False
    )
    return dict(held.order_by("pk").values_list("person", "team"))


def teams_concerned(since: datetime, until: datetime) -> set[int]:
    """The day teams of the children about whom something was done."""
    on = local(until).date()
    return set(team_of_each(done_between(since, until), on).values())


def done_for_team(hand_over, team: Team, *, actor, door: bool) -> list[Done]:
    """What one team reads: of its own children, and at the front door of those whom no team holds."""
    found = done_between(hand_over.since_at, hand_over.given_at, actor=actor)
    teams = team_of_each(found, local(hand_over.given_at).date())

    def is_theirs(done) -> bool:
        held = {teams[person.pk] for person in done.people if person.pk in teams}
        return team.pk in held or (door and (not held or done.contact is not None))

    return [done for done in found if is_theirs(done)]


def recent_hand_overs(limit: int = 7) -> list[HandOver]:
    """The latest, each with its teams and who has read it."""
    teams = HandOverTeam.objects.select_related("team", "read_by").order_by("team__name", "pk")
    found = HandOver.objects.select_related("given_by").prefetch_related(Prefetch("teams", teams))
    return list(found.order_by("-given_at", "-pk")[:limit])
