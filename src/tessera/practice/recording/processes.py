"""Writing a visit, a note, a summary or a decision; and the visit that is due after a visit."""

from contextlib import contextmanager

from django.db.models import Exists, OuterRef

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import (
    Finding,
    NotYet,
    StepDefinition,
    checks,
    completes,
    define,
    invariant,
    offer,
    sitting,
    timers,
)
from tessera.foundations import codesets
from tessera.people.models import Line
from tessera.practice.recording import actions, permissions, queries, rules

SEEN_ONCE = ("T041", "T052")
SEEN_AGAIN = ("T070", "T081")
"""Clocks that a visit answers (practice, table A): those of plans start again with each visit."""

PLACES = {"home": "At home", "school": "At school or nursery", "office": "At our office"}

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
)


@checks("recording.visit")
def check_visit(*, step, subjects, answers, today):
    yield from _happened("visited_on", subjects, answers, today)


@checks("recording.case_note")
def check_note(*, step, subjects, answers, today):
    yield from _happened("noted_on", subjects, answers, today)


def _happened(field, subjects, answers, today):
    """A visit or note is of a day of the child's own life."""
    if answers[field] is None:
        return
    for child in subjects:
        problem = rules.happened_problem(answers[field], today=today, born_on=child.born_on)
        if problem:
            yield Finding(field, f"{child.name}: {problem}", child)


@completes("recording.visit")
def record_visit(*, step, subjects, answers, completed_on, by):
    _take_back(step, queries.visits_of_step(step), by)
    parts = [_part(child, answers.of(child)) for child in subjects]
    visits = actions.record_visit(
        children=parts,
        kind=answers["visit_kind"],
        happened_on=answers["visited_on"],
        place=PLACES.get(answers["place"], ""),
        is_announced=answers["announced"],
        text=answers["what_happened"],
        significance=_weight(answers["matters"]),
        step_ref=step.public_id,
        by=by,
    )
    _keep_visiting(step, visits, by)


@completes("recording.case_note")
def record_note(*, step, subjects, answers, completed_on, by):
    for note in queries.notes_of_step(step):
        actions.withdraw_case_note(note=note, reason=step.reason, by=by)
    actions.record_case_note(
        people_about=subjects,
        kind=answers["note_kind"],
        happened_on=answers["noted_on"],
        title=answers["heading"],
        text=answers["text"],
        childs_words={child: _words(answers.of(child))[0] for child in subjects},
        significance=_weight(answers["matters"]),
        step_ref=step.public_id,
        by=by,
    )


@completes("recording.case_summary")
def write_summary(*, step, subjects, answers, completed_on, by):
    actions.write_case_summary(
        people_about=subjects,
        written_on=answers["written_on"],
        texts={child: answers.of(child)["summary"] for child in subjects},
        step_ref=step.public_id,
        by=by,
    )


@completes("recording.management_decision")
def record_decision(*, step, subjects, answers, completed_on, by):
    written = queries.decisions_of_step(step)
    if written:
        for decision in written.values():
            _correct_decision(decision, answers, step, by)
        return
    with _in_words():
        actions.record_management_decision(
            people_about=subjects,
            decided_on=answers["decided_on"],
            decision=answers["decision"],
            basis=answers["basis"],
            step_ref=step.public_id,
            by=by,
        )


@completes("recording.case_supervision")
def record_supervision(*, step, subjects, answers, completed_on, by):
    """Each child their own decision; the clock of the next supervision is counted from it."""
    written = queries.decisions_of_step(step)
    for child in subjects:
        mine = answers.of(child)
        decision = written.get(child.pk)
        if decision is None:
            decision = _decide(step, child, mine, by)
            _supervise_again(child, decision, by)
        else:
            _correct_decision(decision, mine, step, by)
            actions.correct_decision_actions(
                decision=decision, to_do=_to_do(mine), reason=step.reason, by=by
            )


def _decide(step, child, mine, by):
    with _in_words(child):
        (decision,) = actions.record_management_decision(
            people_about=[child],
            decided_on=mine["decided_on"],
            decision=mine["decision"],
            basis=mine["basis"],
            to_do=_to_do(mine),
            step_ref=step.public_id,
            by=by,
        )
    return decision


