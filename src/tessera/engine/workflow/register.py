"""The steps that rooms define, and what completing each one means.

Rooms speak to it through `workflow.processes`; the engine, which knows none by name, finds steps by code.
"""

import inspect
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tessera.engine.workflow import rules
from tessera.engine.workflow.not_now import NotNow, reason


class NotYet(Exception):
    """A handler refuses: the words are for the worker, the field is where to look."""

    def __init__(self, words: str, *, field: str = "", child=None):
        super().__init__(words)
        self.words = words
        self.field = field
        self.child = child


@dataclass(frozen=True)
class Finding:
    """Something that does not fit, found by a room: soft ones warn, the others stand in the way.

    `href` is where it is put right, when not in the form. What no answer changes is said `at_once`, above it.
    """

    field: str
    words: str
    child: Any = None
    soft: bool = False
    href: str = ""
    at_once: bool = False


class UnknownStep(LookupError):
    """No room defines a step of this code."""


class DefinedTwice(Exception):
    """Two rooms define the same step or invariant."""


@dataclass(frozen=True)
class Next:
    """What may follow. `when(answers)` true: suggested; false: not offered; no `when`: offered.

    `worker` is "same" (who did this step, if in the `team` that is named by its code), "allocated"
    (the worker of the child), "manager" (of that team), or "none" (to be allocated, in that team).
    `due(answers, on)` proposes a day; `subjects(answers, subjects)` the people.
    """

    code: str
    when: Callable[[Any], bool] | None = None
    title: str = ""
    required: bool = False
    ticked: bool | None = None
    worker: str = "same"
    team: str | None = None
    due: Callable[[Any, date], date | None] | None = None
    subjects: Callable[[Any, list], list] | None = None

    @property
    def is_suggested(self) -> bool:
        return self.required or (self.when is not None if self.ticked is None else self.ticked)


@dataclass(frozen=True)
class SignOff:
    """One level of the scheme of delegation: who may sign, and, with `when`, only in some cases.

    `when(*, step, answers, on, by)` is asked once, when the work is handed in, of whoever hands it in.
    `title` says who it is. What cannot wait is signed `at_once`: it stands above all else that waits.
    """

    permission: str
    title: str = "Manager"
    when: Callable[..., bool] | None = None
    at_once: bool = False


@dataclass(frozen=True)
class StepDefinition:
    """One kind of work: its form, who may do it, who signs it off, and what may follow.

    `authorise` is one permission, or levels in order: permissions or `SignOff`s, each signed by
    somebody else than the author and those who signed before.
    `page` names a room's own page for the step (its address takes `step_id`): worklists lead there.
    `stays_with_team` is work in which a team answers for itself: it is given to nobody of another.
    `taken_by` says in words who takes such work from a list of its own: no manager of a team gives it out.
    Beside it stand the answers of the last of its kind, or of those that it `continues`.
    `quick`: a short form on one page, with one button; `leads_back` links it to the work that it follows.
    `not_now(child, standings)` says why it cannot be started about a child who stands like this: the
    menu then gives the reasons and no way in, or the way to what a `NotNow` names.
    """

    code: str
    title: str
    form: str
    permission: str
    authorise: str | Sequence[str | SignOff] | None = None
    timers: Sequence[str] = ()
    happened_on: str | None = None
    per_child: bool = True
    then: Sequence[Next] = ()
    can_start: bool = False
    starts_from: str | None = "record"
    after: Sequence[str] = ()
    continues: Sequence[str] = ()
    significance: int = 1
    story: str = "other"
    detail: str = ""
    line: Callable[[list, Any], dict[int, str | None]] | None = None
    page: str | None = None
    quick: bool = False
    leads_back: bool = False
    stays_with_team: bool = False
    taken_by: str = ""
    not_now: Callable[..., Iterable[NotNow | str]] | None = None

    def hindered(self, child, standings) -> list[NotNow]:
        """Why it cannot be started about this child as things stand; nothing when it can."""
        return [reason(each) for each in self.not_now(child, standings)] if self.not_now else []

    @property
    def levels(self) -> tuple[SignOff, ...]:
        """Every level that may be asked for, in order."""
        given = [self.authorise] if isinstance(self.authorise, str) else self.authorise or ()
        return tuple(SignOff(one) if isinstance(one, str) else one for one in given)

    @property
    def is_always_signed(self) -> bool:
        """Whether every piece of this work waits for somebody's name, whoever writes it."""
        return any(level.when is None for level in self.levels)

    def levels_for(self, *, step, answers, on, by) -> list[str]:
        """The permissions of the levels that this piece of work needs."""
        details = {"step": step, "answers": answers, "on": on, "by": by}
        return [s.permission for s in self.levels if s.when is None or s.when(**details)]


