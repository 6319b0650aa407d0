"""What a line of a worklist says: the work, the people, when, why, and how it stands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from tessera.engine.workflow import queries, register, rules, sittings
from tessera.engine.workflow.models import Oversight, State, Step
from tessera.engine.workflow.today import set_for as moments_set
from tessera.foundations.access import gate
from tessera.foundations.calendar import late_on, late_words
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.prepared import THESE, Prepared
from tessera.people.record_page import Entry, Lines
from tessera.ui.addresses import address as address_of
from tessera.ui.formatting import due_date, long_date, lower_first, sentence

TAGS = {
    State.TO_DO: ("To do", "todo"),
    State.IN_PROGRESS: ("Begun", "needs-you"),
    State.AWAITING_AUTHORISATION: ("Waiting", "waiting"),
    State.RETURNED: ("Came back", "needs-you"),
    State.REOPENED: ("Reopened", "needs-you"),
}


@dataclass
class Line:
    """One piece of open work, ready to be shown."""

    item: Any
    title: str
    href: str
    people: list
    words: str
    due_on: date | None
    why: str
    tag: str
    tag_kind: str
    is_late: bool
    since: str = ""
    due_at: datetime | None = None
    """The hour of it, where it is due in hours."""
    set_at: datetime | None = None
    """The moment that somebody has set for it, on or before that day."""
    others: list = field(default_factory=list)
    """The clocks of brothers and sisters that this line says beside its own."""
    ways: dict[int, str] = field(default_factory=dict)
    """person id -> where it is done for this child, where that is not one place for all of them."""

    @property
    def worker(self):
        return self.item.worker

    @property
    def on(self) -> date | None:
        """The day that matters first: the one that is set, or else the last."""
        return local(self.set_at).date() if self.set_at else self.due_on


def line_of(item, now, *, waiting_for="") -> Line:
    definition = register.step(item.code)
    late = lateness_of(item, now)
    tag, kind = TAGS[item.state]
    if item.state == State.AWAITING_AUTHORISATION and waiting_for:
        tag = waiting_for
    if late:
        tag, kind = late, "late"
    step = item.step
    people = queries.subjects_of(step)
    return Line(
        item=item,
        title=definition.title,
        href=address(step),
        people=people,
        words="" if people else queries.words_of(step),
        due_on=item.due_on,
        due_at=item.due_at,
        why=sentence(item.why),
        tag=tag,
        tag_kind=kind,
        is_late=bool(late),
    )


def lines_of(items, now) -> list[Line]:
    """A list of open work: a meeting stands with the moment that is set for it."""
    moments, today = moments_set(item.step for item in items), local(now).date()
    return [set_for(line_of(item, now), moments.get(item.step.public_id), today) for item in items]


def set_for(line: Line, moment: datetime | None, today: date) -> Line:
    """The line of a meeting whose moment is set: the last day stands behind it, with its reason."""
    if moment is None:
        return line
    why = line.why
    if line.due_on and line.due_on != local(moment).date():
        by = f"By {due_date(line.due_on, today=today)}"
        why = f"{by}: {lower_first(why)}" if why else by
    return replace(line, set_at=moment, why=why)


def clock_line(clock, now, actor) -> Line:
    """A clock that no piece of work answers: what it counts, whose it is, and the way to its answer."""
    timer, place = clock.timer, clock.place
    rule = rules.timer(timer.rule, on=timer.triggered_on)
    late = lateness(timer.due_on, timer.statutory_due_at, now, in_hours=rule.unit == "h")
    return Line(
        item=clock,
        title=rule.name,
        href=_way_to(timer, place, actor),
        people=[timer.person] if timer.person else [],
        words=place.words() if callable(place.words) else place.words,
        due_on=timer.due_on,
        due_at=None if timer.managed_due_on else timer.statutory_due_at,
        why=sentence(queries.why_of(timer)),
        tag=late or "To do",
        tag_kind="late" if late else "todo",
        is_late=bool(late),
    )


def together(shown: Iterable[Line], *, said: Mapping[int, Oversight] | None = None) -> list[Line]:
    """Clock lines, with one line for a family's children whose clocks are the same in all it says.

    Each child's own way to the answer stays: on the name, where the ways differ. `said` is what a manager
    said of each clock: what was said of one alone keeps it apart.
    """
    alike: dict[tuple, list[Line]] = {}
    for line in shown:
        timer = line.item.timer
        whose = timer.person.family_name if timer.person else timer.pk
        worker = line.worker.pk if line.worker else None
        words = (line.title, line.words, line.why, line.due_on, line.tag)
        oversight = (said or {}).get(timer.pk)
        heard = oversight.group if oversight else None
        alike.setdefault((timer.rule, *words, worker, whose, heard), []).append(line)
    return [_joined(lines) for lines in alike.values()]


def late_together(shown: Iterable[Line]) -> list[Line]:
    """Lines of work, with one for brothers and sisters of whom the same is late in the same way."""
    alike: dict[tuple, list[Line]] = {}
    turns: Counter = Counter()
    for line in shown:
        names = {person.family_name for person in line.people}
        whose = names.pop() if line.is_late and len(names) == 1 else line.item.pk
        said = (line.title, line.why, line.due_on, line.due_at, line.set_at, line.tag, whose)
        # What is late twice about one child is two lines.
        turn = max((turns[said, person.pk] for person in line.people), default=0)
        turns.update((said, person.pk) for person in line.people)
        alike.setdefault((*said, turn), []).append(line)
    return [_joined(lines) for lines in alike.values()]


def _joined(alike: list[Line]) -> Line:
    if len(alike) == 1:
        return alike[0]
    ways = {person.pk: line.href for line in alike for person in line.people}
    people = {person.pk: person for line in alike for person in line.people}
    oldest_first = sorted(people.values(), key=lambda each: (each.born_on or date.max, each.pk))
    one_way = len(set(ways.values())) == 1
    return replace(
        alike[0],
        people=oldest_first,
        others=[line.item for line in alike[1:]],
        href=alike[0].href if one_way else "",
        ways={} if one_way else ways,
    )


def _way_to(timer, place, actor) -> str:
    """Where it is answered, for who may; else the start of what answers it; else the record."""
    sitting = sittings.sitting_of(timer.rule)
    if sitting and place.worker and actor.may(sitting.permission):
        return reverse(sitting.url_name, args=[place.worker.public_id])
    if place.href and _may(actor, place.permission, timer.person):
        return place.href
    child = timer.person
    if child is None:
        return ""
    for each in register.steps():
        answers = timer.rule in (*each.timers, *register.due_answers(each.code))
        if answers and each.can_start and _may(actor, each.permission, child):
            return f"{reverse('workflow:start', args=[child.public_id])}?code={each.code}"
    return ""


def _may(actor, permission, child) -> bool:
    if not permission or not actor.may(permission):
        return False
    return child is None or gate.check(actor, permission, child).allow


def address(step) -> str:
    """Where the work is done: the room's own page if it has one."""
    return address_of_step(step.public_id, step.code)


