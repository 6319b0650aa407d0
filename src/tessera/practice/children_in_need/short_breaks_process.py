"""A plan that is a stable package of short breaks for a disabled child: what a meeting says of it."""

from tessera.engine.workflow.processes import Finding, Instead, counted_instead
from tessera.practice.children_in_need import actions, queries, rules


def problems(answers, child):
    """The longer clocks are for a disabled child; said before a manager has it."""
    if answers.of(child).get("short_breaks"):
        problem = rules.short_breaks_problem(
            name=child.name, disabilities=queries.disabilities_of(child)
        )
        if problem:
            yield Finding("short_breaks", problem, child)


def keep(step, children, answers, by):
    """It counts from the day of the meeting, once a manager has signed; unsaid it changes nothing."""
    for child in children:
        mine = answers.of(child)
        plan = queries.current_plan(child)
        if plan is not None and mine.get("short_breaks") is not None:
            actions.set_short_breaks(
                plan=plan,
                is_stable=mine["short_breaks"],
                on=mine["held_on"],
                step_ref=step.public_id,
                by=by,
            )


@counted_instead("T081")
def visits(*, person, since, until):
    return _instead("T081", person, since, until)


@counted_instead("T082")
def reviews(*, person, since, until):
    return _instead("T082", person, since, until)


def _instead(rule, person, since, until):
    if queries.is_on_short_breaks(person, until):
        return Instead(rules.SHORT_BREAKS[rule], rules.SHORT_BREAKS_WHY)
    ended_on = queries.short_breaks_ended(person, since=since, until=until)
    if ended_on is None:
        return None
    counted = rules.after_short_breaks(rule, since=since, ended_on=ended_on)
    return counted and Instead(*counted)
