"""A child died, turned 18 or left the country: who signs it, and what follows."""

from django.urls import reverse

from tessera.engine.forms.filling import Filled, filler
from tessera.engine.workflow.processes import (
    Finding,
    Next,
    NotYet,
    SignOff,
    StepDefinition,
    cancels,
    checks,
    completes,
    define,
)
from tessera.foundations.access.actors import actor_of
from tessera.practice.child_protection import permissions, queries
from tessera.practice.child_protection.actions import outside
from tessera.practice.child_protection.models import Plan
from tessera.practice.child_protection.processes.refusals import in_words
from tessera.practice.child_protection.rules import outside as rules
from tessera.practice.child_protection.rules import plan_end_problem

CODE = outside.ENDS
STANDS = "What has ended stays so. If the child was taken for another, ask for help with the record"


def _is_protected(step):
    children = [subject.person_id for subject in step.subjects.all()]
    return Plan.objects.current().filter(child__in=children).exists()


def for_the_chair(*, step, answers, on, by):
    """A protection plan ends outside a conference by a chair's hand (practice 2.6, authorisation)."""
    may = actor_of(by, on).may(permissions.CONFERENCE)
    return _is_protected(step) and not may


def for_the_manager(*, step, answers, on, by):
    actor = actor_of(by, on)
    may = actor.may(permissions.AUTHORISE) or actor.may(permissions.CONFERENCE)
    return not _is_protected(step) and not may


define(
    StepDefinition(
        code=CODE,
        title="Died, turned 18 or left the country",
        form="ends_outside",
        permission=permissions.END_OUTSIDE,
        authorise=(
            SignOff(permissions.CONFERENCE, "Conference chair", when=for_the_chair),
            SignOff(permissions.AUTHORISE, "Manager", when=for_the_manager),
        ),
        happened_on="on",
        can_start=True,
        quick=True,
        significance=3,
        story="decision",
        detail="Ends plans, enquiries and clocks, and sets planned meetings aside",
        then=(Next("front_door.close_case", worker="allocated", ticked=True),),
    ),
)


@filler("child_protection.outside_why")
def why_it_ends(child, on):
    said = rules.reason_on_record(child.born_on, child.died_on, on) if child else None
    return Filled(said[0], said[2], said[1]) if said else None


@filler("child_protection.outside_on")
def when_it_ends(child, on):
    said = rules.reason_on_record(child.born_on, child.died_on, on) if child else None
    return Filled(said[1].isoformat(), said[2]) if said else None


@checks(CODE)
def check_end(*, step, subjects, answers, today):
    why, on = answers["why"], answers["on"]
    if why is None or on is None:
        return
    for child in subjects:
        href = reverse("people:correct", kwargs={"person_id": child.public_id})
        problem = rules.day_problem(why, on, born_on=child.born_on, died_on=child.died_on)
        if problem:
            yield Finding("on", f"{child.name}: {problem}", href=href)
        plan = queries.current_plan(child)
        if plan is not None and (said := plan_end_problem(started_on=plan.started_on, ended_on=on)):
            yield Finding("on", said)


@completes(CODE)
def end(*, step, subjects, answers, completed_on, by, earlier):
    for child in subjects:
        with in_words(child, "on"):
            if earlier is None:
                outside.end_outside(
                    child=child,
                    why=answers["why"],
                    on=answers["on"],
                    step=step,
                    at=step.authorised_at or step.submitted_at,
                    by=by,
                )
            else:
                outside.correct_end_outside(
                    child=child,
                    before=(earlier["why"], earlier["on"]),
                    why=answers["why"],
                    on=answers["on"],
                    reason=step.reason,
                    step=step,
                    by=by,
                )


@cancels(CODE)
def not_after_all(*, step, subjects, reason, cancelled_on, by):
    """Before it was signed it may be set aside; what has ended by it is put right with it, not undone."""
    if step.completed_at is not None:
        raise NotYet(STANDS)
