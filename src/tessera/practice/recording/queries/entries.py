"""What was seen, heard and decided, newest first."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import chain

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from tessera.engine.workflow.models import Timer
from tessera.foundations.records.prepared import CHILD, PEOPLE, Prepared, Wanted, answers
from tessera.people.queries.words import Heard, heard_wanted
from tessera.practice.front_door.models import Referral
from tessera.practice.recording import rules
from tessera.practice.recording.models import CaseNote, CaseSummary, ManagementDecision, Visit

PAGE = 25
DECISION = "recording.management_decision"
LINES = {
    "recording.visit": Visit,
    "recording.case_note": CaseNote,
    DECISION: ManagementDecision,
}


def last_seen(people, on):
    """Person id -> the last visit at which that child was seen, up to a day. One query."""
    visits = _last_seen(on).ask(people=[person.pk for person in people])
    return {visit.person_id: visit for visit in visits}


@lru_cache(maxsize=8)
def _last_seen(on) -> Prepared:
    visits = Visit.objects.filter(person__in=[PEOPLE], was_seen=True, happened_on__lte=on)
    latest = visits.order_by("person_id", "-happened_on", "-happened_at", "-pk")
    latest = latest.select_related("made_by")
    return Prepared(latest.distinct("person_id"))


def visits_for_assessment(child, on):
    """Visits at which the child was seen since the open referral, or, when the child is assessed again,
    since the decision: from when the clock of the assessment runs. Oldest first."""
    opened = Referral.objects.open().filter(child=OuterRef("person")).values("received_on")[:1]
    clock = Timer.objects.filter(
        person=OuterRef("person"), rule=rules.ASSESSMENT_CLOCK, stopped_on=None
    )
    again = clock.order_by("-triggered_on").values("triggered_on")[:1]
    seen = Visit.objects.filter(
        person=child, was_seen=True, happened_on__lte=on, happened_on__gte=Subquery(opened)
    )
    # GREATEST passes over an empty one: no assessment is under way.
    since = Greatest(Subquery(opened), Subquery(again))
    return list(seen.filter(happened_on__gte=since).order_by("happened_on", "pk"))


def first_seen_for_assessment(child, on):
    return next(iter(visits_for_assessment(child, on)), None)


def first_seen_alone(child, on):
    """The first visit for this assessment at which the child was seen alone."""
    visits = visits_for_assessment(child, on)
    return next((visit for visit in visits if visit.was_seen_alone), None)


def visits_that_count(child):
    """Every visit at which this child was seen or, before birth, its mother: clocks count from these."""
    visits = Visit.objects.filter(person=child).order_by("happened_on", "pk")
    if child.is_unborn:
        return list(visits)
    return list(visits.filter(Q(was_seen=True) | Q(happened_on__lt=child.born_on or date.min)))


def entry(person, kind, public_id):
    """One visit, note or decision of this person, or None."""
    model = {"visit": Visit, "note": CaseNote, "decision": ManagementDecision}[kind]
    _, author = _columns(model)
    return (
        model.objects.filter(person=person, public_id=public_id)
        .select_related("person", author)
        .first()
    )


def shared_with(row):
    """The other people on whose records the same writing stands."""
    others = type(row).objects.filter(group=row.group).exclude(pk=row.pk)
    return [other.person for other in others.select_related("person").order_by("pk")]


@dataclass(frozen=True)
class Glimpse:
    """The last visit or summary, as far as the first page of a record shows them."""

    what: str
    on: date
    at: datetime | None
    text: str
    by: str
    place: str
    was_alone: bool | None
    public_id: str


@dataclass(frozen=True)
class Glance:
    """What the first page of a record needs of this room."""

    seen: Glimpse | None = None
    summary: Glimpse | None = None
    heard: Heard = field(default_factory=Heard)


def glance(child, on, *, actor):
    """When the child was last seen, the latest words wherever they stand, and the summary. One query."""
    here = Wanted(_glimpses(on), {"child": child.pk}, _by_what)
    words = heard_wanted(child, actor, on)
    found, *heard = answers(here, *([words] if words else []))
    return Glance(found.get("seen"), found.get("summary"), *heard)


def _by_what(rows):
    return {row[0]: Glimpse(*row) for row in rows}


@lru_cache(maxsize=8)
def _glimpses(on) -> Prepared:
    visits = Visit.objects.filter(person=CHILD, happened_on__lte=on)
    summaries = CaseSummary.objects.filter(person=CHILD).order_by("-written_on", "-pk")
    seen = visits.filter(was_seen=True).order_by("-happened_on", "-happened_at", "-pk")
    rows = _glimpse("seen", seen, by="made_by", place="place", was_alone="was_seen_alone").union(
        _glimpse("summary", summaries, on="written_on", at=None, text="text", by="written_by"),
        all=True,
    )
    return Prepared(rows)


def _glimpse(
    what, rows, *, by, on="happened_on", at="happened_at", text="", place="", was_alone=None
):
    """The first of some rows, in the columns of Glimpse."""
    return rows.values_list(
        Value(what, CharField()),
        F(on),
        F(at) if at else Value(None, DateTimeField()),
        F(text) if text else Value("", TextField()),
        Coalesce(f"{by}__name", Value("")),
        F(place) if place else Value("", CharField()),
        F(was_alone) if was_alone else Value(None, BooleanField()),
        F("public_id"),
    )[:1]


def visits_of_step(step):
    return list(Visit.objects.filter(step_ref=step.public_id).select_related("person"))


def notes_of_step(step):
    return list(CaseNote.objects.filter(step_ref=step.public_id).select_related("person"))


def summaries_of_step(step):
    return list(CaseSummary.objects.filter(step_ref=step.public_id).select_related("person"))


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
