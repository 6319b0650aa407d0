"""What a meeting decides of a plan: its answers become outcomes, actions, scores and views.

Shared by the conference, the core group, and the meetings of a child in need plan.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.engine.forms.answers import first_name
from tessera.engine.workflow.processes import Finding
from tessera.people.queries.workers import worker_named
from tessera.practice.plans import actions, queries, rules
from tessera.practice.plans.choices import Heard, OutcomeEnd, Whose

ENDS = {
    "reached": OutcomeEnd.REACHED,
    "replaced": OutcomeEnd.REPLACED,
    "not_needed": OutcomeEnd.NOT_NEEDED,
}


@dataclass(frozen=True)
class Meeting:
    """Where what is decided comes from: the children there, the day, the step, and who wrote it."""

    kind: str
    children: list
    held_on: date
    step_ref: Any
    by: Any


def plans_for(meeting, facts, *, why=""):
    """working plan -> children. Those without one join the brothers' and sisters', or begin one.

    `facts` is child id -> (id, first day) of the statutory plan.
    """
    found = queries.plans_of(meeting.children, meeting.kind)
    without = [child for child in meeting.children if child.pk not in found and child.pk in facts]
    members = [actions.Member(child, *facts[child.pk]) for child in without]
    shared = {plan.pk: plan for plan in found.values()}
    if members and len(shared) == 1:
        plan = next(iter(shared.values()))
        for member in members:
            actions.join(plan=plan, member=member, step_ref=meeting.step_ref, by=meeting.by)
            found[member.child.pk] = plan
    elif members:
        plan = actions.begin(
            kind=meeting.kind, members=members, why=why, step_ref=meeting.step_ref, by=meeting.by
        )
        found |= {child.pk: plan for child in without}
    plans: dict = {}
    for child in meeting.children:
        if child.pk in found:
            plans.setdefault(found[child.pk], []).append(child)
    return plans


def named(words, children):
    """The children whom "Only for" names, or None when it names somebody else. Nobody named: all."""
    found = rules.only_for(words, [first_name(child) for child in children])
    return None if found is None else [c for c in children if first_name(c) in found]


def check_new_outcomes(rows, children, field="outcomes"):
    """Who is named must be here; an action needs somebody who does it."""
    for row in rows or ():
        if named(row.get("only"), children) is None:
            names = ", ".join(first_name(child) for child in children)
            yield Finding(field, f"{row['title']}: only for whom? Write first names: {names}")
        if row.get("action") and not row.get("who"):
            yield Finding(field, f"{row['title']}: say who does it: {row['action']}")


def check_new_actions(rows, count, field="new_actions"):
    """An action belongs to an outcome of the plan, by its number."""
    for row in rows or ():
        number = row.get("number")
        if number is not None and not 1 <= int(number) <= count:
            yield Finding(field, f"{row['what']}: there is no outcome {number} in this plan")


def add_outcomes(plans, rows, meeting, before=None):
    """Rows of new outcomes, each perhaps with its first action. What a meeting added it adds once.

    `before` is title -> the outcome of the plan before, from which one of the same name goes on.
    """
    there = {(each.plan_id, each.title) for each in queries.outcomes_of_step(meeting.step_ref)}
    for row in rows or ():
        wanted = named(row.get("only"), meeting.children) or meeting.children
        for plan, children in plans.items():
            whose = [child for child in children if child in wanted]
            if whose and (plan.pk, row["title"].strip()) not in there:
                _add_outcome(plan, whose, row, meeting, (before or {}).get(row["title"].strip()))


def _add_outcome(plan, children, row, meeting, came_from=None):
    outcome = actions.add_outcome(
        plan=plan,
        children=children,
        title=row["title"],
        area=row["area"],
        how_we_know=row.get("how_we_know") or "",
        contingency=row.get("contingency") or "",
        change=came_from.change if came_from else "",
        started_on=meeting.held_on,
        came_from=came_from,
        step_ref=meeting.step_ref,
        by=meeting.by,
    )
    if row.get("action"):
        _add_action(outcome, row["action"], row, meeting)


def add_actions(rows, outcomes, meeting):
    """Rows of new actions, each for an outcome by its number as the form showed it."""
    there = {action.what for action in queries.actions_of_step(meeting.step_ref)}
    for row in rows or ():
        if row["what"].strip() not in there:
            _add_action(outcomes[int(row["number"]) - 1], row["what"], row, meeting)


def _add_action(outcome, what, row, meeting):
    worker = worker_named(row["who"])
    actions.add_action(
        outcome=outcome,
        what=what,
        worker=worker,
        named="" if worker else row["who"],
        due_on=row.get("by_when"),
        started_on=meeting.held_on,
        step_ref=meeting.step_ref,
        by=meeting.by,
    )


def check_scores(rows, outcomes, field="progress"):
    """A review says of each outcome how it goes; what shows it, where that is not what was found last."""
    said = {row["row"]: row for row in rows or ()}
    latest = queries.latest_progress(outcomes)
    for outcome in outcomes:
        of_all = said.get(str(outcome.public_id)) or {}
        if not of_all.get("scale"):
            yield Finding(field, f"{outcome.title}: say how it goes")
        for child in outcome.for_children:
            mine = said.get(f"{outcome.public_id}:{child.public_id}") or of_all
            if mine.get("scale") and not evidence_of(mine, latest.get((outcome.pk, child.pk))):
                words = f"{outcome.title}: write what shows it, for {first_name(child)}"
                yield Finding(field, words)


def evidence_of(said, last):
    """What a score rests on: what was written, or what the last score of the same kind rested on."""
    if said.get("evidence"):
        return said["evidence"]
    return last.evidence if last is not None and last.scale == said["scale"] else ""


def keep_changes(rows, outcomes, meeting):
    """What an outcome asks for from now on, where a review put it in other words."""
    said = {row["row"]: row for row in rows or ()}
    for outcome in outcomes:
        words = (said.get(str(outcome.public_id)) or {}).get("change")
        if words and words.strip() != outcome.change:
            actions.change_outcome(
                outcome=outcome, change=words.strip(), reason="As the review decided", by=meeting.by
            )


def keep_scores(rows, outcomes, meeting):
    """Each child's score of each outcome: what was said of all, or of the child alone."""
    said = {row["row"]: row for row in rows or ()}
    latest = queries.latest_progress(outcomes)
    for outcome in outcomes:
        of_all = said.get(str(outcome.public_id))
        for child in outcome.for_children:
            mine = said.get(f"{outcome.public_id}:{child.public_id}") or of_all
            if mine is not None and mine["scale"]:
                actions.score(
                    outcome=outcome,
                    child=child,
                    on=meeting.held_on,
                    scale=mine["scale"],
                    evidence=evidence_of(mine, latest.get((outcome.pk, child.pk))),
                    step_ref=meeting.step_ref,
                    by=meeting.by,
                )
        _end_outcome(outcome, of_all, said, meeting)


