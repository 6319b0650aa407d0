"""A referral is accepted, allocated and closed: the case opens and ends with it."""

from django.db.models import Q

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow import register
from tessera.engine.workflow.models import State
from tessera.foundations.access.models import Membership
from tessera.foundations.audit import actions as audit
from tessera.foundations.calendar.words import date_words
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Involvement
from tessera.people.models.involvement import CLOSED_BY
from tessera.people.queries import allocated_worker, team_of
from tessera.practice.front_door import rules
from tessera.practice.front_door.actions import clocks
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.queries.activities import activities_of
from tessera.practice.front_door.queries.closed import CLOSED_LINE
from tessera.practice.front_door.queries.contacts import holder_of
from tessera.practice.front_door.queries.still_open import GOES_ON, ends_with_the_case, open_work
from tessera.practice.front_door.rules import closing
from tessera.practice.front_door.rules.contact import must_be_social_worker

REFERRAL_LINE = "front_door.referral"
TEAM_ROLE = "holding_team"
EARLY_HELP_ROLE = "early_help_worker"
"""Early help goes on without a case, and so do those who give it."""
PROTECTION = "child_protection."


class AlreadyOpen(Exception):
    """The child has an open case already: the information goes to their worker."""


class AlreadyClosed(Exception):
    """The referral has been closed meanwhile."""


class MustBeQualified(Exception):
    """The rule asks for a qualified social worker."""


class NotInTeam(Exception):
    """The worker is not in the team that takes the child."""


class NeedsTransfer(Exception):
    """Another team has the child: it is asked whether it hands over, and the new one whether it takes."""


class CannotClose(Exception):
    """The case cannot close yet; `problems` says why, in words."""

    def __init__(self, problems):
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def closed_words(on) -> str:
    """Why the clocks of a child stopped whose case closed on this day."""
    return f"The case closed on {date_words(on)}"


@action
def accept_referral(
    *,
    child,
    received_on,
    source,
    primary_need="",
    is_nfa=False,
    contact=None,
    team=None,
    step_ref=None,
    by,
):
    """Open a child's case, held by a team until a worker is allocated. Raises AlreadyOpen."""
    earlier = Referral.objects.select_for_update().filter(child=child)
    if not is_nfa and any(each.closed_on is None and not each.is_nfa for each in earlier):
        raise AlreadyOpen
    referral = Referral.objects.create(
        child=child,
        contact=contact,
        received_on=received_on,
        source=source,
        primary_need=primary_need,
        is_nfa=is_nfa,
        is_re_referral=rules.is_re_referral(
            earlier_received_on=[each.received_on for each in earlier], received_on=received_on
        ),
        team=team,
        step_ref=step_ref,
    )
    people.write_line(
        person=child,
        on=received_on,
        kind=REFERRAL_LINE,
        source_id=referral.pk,
        significance=3,
        step_ref=step_ref,
    )
    if not is_nfa:
        stop_reading(child, received_on, by)
    if team is not None and not is_nfa:
        people.start_involvement(
            person=child, role=TEAM_ROLE, team=team, started_on=received_on, by=by
        )
    audit.record(
        "front_door.referral_accepted", person=child, by=by, referral=str(referral.public_id)
    )
    return referral


@action
def allocate_referral(*, referral, worker, team, on, at, by):
    """Give a child's case to a worker of a team, with its unallocated work and that of who had it.

    A worker who is not a social worker becomes lead practitioner where the rule lets them. Raises
    AlreadyClosed, NotInTeam, MustBeQualified, and NeedsTransfer where another team's worker has the case.
    """
    referral = held_open(referral)
    before = holder_of(referral.child, on)
    if before is not None and before.team_id not in (None, team.pk):
        raise NeedsTransfer
    if not Membership.objects.in_force_on(on).filter(user=worker, team=team).exists():
        raise NotInTeam
    steps = list(work.open_steps(referral.child))
    protection = any(step.code.startswith(PROTECTION) for step in steps)
    if not worker.is_qualified_social_worker and must_be_social_worker(
        on=on, has_protection_work=protection
    ):
        raise MustBeQualified
    _hand_over(referral, worker, team, on, by)
    for step in steps:
        step.refresh_from_db(fields=["worker"])
        if step.worker_id is None or _goes_along(step, before, worker, on):
            workflow.allocate_step(step=step, worker=worker, team=team, at=at, by=by)
    stop_clock(referral, on, "allocated", by)
    audit.record(
        "front_door.referral_allocated",
        person=referral.child,
        by=by,
        referral=str(referral.public_id),
        worker=worker.pk,
        team=team.pk,
    )
    return referral