@dataclass(frozen=True)
class Place:
    """Where a clock that no piece of work answers is answered, and, where no child says it, whose it is.

    One that `gives_out` gives somebody what nobody has yet. Who may not know all `person_ids` never sees it.
    """

    href: str = ""
    permission: str = ""
    words: str | Callable[[], str] = ""
    worker: Any = None
    person_ids: Collection[int] = ()
    team_id: int | None = None
    gives_out: bool = False

    def held_by(self, worker) -> "Place":
        return self if self.worker else replace(self, worker=worker)


LOCAL = "local."
_steps: dict[str, StepDefinition] = {}
MOMENTS = ("starts", "checks", "submits", "returns", "completes", "cancels", "allocates")
_handlers: dict[str, dict[str, list[Callable[..., Any]]]] = {moment: {} for moment in MOMENTS}
_places: dict[str, Callable[[list], dict[int, Place]]] = {}
_due_answers: dict[str, list[str]] = {}
_offers: list[tuple[int, str, str, str]] = []
_beside: dict[str, str] = {}
_settled: dict[str, Callable[..., set[int]]] = {}
_nearer: dict[str, Callable[..., tuple[date, str] | None]] = {}
_invariants: dict[str, tuple[str, Callable[[], Iterable[dict]]]] = {}


def define(*steps: StepDefinition) -> None:
    for step in steps:
        if step.code in _steps:
            raise DefinedTwice(step.code)
        _steps[step.code] = step


def follow(code: str, following: Next) -> None:
    """One more thing that may follow a step of another room: for a council's own steps."""
    if code in _steps:
        _steps[code] = replace(_steps[code], then=(*_steps[code].then, following))


def _register(moment: str, code: str):
    def add(handler):
        _handlers[moment].setdefault(code, []).append(handler)
        return handler

    return add


def starts(code: str):
    """Facts that are true from the start: fn(*, step, subjects, started_on, by)."""
    return _register("starts", code)


def settled(code: str):
    """For whom a step is not asked for again, as what it brings is there.

    fn(people, *, after) gives their ids; `after` is the code of the step that would ask for it.
    """

    def add(handler):
        _settled[code] = handler
        return handler

    return add


def still_needing(code: str, people: list, *, after: str) -> list:
    """The people for whom a step of this code is not settled, when the step `after` asks for it."""
    there = _settled[code](people, after=after) if code in _settled and people else ()
    return [person for person in people if person.pk not in there]


def checks_before(code: str):
    """What stands in the way of handing in: fn(*, step, subjects, answers, today) gives Findings."""
    return _register("checks", code)


def submits(code: str):
    """Facts that count from submission: fn(*, step, subjects, answers, submitted_on, by)."""
    return _register("submits", code)


def returns_(code: str):
    """A manager asked for changes: fn(*, step, subjects, comment, returned_on, by)."""
    return _register("returns", code)


def completes(code: str):
    """Answers to facts: fn(*, step, subjects, answers, completed_on, by). Raises NotYet to refuse.

    One that also takes `earlier` corrects: it gets the answers as they were when the step was last
    finished, before it was opened again, and None the first time.
    """
    return _register("completes", code)


def corrects(handler) -> bool:
    """Whether a handler asks for the earlier answers."""
    return "earlier" in inspect.signature(handler).parameters


def cancels(code: str):
    """The work is set aside: fn(*, step, subjects, reason, cancelled_on, by). Raises NotYet to refuse."""
    return _register("cancels", code)


