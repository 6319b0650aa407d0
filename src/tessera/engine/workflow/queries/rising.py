"""Late clocks, and to whom the ladder has brought them, whether or not a form is open for them.

The same ladder as `rules.stages`, asked of the database at once for every clock; the tests hold the
two to each other.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, DateField, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from tessera.engine.workflow import rules
from tessera.engine.workflow.models import Oversight, Timer
from tessera.engine.workflow.rules import Rung, TimerRule
from tessera.foundations.calendar import add_working_days, clock
from tessera.people.models import Involvement

HEAD = rules.AT_ONCE
SLACK_DAYS = 14
"""A week of Christmas and two weekends: what working days may differ from the calendar's."""


class _After(Func):
    """A day so many months, or days, after another."""

    template = "((%(expressions)s + %(interval)s)::date)"
    output_field = DateField()


def _later(field: str, **parts: int) -> _After:
    words = ", ".join(f"{unit} => {number:d}" for unit, number in parts.items())
    return _After(F(field), interval=f"make_interval({words})")


def is_late(now: datetime) -> Q:
    """From the first minute after the due moment, or the first day after the due day."""
    today = clock.local(now).date()
    timed = Q(statutory_due_at__isnull=False, statutory_due_at__lt=now)
    return timed | Q(statutory_due_at=None, statutory_due_on__lt=today)


STOPPED_LATE = Q(stopped_on__gt=F("statutory_due_on")) | Q(stopped_at__gt=F("statutory_due_at"))


def was_late(now: datetime) -> Q:
    """Late now, or stopped after its due day: a breach."""
    return STOPPED_LATE | (Q(stopped_on=None) & is_late(now))


def late_by(number: int, today: date) -> Q:
    """Due so many working days ago, or more."""
    return Q(statutory_due_on__lt=add_working_days(today + timedelta(days=1), -number))


def risen_to(role: str, now: datetime):
    """The running clocks that have risen to a manager of this role, soonest due first."""
    known = _rises(role, now)
    if role == HEAD:
        known |= (Q(rule__in=at_once()) & is_late(now)) | (_is_again(now) & is_late(now))
    running = Timer.objects.filter(stopped_on=None)
    if role == HEAD:
        running = with_breaches(running, now)
    return running.filter(known).order_by("statutory_due_on", "pk")


def risen_to_colleague(user, now: datetime):
    """Late clocks of children for whom this worker is a chair, where their rule tells a chair."""
    today = clock.local(now).date()
    theirs = Involvement.objects.in_force_on(today).filter(worker=user).exclude(worker=None)
    held: dict[str, set[int]] = {}
    for role, person in theirs.values_list("role", "person"):
        if role in colleagues():
            held.setdefault(role, set()).add(person)
    known = Q(pk__in=[])
    for role, people in held.items():
        known |= Q(person__in=people) & _rises(role, now)
    running = Timer.objects.filter(stopped_on=None) if held else Timer.objects.none()
    return running.filter(known & is_late(now)).order_by("statutory_due_on", "pk")


def with_breaches(timers, now: datetime):
    """Each with how many breaches the same child had before it, in the months that count."""
    months = rules.figure("breach_months", on=clock.local(now).date()) or 0
    due = OuterRef("statutory_due_on")
    sooner = Q(statutory_due_on__lt=due) | Q(statutory_due_on=due, pk__lt=OuterRef("pk"))
    earlier = (
        Timer.objects.filter(was_late(now), sooner, person=OuterRef("person"))
        .filter(GreaterThan(_later("statutory_due_on", months=months), due))
        .order_by()
        .values("person")
        .annotate(number=Count("pk"))
        .values("number")
    )
    count = Subquery(earlier, output_field=IntegerField())
    return timers.annotate(breaches_before=Coalesce(count, Value(0)))


def at_once() -> list[str]:
    return sorted({rule.code for rule in rules.timers() if rule.at_once})


@dataclass(frozen=True)
class Exceptional:
    """One late thing for the weekly list of the head of service: from which day, and why."""

    timer: Timer
    on: date
    why: str


def exceptions(start: date, end: date, now: datetime) -> list[Exceptional]:
    """What rose to the head of service in these days, done meanwhile or not, by day."""
    days = max((number for _, _, number in rules.periods(HEAD)), default=0)
    since = add_working_days(start, -days - 1)
    late = Timer.objects.filter(was_late(now), statutory_due_on__range=(since, end))
    late = with_breaches(late, now).select_related("person", "step__work_item", "step__worker")
    found = filter(None, (_exception(timer) for timer in late))
    in_days = (each for each in found if start <= each.on <= min(end, clock.local(now).date()))
    return sorted(in_days, key=lambda each: (each.on, each.timer.pk))


def _exception(timer) -> Exceptional | None:
    """The first day on which the head of service hears that it is late, unless it was done by then."""
    due = due_of(timer)
    first = due.on if due.at else due.on + timedelta(days=1)
    found = [
        (max(stage.on, first), _sentence(stage.name))
        for stage in rules.stages(due)
        if HEAD in stage.sees
    ]
    breaches = rules.figure("breaches", on=due.on)
    if breaches is not None and timer.breaches_before + 1 >= breaches:
        months = rules.figure("breach_months", on=due.on)
        found.append((first, f"Breach {timer.breaches_before + 1} in {months} months"))
    on, why = min(found, key=lambda each: each[0], default=(date.max, ""))
    if timer.stopped_on is not None and timer.stopped_on < on:
        return None
    return Exceptional(timer, on, why)