def _end_outcome(outcome, of_all, said, meeting):
    """Over for all; or for those alone of whom it was said, while it goes on for the others."""
    if of_all is not None and of_all.get("ended"):
        outcome.refresh_from_db()
        if outcome.ended_on is None:
            actions.end_outcome(
                outcome=outcome,
                ended_on=meeting.held_on,
                how_ended=ENDS[of_all["ended"]],
                why=of_all["evidence"] or "",
                step_ref=meeting.step_ref,
                by=meeting.by,
            )
        return
    over = [
        child
        for child in outcome.for_children
        if (said.get(f"{outcome.public_id}:{child.public_id}") or {}).get("ended")
    ]
    if over:
        gone = {child.pk for child in over}
        still = outcome.members.current().exclude(child__in=gone).select_related("child")
        actions.change_outcome(
            outcome=outcome,
            children=[member.child for member in still],
            on=meeting.held_on,
            reason="Over for one child, as the meeting found",
            by=meeting.by,
        )


def keep_actions(rows, meeting):
    """What became of each open action; "going on" changes nothing."""
    waiting = {str(a.public_id): a for a in queries.open_actions(meeting.children)}
    for row in rows or ():
        action = waiting.get(row["row"])
        if action is None:
            continue
        if row.get("how") == "done":
            actions.finish_action(
                action=action, done_on=meeting.held_on, note=row["note"] or "", by=meeting.by
            )
        elif row.get("how") == "dropped":
            actions.drop_action(
                action=action, dropped_on=meeting.held_on, why=row["note"], by=meeting.by
            )


def check_actions(rows, field="actions"):
    for row in rows or ():
        if row.get("how") == "dropped" and not row.get("note"):
            yield Finding(field, "Say why the action is dropped")


def carry_over(outcomes, plans, meeting):
    """What was kept of one plan goes on in those that follow it: working plan -> children."""
    for plan, children in plans.items():
        actions.carry_over(
            outcomes=outcomes,
            into=plan,
            children=children,
            started_on=meeting.held_on,
            step_ref=meeting.step_ref,
            by=meeting.by,
        )


def keep_views(plans, answers, meeting, *, parents=()):
    """The child's own words, and what each parent said, on the plan they are of."""
    for plan, children in plans.items():
        for child in children:
            words = (answers.of(child)["words"] or {}).get("words", "")
            if words:
                _hear(plan, Whose.CHILD, words, meeting, person=child)
        for row in (row for row in parents or () if row["view"]):
            _hear(plan, Whose.PARENT, row["view"], meeting, named=row["who"])


def _hear(plan, whose, words, meeting, **who):
    actions.hear_view(
        plan=plan,
        whose=whose,
        words=words,
        on=meeting.held_on,
        heard=Heard.MEETING,
        step_ref=meeting.step_ref,
        by=meeting.by,
        **who,
    )


def keep_visits(plans, answers, meeting, field="visits_every"):
    """How often each child is to be visited, where the meeting said so."""
    for plan, children in plans.items():
        for child in children:
            every = answers.of(child)[field]
            if every:
                actions.set_visits(
                    plan=plan,
                    child=child,
                    every_working_days=int(every),
                    started_on=meeting.held_on,
                    step_ref=meeting.step_ref,
                    by=meeting.by,
                )
