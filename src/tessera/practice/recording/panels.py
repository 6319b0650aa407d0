"""What a child's record shows of visits and notes: last seen, the child's words, lines of the story."""

from itertools import groupby

from tessera.engine.forms.filling import Filled, filler, statement
from tessera.engine.workflow import begun
from tessera.engine.workflow import queries as work
from tessera.foundations import codesets
from tessera.foundations.calendar.words import date_words, short_day_words
from tessera.people import permissions as people
from tessera.people.queries.warnings import asked_again, to_ask_again, warning_words
from tessera.people.record_page import (
    Entry,
    Lines,
    Said,
    button,
    chronology_kind,
    fact,
    glance,
    panel,
    said,
    section,
)
from tessera.practice.recording import permissions, queries, rules
from tessera.practice.recording.models import CaseNote, ManagementDecision, Visit
from tessera.ui.addresses import address
from tessera.ui.formatting import day_month, lower_first, sentence

MOST_WARNINGS = 12


def entry_url(kind, row):
    child, entry = row.person.public_id, row.public_id
    return address("recording:entry", person_id=child, kind=kind, entry_id=entry)


def _visit(row):
    seen = f"{_seen(row)}." if row.was_seen else ""
    harm = sentence(row.harm)
    unseen = "" if row.was_seen else f", {lower_first(_seen(row))}"
    danger = ": harm or danger" if harm else ""
    return Entry(
        f"Visit{_where(row)}{unseen}{danger}",
        text="\n".join(filter(None, (harm, sentence(row.not_seen_why), row.text))),
        fact=" ".join(filter(None, (seen, harm))),
        url=entry_url("visit", row),
        who=row.made_by.name if row.made_by else "",
        childs_words=row.childs_words,
        says_more=bool(harm),
        tag=_seen(row),
        told_as="" if row.was_seen else "before_birth" if row.is_before_birth else "not_seen",
    )


def _note(row):
    return Entry(
        row.title,
        text=row.text,
        fact="",
        url=entry_url("note", row),
        who=row.written_by.name if row.written_by else "",
        childs_words=row.childs_words,
    )


def _decision(row):
    return Entry(
        "Management decision",
        text=row.decision,
        basis=row.basis,
        url=entry_url("decision", row),
        who=row.decided_by.name if row.decided_by else "",
    )


def _where(row):
    return f" {row.place[:1].lower()}{row.place[1:]}" if row.place else ""


def _seen(row):
    if not row.was_seen:
        return "Before birth" if row.is_before_birth else "Not seen"
    return "Seen alone" if row.was_seen_alone else "Seen, not alone"


_VISITS = Lines(Visit, _visit, "person", "made_by")
_NOTES = Lines(CaseNote, _note, "person", "written_by")
_DECISIONS = Lines(ManagementDecision, _decision, "person", "decided_by")

chronology_kind(
    "recording.visit",
    "Visit",
    _VISITS,
    group="Visits",
    to_child=True,
    to_court=2,
    to_manager=2,
)
chronology_kind(
    "recording.case_note",
    "Note",
    _NOTES,
    group="Notes",
    to_child=True,
    to_court=2,
)
chronology_kind(
    "recording.management_decision",
    "Management decision",
    _DECISIONS,
    group="Decisions",
    to_manager=1,
)


def _said(what, model, heard_by, detail=""):
    said(
        Said(
            code=f"recording.{what}",
            permission=permissions.VIEW,
            rows=lambda child: model.objects.filter(person=child).exclude(childs_words=""),
            on="happened_on",
            words="childs_words",
            heard_by=f"{heard_by}__name",
            detail=detail,
            at=rules.place_in_a_line,
            whole=lambda place: what,
            address=lambda child, place, ref: address(
                "recording:entry", person_id=child.public_id, kind=what, entry_id=ref
            ),
            ref="public_id",
        )
    )


_said("visit", Visit, "made_by", detail="place")
_said("note", CaseNote, "written_by")


def _glance(child, request):
    """Asked once for the bar and both panels of a page."""
    if not hasattr(request, "recording_glance"):
        request.recording_glance = queries.glance(child, request.today, actor=request.actor)
    return request.recording_glance


def _last_seen(child, request):
    visit = _glance(child, request).seen
    if visit is None:
        return ("Last seen", "Not seen by us yet")
    how = "alone" if visit.was_alone else "not alone"
    words = f"{short_day_words(visit.on)}, {how}"
    return (
        "Last seen",
        f"{words}, {rules.place_in_a_line(visit.place)}" if visit.place else words,
    )


def _words(child, request):
    """The latest words, and how many times in all. Nothing when nobody has written any down."""
    heard = _glance(child, request).heard
    return {"words": heard.latest, "count": heard.count} if heard.latest else None


def _summary(child, request):
    summary = _glance(child, request).summary
    return {"summary": summary} if summary else None


