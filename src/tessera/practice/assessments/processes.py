"""The single assessment: begun with the case, looked at half-way, signed off, shared."""

from django.urls import reverse

from tessera.engine.forms.filling import Filled, filler, statement
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    Next,
    NotYet,
    Place,
    SignOff,
    StepDefinition,
    answered_at,
    cancels,
    checks,
    completes,
    define,
    invariant,
    starts,
    timers,
)
from tessera.foundations import codesets
from tessera.foundations.calendar.clock import local
from tessera.foundations.calendar.words import date_words
from tessera.practice.assessments import actions, permissions, queries, rules
from tessera.practice.assessments.models import Assessment, Factor

SINGLE = "assessments.single_assessment"
FACTS = ("factors", "outcome", "kind", "seen_on", "seen_alone_on")
"""The answers that the assessment itself is made of."""


def leads_to(*outcomes):
    """Whether any child's outcome is one of these."""
    return lambda answers: bool(set(outcomes) & set(answers.everyones("outcome")))


def children_with(*outcomes):
    """The children whose own outcome it is."""
    return lambda answers, subjects: [c for c in subjects if answers.of(c)["outcome"] in outcomes]


def not_shared_yet(answers):
    return not answers["shared"]


def took_too_long(*, step, answers, on):
    """Beyond the council's limit from the earliest referral; a correction of finished work is not late."""
    first = queries.of_step(step).open().order_by("clock_started_on").first()
    return first is not None and rules.needs_service_manager(
        clock_started_on=first.clock_started_on, handed_in_on=on
    )


timers(*rules.TIMERS)
define(
    StepDefinition(
        code=SINGLE,
        title="Single assessment",
        form="single_assessment",
        permission=permissions.WRITE,
        authorise=(
            SignOff(permissions.AUTHORISE, "Team manager"),
            SignOff(permissions.AUTHORISE_LONG, "Service manager", when=took_too_long),
        ),
        timers=("T040",),
        can_start=True,
        significance=3,
        story="assessment",
        detail="45 working days from the referral. Brothers and sisters share it; each is thought of alone",
        then=(
            Next(
                "children_in_need.first_meeting",
                when=leads_to("child_in_need_plan", "disability_team", "young_carer_support"),
                subjects=children_with(
                    "child_in_need_plan", "disability_team", "young_carer_support"
                ),
            ),
            Next(
                "child_protection.strategy_discussion",
                when=leads_to("strategy_discussion"),
                subjects=children_with("strategy_discussion"),
                required=True,
            ),
            Next(
                "front_door.close_case",
                when=leads_to("close"),
                subjects=children_with("close"),
            ),
            Next(
                "early_help.request",
                when=leads_to("early_help"),
                subjects=children_with("early_help"),
            ),
            Next(
                "proceedings.pre_proceedings",
                when=leads_to("legal_gateway"),
                subjects=children_with("legal_gateway"),
            ),
            Next("assessments.share", when=not_shared_yet, required=True),
        ),
    ),
    StepDefinition(
        code="assessments.share",
        title="Share the assessment",
        form="share_assessment",
        permission=permissions.WRITE,
        timers=("T043",),
        story="assessment",
        detail="The family hears what we found and what comes next",
    ),
    StepDefinition(
        code="assessments.review_point",
        title="Look at the assessment half-way",
        form="assessment_review_point",
        permission=permissions.AUTHORISE,
        can_start=True,
        timers=("T042", "T042B"),
        happened_on="reviewed_on",
        story="assessment",
        detail="Manager and worker: what is known, and can it end sooner?",
    ),
)


@starts(SINGLE)
def begin(*, step, subjects, started_on, by):
    """The assessment exists from now on; the child is to be seen within five working days."""
    for child in subjects:
        _nothing_under_way(child)
        try:
            actions.start_assessment(
                child=child, started_on=started_on, step_ref=step.public_id, by=by
            )
        except (actions.NoOpenReferral, actions.AlreadyInAssessment) as refusal:
            raise NotYet(_words(refusal, child), child=child) from refusal
        except actions.DatesOutOfOrder as refusal:
            raise NotYet(str(refusal), child=child) from refusal
    unvisited = [c for c in subjects if not work.open_step(c, "recording.visit")]
    if unvisited:
        workflow.start_step(
            code="recording.visit",
            subjects=unvisited,
            worker=step.worker,
            team=step.team,
            follows=step,
            at=step.made_at,
            by=by,
        )


@checks(SINGLE)
def what_the_census_would_ask(*, step, subjects, answers, today):
    """Asked while it is written, in the worker's words: hard ones stand in the way of handing in."""
    for child in subjects:
        mine = answers.of(child)
        yield from _about_factors(mine, today, child)
        seen = rules.seen_problem(seen_on=mine["seen_on"], seen_alone_on=mine["seen_alone_on"])
        if seen:
            yield Finding("seen_alone_on", seen, child)
    yield from _about_the_clock(step, answers, today)


@cancels(SINGLE)
def set_aside(*, step, subjects, reason, cancelled_on, by):
    """An assessment that is not finished after all was begun by mistake: the record says why."""
    for assessment in queries.of_step(step).open():
        actions.withdraw_assessment(assessment=assessment, reason=reason, by=by)


