"""T072 is answered by the file that the data team makes; what health tells us, by the child's worker."""

from django.urls import reverse

from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    Place,
    StepDefinition,
    answered_apart,
    answered_at,
    cancels,
    checks,
    completes,
    define,
)
from tessera.practice.cp_is import actions, permissions, queries, rules
from tessera.practice.cp_is.rules import notices

INITIAL = "child_protection.initial_conference"

define(
    StepDefinition(
        code=actions.RESPOND,
        title="Answer: seen by the NHS without an appointment",
        form="cp_is_response",
        permission=permissions.ANSWER,
        timers=(rules.T073,),
        happened_on="answered_on",
        per_child=False,
        quick=True,
        story="contact",
        detail="The NHS saw a child of whom it knows from us (CP-IS): what do you know, and what did you do?",
    )
)
answered_apart(rules.T072)


@answered_at(rules.T072)
def with_the_data_team(timers):
    place = Place(reverse("cp_is:home"), permissions.VIEW, "The data team tells the NHS")
    return {timer.pk: place for timer in timers}


@arrival("cp_is.notice")
def what_health_told(step, children, actor, on):
    attendance = queries.attendance_of(step)
    if attendance is None:
        return None
    is_protected = bool(queries.protected_among([attendance.child_id]))
    words = notices.seen_words(
        setting=attendance.setting,
        seen_at=attendance.seen_at,
        place="" if is_protected else attendance.place,
    )
    return Filled(words, "health’s notice", attendance.told_on)


@checks(INITIAL)
def check_numbers(*, step, subjects, answers, today):
    """The day of the conference is the last on which a missing NHS number can still be found in time."""
    planned = [child for child in subjects if answers.of(child)["outcome"] == "plan"]
    for child in queries.without_number(planned, today):
        yield Finding(
            "outcome",
            f"The record of {child.name} has no NHS number to tell the NHS under (CP-IS), which is due today",
            child,
            soft=True,
        )


@checks(actions.RESPOND)
def check_answer(*, step, subjects, answers, today):
    attendance = queries.attendance_of(step)
    if attendance and answers["answered_on"] and answers["answered_on"] < attendance.told_on:
        yield Finding("answered_on", "That is before the notice came")


@completes(actions.RESPOND)
def answer(*, step, subjects, answers, completed_on, by, earlier):
    attendance = queries.attendance_of(step)
    if attendance is None:
        raise NotYet("The notice has been taken back. Set this work aside.")
    actions.answer_attendance(
        attendance=attendance,
        answered_on=answers["answered_on"],
        what=answers["what"],
        step_ref=step.public_id,
        by=by,
    )


@cancels(actions.RESPOND)
def take_back(*, step, subjects, reason, cancelled_on, by):
    """Set aside, the notice was not about this child, and leaves the story."""
    attendance = queries.attendance_of(step)
    if attendance is not None:
        actions.withdraw_attendance(attendance=attendance, reason=reason, on=cancelled_on, by=by)
