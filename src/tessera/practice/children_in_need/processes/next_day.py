"""The day that a meeting chose for the next review: within the rule it stands; beyond it, it is said so."""

from datetime import date

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.processes import Finding
from tessera.foundations.calendar.words import date_words
from tessera.practice.children_in_need import queries, rules

REVIEW = "children_in_need.review"


def check(answers, children):
    """Soft: what was agreed is kept as it was said, and the last day stands beside it."""
    held_on, next_on = answers["held_on"], answers["next_on"]
    if not held_on or not next_on:
        return
    said = (
        rules.next_review_problem(
            held_on=held_on, next_on=next_on, is_short_breaks=_is_short_breaks(child, answers)
        )
        for child in children
    )
    for words in dict.fromkeys(filter(None, said)):
        yield Finding("next_on", words, soft=True)


def _is_short_breaks(child, answers):
    said = answers.of(child).get("short_breaks")
    return queries.is_on_short_breaks(child) if said is None else said


def keep(step, children, held_on, by):
    """The review is worked to the day that was chosen when the meeting was written up or handed in."""
    for asked in step.next_steps:
        if asked["code"] != REVIEW or not asked["due_on"]:
            continue
        for child in children:
            if str(child.public_id) in asked["subjects"]:
                workflow.choose_day(
                    rule="T082",
                    person=child,
                    since=held_on,
                    on=date.fromisoformat(asked["due_on"]),
                    why=f"chosen at the meeting of {date_words(held_on)}",
                    by=by,
                )