def _to_do(mine):
    return [actions.ToDo(row["what"], row["who"], row.get("due_on")) for row in mine["to_do"] or ()]


def _correct_decision(decision, mine, step, by):
    """A decision opened again is put right, never written twice; the clock counts from the right day."""
    changes = {
        name: mine[name]
        for name in ("decided_on", "decision", "basis")
        if mine[name] != getattr(decision, name)
    }
    if not changes:
        return
    with _in_words(decision.person):
        actions.correct_management_decision(decision=decision, reason=step.reason, by=by, **changes)
    for timer in queries.supervision_clocks_from(decision):
        workflow.retrigger(
            rule=timer.rule,
            person=decision.person,
            trigger_kind=timer.trigger_kind,
            trigger_id=timer.trigger_id,
            triggered_on=decision.decided_on,
            why=step.reason,
            by=by,
        )


def _supervise_again(child, decision, by):
    """While a plan goes on the next case supervision is due, counted from this one (T262)."""
    for timer in work.running_timers(child).filter(rule__in=rules.SUPERVISED):
        workflow.start_timer(
            rule=timer.rule,
            person=child,
            trigger_kind=queries.DECISION,
            trigger_id=decision.pk,
            triggered_on=max(decision.decided_on, timer.triggered_on),
            by=by,
        )


@contextmanager
def _in_words(child=None):
    try:
        yield
    except actions.DecisionWithoutBasis as refusal:
        raise NotYet("Write what the decision rests on", field="basis", child=child) from refusal


@invariant("recording.lines", "Every visit, note and decision has its line in the chronology")
def entries_without_line():
    for kind, model in queries.LINES.items():
        line = Line.objects.filter(person=OuterRef("person"), kind=kind, source_id=OuterRef("pk"))
        for pk in model.objects.filter(~Exists(line)).values_list("pk", flat=True)[:100]:
            yield {"kind": kind, "id": pk}


def _part(child, mine):
    words, not_heard_why = _words(mine)
    return actions.ChildAtVisit(
        child=child,
        was_seen=mine["seen"],
        was_seen_alone=mine["alone"],
        not_seen_why=mine["not_seen_why"] or "",
        not_alone_why=mine["not_alone_why"] or "",
        bedroom_seen=mine["bedroom"],
        text=mine["how_child_was"] or "",
        childs_words=words,
        not_heard_why=not_heard_why,
    )


def _words(mine):
    said = mine["words"] or {}
    return said.get("words", ""), said.get("not_heard", "")


def _weight(code):
    return codesets.get("significance", code).extra["weight"] if code else 1


def _take_back(step, visits, by):
    """A visit reopened to be put right is written anew; the first writing stays as a version."""
    for visit in visits:
        actions.withdraw_visit(visit=visit, reason=step.reason, by=by)


def _keep_visiting(step, visits, by):
    """Count again from a visit at which the child was seen; one that was not seen is still due."""
    due = [
        (visit, timer)
        for visit in visits
        for timer in work.running_timers(visit.person)
        if timer.rule in SEEN_AGAIN or (timer.rule in SEEN_ONCE and not visit.was_seen)
    ]
    if not due:
        return
    following = workflow.start_step(
        code="recording.visit",
        subjects=list(dict.fromkeys(visit.person for visit, _ in due)),
        worker=step.worker,
        team=step.team,
        follows=step,
        at=step.submitted_at,
        by=by,
    )
    for visit, timer in due:
        _count_again(visit, timer, following, by)


def _count_again(visit, timer, following, by):
    on = visit.happened_on
    since = on if visit.was_seen and on > timer.triggered_on else timer.triggered_on
    why = "Visited" if visit.was_seen else "Visited, and not seen: the day stays the same"
    workflow.stop_timer(
        rule=timer.rule,
        person=visit.person,
        trigger_kind=timer.trigger_kind,
        trigger_id=timer.trigger_id,
        on=max(on, timer.triggered_on),
        why=why,
        by=by,
    )
    workflow.start_timer(
        rule=timer.rule,
        person=visit.person,
        trigger_kind="recording.visit",
        trigger_id=visit.pk,
        triggered_on=since,
        step=following,
        by=by,
    )
