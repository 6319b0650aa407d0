"""What supervision asks for is work for its owner; the next supervision begins with what is still open."""

from tessera.engine.forms.answers import first_name
from tessera.engine.forms.filling import Filled, Row, arrival, rows
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.given_out import GivenOut
from tessera.engine.workflow.models import OPEN_STATES, Step
from tessera.engine.workflow.processes import Finding, NotYet, checks, completes
from tessera.foundations.calendar.words import date_words
from tessera.practice.recording import actions, permissions, queries
from tessera.practice.recording.models import DecidedAction
from tessera.practice.recording.processes.steps import DECIDED

ANSWERED = frozenset({DecidedAction.End.DONE, DecidedAction.End.NOT_DONE})


@rows("recording.decided_actions")
def still_open(subjects, on):
    """What was decided before and nobody has answered for, each asked about."""
    return [
        Row(str(each.pk), _words(each, subjects), _when(each, on))
        for each in queries.open_decided(subjects)
    ]


def _words(decided, subjects):
    of = f", for {first_name(decided.decision.person)}" if len(subjects) > 1 else ""
    return f"{decided.what}{of}, {decided.who}"


def _when(decided, on):
    said = f"Decided on {date_words(decided.decision.decided_on)}"
    if decided.due_on is None:
        return said
    if decided.due_on < on:
        return f"{said}. Late: it was to be done by {date_words(decided.due_on)}"
    return f"{said}, to be done by {date_words(decided.due_on)}"


@checks("recording.case_supervision")
def not_done_says_why(*, step, subjects, answers, today):
    for row in answers["before"] or ():
        if row["how"] == DecidedAction.End.NOT_DONE and not row["note"]:
            yield Finding("before", "Say in a few words why it was not done")


@arrival("recording.decided")
def what_was_decided(step, children, actor, on):
    decided = queries.decided_in(step.public_id)
    if decided is None:
        return None
    return Filled(f"{decided.who}: {decided.what}", "supervision", decided.decision.decided_on)


GIVEN_OUT = GivenOut(
    code=DECIDED,
    permission=permissions.WRITE,
    fact_in=queries.decided_in,
    answer=lambda decided, **said: actions.answer_for_decided(decided=decided, **said),
    work_on=lambda decided, **said: actions.work_on_decided(decided=decided, **said),
    refusals=(actions.AlreadyAnswered, actions.EndsTooEarly),
    gone="The supervision no longer says that this was decided",
    not_after_all="Not decided after all",
)
completes(DECIDED)(GIVEN_OUT.answered)


def to_do(mine, on):
    """The rows of one child, each with its owner where that is one of ours who can answer for it."""
    return [
        actions.ToDo(
            row["what"], row["who"], row.get("due_on"), GIVEN_OUT.one_of_ours(row["who"], on)
        )
        for row in mine["to_do"] or ()
    ]


def answer_in_supervision(step, subjects, answers, by):
    """What worker and manager say of it is its answer; the work that waited for one is no longer needed."""
    said = {row["row"]: row for row in answers["before"] or () if row["how"] in ANSWERED}
    for decided in queries.open_decided(subjects):
        row = said.get(str(decided.pk))
        if row is not None:
            _answer(step, decided, row, answers["decided_on"], by)


def _answer(step, decided, row, on, by):
    try:
        actions.answer_for_decided(
            decided=decided, how_ended=row["how"], ended_on=on, why=row["note"] or "", by=by
        )
    except actions.EndsTooEarly as refusal:
        raise NotYet(str(refusal.__doc__), field="decided_on") from refusal
    for work in Step.objects.filter(public_id=decided.work_ref, state__in=OPEN_STATES):
        workflow.cancel_step(
            step=work, reason="Answered in supervision", at=step.submitted_at, by=by
        )


def give_out(step, decision, by):
    """Work for each that has none yet; what the decision does not ask for after all is nobody's work."""
    kept = list(decision.actions.select_related("worker"))
    GIVEN_OUT.set_aside(step, kept, by=by, child=decision.person)
    for each in kept:
        if each.work_ref is None and each.ended_on is None:
            why = _why(each, decision)
            GIVEN_OUT.ask_for(each, step, [decision.person], why=why, by=by)


def _why(decided, decision):
    what = decided.what if decided.worker else f"{decided.who}: {decided.what}"
    return f"{what}. Decided in supervision on {date_words(decision.decided_on)}"
