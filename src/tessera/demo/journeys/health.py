"""What the data team told the NHS (CP-IS) in five years, day by day, and what is left on its desk."""

from datetime import date, datetime, time, timedelta

from tessera.demo.staff import Staff
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.calendar import add_working_days, is_working_day
from tessera.foundations.calendar.clock import LONDON
from tessera.foundations.records.actions import at_invented_time
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.child_protection.models import Plan
from tessera.practice.cp_is import actions
from tessera.practice.cp_is.models import File

SENDS_AT, ANSWERS_AT = time(16, 30), time(10)
FORGETS_EVERY = 9
REFUSES_EVERY = 14
"""Each ninth file goes a working day late; now and then the NHS sends a line back by a fault of its own."""
LEFT_LATELY = timedelta(days=12)
SEEN = (
    (31, "emergency", "Eskmoor Royal Infirmary",
     "Rang the ward. A wrist, sprained on the trampoline; Mum took her at once and the story fits."),
    (17, "out_of_hours_gp", "Eskmoor out-of-hours service",
     "An ear infection. Mum rang at ten and came the same night. Told the health visitor."),
    (6, "urgent_treatment", "Tannery Street walk-in centre",
     "A cut on the foot from glass in the yard. Spoke to Dad; we look at the yard at the visit on Thursday."),
    (0, "emergency", "Eskmoor Royal Infirmary", ""),
)  # fmt: skip
THEIR_FAULT = "The service was not available"
OUR_FAULT = "The number belongs to somebody with another date of birth"


def tell_health(staff: Staff, until: datetime) -> None:
    """A file for each day on which a plan began or ended, as it was on that day.

    This morning the last change of the last days is still to be told, the last file of them has no answer,
    and of the file before the last one line was refused.
    """
    days = _days(until.date())
    if days and until.date() - days[-1] <= LEFT_LATELY and len(days) > 1:
        days.pop()
    for number, day in enumerate(days):
        file = _send(number, day, staff)
        left = len(days) - number
        is_open = left == 1 and until.date() - day <= LEFT_LATELY
        if file is not None and not is_open:
            _answer(number, file, staff, is_left=left == 2)
    _correct_births(staff, until)
    _tell_notices(staff, until)


def _days(today: date) -> list[date]:
    rows = Plan.objects.values_list("started_on", "ended_on")
    found = {day for row in rows for day in row if day is not None and day < today}
    return sorted(day if is_working_day(day) else add_working_days(day, 1) for day in found)


def _send(number: int, day: date, staff: Staff) -> File | None:
    late = number % FORGETS_EVERY == FORGETS_EVERY - 1
    on = add_working_days(day, 1) if late else day
    moment = datetime.combine(on, SENDS_AT, LONDON)
    by = staff.by_role["business_support" if number % 5 == 0 else "analyst"]
    with at_invented_time(moment):
        try:
            return actions.make_file(on=on, at=moment, by=by)
        except actions.NothingToSend:
            return None


def _answer(number: int, file: File, staff: Staff, *, is_left: bool) -> None:
    """The next morning; what the NHS sent back by a fault of its own goes again with the next file."""
    moment = datetime.combine(add_working_days(file.made_on, 1), ANSWERS_AT, LONDON)
    is_theirs = number % REFUSES_EVERY == 5 and not is_left
    line = file.told.order_by("pk").first() if is_theirs or is_left else None
    refused = {line.public_id: THEIR_FAULT if is_theirs else OUR_FAULT} if line else {}
    by = staff.by_role["analyst"]
    with at_invented_time(moment):
        actions.answer_file(file=file, refused=refused, at=moment, by=by)
        if line is not None and is_theirs:
            actions.send_again(line=line, at=moment, by=by)


def _correct_births(staff: Staff, until: datetime) -> None:
    """Two dates of birth were misread: one file waits for its answer, and one line is still to be sent."""
    plans = Plan.objects.current().filter(child__cp_is_lines__answer="acknowledged")
    born = Person.objects.filter(pk__in=plans.values("child"), born_on__isnull=False)
    children = born.order_by("name_key", "pk")[:2]
    by = staff.by_role["front_door_manager"]
    for child, days in zip(children, (2, 1), strict=False):
        on = add_working_days(until.date(), -days)
        moment = datetime.combine(on, time(15, 40), LONDON)
        assert child.born_on is not None
        with at_invented_time(moment):
            people.correct_person(
                person=child,
                born_on=child.born_on - timedelta(days=1),
                reason="The birth certificate says so",
                by=by,
            )
        if days > 1:
            _send(1, on, staff)


def _tell_notices(staff: Staff, until: datetime) -> None:
    """Children on plans were seen without an appointment; last night's notice is still to be answered."""
    current = Plan.objects.current().filter(child__born_on__isnull=False).select_related("child")
    plans = {plan.child.family_name: plan for plan in current.order_by("-started_on", "pk")}
    oldest_first = reversed(plans.values())
    for plan, (days, setting, place, said) in zip(oldest_first, SEEN, strict=False):
        on = add_working_days(until.date(), -days)
        if on <= plan.started_on:
            continue
        seen_at = datetime.combine(on - timedelta(days=1), time(20, 40), LONDON)
        told_at = datetime.combine(on, time(8, 30), LONDON)
        with at_invented_time(told_at):
            notice = actions.record_attendance(
                child=plan.child,
                seen_at=seen_at,
                setting=setting,
                place=place,
                told_on=on,
                at=told_at,
                by=staff.by_role["business_support"],
            )
        if said:
            _respond(notice.child, said, told_at + timedelta(hours=6))


def _respond(child: Person, said: str, moment: datetime) -> None:
    step = work.open_step(child, actions.RESPOND)
    if step is None or step.worker is None:
        return
    with at_invented_time(moment):
        workflow.complete_with(
            code=actions.RESPOND,
            step=step,
            answers={"answered_on": moment.date(), "what": said},
            at=moment,
            by=step.worker,
        )
