"""What health is to be told: from the plans and the record as they are, against what it was told last."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tessera.engine.workflow import rules as clocks
from tessera.foundations.access.policy import Actor
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.models import Version
from tessera.foundations.records.prepared import ACTS_FOR, Prepared, Question
from tessera.foundations.records.queries import true_on
from tessera.people.models import Identifier, Involvement, Person, Relationship, Sex
from tessera.people.models.reach import PARENT_KINDS
from tessera.practice.child_protection.models import Plan
from tessera.practice.cp_is import rules
from tessera.practice.cp_is.choices import Answer, Change, Reason
from tessera.practice.cp_is.models import Line
from tessera.practice.cp_is.rules.telling import Missing, Told

PERSON, PLAN = Person._meta.db_table, Plan._meta.db_table
OF_PERSON = ("given_name", "family_name", "born_on", "expected_on")
OF_PLAN = ("started_on", "ended_on")


@dataclass(frozen=True)
class Waiting:
    """One line that health has not been told, or that cannot go."""

    child: Person
    reason: str
    told: Told
    change: Change
    since_on: date
    due_on: date
    why: str
    missing: Missing = ""
    refused: Line | None = None

    @property
    def may_go(self) -> bool:
        return not self.missing and self.refused is None

    def is_late(self, today: date) -> bool:
        return self.due_on < today


@dataclass
class _Known:
    """What the record knows of the children who matter, read in a few queries."""

    plans: dict[int, Plan]
    people: dict[int, Person]
    numbers: dict[int, Identifier]
    mothers: dict[int, int]


def to_be_told(on: date, *, only: Collection[int] | None = None) -> list[Waiting]:
    """Every line that is due on a day, longest waiting first; of some children only, when named.

    Each later room with a reason of its own, such as care, adds its facts here.
    """
    known_already = list(health_knows_all_of(on).values_list("child", flat=True))
    lines = _among(Line.objects.all(), only, known_already)
    before = {line.child_id: line for line in lines.standing().last_of_each()}
    last = {
        line.child_id: line
        for line in lines.filter(answer=Answer.REFUSED, again_at=None).last_of_each()
    }
    known = _known(on, before, only, known_already)
    found = [_line(pk, known, before.get(pk), on) for pk in known.people.keys() | before.keys()]
    waiting = [each for each in found if each is not None]
    dated = _dated(waiting, known, before, on)
    return sorted(
        (replace(each, refused=_still_refused(each, last)) for each in dated),
        key=lambda each: (each.due_on, each.child.name_key, each.child.pk),
    )


def health_knows_all_of(on: date) -> QuerySet[Line]:
    """The last line of each child of whom it says what the record says, word for word: most children. They
    are left out before anything is read of them.
    """
    last = Line.objects.standing().last_of_each().values("pk")
    plan = Plan.objects.filter(
        pk=OuterRef("source_id"), started_on=OuterRef("started_on"), ended_on=None
    )
    newer = Plan.objects.filter(
        Q(started_on__gt=OuterRef("started_on"))
        | Q(started_on=OuterRef("started_on"), pk__gt=OuterRef("source_id")),
        child=OuterRef("child"),
        started_on__lte=on,
    )
    number = Identifier.objects.filter(
        kind="nhs", ended_on=None, person=OuterRef("child"), value=OuterRef("nhs_number")
    )
    return Line.objects.filter(
        Exists(plan),
        ~Exists(newer),
        Exists(number),
        ~Q(change=Change.TAKEN_BACK),
        pk__in=last,
        started_on__lte=on,
        ended_on=None,
        is_mothers_number=False,
        born_on=F("child__born_on"),
        born_on__lte=on,
        given_name=F("child__given_name"),
        family_name=F("child__family_name"),
    )


def _among(rows: Any, only: Collection[int] | None, known_already: Collection[int]) -> Any:
    found = rows if only is None else rows.filter(child__in=only)
    return found.exclude(child__in=known_already) if known_already else found


def _known(
    on: date,
    before: dict[int, Line],
    only: Collection[int] | None,
    known_already: Collection[int],
) -> _Known:
    plans = _plans(on, before, only, known_already)
    missing = [pk for pk in before if pk not in plans]
    people = Person.objects.in_bulk([*plans, *missing])
    unborn = [pk for pk, person in people.items() if is_unborn(person, on)]
    mothers = mothers_of(unborn, on)
    rows = Identifier.objects.filter(
        kind="nhs", ended_on=None, person__in=[*people, *mothers.values()]
    )
    return _Known(plans, people, {row.person_id: row for row in rows}, mothers)


def _plans(
    on: date,
    before: dict[int, Line],
    only: Collection[int] | None,
    known_already: Collection[int],
) -> dict[int, Plan]:
    """The latest plan of each child of whom health is told: in force, ended lately, or told as open."""
    remembered = rules.upload().remembers_months
    open_ones = [pk for pk, line in before.items() if line.ended_on is None]
    told = {pk: line.source_id for pk, line in before.items()}
    wanted = _among(Plan.objects.filter(started_on__lte=on), only, known_already)
    since = rules.remembered_since(on, months=remembered)
    wanted = wanted.filter(Q(ended_on=None) | Q(ended_on__gte=since) | Q(child__in=open_ones))
    latest = wanted.order_by("child", "-started_on", "-pk").distinct("child")
    return {
        plan.child_id: plan
        for plan in latest
        if rules.is_remembered(plan.ended_on, on=on, months=remembered)
        or told.get(plan.child_id) == plan.pk
    }


def mothers_of(children: Collection[int], on: date) -> dict[int, int]:
    """child -> mother, where exactly one is on the record."""
    if not children:
        return {}
    ties = Relationship.objects.filter(
        true_on(on), kind__in=PARENT_KINDS, relative__in=children, person__sex=Sex.FEMALE
    )
    found: dict[int, set[int]] = {}
    for child, mother in ties.values_list("relative_id", "person_id"):
        found.setdefault(child, set()).add(mother)
    return {child: next(iter(them)) for child, them in found.items() if len(them) == 1}


def without_number(children: Collection[Person], on: date) -> list[Person]:
    """Those of whom the NHS could not be told: no number of their own, or of the mother before the birth."""
    mothers = mothers_of([child.pk for child in children if is_unborn(child, on)], on)
    whose = {c.pk: mothers.get(c.pk) if is_unborn(c, on) else c.pk for c in children}
    found = Identifier.objects.filter(kind="nhs", ended_on=None, person__in=whose.values())
    known = set(found.values_list("person", flat=True)) if children else set()
    return [child for child in children if whose[child.pk] not in known]


def numbers_to_find(actor: Actor) -> Question:
    """Asks for the plans in force of the children whom this worker has, born and without an NHS number."""
    return _numbers_to_find(actor.today), {"acts_for": actor.acts_for}


@lru_cache(maxsize=8)
def _numbers_to_find(on: date) -> Prepared:
    held = Involvement.objects.in_force_on(on).filter(
        worker__in=[ACTS_FOR], role="allocated_worker"
    )
    numbers = Identifier.objects.filter(kind="nhs", ended_on=None, person=OuterRef("child"))
    plans = Plan.objects.filter(
        ~Exists(numbers),
        child__in=held.values("person"),
        child__born_on__lte=on,
        started_on__lte=on,
        ended_on=None,
    )
    return Prepared(plans.select_related("child").order_by("started_on", "pk"))


def is_unborn(person: Person, on: date) -> bool:
    return person.born_on > on if person.born_on else person.expected_on is not None


def _line(pk: int, known: _Known, before: Line | None, on: date) -> Waiting | None:
    """What differs for one child, without its day."""
    plan = known.plans.get(pk)
    now = _told(plan, known, on) if plan is not None else None
    taken_back = before is not None and before.change == Change.TAKEN_BACK
    if now is None and before is not None and _is_forgotten(before, on):
        return None
    found = rules.change(now, before.told if before else None, taken_back=taken_back)
    if found is None:
        return None
    person = known.people[pk]
    told = now or (before.told if before else None)
    assert told is not None
    unborn = is_unborn(person, on)
    return Waiting(
        child=person,
        reason=Reason.PROTECTION_PLAN,
        told=told,
        change=Change(found),
        since_on=on,
        due_on=on,
        why="",
        missing=""
        if now is None
        else rules.missing(told, is_unborn=unborn, mother_is_known=pk in known.mothers),
    )


def _is_forgotten(line: Line, on: date) -> bool:
    months = rules.upload().remembers_months
    return not rules.is_remembered(line.ended_on, on=on, months=months)


def _told(plan: Plan, known: _Known, on: date) -> Told:
    person = known.people[plan.child_id]
    unborn = is_unborn(person, on)
    number = known.numbers.get(known.mothers.get(person.pk, 0) if unborn else person.pk)
    return Told(
        source_id=plan.pk,
        started_on=plan.started_on,
        ended_on=plan.ended_on if plan.ended_on and plan.ended_on <= on else None,
        nhs_number=number.value if number else "",
        is_mothers_number=unborn,
        given_name=person.given_name,
        family_name=person.family_name,
        born_on=None if unborn else person.born_on,
        # Asked of a day before the birth, the birth is what was expected.
        expected_on=(person.expected_on or person.born_on) if unborn else None,
    )


def _still_refused(waiting: Waiting, last: dict[int, Line]) -> Line | None:
    """What health refused goes again only once something in it has changed, or somebody says so."""
    line = last.get(waiting.child.pk)
    same = line is not None and line.told == waiting.told and line.change == waiting.change
    return line if same else None


def _dated(
    waiting: list[Waiting], known: _Known, before: dict[int, Line], on: date
) -> list[Waiting]:
    """Each with the day of what it tells, and by when T072 wants health to know."""
    changed = [w for w in waiting if w.change in (Change.CHANGED, Change.TAKEN_BACK)]
    history = _history(changed)
    return [_due(w, _since(w, known, before, history, on)) for w in waiting]


def _due(waiting: Waiting, since: date) -> Waiting:
    due = clocks.due(clocks.timer(rules.T072, on=since), since)
    return replace(waiting, since_on=since, due_on=due.on, why=due.why)


def _history(changed: list[Waiting]) -> list[Version]:
    if not changed:
        return []
    people = Q(table_name=PERSON, row_id__in=[w.child.pk for w in changed])
    plans = Q(table_name=PLAN, row_id__in=[w.told.source_id for w in changed])
    return list(Version.objects.filter(people | plans).order_by("pk"))


def _since(
    waiting: Waiting, known: _Known, before: dict[int, Line], history: list[Version], on: date
) -> date:
    """The day of the status itself; of a change, the day on which the record came to say so."""
    if waiting.change == Change.NEW:
        return waiting.told.started_on
    if waiting.change == Change.ENDED and waiting.told.ended_on:
        return waiting.told.ended_on
    days = list(_days_of_change(waiting, known, before[waiting.child.pk].told, history))
    return min([on, *(local(moment).date() for moment in days)])


def _days_of_change(
    waiting: Waiting, known: _Known, before: Told, history: list[Version]
) -> list[datetime]:
    now, child = waiting.told, waiting.child
    if waiting.change == Change.TAKEN_BACK:
        return [v.replaced_at for v in history if v.table_name == PLAN and _is(v, now.source_id)][
            -1:
        ]
    found = []
    if now.nhs_number != before.nhs_number:
        found += [row.recorded_at for row in known.numbers.values() if row.value == now.nhs_number]
    for table, pk, names in ((PERSON, child.pk, OF_PERSON), (PLAN, now.source_id, OF_PLAN)):
        if any(getattr(now, name) != getattr(before, name) for name in names):
            found += [
                version.replaced_at
                for version in history
                if version.table_name == table
                and _is(version, pk)
                and any(version.row.get(name) != _as_json(getattr(now, name)) for name in names)
            ][-1:]
    return found


def _is(version: Version, pk: int) -> bool:
    return version.row_id == pk


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
