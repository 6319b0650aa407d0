"""Asked for: with the family's agreement it begins, and is to be assessed."""

from tessera.engine.workflow.processes import NotYet, completes
from tessera.practice.early_help import actions, queries
from tessera.practice.early_help.processes.steps import REQUEST

SAID_NO = ("refused", "withdrawn")


@completes(REQUEST)
def record_request(*, step, subjects, answers, completed_on, by):
    for child in subjects:
        mine = answers.of(child)
        words = mine["words"] or {}
        try:
            actions.record_request(
                child=child,
                asked_on=mine["asked_on"],
                consent=mine["agreed"],
                agreed_by=mine["agreed_by"] or "",
                why=mine["needs"] or mine["why_not"] or "",
                childs_words=words.get("words", ""),
                step_ref=step.public_id,
                by=by,
            )
        except actions.AlreadyOpen:
            raise NotYet(f"{child.name} has early help already", child=child) from None
        if mine["agreed"] in SAID_NO and mine["worries_remain"] is False:
            _leave(child, mine["asked_on"], by)


def _leave(child, on, by):
    """The family said no and nothing worries: early help was asked to look, and has no more to do here."""
    if not queries.open_for([child]):
        actions.work_no_more_with(child=child, ended_on=on, by=by)
