"""Outcomes: what will be different, how it goes for each child, and how it ended."""

from django.db.models import Max

from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.plans import rules
from tessera.practice.plans.actions.plans import (
    REACHED,
    check_on,
    check_open,
    in_order,
    in_plan,
)
from tessera.practice.plans.choices import ActionEnd, OutcomeEnd
from tessera.practice.plans.models import Outcome, OutcomeChild, Progress, WorkingPlan


class UnknownCode(Exception):
    """That is not on the list."""


class OutcomeEnded(Exception):
    """This outcome has ended."""


class NotForThisChild(Exception):
    """This outcome is not for that child."""


class NoEvidence(Exception):
    """A score needs what it rests on."""


@action
def add_outcome(
    *,
    plan,
    children,
    title,
    area,
    started_on,
    change="",
    how_we_know="",
    contingency="",
    came_from=None,
    step_ref=None,
    by,
):
    """Something more that will be different, for some or all children of the plan.

    `came_from` is the outcome of the plan before, where it goes on in this one.

    Raises PlanEnded, NotOnThisPlan, UnknownCode, DatesOutOfOrder.
    """
    plan = WorkingPlan.objects.select_for_update().get(pk=plan.pk)
    check_open(plan)
    check_on(plan, children)
    _known("plan.outcome_area", area, started_on)
    in_plan("The outcome", started_on, plan)
    last = plan.outcomes.aggregate(last=Max("position"))["last"] or 0
    outcome = Outcome.objects.create(
        plan=plan,
        position=last + 1,
        title=title.strip(),
        change=change.strip(),
        how_we_know=how_we_know.strip(),
        contingency=contingency.strip(),
        area=area,
        started_on=started_on,
        came_from=came_from,
        step_ref=step_ref,
    )
    for child in children:
        OutcomeChild.objects.create(
            outcome=outcome, child=child, started_on=started_on, step_ref=step_ref
        )
    audit.record("plans.outcome_added", people=children, by=by, outcome=outcome.pk)
    return outcome


@action
def change_outcome(*, outcome, children=None, on=None, reason, by, **changes):
    """Put other words, another area or, from a day on, other children. What it was stays as a version.

    Raises OutcomeEnded, NotOnThisPlan, UnknownCode.
    """
    _check_open(outcome)
    if "area" in changes:
        _known("plan.outcome_area", changes["area"], on or outcome.started_on)
    for name, value in changes.items():
        setattr(outcome, name, value)
    outcome.save(update_fields=list(changes))
    if children is not None:
        check_on(outcome.plan, children)
        _set_children(outcome, children, on or outcome.started_on)
    audit.record(
        "plans.outcome_changed",
        people=_children_of(outcome),
        by=by,
        outcome=outcome.pk,
        fields=sorted(changes),
    )
    return outcome


@action
def end_outcome(*, outcome, ended_on, how_ended, why="", step_ref=None, by):
    """The outcome is reached, or no longer asked for. Its open actions end with it.

    Raises OutcomeEnded, DatesOutOfOrder.
    """
    outcome = Outcome.objects.select_for_update().select_related("plan").get(pk=outcome.pk)
    _check_open(outcome)
    in_order(rules.not_before("The outcome", ended_on, outcome.started_on))
    children = _children_of(outcome)
    outcome.ended_on, outcome.how_ended, outcome.ended_why = ended_on, how_ended, why.strip()
    outcome.save(update_fields=["ended_on", "how_ended", "ended_why"])
    for row in [*outcome.members.current(), *outcome.actions.current()]:
        row.ended_on = max(ended_on, row.started_on)
        if hasattr(row, "how_ended"):
            reached = how_ended == OutcomeEnd.REACHED
            row.how_ended = ActionEnd.DONE if reached else ActionEnd.DROPPED
            row.ended_why = f"The outcome ended: {outcome.get_how_ended_display().lower()}"
        row.save()
    if how_ended == OutcomeEnd.REACHED:
        for child in children:
            people.write_line(
                person=child,
                on=ended_on,
                kind=REACHED,
                source_id=outcome.pk,
                significance=Line.Significance.SIGNIFICANT,
                step_ref=step_ref,
            )
    audit.record(
        "plans.outcome_ended", people=children, by=by, outcome=outcome.pk, how_ended=how_ended
    )
    return outcome


@action
def score(*, outcome, child, on, scale, evidence, risk="", step_ref=None, by):
    """How the outcome goes for one child, and what that rests on. A second score of a day, or of the
    same meeting, puts the first right.

    Raises NotForThisChild, NoEvidence, UnknownCode, DatesOutOfOrder.
    """
    if not evidence.strip():
        raise NoEvidence
    if not outcome.members.filter(child=child).exists():
        raise NotForThisChild
    in_order(rules.not_before("The score", on, outcome.started_on))
    in_plan("The score", on, outcome.plan)
    said = {
        "on": on,
        "scale": scale,
        "score": _known("plan.progress", scale, on).extra["score"],
        "evidence": evidence.strip(),
        "risk": risk.strip(),
        "step_ref": step_ref,
    }
    earlier = Progress.objects.filter(outcome=outcome, child=child)
    found = (earlier.filter(step_ref=step_ref).first() if step_ref else None) or earlier.filter(
        on=on
    ).first()
    row = found or Progress(outcome=outcome, child=child)
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    audit.record("plans.outcome_scored", person=child, by=by, outcome=outcome.pk)
    return row


def _known(code_set, code, on):
    if not codesets.is_valid(code_set, code, on=on):
        raise UnknownCode(code)
    return codesets.get(code_set, code)


def _check_open(outcome):
    if outcome.ended_on is not None:
        raise OutcomeEnded


def _children_of(outcome):
    members = outcome.members.filter(ended_on=None).select_related("child").order_by("pk")
    return [member.child for member in members]


def _set_children(outcome, children, on):
    wanted = {child.pk: child for child in children}
    here = {member.child_id: member for member in outcome.members.all()}
    for pk, member in here.items():
        ended_on = None if pk in wanted else member.ended_on or max(on, member.started_on)
        if member.ended_on != ended_on:
            member.ended_on = ended_on
            member.save(update_fields=["ended_on"])
    for pk, child in wanted.items():
        if pk not in here:
            OutcomeChild.objects.create(outcome=outcome, child=child, started_on=on)
