"""Clocks that no piece of work answers stand on a worklist too, with the way to their answer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce

from tessera.engine.workflow import register, sittings
from tessera.engine.workflow.models import Timer
from tessera.foundations.access.models import Team
from tessera.people.models import Involvement

Near = Callable[[Any], list[Timer]]

MOST = 25
MOST_READ = 200


@dataclass(frozen=True)
class Clock:
    """A running clock of nobody's work: whose it is, and where it is answered."""

    timer: Timer
    place: register.Place
    team: Team | None = None

    @property
    def worker(self):
        return self.place.worker


def clocks_without_work(
    on: date,
    *,
    until: date,
    near: Near | None = None,
    user_ids: Collection[int] = (),
    team_ids: Collection[int] = (),
) -> list[Clock]:
    """Those due by a day, and of the later ones what is `near`, soonest first.

    Of these workers' or these teams' children and contacts.
    """
    running = (
        Timer.objects.filter(step=None, stopped_on=None)
        .exclude(rule__in=sittings.sitting_rules())
        .annotate(day=Coalesce("managed_due_on", "statutory_due_on"))
        .select_related("person")
        .order_by("day", "pk")
    )
    found = [
        *_of_children(running, on, user_ids, team_ids, until, near),
        *_of_no_child(running.filter(day__lte=until), user_ids, team_ids),
    ]
    return sorted(found, key=lambda clock: (clock.timer.due_on, clock.timer.pk))[:MOST]


def _of_children(running, on, user_ids, team_ids, until, near):
    """One clock, one line: of the child's allocated worker, and of that worker's team."""
    held = Involvement.objects.in_force_on(on).filter(role="allocated_worker")
    held = held.filter(worker__in=user_ids) if user_ids else held.filter(team__in=team_ids)
    rows = {row.person_id: row for row in held.select_related("worker", "team").order_by("-pk")}
    theirs = running.filter(person__in=rows)
    yield from _held(list(theirs.filter(day__lte=until)[:MOST]), rows)
    if near is not None:
        yield from _held(near(theirs.filter(day__gt=until)), rows)


def held_by_whom(timers: Collection[Timer], on: date) -> list[Clock]:
    """These clocks, each with the allocated worker and the team of its child."""
    held = Involvement.objects.in_force_on(on).filter(
        role="allocated_worker", person__in=[timer.person_id for timer in timers]
    )
    held = held.select_related("worker", "team").order_by("-pk")
    return list(_held(timers, {row.person_id: row for row in held}))


def _held(timers, rows):
    places = register.places_of(timers)
    for timer in timers:
        place, row = places.get(timer.pk) or register.Place(), rows.get(timer.person_id)
        if row is None:
            yield Clock(timer, place)
        else:
            yield Clock(timer, place.held_by(row.worker), row.team)


def _of_no_child(running, user_ids, team_ids):
    """Of a contact about nobody yet: the room that started the clock says whose it is."""
    timers = list(running.filter(person=None, rule__in=register.placed_rules())[:MOST_READ])
    places = register.places_of(timers)
    for timer in timers:
        place = places.get(timer.pk)
        if place is None:
            continue
        mine = place.worker is not None and place.worker.pk in user_ids
        if mine or place.team_id in team_ids:
            yield Clock(timer, place)


def clocks_of(person) -> list[Clock]:
    """The running clocks of one person that no piece of work answers, soonest first."""
    running = Timer.objects.filter(person=person, step=None, stopped_on=None)
    timers = list(running.order_by("statutory_due_on", "pk"))
    for timer in timers:
        timer.person = person
    places = register.places_of(timers)
    return [Clock(timer, places.get(timer.pk) or register.Place()) for timer in timers]
