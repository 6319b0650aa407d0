"""Writing a visit, a note or a summary; and the visit that is due after a visit."""

from django.db.models import Exists, OuterRef

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import Finding, checks, completes, invariant
from tessera.foundations import codesets
from tessera.people.models import Line
from tessera.practice.recording import actions, queries, rules
from tessera.practice.recording.processes.steps import SEEN_AGAIN, SEEN_ONCE

PLACES = {"home": "At home", "school": "At school or nursery", "office": "At our office"}


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