def due_of(timer) -> rules.Due:
    """A stored clock as its rule counts it."""
    return rules.Due(
        rule=rules.timer(timer.rule, on=timer.triggered_on),
        triggered=timer.triggered_at or timer.triggered_on,
        on=timer.statutory_due_on,
        at=timer.statutory_due_at,
        why=timer.why,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is_again(now: datetime) -> Q:
    number = rules.figure("breaches", on=clock.local(now).date())
    return Q(pk__in=[]) if number is None else Q(breaches_before__gte=number - 1)


def _rises(role: str, now: datetime) -> Q:
    """By the default ladder, by the rungs of single rules, and to those whom a rule names besides."""
    today = clock.local(now).date()
    known = _by_default(role, today) if role in rules.MANAGERS else Q(pk__in=[])
    if role in rules.MANAGERS and role != HEAD:
        known |= Q(rule__in=at_once()) & is_late(now)
    named = sorted({rule.code for rule in rules.timers() if role in rule.colleagues})
    if named:
        known |= Q(rule__in=named) & _by_default("colleagues", today)
    for rule in rules.timers():
        for rung in rule.ladder:
            if role in rung.sees:
                known |= _of_rule(rule) & _past(rung, rule, now)
    return known


def _by_default(figure: str, today: date) -> Q:
    """Late enough, by the number that holds on its due day."""
    known = Q(pk__in=[])
    for since, until, number in rules.periods(figure):
        known |= Q(statutory_due_on__range=(since, until)) & late_by(number, today)
    return known


def _of_rule(rule: TimerRule) -> Q:
    since, until = rule.effective_from or date.min, rule.effective_to or date.max
    return Q(rule=rule.code, triggered_on__range=(since, until))


def _past(rung: Rung, rule: TimerRule, now: datetime) -> Q:
    today = clock.local(now).date()
    if rung.unit == "h":
        return _past_hours(rung, rule, now, today)
    if rung.after < 0:
        if rung.unit != "WD":
            raise ValueError(f"{rule.code}: a rung before the due day counts in working days")
        return Q(statutory_due_on__lte=add_working_days(today, -rung.after))
    if rung.unit == "WD":
        return Q(triggered_on__lt=add_working_days(today + timedelta(days=1), -rung.after))
    unit = {"m": "months", "w": "weeks", "CD": "days"}[rung.unit]
    return Q(LessThanOrEqual(_later("triggered_on", **{unit: rung.after}), Value(today)))


def _past_hours(rung: Rung, rule: TimerRule, now: datetime, today: date) -> Q:
    """Hour 28 of a limit of one working day is four hours after its moment; else from the trigger."""
    days = -(-rung.after // 24)
    no_moment = Q(triggered_at=None, triggered_on__lte=today - timedelta(days=days))
    from_trigger = Q(triggered_at__lte=now - timedelta(hours=rung.after))
    if rule.unit != "WD":
        return no_moment | from_trigger
    over = timedelta(hours=rung.after - 24 * rule.limit)
    from_due = Q(triggered_at__isnull=False, statutory_due_at__lte=now - over)
    return no_moment | from_due | (Q(statutory_due_at=None) & from_trigger)


def colleagues() -> set[str]:
    """Those whom some rule names besides the managers: chairs, and others who look on."""
    named: set[str] = {role for rule in rules.timers() for role in rule.colleagues}
    return named - set(rules.MANAGERS)


def words_on(step_ids, timer_ids=()) -> tuple[dict[int, Oversight], dict[int, Oversight]]:
    """The last words of a manager on each of these steps, and on each of these clocks."""
    said = Oversight.objects.filter(Q(step__in=list(step_ids)) | Q(timer__in=list(timer_ids)))
    rows = list(said.select_related("said_by").order_by("said_at", "pk"))
    of_step = {row.step_id: row for row in rows if row.step_id is not None}
    return of_step, {row.timer_id: row for row in rows if row.timer_id is not None}


class _Days(Func):
    """How many days lie between two."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def nearing(timers, role: str, now: datetime) -> list[Timer]:
    """Of these clocks, not yet due, those so far gone that the ladder shows them to this role."""
    return shown_to(role, far_gone(timers, role, clock.local(now).date()), now)


def far_gone(timers, role: str, today: date):
    """Those that may be: the limit is counted in working days, so what is far from it is left out."""
    name = f"{role}_percent"
    share = 100 - min((number for _, _, number in rules.periods(name)), default=100)
    left = _Days(F("statutory_due_on"), Value(today, output_field=DateField()))
    whole = _Days(F("statutory_due_on"), F("triggered_on"))
    return timers.filter(LessThanOrEqual(left * 100, whole * share + SLACK_DAYS * 100))


def shown_to(role: str, timers, now: datetime) -> list[Timer]:
    """Those that are, by the ladder itself."""
    return [timer for timer in timers if _sees(timer, role, now)]


def _sees(timer, role: str, now: datetime) -> bool:
    stage = rules.stage_on(due_of(timer), now)
    return stage is not None and role in stage.sees
