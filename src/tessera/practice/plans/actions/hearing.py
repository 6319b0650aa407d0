"""What the child and the family say of the plan, kept in their own words."""

from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.practice.plans.actions.plans import check_on, in_plan
from tessera.practice.plans.choices import Heard, Whose
from tessera.practice.plans.models import View


class NoWords(Exception):
    """There is nothing to keep: no words."""


@action
def hear_view(
    *,
    plan,
    whose,
    words,
    on,
    person=None,
    named="",
    heard=Heard.MEETING,
    outcome=None,
    step_ref=None,
    by,
):
    """Keep what somebody said of the plan. Said again in the same step, it puts the first right.

    Raises NoWords, NotOnThisPlan (a child of another plan), DatesOutOfOrder.
    """
    if not words.strip():
        raise NoWords
    if whose == Whose.CHILD:
        check_on(plan, [person])
    in_plan("What was said", on, plan)
    same = View.objects.filter(
        plan=plan, step_ref=step_ref, whose=whose, person=person, named=named, outcome=outcome
    )
    view = (same.first() if step_ref else None) or View(
        plan=plan, whose=whose, person=person, named=named, outcome=outcome, step_ref=step_ref
    )
    view.on, view.heard, view.words = on, heard, words.strip()
    view.save()
    audit.record(
        "plans.view_heard", people=[person] if person else [], by=by, plan=plan.pk, whose=whose
    )
    return view