def _seen_words(people, on):
    """person_id -> when each was last seen by us, and whether alone."""
    return {
        visit.person_id: f"{day_month(visit.happened_on, today=on)}"
        + (", alone" if visit.was_seen_alone else "")
        for visit in queries.last_seen(people, on).values()
    }


fact("recording.last_seen", 30, _last_seen)
glance("recording.last_seen", "Last seen", 10, _seen_words, permissions.VIEW)
button("recording.write", "Write a visit or note", 10, "recording:write_for", permissions.WRITE)
panel(
    "recording.words",
    "In the child's words",
    0,
    "recording/panels/words.html",
    _words,
    permission=permissions.VIEW,
)
panel(
    "recording.summary",
    "Where things stand",
    60,
    "recording/panels/summary.html",
    _summary,
    permission=permissions.VIEW,
)
section(
    "visits_and_notes",
    "Visits and notes",
    40,
    "recording:entries",
    permission=permissions.VIEW,
    lines=tuple(queries.LINES),
)


def _of_the_latest_visit(tell):
    """A filler of what the latest visit says at which the child was seen; a form reads that visit once."""

    def filled(child, on):
        if child is None:
            return None
        read = child.__dict__.setdefault("_latest_visits", {})
        if on not in read:
            read[on] = queries.last_seen([child], on).get(child.pk)
        visit = read[on]
        told = tell(visit) if visit else None
        return None if told is None else Filled(told, "the latest visit", visit.happened_on)

    return filled


filler("recording.last_seen")(_of_the_latest_visit(lambda visit: visit.happened_on.isoformat()))
filler("recording.seen_alone")(_of_the_latest_visit(lambda visit: visit.was_seen_alone))


@filler("recording.seen_by")
@_of_the_latest_visit
def seen_by(visit):
    return visit.made_by.name if visit.made_by else None


@filler("recording.said_when_seen")
@_of_the_latest_visit
def said_when_seen(visit):
    """What the child said, or why nobody heard it."""
    if not visit.childs_words and not visit.not_heard_why:
        return None
    return {"words": visit.childs_words, "not_heard": visit.not_heard_why}


@filler("recording.first_seen")
def first_seen(child, on):
    """The first visit at which the child was seen since the case opened, or was to be assessed again."""
    visit = queries.first_seen_for_assessment(child, on) if child else None
    if visit is None:
        return None
    return Filled(visit.happened_on.isoformat(), "the first visit", visit.happened_on)


@filler("recording.was_seen_alone")
def was_seen_alone(child, on):
    """Yes, once a visit says so; until then it is asked."""
    visit = queries.first_seen_alone(child, on) if child else None
    return Filled(True, "the visit", visit.happened_on) if visit else None


@filler("recording.first_seen_alone")
def first_seen_alone(child, on):
    visit = queries.first_seen_alone(child, on) if child else None
    if visit is None:
        return None
    return Filled(visit.happened_on.isoformat(), "the visit", visit.happened_on)


@filler("recording.visit_due_for")
def visit_due_for(child, on):
    """What the next visit is for: the clock that is waiting for it says so."""
    clocks = work.running_timers(child).filter(rule__in=rules.VISIT_FOR) if child else ()
    clock = next(iter(clocks), None)
    if clock is None:
        return None
    return Filled(rules.VISIT_FOR[clock.rule], "the visit that is due", clock.triggered_on)


@statement("recording.visits_so_far")
def visits_so_far(subjects, on):
    """Who was seen, when, and alone or not, in a sentence for each child."""
    words = []
    for child in subjects:
        days = queries.visits_for_assessment(child, on)
        seen = [f"{date_words(v.happened_on)}{' alone' if v.was_seen_alone else ''}" for v in days]
        words.append(
            f"{child.name} was seen on {', '.join(seen)}."
            if seen
            else f"{child.name} has not been seen yet."
        )
    return " ".join(words)


def kind_label(row):
    """What an entry is, in words."""
    if isinstance(row, Visit):
        return codesets.label("visit.kind", row.kind)
    if isinstance(row, CaseNote):
        return codesets.label("note.kind", row.kind)
    return "Management decision"


@begun.asks(first=lambda actor: to_ask_again(actor) if actor.may(people.WARN) else None)
def _still_so(actor, rows):
    """Warnings of the children whom one holds, once the day has come on which it is asked again."""
    found = asked_again(rows, actor, limit=MOST_WARNINGS)
    alike = [list(each) for _, each in groupby(found, key=lambda w: (w.review_on, w.kind, w.whom))]
    return [
        begun.Begun(
            title=f"Is it still so? {warning_words(first.kind, whom=first.whom)}",
            href=address("people:warnings", person_id=first.person.public_id),
            people=[each.person for each in warnings],
            since=first.review_on,
        )
        for warnings in alike
        for first in warnings[:1]
    ]
