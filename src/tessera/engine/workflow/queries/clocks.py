"""Clocks that no piece of work answers stand on a worklist too, with the way to their answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from django.db.models.functions import Coalesce

from tessera.engine.workflow import register, sittings
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.queries.rising import far_gone, shown_to
from tessera.foundations.access.models import Team
from tessera.foundations.records.prepared import ACTS_FOR, CHILD, TEAMS, Prepared
from tessera.people.models import Involvement

HELD_BY = {"acts_for": ("allocated_worker",), "teams": ("allocated_worker", "holding_team")}
"""A worker has the children given to them; a team also those that nobody in it has been given yet."""
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

    @property
    def person_ids(self) -> set[int]:
        """Whom it is about: its child, or all those of a contact."""
        return {*filter(None, [self.timer.person_id]), *self.place.person_ids}


def clocks_without_work(
    on: date,
    *,
    until: date,
    role: str = "",
    now: datetime | None = None,
    user_ids: Collection[int] = (),
    team_ids: Collection[int] = (),
) -> list[Clock]:
    """Those due by a day, and of the later ones what the ladder shows to a role now, soonest first.

    Of teams, also what their manager goes through with a worker and has not in time.

    Of these workers' or these teams' children and contacts.
    """
    whose = {"acts_for": user_ids} if user_ids else {"teams": team_ids}
    timers = _running(on, until, role, next(iter(whose))).ask(**whose)
    due = [timer for timer in timers if timer.day <= until]
    later = [timer for timer in timers if timer.day > until]
    if now is not None:
        later = shown_to(role, later, now)
    found = [
        *held_by_whom([timer for timer in (*due, *later) if timer.person_id], on),
        *_of_no_child([timer for timer in due if not timer.person_id], user_ids, team_ids),
    ]
    found.sort(key=lambda clock: (clock.timer.due_on, clock.timer.pk))
    # What a manager goes through late takes no worker's clock off the list.
    apart = {rule for each in sittings.sittings() for rule in each.rules}
    own = [clock.timer.pk for clock in found if clock.timer.rule not in apart][:MOST]
    return [clock for clock in found if clock.timer.rule in apart or clock.timer.pk in own]


@lru_cache(maxsize=16)
def _running(on, until, role: str, whose: str) -> Prepared:
    """In one query: those due, those that may be far gone, and those of contacts about nobody yet."""
    all_running = (
        Timer.objects.filter(step=None, stopped_on=None)
        .annotate(day=Coalesce("managed_due_on", "statutory_due_on"))
        .select_related("person")
        .order_by("day", "pk")
    )
    running = all_running.exclude(rule__in=sittings.rules_apart())
    theirs = running.filter(person__in=_held_children(on, whose))
    of_nobody = running.filter(person=None, rule__in=register.placed_rules(), day__lte=until)
    parts = [of_nobody[:MOST_READ]]
    if role:
        parts.append(far_gone(theirs.filter(day__gt=until), role, on))
    if whose == "teams":
        sat = [rule for each in sittings.sittings() for rule in each.rules]
        late = all_running.filter(person__in=_held_children(on, whose), rule__in=sat, day__lt=on)
        parts.append(late[:MOST])
    return Prepared(theirs.filter(day__lte=until)[:MOST].union(*parts, all=True))


def _held_children(on, whose: str):
    held = Involvement.objects.in_force_on(on).filter(role__in=HELD_BY[whose])
    theirs = {"worker__in": [ACTS_FOR]} if whose == "acts_for" else {"team__in": [TEAMS]}
    return held.filter(**theirs).values("person")


def held_by_whom(timers: Collection[Timer], on: date) -> list[Clock]:
    """These clocks, each with the allocated worker and the team of its child, or the team that holds it."""
    if not timers:
        return []
    held = Involvement.objects.in_force_on(on).filter(
        role__in=HELD_BY["teams"], person__in=[timer.person_id for timer in timers]
    )
    # The allocated worker comes last, and stands.
    held = held.select_related("worker", "team").order_by("-role", "-pk")
    return list(_held(timers, {row.person_id: row for row in held}))


def _held(timers, rows):
    places = register.places_of(timers)
    for timer in timers:
        place, row = places.get(timer.pk) or register.Place(), rows.get(timer.person_id)
        if row is None:
            yield Clock(timer, place)
        else:
            yield Clock(timer, place.held_by(row.worker), row.team)


def _of_no_child(timers, user_ids, team_ids):
    """Of a contact about nobody yet: the room that started the clock says whose it is."""
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
    return clocks_from(person, running_of().ask(child=person.pk))


def clocks_from(person, timers) -> list[Clock]:
    """The same, where the timers have been read: as `running_of` gives them."""
    for timer in timers:
        timer.person = person
    places = register.places_of(timers)
    return [Clock(timer, places.get(timer.pk) or register.Place()) for timer in timers]


@cache
def running_of() -> Prepared:
    """The running timers of one `child` that belong to no piece of work."""
    running = Timer.objects.filter(person=CHILD, step=None, stopped_on=None)
    return Prepared(running.order_by("statutory_due_on", "pk"))
