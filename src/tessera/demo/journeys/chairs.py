"""The chairs share the conferences that are asked for; the newest still wait for one."""

from datetime import datetime, time, timedelta
from itertools import cycle

from tessera.demo.staff import Staff
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.foundations.access.models import User
from tessera.foundations.calendar import add_working_days
from tessera.foundations.calendar.clock import LONDON, local
from tessera.foundations.records.actions import at_invented_time
from tessera.practice.child_protection import actions
from tessera.practice.meetings.models import Meeting

CONFERENCES = (
    "child_protection.initial_conference",
    "child_protection.transfer_in_conference",
    "child_protection.review_conference",
)
CHAIRED = ("initial", "before_birth", "transfer_in", "review")
TAKEN_WITHIN = 2
"""Working days from the asking."""
MANY = 10
"""With so many to come, two of them still wait."""


def tell_chairs(staff: Staff, until: datetime) -> None:
    """Whoever chaired the last conference of the children takes the next; else the chairs take turns."""
    waiting = list(
        Step.objects.filter(code__in=CONFERENCES, state__in=OPEN_STATES, worker=None).order_by(
            "made_at", "pk"
        )
    )
    newest = 2 if len(waiting) >= MANY else 1
    turns = cycle([each for each in staff.workers["quality"] if "chair" in each.username])
    for step in waiting[:-newest]:
        moment = min(_soon_after(step.made_at), until - timedelta(hours=1))
        with at_invented_time(moment):
            actions.take_chair(step=step, at=moment, by=_last_chair(step) or next(turns))


def _soon_after(asked_at: datetime) -> datetime:
    day = add_working_days(local(asked_at).date(), TAKEN_WITHIN)
    return datetime.combine(day, time(10), LONDON)


def _last_chair(step: Step) -> User | None:
    held = Meeting.objects.held().filter(
        children__child__in=work.subjects_of(step), kind__in=CHAIRED
    )
    last = held.exclude(chair=None).select_related("chair").order_by("-held_on", "-pk").first()
    return last.chair if last else None
