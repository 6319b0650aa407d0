"""A referral is looked into, and nothing more is done: it ends before any work on it was begun.

CIN census, N00112 ReferralNFA: a referral received and considered, and decided to need no further
action. It has no assessment, no plan and no enquiry (rules 8831, 8832, 4000).
"""

from collections.abc import Callable

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow.models import State
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.practice.front_door.actions.referral import (
    GOES_ON,
    CannotClose,
    end_involvements,
    held_open,
    let_read_on,
    stop_clock,
)
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.queries.activities import activities_of
from tessera.practice.front_door.rules.case import no_action_problems

Follower = Callable[..., None]

_followers: list[Follower] = []


def not_taken_up(follower: Follower) -> Follower:
    """Register, from a room's processes, what of a referral that nobody took up is taken back.

    `follower(referral, reason, by)` takes back what exists only because it was asked for.
    """
    _followers.append(follower)
    return follower


@action
def end_without_action(*, referral, why, at, by):
    """A manager decides that a referral needs no further action: what waited for it does not begin.

    Raises AlreadyClosed, and CannotClose with what was done already: then the case is closed instead.
    """
    referral = held_open(referral)
    child, on = referral.child, local(at).date()
    begun = [_begun_words(step) for step in _asked_for(child) if step.state != State.TO_DO]
    if begun:
        raise CannotClose(begun)
    for step in _asked_for(child):
        _set_aside(step, child, why, at, by)
    for follower in _followers:
        follower(referral=referral, reason=why, by=by)
    if problems := no_action_problems(activities_of(referral)):
        raise CannotClose(problems)
    team = referral.team
    referral.is_nfa = True
    referral.closure_summary = why
    referral.save(update_fields=["is_nfa", "closure_summary"])
    end_involvements(child, on, by)
    let_read_on(child, team, on, by)
    stop_clock(referral, on, "no further action", by)
    audit.record(
        "front_door.referral_not_acted_on",
        person=child,
        by=by,
        referral=str(referral.public_id),
    )
    return referral


def _asked_for(child):
    """Social care's own work. Early help and the front door's own go on without a case."""
    return [step for step in work.open_steps(child) if not step.code.startswith(GOES_ON)]


def _begun_words(step):
    return f"{register.step(step.code).title} has been begun: finish it, and close the case"


def _set_aside(step, child, why, at, by):
    """Brothers and sisters whose referrals are taken up keep it."""
    others = [person for person in work.subjects_of(step) if person != child]
    if not Referral.objects.open().filter(child__in=others).exists():
        workflow.cancel_step(step=step, reason=why, at=at, by=by)
        return
    try:
        workflow.remove_subject(step=step, person=child, at=at, by=by)
    except workflow.StillHasAnswers:
        raise CannotClose([_begun_words(step)]) from None
