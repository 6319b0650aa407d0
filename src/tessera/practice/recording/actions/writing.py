"""What is written day by day: for one child or for brothers and sisters at once, each in own words."""

import uuid
from dataclasses import dataclass

from tessera.foundations import codesets
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action
from tessera.people import actions as people
from tessera.people.models import Line, Person
from tessera.practice.recording.actions.lines import correct_row, write_line
from tessera.practice.recording.actions.refusals import (
    AloneButNotSeen,
    NobodyNamed,
    NothingWritten,
    UnknownKind,
    UnseenWithoutReason,
)
from tessera.practice.recording.models import CaseNote, CaseSummary, Visit


@dataclass(frozen=True)
class ChildAtVisit:
    """What one child's part of a visit was: each child is seen, or not, on their own account."""

    child: Person
    was_seen: bool
    was_seen_alone: bool | None = None
    not_seen_why: str = ""
    not_alone_why: str = ""
    bedroom_seen: bool | None = None
    text: str = ""
    childs_words: str = ""
    not_heard_why: str = ""


@action
def record_case_note(
    *,
    people_about,
    kind,
    happened_on,
    title,
    text,
    happened_at=None,
    childs_words=None,
    significance=Line.Significance.ORDINARY,
    step_ref=None,
    by,
):
    """Write one note on each person's own record. `childs_words` is person -> words.

    Raises NobodyNamed, UnknownKind, NothingWritten.
    """
    _on_list("note.kind", kind, happened_on)
    if not people_about:
        raise NobodyNamed
    if not text.strip():
        raise NothingWritten
    said, group = childs_words or {}, uuid.uuid4()
    notes = [
        CaseNote.objects.create(
            group=group,
            person=person,
            kind=kind,
            happened_on=happened_on,
            happened_at=happened_at,
            title=title.strip(),
            text=text.strip(),
            childs_words=said.get(person, "").strip(),
            significance=significance,
            written_by=by,
            step_ref=step_ref,
        )
        for person in people_about
    ]
    for note in notes:
        write_line(note, "recording.case_note", note.happened_on, note.significance)
    audit.record("recording.note_recorded", people=people_about, by=by, group=group, kind=kind)
    return notes


@action
def record_visit(
    *,
    children,
    kind,
    happened_on,
    happened_at=None,
    place="",
    is_announced=None,
    text="",
    significance=Line.Significance.ORDINARY,
    harm="",
    earlier=(),
    reason="",
    step_ref=None,
    by,
):
    """Write one visit to brothers and sisters; `children` are ChildAtVisit, each with their own part. `harm`
    says, as a fact, what harm or danger was seen.

    Written again, each child's row of the `earlier` ones is put right with the reason; that of a child
    who is not named any more is taken back. Raises NobodyNamed, UnknownKind, UnseenWithoutReason,
    AloneButNotSeen.
    """
    _on_list("visit.kind", kind, happened_on)
    if not children:
        raise NobodyNamed
    if harm.strip():
        significance = max(significance, Line.Significance.SIGNIFICANT)
    before = {visit.person_id: visit for visit in earlier}
    group = next((visit.group for visit in earlier), None) or uuid.uuid4()
    shared = {
        "kind": kind,
        "happened_on": happened_on,
        "happened_at": happened_at,
        "place": place.strip(),
        "is_announced": is_announced,
        "significance": significance,
        "harm": harm.strip(),
    }
    visits = []
    for part in children:
        mine = {**shared, **_seen(part), "text": _whole(text, part)}
        row = before.pop(part.child.pk, None)
        if row is None:
            row = Visit(group=group, person=part.child, made_by=by, step_ref=step_ref, **mine)
            row.save(force_insert=True)
            write_line(row, "recording.visit", row.happened_on, row.significance)
        else:
            correct_visit(visit=row, reason=reason, by=by, **mine)
        visits.append(row)
    for gone in before.values():
        withdraw_visit(visit=gone, reason=reason, by=by)
    audit.record(
        "recording.visit_recorded",
        people=[part.child for part in children],
        by=by,
        group=group,
        kind=kind,
    )
    return visits


@action
def write_case_summary(*, people_about, written_on, texts, step_ref=None, by):
    """Write where things stand. `texts` is person -> text: each child has their own summary.

    Raises NobodyNamed, NothingWritten.
    """
    if not people_about:
        raise NobodyNamed
    if not all(texts.get(person, "").strip() for person in people_about):
        raise NothingWritten
    summaries = [
        CaseSummary.objects.create(
            person=person,
            written_on=written_on,
            text=texts[person].strip(),
            written_by=by,
            step_ref=step_ref,
        )
        for person in people_about
    ]
    audit.record("recording.summary_written", people=people_about, by=by)
    return summaries


@action
def correct_case_summary(*, summary, written_on, text, reason, by):
    """Put right one child's summary. The earlier words stay as a version. Raises NothingWritten."""
    if not text.strip():
        raise NothingWritten
    summary.written_on, summary.text = written_on, text.strip()
    summary.save(update_fields=["written_on", "text"])
    audit.record("recording.summary_corrected", person=summary.person, by=by, summary=summary.pk)
    return summary


@action
def withdraw_case_summary(*, summary, reason, by):
    """Take back a summary written on the wrong child; its version stays, with the reason."""
    audit.record("recording.summary_withdrawn", person=summary.person, by=by, summary=summary.pk)
    summary.delete()


@action
def correct_case_note(*, note, reason, by, **changes):
    """Put right what was written wrong in one child's note. The earlier words stay as a version."""
    return correct_row(note, "recording.case_note", changes, by)


@action
def correct_visit(*, visit, reason, by, **changes):
    """Put right one child's part of a visit. Raises UnseenWithoutReason, AloneButNotSeen."""
    for name, value in changes.items():
        setattr(visit, name, value)
    _check_seen(visit)
    return correct_row(visit, "recording.visit", changes, by)


@action
def withdraw_visit(*, visit, reason, by):
    """Take back a visit written on the wrong child; its version stays, with the reason."""
    people.remove_line(person=visit.person, kind="recording.visit", source_id=visit.pk)
    audit.record("recording.visit_withdrawn", person=visit.person, by=by, visit=visit.public_id)
    visit.delete()


@action
def withdraw_case_note(*, note, reason, by):
    """Take back a note written on the wrong person; its version stays, with the reason."""
    people.remove_line(person=note.person, kind="recording.case_note", source_id=note.pk)
    audit.record("recording.note_withdrawn", person=note.person, by=by, note=note.public_id)
    note.delete()


def _on_list(code_set, code, day):
    if not codesets.is_valid(code_set, code, on=day):
        raise UnknownKind(code)


def _whole(text, part):
    return "\n\n".join(filter(None, (text.strip(), part.text.strip())))


def _seen(part):
    _check_seen(part)
    return {
        "was_seen": part.was_seen,
        "was_seen_alone": part.was_seen_alone if part.was_seen else False,
        "not_seen_why": part.not_seen_why.strip(),
        "not_alone_why": part.not_alone_why.strip(),
        "bedroom_seen": part.bedroom_seen,
        "childs_words": part.childs_words.strip(),
        "not_heard_why": part.not_heard_why.strip(),
    }


def _check_seen(part):
    if not part.was_seen and part.was_seen_alone:
        raise AloneButNotSeen
    if not part.was_seen and not part.not_seen_why.strip():
        raise UnseenWithoutReason
