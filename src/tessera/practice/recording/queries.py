"""What was seen, heard and decided, newest first."""

from dataclasses import dataclass
from datetime import date
from itertools import chain

from tessera.practice.recording.models import CaseNote, CaseSummary, ManagementDecision, Visit

PAGE = 25


@dataclass(frozen=True)
class Words:
    """A child's own words, with who heard them, when and where."""

    text: str
    on: date
    heard_by: str
    place: str
    source: str
    public_id: str


def last_seen(people, on):
    """Person id -> the last visit at which that child was seen, up to a day. One query."""
    visits = (
        Visit.objects.filter(person__in=people, was_seen=True, happened_on__lte=on)
        .order_by("person_id", "-happened_on", "-happened_at", "-pk")
        .distinct("person_id")
    )
    return {visit.person_id: visit for visit in visits}


def childs_words(child, *, limit=None):
    """Every time the child's own words were written down in a visit or note, newest first."""
    visits = (
        Visit.objects.filter(person=child)
        .exclude(childs_words="")
        .select_related("made_by")
        .order_by("-happened_on", "-pk")
    )
    notes = (
        CaseNote.objects.filter(person=child)
        .exclude(childs_words="")
        .select_related("written_by")
        .order_by("-happened_on", "-pk")
    )
    if limit:
        visits, notes = visits[:limit], notes[:limit]
    words = sorted(chain(map(_of_visit, visits), map(_of_note, notes)), key=lambda w: w.on)
    return words[::-1][:limit] if limit else words[::-1]


def count_of_words(child):
    return (
        Visit.objects.filter(person=child).exclude(childs_words="").count()
        + CaseNote.objects.filter(person=child).exclude(childs_words="").count()
    )


def count_of_entries(child):
    return (
        Visit.objects.filter(person=child).count()
        + CaseNote.objects.filter(person=child).count()
        + ManagementDecision.objects.filter(person=child).count()
    )


def latest_summary(person):
    return (
        CaseSummary.objects.filter(person=person)
        .select_related("written_by")
        .order_by("-written_on", "-pk")
        .first()
    )


def entries(person, *, kind="", before=None, limit=PAGE):
    """Visits, notes and decisions as one list, newest first; `before` is the day and id to go on from.

    Gives the entries and, when there are more, where the next page goes on.
    """
    models = {"visit": Visit, "note": CaseNote, "decision": ManagementDecision}
    chosen = [models[kind]] if kind in models else models.values()
    found = sorted(
        chain.from_iterable(_page(model, person, before, limit + 1) for model in chosen),
        key=_place,
        reverse=True,
    )
    more = _place(found[limit - 1]) if len(found) > limit else None
    return found[:limit], more


def _page(model, person, before, limit):
    """`before` is (day, model name, id): the order in which the three kinds stand together."""
    day, author = _columns(model)
    rows = model.objects.filter(person=person).select_related(author)
    if before is not None:
        on, name, pk = before
        if model.__name__ == name:
            rows = rows.filter(**{f"{day}__lt": on}) | rows.filter(**{day: on, "pk__lt": pk})
        elif model.__name__ < name:
            rows = rows.filter(**{f"{day}__lte": on})
        else:
            rows = rows.filter(**{f"{day}__lt": on})
    return rows.order_by(f"-{day}", "-pk")[:limit]


def _columns(model):
    return {
        Visit: ("happened_on", "made_by"),
        CaseNote: ("happened_on", "written_by"),
        ManagementDecision: ("decided_on", "decided_by"),
    }[model]


def _place(row):
    day, _ = _columns(type(row))
    return getattr(row, day), type(row).__name__, row.pk


def _of_visit(visit):
    return Words(
        text=visit.childs_words,
        on=visit.happened_on,
        heard_by=visit.made_by.name if visit.made_by else "",
        place=visit.place,
        source="visit",
        public_id=str(visit.public_id),
    )


def _of_note(note):
    return Words(
        text=note.childs_words,
        on=note.happened_on,
        heard_by=note.written_by.name if note.written_by else "",
        place="",
        source="note",
        public_id=str(note.public_id),
    )
