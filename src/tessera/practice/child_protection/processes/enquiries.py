"""What completing a strategy discussion and a section 47 enquiry means."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import Finding, NotYet, checks, completes, starts
from tessera.foundations import codesets
from tessera.practice.child_protection import actions, queries, rules
from tessera.practice.child_protection.processes.refusals import after_referral, in_words
from tessera.practice.child_protection.processes.steps import enquiry_outcomes


@starts("child_protection.strategy_discussion")
def threshold_met(*, step, subjects, started_on, by):
    """The decision that a discussion is needed starts its day (T050)."""
    for child in subjects:
        workflow.start_timer(
            rule="T050",
            person=child,
            trigger_kind="workflow.step",
            trigger_id=step.pk,
            triggered_on=started_on,
            step=step,
            by=by,
        )


@checks("child_protection.strategy_discussion")
def check_discussion(*, step, subjects, answers, today):
    """The census would refuse a day before the referral; without police or health it is not quorate."""
    yield from after_referral("strategy discussion", "held_on", subjects, answers)
    agencies = [row.get("agency") for row in answers["attendance"] or ()]
    missing = rules.missing_from_quorum(agencies)
    if agencies and missing:
        names = " and ".join(codesets.label("agency", each).lower() for each in missing)
        words = f"Without {names} this discussion is not quorate, and must be held again."
        yield Finding("attendance", words, soft=True)


@completes("child_protection.strategy_discussion")
def record_discussion(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        mine = answers.of(child)
        with in_words(child, "held_on"):
            _discuss(child, mine, step, by)


def _discuss(child, mine, step, by):
    agencies = [row["agency"] for row in mine["attendance"]]
    said = {
        "held_on": mine["held_on"],
        "agencies_present": agencies,
        "outcome": mine["outcome"],
        "decision_why": mine["decision_why"],
    }
    earlier = queries.discussion_of_step(step, child)
    if earlier is None:
        actions.hold_strategy_discussion(child=child, **said, step_ref=step.public_id, by=by)
        return
    if (earlier.outcome in enquiry_outcomes()) != (mine["outcome"] in enquiry_outcomes()):
        raise NotYet(
            "Whether an enquiry began cannot be changed here: record what was decided since in a"
            " new strategy discussion.",
            field="outcome",
            child=child,
        )
    actions.correct_strategy_discussion(discussion=earlier, reason=step.reason, by=by, **said)


@checks("child_protection.section47")
def check_enquiry(*, step, subjects, answers, today):
    for child in subjects:
        enquiry = queries.current_enquiry(child) or queries.enquiry_of_child(child)
        if enquiry is None:
            words = "No section 47 enquiry was begun. Record the strategy discussion first."
            yield Finding("outcome", f"{child.name}: {words}", child)
        elif answers["ended_on"]:
            problem = rules.not_before(
                "The enquiry ends", answers["ended_on"], "its start", enquiry.started_on
            )
            if problem:
                yield Finding("ended_on", problem)


@completes("child_protection.section47")
def record_enquiry(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        mine = answers.of(child)
        with in_words(child, "ended_on"):
            _end_enquiry(child, mine, step, by)


def _end_enquiry(child, mine, step, by):
    if queries.current_enquiry(child) is None or _was_completed(step):
        enquiry = queries.enquiry_of_child(child)
        if enquiry is None or enquiry.outcome != mine["outcome"]:
            raise NotYet(
                "This enquiry has ended. Another outcome needs a new strategy discussion.",
                field="outcome",
                child=child,
            )
        actions.correct_enquiry(
            enquiry=enquiry, outcome_why=mine["outcome_why"], reason=step.reason, by=by
        )
        return
    actions.end_enquiry(
        child=child,
        ended_on=mine["ended_on"],
        outcome=mine["outcome"],
        outcome_why=mine["outcome_why"],
        step_ref=step.public_id,
        by=by,
    )


def _was_completed(step):
    return step.events.filter(kind="completed").exists()
