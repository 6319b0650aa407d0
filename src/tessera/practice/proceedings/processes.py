"""Pre-proceedings, as the facts that the census of 2026-27 asks for."""

from tessera.engine.forms.filling import Filled, filler
from tessera.engine.workflow.processes import NotYet, StepDefinition, completes, define
from tessera.practice.proceedings import actions, permissions, queries

FACTS = (
    "letter_sent_on",
    "family_meeting_offered",
    "family_meeting_facilitated",
    "first_meeting_on",
    "review_meetings",
    "step_decided_on",
    "outcome",
    "court_application_on",
    "care_letter_on",
)

define(
    StepDefinition(
        code="proceedings.pre_proceedings",
        title="Pre-proceedings",
        form="pre_proceedings",
        permission=permissions.WRITE,
        authorise=permissions.AUTHORISE,
        happened_on="started_on",
        can_start=True,
        significance=3,
        story="decision",
        detail="The last stage before court. Write it again whenever something has happened",
    )
)


@completes("proceedings.pre_proceedings")
def record(*, step, subjects, answers, completed_on, by, earlier):
    for child in subjects:
        mine, before = answers.of(child), earlier and earlier.of(child)
        try:
            if before and (written := queries.written_in(step, child, before["started_on"])):
                _correct(written, mine, before, step, by)
            else:
                _record(child, mine, step, by)
        except actions.FactsDoNotAgree as refusal:
            raise NotYet(str(refusal), child=child) from refusal
        except (actions.NoOpenReferral, actions.AlreadyInPreProceedings) as refusal:
            raise NotYet(f"{child.name}: {refusal.__doc__}", child=child) from refusal


def _correct(written, mine, before, step, by):
    """What this form changed or cleared; what another has added since stays."""
    changed = {name: mine[name] for name in ("started_on", *FACTS) if mine[name] != before[name]}
    if "outcome" in changed:
        changed["outcome"] = changed["outcome"] or ""
    if changed:
        actions.correct_pre_proceedings(record=written, reason=step.reason, by=by, **changed)


def _record(child, mine, step, by):
    started_on = mine["started_on"]
    facts = {name: mine[name] for name in FACTS if mine[name] is not None}
    current = queries.open_pre_proceedings(child)
    if current is None:
        actions.start_pre_proceedings(
            child=child, started_on=started_on, step_ref=step.public_id, by=by, **facts
        )
        return
    if current.started_on != started_on:
        actions.correct_pre_proceedings(
            record=current, started_on=started_on, reason=step.reason or "Corrected", by=by
        )
    actions.add_to_pre_proceedings(child=child, by=by, **facts)


def _fill(name):
    """What is known already arrives filled, so that only what is new is written."""

    @filler(f"proceedings.{name}")
    def fill(child, on):
        current = queries.open_pre_proceedings(child) if child else None
        value = getattr(current, name, None)
        if value in (None, ""):
            return None
        stored = value.isoformat() if hasattr(value, "isoformat") else value
        return Filled(stored, "what was written before", current.recorded_at.date())

    return fill


for _name in ("started_on", *FACTS):
    _fill(_name)
