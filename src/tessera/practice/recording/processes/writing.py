"""Writing a visit, a note or a summary."""

from django.db.models import Exists, OuterRef

from tessera.engine.forms.answers import first_name
from tessera.engine.forms.filling import Filled, arrival
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.processes import Finding, cancels, checks, completes, invariant
from tessera.foundations import codesets
from tessera.people.models import Line
from tessera.practice.recording import actions, queries, rules
from tessera.practice.recording.processes.visiting import visited


@arrival("recording.today")
def the_day_of_writing(step, children, actor, on):
    """Most notes and decisions are written down on the day."""
    return Filled(on.isoformat(), "today’s date")


@checks("recording.visit")
def check_visit(*, step, subjects, answers, today):
    yield from _happened("visited_on", subjects, answers, today)
    for child in subjects:
        mine = answers.of(child)
        problem = rules.not_alone_problem(
            seen_alone=mine["alone"] if mine["seen"] else None,
            why_not=mine["not_alone_why"] or "",
            born_on=child.born_on,
            on=answers["visited_on"] or today,
        )
        if problem:
            words = problem.replace("the child", first_name(child))
            yield Finding("not_alone_why", words, child)


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
    earlier = queries.visits_of_step(step)
    parts = [_part(child, answers.of(child), answers["visited_on"]) for child in subjects]
    actions.record_visit(
        children=parts,
        kind=answers["visit_kind"],
        happened_on=answers["visited_on"],
        place=rules.PLACES.get(answers["place"]) or answers.get("where_else") or "",
        is_announced=answers["announced"],
        text=answers["what_happened"],
        significance=_weight(answers["matters"]),
        harm=answers.get("harm") or "",
        earlier=earlier,
        reason=step.reason,
        step_ref=step.public_id,
        by=by,
    )
    visited(step, [*subjects, *(visit.person for visit in earlier)], at=step.submitted_at, by=by)


@cancels("recording.visit")
def take_back_visit(*, step, subjects, reason, cancelled_on, by):
    """Written, opened again and set aside: it was no visit to these children."""
    earlier = queries.visits_of_step(step)
    for visit in earlier:
        actions.withdraw_visit(visit=visit, reason=reason, by=by)
    if earlier:
        children = [visit.person for visit in earlier]
        visited(step, children, at=work.events_of(step).last().at, by=by)


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
def write_summary(*, step, subjects, answers, completed_on, by, earlier):
    texts = {child: answers.of(child)["summary"] for child in subjects}
    written = queries.summaries_of_step(step) if earlier is not None else []
    for summary in written:
        if summary.person not in texts:
            actions.withdraw_case_summary(summary=summary, reason=step.reason, by=by)
            continue
        actions.correct_case_summary(
            summary=summary,
            written_on=answers["written_on"],
            text=texts.pop(summary.person),
            reason=step.reason,
            by=by,
        )
    if texts:
        actions.write_case_summary(
            people_about=list(texts),
            written_on=answers["written_on"],
            texts=texts,
            step_ref=step.public_id,
            by=by,
        )


@invariant("recording.lines", "Every visit, note and decision has its line in the chronology")
def entries_without_line():
    for kind, model in queries.LINES.items():
        line = Line.objects.filter(person=OuterRef("person"), kind=kind, source_id=OuterRef("pk"))
        for pk in model.objects.filter(~Exists(line)).values_list("pk", flat=True)[:100]:
            yield {"kind": kind, "id": pk}


def _part(child, mine, on):
    words, not_heard_why = _words(mine)
    not_alone_why = mine["not_alone_why"] or ""
    if mine["seen"] and mine["alone"] is False and not not_alone_why:
        not_alone_why = rules.too_young_words(child.born_on, on)
    return actions.ChildAtVisit(
        child=child,
        was_seen=mine["seen"],
        was_seen_alone=mine["alone"],
        not_seen_why=mine["not_seen_why"] or "",
        not_alone_why=not_alone_why,
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
