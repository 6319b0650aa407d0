"""The steps that send what a meeting decided: each answers the clocks of its own meeting, and no other."""

from tessera.engine.workflow.actions.upkeep import keep_work_item
from tessera.engine.workflow.models import State, Timer
from tessera.engine.workflow.processes import completes, starts
from tessera.practice.child_protection.actions.conferences import CONFERENCE
from tessera.practice.child_protection.actions.discussions import DISCUSSION
from tessera.practice.child_protection.actions.sending import (
    NothingHeld,
    ask_to_send_again,
    meeting_of,
)
from tessera.practice.child_protection.models import Conference, StrategyDiscussion

CLOCKS = {
    "child_protection.send_decisions": ("T064", CONFERENCE, Conference),
    "child_protection.send_record": ("T065", CONFERENCE, Conference),
    "child_protection.send_discussion": ("T054A", DISCUSSION, StrategyDiscussion),
    "child_protection.send_discussion_record": ("T054", DISCUSSION, StrategyDiscussion),
}
MEETINGS = (
    "child_protection.initial_conference",
    "child_protection.transfer_in_conference",
    "child_protection.review_conference",
    "child_protection.strategy_discussion",
)


def claim_clocks(*, step, subjects, started_on, by):
    """An earlier meeting may still wait to be sent: its step must not stop the clocks of this one."""
    rule, kind, model = CLOCKS[step.code]
    try:
        meeting = meeting_of(step)
    except NothingHeld:
        return
    facts = model.objects.filter(step_ref=meeting.step_ref, child__in=subjects)
    clocks = Timer.objects.filter(
        rule=rule, trigger_kind=kind, trigger_id__in=facts.values("pk"), stopped_on=None
    )
    for timer in clocks.exclude(step=step).select_related("step"):
        other, timer.step = timer.step, step
        timer.save(update_fields=["step"])
        if other is not None:
            keep_work_item(other)
    keep_work_item(step)


for _code in CLOCKS:
    starts(_code)(claim_clocks)


def send_again(*, step, subjects, answers, completed_on, by, earlier=None):
    """A meeting that was opened again and put right: whoever had its decisions has them as they are now."""
    if earlier is None:
        return
    sent = list(step.followed_by.filter(code__in=CLOCKS, state=State.DONE))
    for each in sent:
        sent += each.followed_by.filter(code__in=CLOCKS, state=State.DONE)
    for each in sent:
        ask_to_send_again(sent=each, at=step.submitted_at, by=by)


for _code in MEETINGS:
    completes(_code)(send_again)
