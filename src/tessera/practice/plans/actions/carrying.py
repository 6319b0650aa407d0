"""From one plan to the next: what was kept of the plan before goes on, and says where it came from."""

from tessera.foundations.records.actions import action
from tessera.practice.plans.actions.doing import add_action
from tessera.practice.plans.actions.outcomes import add_outcome


@action
def carry_over(*, outcomes, into, children, started_on, step_ref=None, by):
    """These outcomes go on in another plan, for those of its children whom they are for.

    Each has `for_children` and `open_actions`, which go on with it. What has gone over already stays.
    Raises PlanEnded, NotOnThisPlan, DatesOutOfOrder.
    """
    there = {each.came_from_id for each in into.outcomes.all()}
    for outcome in outcomes:
        whose = [child for child in outcome.for_children if child in children]
        if whose and outcome.pk not in there:
            _go_over(outcome, into, whose, started_on, step_ref, by)


def _go_over(outcome, into, children, started_on, step_ref, by):
    new = add_outcome(
        plan=into,
        children=children,
        title=outcome.title,
        area=outcome.area,
        change=outcome.change,
        how_we_know=outcome.how_we_know,
        contingency=outcome.contingency,
        started_on=started_on,
        came_from=outcome,
        step_ref=step_ref,
        by=by,
    )
    for each in outcome.open_actions:
        add_action(
            outcome=new,
            what=each.what,
            worker=each.worker,
            person=each.person,
            named=each.named,
            role=each.role,
            due_on=each.due_on,
            how_often=each.how_often,
            started_on=started_on,
            came_from=each,
            step_ref=step_ref,
            by=by,
        )
