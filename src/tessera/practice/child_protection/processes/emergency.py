"""What completing the steps of police protection and emergency protection orders means."""

from tessera.engine.workflow.processes import NotYet, completes
from tessera.practice.child_protection import actions, queries
from tessera.practice.child_protection.processes.refusals import in_words


@completes("child_protection.emergency")
def record_emergency(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        if queries.emergency_of_step(step, child) is not None:
            raise NotYet("This stands as it was recorded: end it, and record the right one.")
        with in_words(child, "began_at"):
            actions.begin_emergency(
                child=child,
                kind=answers["kind"],
                started_at=answers["began_at"],
                until_on=answers["until_on"],
                who=answers["who"],
                why=answers["why"],
                step_ref=step.public_id,
                by=by,
            )


@completes("child_protection.emergency_end")
def end_or_extend(*, step, subjects, answers, completed_on, by):
    ends = answers["what"] == "ended"
    for child in subjects:
        with in_words(child, "ended_at" if ends else "extended_to"):
            measure = queries.emergency_in_force(child)
            if measure is None:
                raise actions.NotInForce
            if ends:
                actions.end_emergency(
                    measure=measure,
                    ended_at=answers["ended_at"],
                    step_ref=step.public_id,
                    by=by,
                )
            else:
                actions.extend_order(
                    measure=measure, until_on=answers["extended_to"], why=answers["then"], by=by
                )