@action
def close_referral(*, referral, closed_on, reason_code, summary="", ending_step=None, by):
    """Close a child's case with its reason. `ending_step` is the one whose completion closes it.

    The team that had it reads the record on for a time, and changes nothing.
    Raises AlreadyClosed, and CannotClose with what stands in the way.
    """
    referral = held_open(referral)
    problems = what_stands_open(referral, closed_on, reason_code, ending_step)
    if problems:
        raise CannotClose(problems)
    team = team_of(referral.child, closed_on) or referral.team
    referral.closed_on = closed_on
    referral.closure_reason = reason_code
    referral.closure_summary = summary
    referral.save(update_fields=["closed_on", "closure_reason", "closure_summary"])
    end_involvements(referral.child, closed_on, by)
    let_read_on(referral.child, team, closed_on, by)
    stop_clock(referral, closed_on, "closed", by)
    if ending_step is not None:
        _set_aside(referral.child, at=ending_step.authorised_at or ending_step.submitted_at, by=by)
    workflow.stop_clocks(
        person=referral.child,
        on=closed_on,
        why=closed_words(closed_on),
        besides=_clocks_that_go_on(),
        by=by,
    )
    people.write_line(
        person=referral.child,
        on=closed_on,
        kind=CLOSED_LINE,
        source_id=referral.pk,
        significance=3,
        step_ref=ending_step.public_id if ending_step else None,
    )
    audit.record(
        "front_door.referral_closed",
        person=referral.child,
        by=by,
        referral=str(referral.public_id),
        reason=reason_code,
    )
    return referral


def end_involvements(child, on, by):
    """Everyone who works with the child for us stops, but for early help."""
    ours = Q(worker__isnull=False) | Q(team__isnull=False)
    held = Involvement.objects.filter(ours, person=child, ended_on=None)
    for involvement in held.exclude(role=EARLY_HELP_ROLE):
        people.end_involvement(
            involvement=involvement, ended_on=max(on, involvement.started_on), by=by
        )


def let_read_on(child, team, closed_on, by):
    """The team that had a case reads the record for a time after it ended."""
    until = closing.reads_until(closed_on)
    if team is None or until is None:
        return
    people.start_involvement(
        person=child, role=CLOSED_BY, team=team, started_on=closed_on, ended_on=until, by=by
    )


def stop_reading(child, on, by):
    """A case that opens anew is its own team's: whoever closed the last one reads no longer."""
    found = Involvement.objects.in_force_on(on).filter(person=child, role=CLOSED_BY)
    for reading in found:
        people.end_involvement(involvement=reading, ended_on=on, by=by)


def what_stands_open(referral, closed_on, reason_code, ending_step=None):
    """What stands in the way of closing on a day for a reason, in words; nothing when it may close."""
    problems = rules.closure_problems(**_closing(referral, closed_on, reason_code))
    return problems + [each.words for each in open_work(referral.child, ending_step)]


def what_does_not_fit(referral, closed_on, reason_code):
    """What is wrong with this day or this reason, whatever is still open."""
    return rules.closing_problems(**_closing(referral, closed_on, reason_code))


def _closing(referral, closed_on, reason_code):
    return {
        "received_on": referral.received_on,
        "closed_on": closed_on,
        "reason": reason_code,
        "activities": activities_of(referral),
        "died_on": referral.child.died_on,
    }


def _set_aside(child, *, at, by):
    """What is not needed any more; brothers and sisters whose cases go on keep it."""
    for step in filter(ends_with_the_case, work.open_steps(child)):
        others = [person for person in work.subjects_of(step) if person != child]
        if Referral.objects.open().filter(child__in=others).exists():
            workflow.remove_subject(step=step, person=child, at=at, by=by)
        else:
            workflow.cancel_step(step=step, reason="The case has closed", at=at, by=by)


def _clocks_that_go_on():
    """Those of work that a closed case leaves standing, and of what is answered on a page of its own,
    such as telling the NHS."""
    kept = {r for step in register.steps() if step.code.startswith(GOES_ON) for r in step.timers}
    return kept.union(register.placed_rules())


def held_open(referral):
    """The open referral, held for a change. Raises AlreadyClosed."""
    referral = (
        Referral.objects.select_for_update(of=("self",)).select_related("child").get(pk=referral.pk)
    )
    if referral.closed_on is not None or referral.is_nfa:
        raise AlreadyClosed
    return referral


def _hand_over(referral, worker, team, on, by):
    child = referral.child
    for held in Involvement.objects.filter(person=child, role=TEAM_ROLE, ended_on=None):
        people.end_involvement(involvement=held, ended_on=max(on, held.started_on), by=by)
    allocated = allocated_worker(child, on)
    if worker.is_qualified_social_worker:
        # With a shared assessment, brothers and sisters came to the same worker already.
        if allocated is None or allocated.worker_id != worker.pk:
            people.allocate(person=child, worker=worker, team=team, started_on=on, by=by)
    else:
        if allocated is not None:
            people.end_involvement(involvement=allocated, ended_on=on, by=by)
        people.start_involvement(
            person=child, role="lead_practitioner", worker=worker, team=team, started_on=on, by=by
        )
    if referral.team_id != team.pk:
        referral.team = team
        referral.save(update_fields=["team"])


def _goes_along(step, before, worker, on) -> bool:
    """What whoever had the case had still to do goes with it; shared work with the last of the children."""
    if (
        before is None
        or step.worker_id != before.worker_id
        or step.state == State.AWAITING_AUTHORISATION
    ):
        return False
    holders = (holder_of(person, on) for person in work.subjects_of(step))
    return all(held is not None and held.worker_id == worker.pk for held in holders)


def stop_clock(referral, on, why, by):
    workflow.stop_timer(
        rule=clocks.ALLOCATE,
        person=referral.child,
        trigger_kind=clocks.REFERRAL,
        trigger_id=referral.pk,
        on=on,
        why=why,
        by=by,
    )