def allocates(code: str):
    """The work is given to a worker, as it begins or later: fn(*, step, subjects, worker, team, at, by).

    Raises NotYet to refuse.
    """
    return _register("allocates", code)


def timers(*rules_: Any) -> None:
    rules.define_timers(*rules_)


def nearer(code: str):
    """A day that may come before the rule's own: fn(*, person, since, until) gives (day, why) or None.

    `until` is the day on which the clock stopped, or None while it runs.
    """

    def add(function):
        if code in _nearer:
            raise DefinedTwice(code)
        _nearer[code] = function
        return function

    return add


def nearer_day(code: str, person, since: date, until: date | None) -> tuple[date, str] | None:
    if person is None or code not in _nearer:
        return None
    return _nearer[code](person=person, since=since, until=until)


def answered_at(*rules_: str):
    """Where the clocks of a rule are answered: fn(timers) gives a Place by timer id, for all at once."""

    def add(function):
        for code in rules_:
            _places[code] = function
        return function

    return add


def answers_when_due(code: str, *rules_: str) -> None:
    """Completing this step answers such a clock of its people, once it is nearly due and not before."""
    _due_answers.setdefault(code, []).extend(rules_)


def due_answers(code: str) -> list[str]:
    return _due_answers.get(code, [])


def placed_rules() -> list[str]:
    return sorted(_places)


def places_of(timers: Sequence[Any]) -> dict[int, Place]:
    """The place of each of these timers, asked of each room once."""
    found: dict[int, Place] = {}
    for function in dict.fromkeys(_places[t.rule] for t in timers if t.rule in _places):
        found |= function([t for t in timers if _places.get(t.rule) is function])
    return found


def invariant(name: str, words: str):
    """A cross-table truth that no constraint can hold: fn() gives the rows that break it."""

    def add(function):
        if name in _invariants:
            raise DefinedTwice(name)
        _invariants[name] = (words, function)
        return function

    return add


def offer(title: str, url_name: str, permission: str, order: int = 10) -> None:
    """A page of a room's own where work begins: a button on "My work" for those who may use it."""
    _offers.append((order, title, url_name, permission))


def offers() -> list[tuple[int, str, str, str]]:
    return sorted(_offers)


def beside(title: str, url_name: str) -> None:
    """Something that may be done beside any piece of work, for one of its people: its address takes
    `person_id`, and `?step=` says which work."""
    _beside[url_name] = title


def all_beside() -> dict[str, str]:
    """url name -> words."""
    return dict(_beside)


def step(code: str) -> StepDefinition:
    if code in _steps:
        return _steps[code]
    if code.startswith(LOCAL):
        return _given_up(code)
    raise UnknownStep(code)


def _given_up(code: str) -> StepDefinition:
    """A step that a council no longer has: what was written in it is read as before."""
    title = code.removeprefix(LOCAL).replace("_", " ").capitalize()
    return StepDefinition(code=code, title=title, form="", permission="workflow:step:write")


def steps() -> list[StepDefinition]:
    return list(_steps.values())


def handlers(moment: str, code: str) -> list[Callable[..., Any]]:
    """Every room's handler of a moment, in the order in which the rooms registered."""
    return _handlers[moment].get(code, [])


def call(moment: str, step, **details) -> None:
    for handler in handlers(moment, step.code):
        handler(step=step, **details)


def invariants() -> dict[str, tuple[str, Callable[[], Iterable[dict]]]]:
    return dict(sorted(_invariants.items()))


def next_of(code: str, answers) -> list[Next]:
    """What may follow a step with these answers, in the order of its definition."""
    return [n for n in step(code).then if n.when is None or n.when(answers)]


def without_an_owner() -> Iterable[str]:
    """Handlers and nearer days of steps and clocks that nobody defines, in words."""
    for moment, by_code in _handlers.items():
        for code in by_code.keys() - _steps.keys():
            yield f"{code}: a handler ({moment}) has no step."
    for code in _settled.keys() - _steps.keys():
        yield f"{code}: what settles it has no step."
    for code in _nearer.keys() - {rule.code for rule in rules.timers()}:
        yield f"{code}: a nearer day has no timer."
