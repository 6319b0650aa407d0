"""Early help: asked for, with the family's agreement."""

from tessera.engine.workflow.processes import NotYet, StepDefinition, completes, define
from tessera.practice.early_help import actions, permissions

define(
    StepDefinition(
        code="early_help.request",
        title="Early help request",
        form="early_help_request",
        permission=permissions.WRITE_REQUEST,
        can_start=True,
        happened_on="asked_on",
        significance=2,
        story="other",
        detail="Offer help early, with the family’s agreement.",
    ),
)


@completes("early_help.request")
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
