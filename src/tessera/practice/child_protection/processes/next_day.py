"""The day that a conference chose for what comes next: later than the rule lets it be, it is said so."""

from tessera.engine.workflow.processes import Finding
from tessera.practice.child_protection import rules
from tessera.practice.children_in_need import rules as need

IN_NEED = "plan_ends_in_need"


def check_next_day(step, subjects, answers):
    """Soft: what was agreed is kept as it was said. Of one put off nothing is said: its own clock runs on."""
    held_on, next_on = answers["held_on"], answers["next_on"]
    if not held_on or not next_on:
        return
    decided = answers.everyones("outcome")
    said = []
    if "plan" in decided:
        said.append(rules.next_review_problem(held_on=held_on, next_on=next_on, is_first=True))
    if "plan_continues" in decided:
        said.append(rules.next_review_problem(held_on=held_on, next_on=next_on, is_first=False))
    if IN_NEED in decided:
        said.append(need.next_review_problem(held_on=held_on, next_on=next_on))
    for words in filter(None, said):
        yield Finding("next_on", words, soft=True)
