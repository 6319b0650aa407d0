"""The data team's place in the navigation, and what a child's record says of CP-IS."""

from datetime import datetime

from django.urls import reverse

from tessera.engine.workflow import begun
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import date_words
from tessera.people.record_page import Entry, chronology_kind, section
from tessera.practice.child_protection.queries import plan_note
from tessera.practice.cp_is import permissions, queries
from tessera.practice.cp_is.actions import ATTENDANCE
from tessera.practice.cp_is.choices import Answer
from tessera.practice.cp_is.models import Attendance
from tessera.practice.cp_is.rules import notices
from tessera.ui import navigation

navigation.place("CP-IS", "cp_is:home", permissions.VIEW, 65)


@begun.asks(first=queries.numbers_to_find)
def numbers_to_find(actor, plans):
    """Of a plan that health cannot be told of, because nobody has found the child's NHS number yet."""
    return [
        begun.Begun(
            title="Find the NHS number",
            href=reverse("people:add_identifier", args=[plan.child.public_id]),
            people=[plan.child],
            since=plan.started_on,
            note="The NHS cannot be told of the protection plan without it (CP-IS)",
        )
        for plan in plans
    ]


@begun.shares
def _to_tell(actor):
    """What health is to be told by today, and what cannot go as the record is."""
    if not actor.may(permissions.SEND):
        return None
    waiting = [each for each in queries.to_be_told(actor.today) if each.due_on <= actor.today]
    held = sum(not each.may_go for each in waiting)
    return begun.Shared(
        "To tell the NHS by today (CP-IS)",
        reverse("cp_is:home"),
        count=len(waiting),
        late=sum(each.is_late(actor.today) for each in waiting),
        note=f"{held} cannot go yet: the page says why" if held else "",
    )


def _attendances(ids):
    """Never a protected place: where the child was seen is left out of the story then."""
    rows = list(Attendance.objects.filter(pk__in=ids).select_related("child", "answered_by"))
    protected = queries.protected_among([row.child_id for row in rows]) if rows else set()
    return {row.pk: _entry(row, row.child_id in protected) for row in rows}


def _entry(row, is_protected):
    seen = notices.seen_words(
        setting=row.setting, seen_at=row.seen_at, place="" if is_protected else row.place
    )
    done = row.what_was_done or "Not answered yet"
    return Entry(
        "Seen by the NHS without an appointment",
        f"{seen}. {done}",
        fact=f"{seen}.",
        url=reverse("cp_is:child", args=[row.child.public_id]),
        who=row.answered_by.name if row.answered_by else "",
    )


chronology_kind(
    ATTENDANCE,
    "Seen by the NHS",
    _attendances,
    group="Health",
    to_child=True,
    to_court=2,
)
section("cp_is", "CP-IS", 67, "cp_is:child", permission=permissions.READ, lines=(ATTENDANCE,))


def _told(said):
    """ "Health was told on 3 February 2026 at 16:30 (CP-IS), and acknowledged it." under the plan."""
    if said is None:
        return "Health has not been told yet (CP-IS)."
    moment = local(datetime.fromisoformat(said["made_at"]))
    sent = date_words(moment.date())
    if said["answer"] == Answer.REFUSED:
        return f"Health was told on {sent} (CP-IS) and refused it: {said['why']}"
    if said["answer"] == Answer.NOT_SENT:
        return "Health has not been told yet (CP-IS): the file was never sent."
    answered = "and acknowledged it" if said["answer"] else "and has not answered yet"
    return f"Health was told on {sent} at {moment:%H:%M} (CP-IS), {answered}."


plan_note("cp_is", queries.last_told_of("child"), _told)