@completes(SINGLE)
def sign_off(*, step, subjects, answers, completed_on, by, earlier):
    for child in subjects:
        mine = answers.of(child)
        assessment = _assessment(step, child)
        if assessment.authorised_on is not None:
            _correct(assessment, mine, earlier and earlier.of(child), step, by)
        else:
            actions.record_seen(
                assessment=assessment,
                seen_on=mine["seen_on"] or mine["seen_alone_on"],
                seen_alone_on=mine["seen_alone_on"],
                by=by,
            )
            _authorise(assessment, mine, step, completed_on, by)
        told = (earlier and earlier["shared"]) or ()
        for row in answers["shared"] or ():
            if row not in told:
                _share(assessment, row, step, by)


@completes("assessments.share")
def share(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        assessment = queries.last_authorised(child)
        if assessment is None:
            raise NotYet(f"{child.name} has no authorised assessment to share", child=child)
        for row in answers["shared"]:
            _share(assessment, row, step, by)


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


@filler("assessments.why_referred")
def why_referred(child, on):
    """What the one who referred told us, from the contact that led to the open referral."""
    referral = queries.open_referral(child) if child else None
    contact = referral.contact if referral else None
    if contact is None or not contact.account:
        return None
    return Filled(contact.account, "the contact", referral.received_on)


@filler("assessments.outcome")
def outcome(child, on):
    """What the last finished assessment led to, in words."""
    done = queries.last_authorised(child) if child else None
    if done is None:
        return None
    words = codesets.label("assessment.outcome", done.outcome)
    return Filled(words, "the last finished assessment", done.authorised_on)


@filler("assessments.authorised_on")
def authorised_on(child, on):
    done = queries.last_authorised(child) if child else None
    if done is None:
        return None
    return Filled(done.authorised_on.isoformat(), "the last finished assessment")


@statement("assessments.earlier_work")
def earlier_work(subjects, on):
    """Earlier assessments, in a sentence for each child who has one."""
    words = []
    for child in subjects:
        earlier = queries.last_authorised(child)
        if earlier is not None:
            outcome = codesets.label("assessment.outcome", earlier.outcome)
            found = f": {outcome.lower()}" if outcome else ""
            words.append(f"{child.name}: assessed on {date_words(earlier.authorised_on)}{found}.")
    return " ".join(words) or "No earlier assessment on the record."


@invariant(
    "assessments.factors", "A completed assessment of ours has factors; an open one has none"
)
def assessments_without_factors():
    ours = Assessment.objects.exclude(step_ref=None)
    for row in ours.authorised().filter(factors=None)[:100]:
        yield {"assessment": row.pk, "why": "completed without factors"}
    for row in Factor.objects.filter(assessment__authorised_on=None)[:100]:
        yield {"assessment": row.assessment_id, "why": "open with factors"}


def _assessment(step, child):
    assessment = queries.of_step(step).filter(child=child).first() or queries.open_assessment(child)
    if assessment is None:
        raise NotYet(f"{child.name} is not being assessed", child=child)
    return assessment


def _about_factors(mine, today, child):
    if mine["factors"] is None:
        return
    problem = rules.factors_problem(mine["factors"], on=today)
    if problem:
        yield Finding("factors", problem, child)
    elif mine["outcome"] is not None:
        warning = rules.factors_warning(mine["factors"], outcome=mine["outcome"])
        if warning:
            yield Finding("factors", warning, child, soft=True)


def _about_the_clock(step, answers, today):
    """Over 45 working days: nothing extends them, and the reason is kept beside the date."""
    first = queries.of_step(step).order_by("clock_started_on").first()
    if first is None or first.authorised_on is not None or answers["longer_why"]:
        return
    since = first.clock_started_on
    if rules.needs_longer_why(clock_started_on=since, authorised_on=today):
        due = date_words(rules.assessment_due(clock_started_on=since))
        words = f"This assessment was due on {due}. Say why it took longer."
        yield Finding("longer_why", words)


def _authorise(assessment, mine, step, on, by):
    late = rules.needs_longer_why(clock_started_on=assessment.clock_started_on, authorised_on=on)
    in_time = f"Handed in on {date_words(local(step.submitted_at).date())}, signed off later."
    try:
        actions.authorise_assessment(
            assessment=assessment,
            authorised_on=on,
            factors=mine["factors"],
            outcome=mine["outcome"],
            kind=mine["kind"],
            longer_why=mine["longer_why"] or (in_time if late else ""),
            by=by,
        )
    except (actions.DatesOutOfOrder, actions.FactorsNotRight) as refusal:
        raise NotYet(str(refusal)) from refusal


def _correct(assessment, mine, before, step, by):
    """Opened again and finished again: what was changed about this child, and nothing else, is put right."""
    if before is not None and all(mine[key] == before[key] for key in FACTS):
        return
    actions.correct_assessment(
        assessment=assessment,
        factors=mine["factors"],
        outcome=mine["outcome"],
        kind=mine["kind"],
        seen_on=mine["seen_on"] or mine["seen_alone_on"],
        seen_alone_on=mine["seen_alone_on"],
        reason=step.reason or "Corrected",
        by=by,
    )


def _share(assessment, row, step, by):
    actions.share_assessment(
        assessment=assessment,
        shared_with=row["who"],
        relation=row.get("relation") or "",
        shared_on=row["shared_on"],
        how=row.get("how") or "",
        views=row.get("views") or "",
        step_ref=step.public_id,
        by=by,
    )


def _words(refusal, child):
    return f"{child.name}: {refusal.__doc__}"


def _nothing_under_way(child):
    there = queries.open_assessment(child)
    if there is not None:
        raise NotYet(
            f"An assessment of {child.name} is under way, started on {date_words(there.started_on)}. "
            "Add to it, or finish it first",
            child=child,
        )
