"""The steps of recording."""

from tessera.engine.workflow.processes import StepDefinition, define, offer, sitting, timers
from tessera.practice.recording import permissions, rules

DECIDED = "recording.decided_action"
SEEN_ONCE = {"T041": "T040", "T052": "T053"}
SEEN_AGAIN = ("T070", "T081")
"""Clocks that a visit answers (practice, table A): those of plans start again with each visit. The others
are answered once, while the assessment or the enquiry runs whose own clock stands beside them."""
timers(*rules.TIMERS)
sitting("Supervision", "recording:supervision", permissions.DECIDE, *rules.SUPERVISED)
offer("Write a visit or note", "recording:write", permissions.WRITE)
define(
    StepDefinition(
        code="recording.visit",
        title="Visit",
        form="visit",
        permission=permissions.WRITE,
        timers=(*SEEN_ONCE, *SEEN_AGAIN),
        happened_on="visited_on",
        can_start=True,
        quick=True,
        significance=1,
        story="visit",
        detail="Write up a visit to one child, or to brothers and sisters together",
    ),
    StepDefinition(
        code="recording.case_note",
        title="Note",
        form="case_note",
        permission=permissions.WRITE,
        happened_on="noted_on",
        can_start=True,
        quick=True,
        story="note",
        detail="A call, a meeting, a message or an event",
    ),
    StepDefinition(
        code="recording.case_summary",
        title="Case summary",
        form="case_summary",
        permission=permissions.WRITE,
        happened_on="written_on",
        can_start=True,
        quick=True,
        story="note",
        detail="Where things stand, on a page",
    ),
    StepDefinition(
        code="recording.management_decision",
        title="Management decision",
        form="management_decision",
        permission=permissions.DECIDE,
        happened_on="decided_on",
        can_start=True,
        quick=True,
        significance=2,
        story="decision",
        detail="What is decided, and what it rests on",
    ),
    StepDefinition(
        code="recording.case_supervision",
        title="Decisions in supervision",
        form="case_supervision",
        permission=permissions.DECIDE,
        timers=rules.SUPERVISED,
        happened_on="decided_on",
        can_start=True,
        quick=True,
        significance=2,
        story="decision",
        detail="What a worker and their manager went through, with a decision for each child",
    ),
    StepDefinition(
        code=DECIDED,
        title="What was decided",
        form="decided_action",
        permission=permissions.WRITE,
        quick=True,
        story="decision",
        detail="Something that supervision asked for: was it done?",
    ),
)
