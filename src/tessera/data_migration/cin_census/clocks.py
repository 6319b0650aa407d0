"""The statutory clocks of what a loaded file leaves open, so that the work goes on from there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tessera.data_migration.cin_census.record import Held, HeldChild, HeldPlan
from tessera.engine.workflow import rules
from tessera.engine.workflow.models import Timer
from tessera.foundations.calendar import OutsideCalendar
from tessera.foundations.records import bulk
from tessera.practice.assessments import actions as assessments
from tessera.practice.child_protection.actions import conferences, enquiries, plans
from tessera.practice.child_protection.models.conference import ADJOURNED

ASSESSMENT, ENQUIRY = "T040", "T060"
FIRST_REVIEW, NEXT_REVIEW = "T068", "T069"
OURS = (ASSESSMENT, ENQUIRY, FIRST_REVIEW, NEXT_REVIEW)
WHY_STOPPED = "Answered, by a loaded census"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that should run: of a rule, for a person, from the fact and day that started it."""

    rule: str
    person_id: int
    kind: str
    trigger_id: int
    triggered_on: date

    @property
    def key(self) -> tuple[str, int, str, int]:
        return self.rule, self.person_id, self.kind, self.trigger_id


def keep_clocks(children: Iterable[HeldChild], *, on: date) -> None:
    """Start the clocks of what is open now, and stop those that a file has answered.

    Called when every row has its number. `on` is when what is no longer open stopped at the latest.
    """
    children = list(children)
    wanted = {clock.key: clock for child in children for clock in _clocks(child)}
    running = Timer.objects.filter(person__in=[c.row.pk for c in children], rule__in=OURS)
    known = {
        (timer.rule, timer.person_id, timer.trigger_kind, timer.trigger_id): timer
        for timer in running.filter(stopped_on=None)
    }
    # A clock with a step of ours behind it is stopped by that step.
    answered = [t for key, t in known.items() if key not in wanted and t.step_id is None]
    for timer in answered:
        timer.stopped_on, timer.stopped_why = on, WHY_STOPPED
    Timer.objects.bulk_update(answered, ["stopped_on", "stopped_why"], batch_size=500)
    stopped = set(
        running.exclude(stopped_on=None).values_list(
            "rule", "person_id", "trigger_kind", "trigger_id"
        )
    )
    missing = (clock for key, clock in wanted.items() if key not in known and key not in stopped)
    bulk.insert([timer for timer in map(_timer, missing) if timer is not None])


def _clocks(child: HeldChild) -> Iterator[Clock]:
    person = child.row.pk
    for held in child.each("assessments"):
        row = held.row
        if row.authorised_on is None:
            yield Clock(ASSESSMENT, person, assessments.LINE, row.pk, row.clock_started_on)
    for held in child.each("enquiries"):
        row = held.row
        if row.ended_on is None and not row.is_conference_not_required:
            yield Clock(ENQUIRY, person, enquiries.ENQUIRY, row.pk, row.started_on)
    for plan in child.each("protection_plans"):
        if plan.row.ended_on is None:
            yield _review(person, plan)


def _review(person: int, plan: HeldPlan) -> Clock:
    """The first review is counted from the plan, a later one from the review before it."""
    reviews = [held for held in plan.reviews if held.row.outcome != ADJOURNED]
    last: Held | None = max(reviews, key=lambda held: held.row.held_on, default=None)
    if last is None:
        return Clock(FIRST_REVIEW, person, plans.PLAN, plan.row.pk, plan.row.started_on)
    return Clock(NEXT_REVIEW, person, conferences.CONFERENCE, last.row.pk, last.row.held_on)


def _timer(clock: Clock) -> Timer | None:
    try:
        due = rules.due(rules.timer(clock.rule, on=clock.triggered_on), clock.triggered_on)
    except (LookupError, OutsideCalendar):
        return None
    return Timer(
        rule=clock.rule,
        person_id=clock.person_id,
        trigger_kind=clock.kind,
        trigger_id=clock.trigger_id,
        triggered_on=clock.triggered_on,
        statutory_due_on=due.on,
        statutory_due_at=due.at,
        why=due.why,
    )
