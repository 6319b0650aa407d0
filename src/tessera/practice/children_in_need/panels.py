"""What a child's record shows of a child in need plan: where the child stands, and the lines of the story."""

from django.db.models import OuterRef, Subquery

from tessera.engine.forms.filling import Filled, filler
from tessera.people.record_page import Entry, Lines, Status, chronology_kind, panel, standing
from tessera.practice.children_in_need import permissions, queries
from tessera.practice.children_in_need.actions import MEETING, PLAN, PLAN_ENDED
from tessera.practice.children_in_need.models import Meeting, Plan
from tessera.practice.front_door.queries import activities
from tessera.practice.front_door.rules import Activity
from tessera.practice.plans.choices import Kind, Whose
from tessera.practice.plans.models import View
from tessera.practice.plans.pages import PAGE
from tessera.practice.plans.panels import how_it_goes
from tessera.practice.plans.panels.dates import meeting_date, visit_date
from tessera.ui.addresses import address

GROUP = "Child in need"


def _plan(row):
    return Entry("Child in need plan began")


def _plan_ended(row):
    return Entry("Child in need plan ended", row.get_end_reason_display())


def _meeting(row):
    heard = {"childs_words": row.said or "", "says_more": True}
    if row.kind == Meeting.Kind.FIRST:
        return Entry("First child in need meeting", "The plan was made.", **heard)
    return Entry("Child in need review", f"{row.get_outcome_display()}.", **heard)


def _said():
    """What this child said at the meeting that the same form is about."""
    own = View.objects.filter(whose=Whose.CHILD, person=OuterRef("plan__child_id"))
    return Subquery(own.filter(step_ref=OuterRef("step_ref")).order_by("-pk").values("words")[:1])


standing(
    PLAN,
    lambda ids, on: Plan.objects.in_force_on(on).filter(child__in=ids),
    "child_id",
    lambda detail: Status("Child in need", 50),
    detail="started_on",
)
chronology_kind(
    PLAN,
    "Child in need plan",
    Lines(Plan, _plan, told_by="id"),
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=66,
)
chronology_kind(
    PLAN_ENDED,
    "Child in need plan ends",
    Lines(Plan, _plan_ended, told_by="ended_on"),
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=63,
)
chronology_kind(
    MEETING,
    "Child in need meeting",
    Lines(Meeting, _meeting, told_by="id", beside={"said": _said()}),
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=60,
)


def _current(child, request):
    if PLAN not in request.record.standings:
        return None
    plan = queries.current_plan(child)
    if plan is None:
        return None
    return {"plan": plan, "how": how_it_goes(plan.outcomes, request.today)}


panel(
    "children_in_need.plan",
    "The plan and how it goes",
    31,
    "children_in_need/panels/plan.html",
    _current,
    permission=permissions.VIEW,
)


@filler("children_in_need.short_breaks")
def short_breaks(child, on):
    """It stands until somebody says that it is not so any more."""
    plan = queries.current_plan(child) if child else None
    if plan is None or plan.short_breaks_since is None:
        return None
    return Filled(True, "the plan", plan.short_breaks_since)


def _dates(child, request):
    page = request.plan_page
    if page.kind != Kind.IN_NEED:
        return None
    step, clock = page.step("children_in_need.review"), page.running("T082")
    review = meeting_date("Next review", clock, step=step, today=page.today)
    return {"rows": [row for row in (review, visit_date(page)) if row]}


panel(
    "children_in_need.dates",
    "Dates",
    21,
    "children_in_need/panels/dates.html",
    _dates,
    permission=permissions.VIEW,
    page=PAGE,
)


@activities
def planned(child, since):
    """Plans of the episode, for the check before a case closes."""
    for row in Plan.objects.filter(child=child, started_on__gte=since):
        span = (row.started_on, row.ended_on)
        href = address("child_protection:plans", person_id=child.public_id)
        yield Activity("child_in_need_plan", "the child in need plan", *span, href)
