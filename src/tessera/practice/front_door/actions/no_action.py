"""A referral is looked into, and nothing more is done: it ends before any work on it was begun.

CIN census, N00112 ReferralNFA: a referral received and considered, and decided to need no further
action. It has no assessment, no plan and no enquiry (rules 8831, 8832, 4000).
"""

from collections.abc import Callable

from django.db.models import Q

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow.models import State
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.clock import local
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.actions.outcome import ASSESSMENT
from tessera.practice.front_door.actions.referral import (
    TEAM_ROLE,
    AlreadyOpen,
    CannotClose,
    end_involvements,
    held_open,
    let_read_on,
    stop_clock,
    stop_reading,
)
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.queries.activities import activities_of
from tessera.practice.front_door.queries.still_open import GOES_ON
from tessera.practice.front_door.rules.case import no_action_problems

Follower = Callable[..., None]


class NotEnded(Exception):
    """The referral is being acted on already."""


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


@action
def take_up_after_all(*, referral, team, primary_need, at, by):
    """It does need action: the case is open from the day on which it was received, and is assessed.

    Raises NotEnded, and AlreadyOpen where another case has been open since that day.
    """
    referral = (
        Referral.objects.select_for_update(of=("self",)).select_related("child").get(pk=referral.pk)
    )
    if not referral.is_nfa:
        raise NotEnded
    child, on = referral.child, local(at).date()
    since = Q(closed_on=None) | Q(closed_on__gt=referral.received_on)
    if Referral.objects.filter(since, child=child, is_nfa=False).exists():
        raise AlreadyOpen
    referral.is_nfa, referral.closure_summary = False, ""
    referral.team, referral.primary_need = team, primary_need
    referral.save(update_fields=["is_nfa", "closure_summary", "team", "primary_need"])
    stop_reading(child, on, by)
    people.start_involvement(person=child, role=TEAM_ROLE, team=team, started_on=on, by=by)
    contact = referral.contact
    step = workflow.start_step(
        code=ASSESSMENT,
        subjects=[child],
        team=team,
        about={"contact": str(contact.public_id)} if contact else None,
        at=at,
        by=by,
    )
    clocks.start_for_allocation_again(referral=referral, step=step, on=on, by=by)
    audit.record(
        "front_door.referral_taken_up", person=child, by=by, referral=str(referral.public_id)
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