def address_of_step(public_id, code) -> str:
    page = register.step(code).page or "workflow:step"
    return address_of(page, step_id=public_id)


def lateness(due_on, due_at, now, *, in_hours=False) -> str:
    """ "Late by 4 working days", "Late by 2 hours 30 minutes", or nothing."""
    return late_words(due_on, now=now, due_at=due_at, in_hours=in_hours)


def lateness_of(item, now) -> str:
    """The same of a piece of work."""
    return lateness(item.due_on, item.due_at, now, in_hours=item.due_at and _in_hours(item))


def _in_hours(item) -> bool:
    """Whether the moment that work is due at comes of hours: of all its clocks that have a moment."""
    found = (rules.timer(code, on=item.due_on) for code in register.step(item.code).timers)
    return {rule.unit for rule in found if rule.timed} == {"h"}


@cache
def authors() -> Prepared:
    """What kind of work lines of the chronology came of, who wrote it and who signed it off."""
    steps = Step.objects.filter(public_id__in=[THESE]).order_by("pk")
    return Prepared(
        steps.values_list("public_id", "code", "submitted_by__name", "authorised_by__name")
    )


def timeliness(steps) -> dict[tuple[UUID, int | None], str]:
    """(step, person) -> which clocks the step answered late, by how much, and when each was due."""
    found: dict[tuple[UUID, int | None], list[str]] = {}
    for timer in queries.stopped_late(steps):
        of = timer.of_step, timer.person_id  # type: ignore[attr-defined]
        found.setdefault(of, []).append(_kept_late(timer))
    return {key: "\n".join(words) for key, words in found.items()}


def _kept_late(timer) -> str:
    """ "Late by 2 working days: single assessment, due 15 May 2026"."""
    due_on, due_at = timer.statutory_due_on, timer.statutory_due_at
    if due_at and timer.stopped_at:
        by = late_words(due_on, now=timer.stopped_at, due_at=due_at, in_hours=True)
    else:
        by = late_on(due_on, timer.stopped_on)
    name = lower_first(rules.timer(timer.rule, on=timer.triggered_on).name)
    return f"{by}: {name}, due {long_date(due_on)}"


def _oversight(said) -> Entry:
    new = f" New date: {long_date(said.new_on)}." if said.new_on else ""
    return Entry(
        f"Management oversight: {_subject(said)}",
        text=f"{sentence(said.words)}{new}",
        url=address(said.step) if said.step else "",
        who=said.said_by.name,
        tag=f"Due {long_date(said.due_on)}" if said.due_on else "",
    )


OVERSIGHT = Lines(Oversight, _oversight, "said_by", "step", "timer")
"""What the chronology says of a manager's words on late work."""


def _subject(said) -> str:
    if said.step is not None:
        title = register.step(said.step.code).title
    else:
        title = rules.timer(said.timer.rule, on=said.timer.triggered_on).name
    return lower_first(title)
