"""What completing a strategy discussion and a section 47 enquiry means."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    checks,
    completes,
    starts,
    submits,
)
from tessera.foundations import codesets
from tessera.foundations.access.actors import actor_of
from tessera.practice.child_protection import actions, permissions, queries, rules
from tessera.practice.child_protection.processes import deciding
from tessera.practice.child_protection.processes.agreed import keep_agreed
from tessera.practice.child_protection.processes.deciding import enquiry_outcomes
from tessera.practice.child_protection.processes.following import follow_otherwise
from tessera.practice.child_protection.processes.meetings import (
    discussed_at,
    keep_discussion,
    took_part,
)
from tessera.practice.child_protection.processes.refusals import after_referral, in_words
from tessera.ui.formatting import list_words


@starts("child_protection.strategy_discussion")
def threshold_met(*, step, subjects, started_on, by):
    """The decision that a discussion is needed starts its 24 hours (T050), and so does a discussion that
    was not quorate; a meeting after a telephone discussion has its own five days (T051)."""
    is_again = step.follows is not None and step.follows.code == step.code
    for child in subjects:
        earlier = queries.discussion_of_step(step.follows, child) if is_again else None
        if earlier is not None and not earlier.is_quorate:
            actions.hold_again(discussion=earlier, step=step, by=by)
        elif not (is_again and _meets_after_call(child)):
            workflow.start_timer(
                rule="T050",
                person=child,
                trigger_kind="workflow.step",
                trigger_id=step.pk,
                triggered_on=started_on,
                triggered_at=step.made_at,
                step=step,
                by=by,
            )


def nameless(answers):
    """An agency arrives as a row: it has taken part when somebody of it is named."""
    for row in answers["attendance"] or ():
        if not row["who"] and not row["came"] and row["agency"] in rules.quorum(answers["held_on"]):
            agency = codesets.label("agency", row["agency"]).lower()
            yield Finding("attendance", f"Who took part for {agency}? Or say that nobody came")


def _led_by_a_manager(answers):
    """Whether an enquiry begins is for a team manager to decide (practice 2.5)."""
    leader, held_on = answers.get("led_by"), answers["held_on"]
    if leader and held_on and not actor_of(leader, held_on).may(permissions.AUTHORISE):
        words = f"A team manager leads a strategy discussion. Is {leader.name} right?"
        yield Finding("led_by", words, soft=True)


def _meets_after_call(child):
    return any(timer.rule == "T051" for timer in work.running_timers(child))


def _held_again_or_why(answers):
    """Without police or health it is held again; what is decided all the same says why it could not wait."""
    missing = deciding.missing(answers)
    if not missing:
        return
    names = " and ".join(codesets.label("agency", each).lower() for each in missing)
    words = f"Without {names} this discussion is not quorate, and must be held again."
    if answers.get("not_there") or deciding.decides_nothing(answers):
        yield Finding("attendance", words, soft=True)
    else:
        yield Finding("not_there", f"{words} Say why this could not wait, or decide to meet again")


@checks("child_protection.strategy_discussion")
def check_discussion(*, step, subjects, answers, today):
    """The census would refuse a day before the referral; without police or health it is not quorate."""
    yield from after_referral("strategy discussion", "held_on", subjects, answers)
    typed, held_on = answers.get("held_time"), answers["held_on"]
    if typed and held_on and rules.held_at(held_on, typed) is None:
        yield Finding("held_time", "Write the time as 14:30")
    yield from _held_again_or_why(answers)
    yield from nameless(answers)
    yield from _led_by_a_manager(answers)
    for child in subjects:
        yield from _enquiry_stays(step, child, answers.of(child))
        yield from _one_enquiry(step, child, answers.of(child))
        goes_on = answers.of(child)["outcome"] == "enquiry_continues"
        if goes_on and queries.current_enquiry(child) is None:
            words = f"{child.name}: {actions.NoCurrentEnquiry.__doc__}"
            yield Finding("outcome", words, child)


@submits("child_protection.strategy_discussion")
def was_held(*, step, subjects, answers, submitted_on, by):
    held_at = discussed_at(answers)
    if held_at and held_at > step.submitted_at:
        raise NotYet("Write when it was held: this time has not come yet", field="held_time")


@completes("child_protection.strategy_discussion")
def record_discussion(*, step, subjects, answers, completed_on, by):
    meeting = keep_discussion(step, subjects, answers, by)
    keep_agreed(step, subjects, meeting, answers, by)
    for child in subjects:
        mine = answers.of(child)
        with in_words(child, "held_on"):
            _discuss(child, mine, step, by)
    if step.reason:
        follow_otherwise(step, subjects, answers, by)


def _enquiry_stays(step, child, mine):
    """What has gone further than its beginning is not taken back by the discussion that began it."""
    earlier = queries.discussion_of_step(step, child) if step.reason else None
    if earlier is None or not mine["outcome"] or mine["outcome"] in enquiry_outcomes():
        return
    if any(queries.went_further(enquiry) for enquiry in earlier.enquiries.all()):
        words = f"{child.name}: {actions.EnquiryActedUpon.__doc__}"
        yield Finding("outcome", words, child)


def _one_enquiry(step, child, mine):
    """Said before a manager is asked to sign: a child is in one enquiry at a time."""
    under_way = queries.current_enquiry(child)
    begins = mine["outcome"] in enquiry_outcomes()
    if begins and under_way is not None and under_way.step_ref != step.public_id:
        words = f"{child.name}: {actions.AlreadyInEnquiry.__doc__}"
        yield Finding("outcome", words, child)


def _discuss(child, mine, step, by):
    said = {
        "held_on": mine["held_on"],
        "held_at": discussed_at(mine),
        "agencies_present": sorted(set(took_part(mine))),
        "outcome": mine["outcome"],
        "decision_why": mine["decision_why"],
    }
    earlier = queries.discussion_of_step(step, child)
    if earlier is None:
        actions.hold_strategy_discussion(
            child=child, **said, how=mine["how"] or "", step_ref=step.public_id, by=by
        )
        return
    actions.correct_strategy_discussion(discussion=earlier, reason=step.reason, by=by, **said)


@checks("child_protection.section47")
def check_enquiry(*, step, subjects, answers, today):
    for child in subjects:
        enquiry = queries.enquiry_of_step(step, child)
        if enquiry is None:
            words = "No section 47 enquiry was begun. Record the strategy discussion first."
            yield Finding("outcome", f"{child.name}: {words}", child)
        else:
            yield from _can_end_so(enquiry, child, answers)
        yield from _asked_for(child, answers)


def _can_end_so(enquiry, child, answers):
    outcome, ended_on = answers.of(child)["outcome"], answers["ended_on"]
    if hasattr(enquiry, "conference") and outcome not in (None, "conference"):
        yield Finding("outcome", f"{child.name}: {actions.ConferenceHeld.__doc__}", child)
    if ended_on:
        start = enquiry.started_on
        problem = rules.not_before("The enquiry ends", ended_on, "its start", start)
        if problem:
            yield Finding("ended_on", problem)


def _asked_for(child, answers):
    """Any agency may ask for a conference: without one, the manager is told that it did."""
    wanting = [r["agency"] for r in answers.get("agencies") or () if r.get("wants_conference")]
    if wanting and answers.of(child)["outcome"] not in (None, "conference"):
        names = list_words([codesets.label("agency", each) for each in wanting])
        words = f"{names} asked for a conference about {child.name}."
        yield Finding("outcome", words, child, soft=True)


@completes("child_protection.section47")
def record_enquiry(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        mine = answers.of(child)
        with in_words(child, "ended_on"):
            _end_enquiry(child, mine, step, by)
    if step.reason:
        follow_otherwise(step, subjects, answers, by)


def _end_enquiry(child, mine, step, by):
    enquiry = queries.enquiry_of_step(step, child)
    found = {
        "ended_on": mine["ended_on"],
        "outcome": mine["outcome"],
        "outcome_why": mine["outcome_why"],
        "agencies_view": mine.get("agencies_view") or "",
        "step_ref": step.public_id,
    }
    _keep_parts(enquiry, mine, by)
    if enquiry == queries.current_enquiry(child) and not enquiry.outcome:
        actions.end_enquiry(child=child, **found, by=by)
    else:
        actions.find_otherwise(enquiry=enquiry, **found, reason=step.reason, by=by)


def _keep_parts(enquiry, mine, by):
    """What the enquiry did for this child: seen, or not and why, and what the agencies said."""
    if mine["seen_on"]:
        actions.keep_seen(enquiry=enquiry, seen=_seen(mine), by=by)
    else:
        actions.keep_not_seen(enquiry=enquiry, why=mine["not_seen_why"], by=by)
    asked = [
        actions.Asked(
            agency=row["agency"],
            who=row["who"] or "",
            answered=row["answered"],
            said=row["said"] or "",
            asks_for_conference=bool(row["wants_conference"]),
        )
        for row in mine.get("agencies") or ()
    ]
    actions.keep_agencies(enquiry=enquiry, asked=asked, by=by)


def _seen(mine):
    words = mine["words"] or {"words": "", "not_heard": ""}
    return actions.Seen(
        seen_on=mine["seen_on"],
        was_seen_alone=mine["alone"],
        not_alone_why=mine["not_alone_why"] or "",
        place=mine.get("seen_where") or "",
        seen_by=mine.get("seen_by") or "",
        words=words["words"],
        not_heard_why=words["not_heard"],
    )
