"""Looked at half-way, and shared with the family."""

from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State
from tessera.engine.workflow.processes import NotYet, Place, answered_at, completes
from tessera.practice.assessments import actions, permissions, queries
from tessera.practice.assessments.sharings import correct_sharings


@completes("assessments.share")
def share(*, step, subjects, answers, completed_on, by, earlier):
    told = queries.shared_in(step) if earlier is not None else {}
    for child in subjects:
        if child.pk in told:
            correct_what_was_shared(told[child.pk], answers["shared"], step, by)
            continue
        assessment = queries.last_authorised(child)
        if assessment is None:
            raise NotYet(f"{child.name} has no authorised assessment to share", child=child)
        for row in answers["shared"]:
            share_with(assessment, row, step, by)


@completes("assessments.review_point")
def look_half_way(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        assessment = queries.open_assessment(child)
        if assessment is None:
            continue
        on = answers["next_point_on"] or answers["reviewed_on"]
        try:
            actions.set_review_point(assessment=assessment, review_point_on=on, by=by)
        except actions.NoSuchReviewPoint as refusal:
            raise NotYet(refusal.__doc__, field="reviewed_on") from refusal


def end_looks(children, *, at, by):
    """What is signed off is not looked at half-way: the look ends with it, also one that was begun.

    Brothers and sisters who are still being assessed keep it.
    """
    looks = {
        step.pk: step
        for child in children
        for step in work.open_steps(child)
        if step.code == "assessments.review_point" and step.state != State.REOPENED
    }
    for look in looks.values():
        about = work.subjects_of(look)
        assessed = queries.in_assessment(about)
        for child in about if assessed else ():
            if child.pk not in assessed:
                workflow.remove_subject(step=look, person=child, at=at, by=by)
        if not assessed:
            workflow.cancel_step(step=look, reason="The assessment is signed off", at=at, by=by)


@answered_at("T042", "T042B")
def review_point_place(timers):
    """The manager sets the day and looks at the assessment: on its own page."""
    return {
        timer.pk: Place(
            reverse("assessments:review_point", args=[timer.person.public_id]),
            permissions.AUTHORISE,
        )
        for timer in timers
    }


def share_with(assessment, row, step, by):
    actions.share_assessment(assessment=assessment, step_ref=step.public_id, by=by, **_told(row))


def correct_what_was_shared(assessment, rows, step, by):
    """The form was opened again: with whom it says it was shared is put right, and nobody stands twice."""
    correct_sharings(
        assessment=assessment, told=[_told(row) for row in rows], step_ref=step.public_id, by=by
    )


def _told(row) -> dict:
    return {
        "shared_with": row["who"],
        "relation": row.get("relation") or "",
        "shared_on": row["shared_on"],
        "how": row.get("how") or "",
        "views": row.get("views") or "",
    }
