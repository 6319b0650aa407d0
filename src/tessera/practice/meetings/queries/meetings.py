"""Meetings with all that a page shows of them."""

from functools import cache, lru_cache

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from tessera.foundations.calendar.clock import start_of
from tessera.foundations.records.prepared import ROW, THESE, THIS, Prepared
from tessera.people.models import Involvement
from tessera.people.models.reach import anyone, asker, is_known
from tessera.practice.meetings.models import Invited, Meeting, MeetingChild, Omission, Sending

STRATEGY = "strategy_discussion"


def with_all(meetings):
    """With children, those asked and what was sent: four queries for any number of meetings."""
    return meetings.select_related("chair").prefetch_related(*_all_of_it())


def _all_of_it():
    asked = Invited.objects.select_related("person", "worker").order_by("pk")
    sent = Sending.objects.select_related("recorded_by", "document__message")
    sent = sent.defer("document__content")
    return (
        Prefetch("children", MeetingChild.objects.select_related("child").order_by("pk")),
        Prefetch("invited", asked),
        Prefetch("sendings", sent.order_by("pk")),
    )


def whole_meeting_of_step(step_ref):
    """The meeting that a step recorded, with all of it, or None: the question is kept prepared."""
    found = _recorded_by_step().ask(this=step_ref)
    if not found:
        return None
    prefetch_related_objects(found, *_all_of_it())
    return found[0]


@cache
def _recorded_by_step() -> Prepared:
    recorded = Meeting.objects.filter(step_ref=THIS).select_related("chair")
    return Prepared(recorded.order_by("pk")[:1])


def meeting_of_step(step_ref):
    return Meeting.objects.filter(step_ref=step_ref).first()


def meetings_of(child):
    """Newest first."""
    return Meeting.objects.filter(children__child=child).order_by("-held_on", "-pk")


def to_come_for(worker, since, until, *, actor):
    """Meetings that a worker chairs, is asked to, or whose children they work with.

    None about a child of whom they may not know.
    """
    if not actor.is_active:
        return Meeting.objects.none()
    return _to_come(worker.pk, since, until, reader=actor)


def soon_for(worker, since, until, *, actor):
    """The same with their children, from a question that is kept prepared: many days have no meeting."""
    if not actor.is_active:
        return []
    asked = {**asker(actor), "row": worker.pk}
    found = _prepared_to_come(since, until, actor.today).ask(**asked)
    prefetch_related_objects(found, "children__child")
    return found


@lru_cache(maxsize=8)
def _prepared_to_come(since, until, today) -> Prepared:
    return Prepared(_to_come(ROW, since, until, reader=anyone(today)))


def _to_come(worker, since, until, *, reader):
    of_meeting = MeetingChild.objects.filter(meeting=OuterRef("pk"))
    asked = Invited.objects.filter(meeting=OuterRef("pk"), worker=worker, left_out_why="")
    held = Involvement.objects.in_force_on(reader.today).filter(worker=worker)
    rows = Meeting.objects.to_come().filter(
        Q(chair=worker)
        | Exists(asked)
        | Exists(of_meeting.filter(child__in=held.values("person"))),
        ~Exists(of_meeting.filter(~is_known(reader, "child_id"))),
        planned_for__gte=start_of(since),
        planned_for__lt=start_of(until),
    )
    return rows.order_by("planned_for", "pk")


def next_meeting(child, on):
    """The first meeting about this child that is to come."""
    rows = Meeting.objects.to_come().filter(children__child=child, planned_for__gte=start_of(on))
    return rows.order_by("planned_for", "pk").first()


def moments_set(steps):
    """step -> the moment for which the meeting that it is to write down is set, of those to come."""
    return dict(_moments_set().ask(these=steps))


@cache
def _moments_set() -> Prepared:
    rows = Meeting.objects.to_come().filter(step_ref__in=[THESE], planned_for__isnull=False)
    return Prepared(rows.order_by("pk").values_list("step_ref", "planned_for"))


def of_children(meeting):
    """The children a meeting is about, in their order."""
    rows = MeetingChild.objects.filter(meeting=meeting).select_related("child").order_by("pk")
    return [row.child for row in rows]


def last_sendings(meeting, what):
    """invited -> what they had last of a kind, by its version."""
    found = sorted(meeting.sendings.all(), key=lambda each: (each.version, each.pk))
    return {each.invited_id: each for each in found if each.what == what}


def last_gone(meeting, what):
    """invited -> the last of a kind that went to them."""
    found = sorted(meeting.sendings.all(), key=lambda each: (each.version, each.pk))
    return {each.invited_id: each for each in found if each.what == what and each.sent_on}


def omissions_of(meeting, what):
    """invited id -> what their copy goes without: of the record, what the decisions went without, until
    somebody chooses otherwise."""
    rows = list(Omission.objects.filter(invited__meeting=meeting).order_by("pk"))
    found = {row.invited_id: row for row in rows if row.what == Sending.What.DECISIONS}
    own = {row.invited_id: row for row in rows if row.what == what}
    return {**found, **own}


def left_out_before(meeting, children, what):
    """invited id -> what the last copy that they were to have about any of these children went without.

    The last of that kind of paper, where there is one: a record tells more than its decisions do, so that
    what was chosen for those says nothing of it.
    """
    rows = (
        Omission.objects.filter(invited__meeting__children__child__in=children)
        .exclude(invited__meeting=meeting)
        .select_related("invited__meeting")
        .order_by("recorded_at", "pk")
    )
    rows = list(rows.distinct())
    last = {_whose(row.invited): row for row in rows}
    last |= {_whose(row.invited): row for row in rows if row.what == what}
    found = {each.pk: last.get(_whose(each)) for each in meeting.invited.all()}
    return {pk: row for pk, row in found.items() if row is not None and row.parts}


def kept_back_before(meeting, children):
    """invited -> the last that they were to have about any of these children, where it was kept back.

    What a strategy discussion decided is for the agencies alone, and says nothing of what comes after.
    """
    found = decided_before(meeting, children)
    return {pk: row for pk, row in found.items() if row.is_withheld}


def decided_before(meeting, children, what=""):
    """invited id -> the last that was sent to them, or kept back from them, about any of these children.

    With `what`, of that kind of paper: a record says more than its decisions do, so that whoever may have
    those is asked about anew for it.
    """
    rows = (
        Sending.objects.filter(meeting__children__child__in=children)
        .exclude(meeting__kind=STRATEGY)
        .select_related("invited", "meeting")
        .order_by("recorded_at", "pk")
    )
    if what:
        rows = rows.filter(what=what)
    last = {_whose(row.invited): row for row in rows.distinct()}
    found = {each.pk: last.get(_whose(each)) for each in meeting.invited.all()}
    return {pk: row for pk, row in found.items() if row is not None}


def _whose(invited):
    """One person at every meeting: by the record, or by agency and name as they were written down."""
    if invited.person_id or invited.worker_id:
        return (invited.person_id, invited.worker_id)
    return (invited.agency, " ".join(invited.name.lower().split()))
