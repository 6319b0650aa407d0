"""What a decision on a contact sets going, in the transaction that authorises it."""

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.access.models import Team
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.queries import allocated_workers
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.contact import TEAM
from tessera.practice.front_door.actions.referral import EARLY_HELP_ROLE, accept_referral
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.rules import contact as rules

ASSESSMENT = "assessments.single_assessment"
STRATEGY = "child_protection.strategy_discussion"
EARLY_HELP = "early_help.request"
INFORMATION = "front_door.information"
EARLY_HELP_TEAM = "early_help"


@action
def carry_out(*, contact, step, at, by):
    """Begin what was decided for the children, and ask that the referrer be told.

    Children for whom the same was decided share a step; those with an open case get no second
    referral, and their workers get the information.
    """
    for outcome, parts in contact.decided.items():
        children = [part.person for part in parts if part.person]
        _begin(contact, outcome, children, step, at, by)
    _ask_to_tell(contact, step, at, by)


def _begin(contact, outcome, children, step, at, by):
    cases = Referral.objects.open().filter(child__in=children).values_list("child_id", flat=True)
    open_cases = set(cases)
    newly = [child for child in children if child.pk not in open_cases]
    known = [child for child in children if child.pk in open_cases]
    if outcome in rules.REFERRED:
        _refer(contact, outcome, newly, step, at, by)
        _inform_workers(contact, known, step, at, by)
    elif outcome == rules.NOT_ACTED_ON:
        _note_referrals(contact, newly, step, by)
        _inform_workers(contact, known, step, at, by)
    elif outcome == "open_case":
        _inform_workers(contact, known, step, at, by)
    elif outcome == "early_help":
        _ask_early_help(contact, children, step, at, by)


def _refer(contact, outcome, children, step, at, by):
    on = local(contact.received_at).date()
    if not children:
        return
    referrals = [
        accept_referral(
            child=child,
            contact=contact,
            received_on=on,
            source=contact.source,
            primary_need=contact.primary_need,
            team=contact.team,
            step_ref=step.public_id,
            by=by,
        )
        for child in children
    ]
    code = STRATEGY if outcome == "strategy_discussion" else ASSESSMENT
    begun = _start(code, contact, children, step, at, by, team=contact.team)
    # Whoever holds a discussion does not hold the case by it: the clock stands by itself.
    allocating = begun if code == ASSESSMENT else None
    for referral in referrals:
        clocks.start_for_allocation(referral=referral, step=allocating, on=local(at).date(), by=by)


def _note_referrals(contact, children, step, by):
    """Each is a referral that was considered, and opens nothing."""
    for child in children:
        accept_referral(
            child=child,
            contact=contact,
            received_on=local(contact.received_at).date(),
            source=contact.source,
            primary_need=contact.primary_need,
            is_nfa=True,
            step_ref=step.public_id,
            by=by,
        )


def _ask_early_help(contact, children, step, at, by):
    """The early help team works with the children from now on, or it could not open what it is asked."""
    team = _team(EARLY_HELP_TEAM)
    _start(EARLY_HELP, contact, children, step, at, by, team=team)
    on = local(at).date()
    for child in children:
        if team and not child.involvements.in_force_on(on).filter(team=team).exists():
            people.start_involvement(
                person=child,
                role=EARLY_HELP_ROLE,
                team=team,
                started_on=on,
                step_ref=step.public_id,
                by=by,
            )


def _inform_workers(contact, children, step, at, by):
    """New information goes to the worker who holds the case, and to no new referral.

    While the child is being assessed it goes into that assessment, so to whoever writes it.
    """
    held = allocated_workers([child.pk for child in children], local(at).date())
    for child in children:
        holder = held.get(child.pk)
        under_way = work.open_step(child, ASSESSMENT)
        writer = under_way.worker if under_way else None
        _start(
            INFORMATION,
            contact,
            [child],
            step,
            at,
            by,
            worker=writer or (holder.worker if holder else None),
            team=(under_way.team if writer else None)
            or (holder.team if holder else contact.team or _team(TEAM)),
            due_on=rules.information_due(local(at).date()),
            due_why=rules.information_why(under_way and local(under_way.made_at).date()),
        )


def _ask_to_tell(contact, step, at, by):
    teller = contact.decided_by
    telling = _start(clocks.TELL, contact, [], step, at, by, worker=teller, team=_team(TEAM))
    clocks.start_for_feedback(contact=contact, step=telling, at=at, by=by)


def _start(code, contact, subjects, step, at, by, worker=None, team=None, **due):
    return workflow.start_step(
        code=code,
        subjects=subjects,
        worker=worker,
        team=team,
        about={"contact": str(contact.public_id)},
        follows=step,
        # The danger is dealt with by then: to tell of it comes after what is still to be decided.
        urgency=0 if code == clocks.TELL else clocks.WORK_FIRST.get(contact.rag, 0),
        **due,
        at=at,
        by=by,
    )


def _team(code):
    return Team.objects.filter(code=code, ended_on=None).first()
