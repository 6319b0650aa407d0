"""What a child's record shows of protection: where the child stands, the plan, the meetings."""

from datetime import datetime

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from tessera.foundations import codesets
from tessera.people.record_page import (
    Entry,
    Lines,
    Status,
    chronology_kind,
    panel,
    section,
    standing,
)
from tessera.practice.assessments.rules import CONFERENCE_TO_COME
from tessera.practice.child_protection import permissions, queries, rules
from tessera.practice.child_protection.actions.conferences import CONFERENCE
from tessera.practice.child_protection.actions.core_groups import CORE_GROUP
from tessera.practice.child_protection.actions.discussions import DISCUSSION
from tessera.practice.child_protection.actions.elsewhere import (
    ELSEWHERE,
    ELSEWHERE_ENDED,
    MOVED_OUT,
)
from tessera.practice.child_protection.actions.emergency import EMERGENCY, EMERGENCY_ENDED
from tessera.practice.child_protection.actions.enquiries import ENQUIRY, ENQUIRY_ENDED
from tessera.practice.child_protection.actions.plans import PLAN, PLAN_ENDED
from tessera.practice.child_protection.models import (
    Conference,
    CoreGroup,
    EmergencyMeasure,
    MovedOut,
    Plan,
    PlanElsewhere,
    Section47Enquiry,
    StrategyDiscussion,
)
from tessera.practice.child_protection.panels import (  # noqa: F401  they register what they show
    copies,
    letters,
    plan_page,
    said,
)
from tessera.practice.child_protection.rules import drift
from tessera.practice.children_in_need.actions import MEETING as NEED_MEETING
from tessera.practice.children_in_need.actions import PLAN as IN_NEED
from tessera.practice.front_door.queries import activities
from tessera.practice.front_door.rules import Activity
from tessera.practice.meetings.permissions import BEGIN_HERE
from tessera.practice.meetings.permissions import VIEW as MEETINGS
from tessera.practice.plans.panels import how_it_goes
from tessera.ui import navigation
from tessera.ui.addresses import address
from tessera.ui.formatting import due_date, local, long_date, sentence

GROUP = "Child protection"

navigation.place("Drift", "child_protection:drift", permissions.DRIFT, 40)

navigation.place("Conferences", "child_protection:conferences", MEETINGS, 40, home_for=BEGIN_HERE)
_ELSEWHERE = ("Other councils", "child_protection:elsewhere", permissions.VIEW, 20)
navigation.under("child_protection:conferences", *_ELSEWHERE)
navigation.under("workflow:team_home", *_ELSEWHERE)


def _plan_words(category):
    return f"Child protection plan: {codesets.label('cin.abuse_category', category).lower()}"


def _page(child, name="child_protection:meetings"):
    """Where it stands on the record, when no form was written about it."""
    return reverse(name, kwargs={"person_id": child.public_id})


def _heard(row):
    """The child's own words, beside what was decided."""
    return {"childs_words": row.said or "", "says_more": True}


def _discussion(row):
    outcome = codesets.label("strategy.outcome", row.outcome)
    quorate = "" if row.is_quorate else " Not quorate: it must be held again."
    return Entry("Strategy discussion", f"{outcome}.{quorate}", shown_at=_page(row.child))


def _enquiry(row):
    return Entry("Section 47 enquiry began", shown_at=_page(row.child))


def _enquiry_ended(row):
    found = codesets.label("section47.outcome", row.outcome) if row.outcome else row.outcome_why
    words = f"{found}. Not seen: {row.not_seen_why}" if row.not_seen_why else found
    fact = found if row.outcome else ""
    return Entry(
        "Section 47 enquiry: outcome",
        words,
        shown_at=_page(row.child),
        fact=fact,
        **_heard(row),
    )


def _conference(row):
    outcome = codesets.label("conference.outcome", row.outcome)
    kind = codesets.label("conference.kind", row.kind)
    return Entry(kind, outcome, shown_at=_page(row.child), **_heard(row))


def _core_group(row):
    risk = codesets.label("plan.risk", row.risk)
    page = _page(row.plan.child, "child_protection:plans")
    found = f"Is risk reducing? {risk}. {sentence(row.risk_why)}"
    asked = ""
    if row.early_review_by:
        asked = f"A review was asked for sooner, by {long_date(row.early_review_by)}."
    words = " ".join(filter(None, (found, asked)))
    return Entry("Core group", words, shown_at=page, fact=asked, **_heard(row))


def _plan(row):
    category = codesets.label("cin.abuse_category", row.initial_category)
    page = _page(row.child, "child_protection:plans")
    return Entry("Child protection plan began", category, shown_at=page)


def _plan_ended(row):
    page = _page(row.child, "child_protection:plans")
    return Entry("Child protection plan ended", row.get_end_reason_display(), shown_at=page)


def _emergency(row):
    words = f"{row.why} {row.who}"
    return Entry(row.get_kind_display(), words, shown_at=_page(row.child), fact="")


def _elsewhere(row):
    category = codesets.label("cin.abuse_category", row.category)
    title = f"Protection plan of {row.council}"
    words = f"{category}. {row.responsible}"
    return Entry(title, words, shown_at=_page(row.child), fact=category)


def _elsewhere_ended(row):
    title = f"Protection plan of {row.council} no longer concerns us"
    return Entry(title, f"{row.get_end_reason_display()}.", shown_at=_page(row.child))


def _moved_out(row):
    told = f"Told on {long_date(row.told_on)}"
    words = f"{told}: {row.told_whom}. Sent: {row.sent}"
    return Entry(f"Moved to {row.council}", words, shown_at=_page(row.child), fact=told)


def _emergency_ended(row):
    return Entry(f"{row.get_kind_display()} ended", shown_at=_page(row.child))


standing(
    PLAN,
    lambda ids, on: queries.with_category(Plan.objects.in_force_on(on).filter(child__in=ids), on),
    "child_id",
    lambda category: Status(_plan_words(category), 20, is_solid=True),
    detail=Coalesce("latest_category", "initial_category"),
)


def _emergency_status(detail):
    """ "Police protection until Tue 24 March, 14:05": while it is in force it stands before all else."""
    kind, _, moment = detail.partition("|")
    ends_at = local(datetime.fromisoformat(moment))
    until = due_date(ends_at.date(), today=ends_at.date())
    if kind == EmergencyMeasure.Kind.POLICE:
        until += f", {ends_at:%H:%M}"
    return Status(f"{EmergencyMeasure.Kind(kind).label} until {until}", 5, is_solid=True)


standing(
    EMERGENCY,
    lambda ids, on: EmergencyMeasure.objects.in_force_on(on).filter(child__in=ids),
    "child_id",
    _emergency_status,
    detail=Concat("kind", Value("|"), Cast("ends_at", CharField()), output_field=CharField()),
)


def _elsewhere_status(detail):
    """ "On another council's plan: neglect, Leeds": solid, as our own would be."""
    category, _, council = detail.partition("|")
    words = codesets.label("cin.abuse_category", category).lower()
    return Status(f"On another council’s plan: {words}, {council}", 21, is_solid=True)


standing(
    ELSEWHERE,
    lambda ids, on: PlanElsewhere.objects.in_force_on(on).filter(child__in=ids),
    "child_id",
    _elsewhere_status,
    detail=Concat("category", Value("|"), "council", output_field=CharField()),
)
standing(
    MOVED_OUT,
    lambda ids, on: MovedOut.objects.filter(
        child__in=ids, conference_on=None, came_back_on=None, told_on__lte=on
    ),
    "child_id",
    lambda council: Status(f"Moved to {council}, our plan goes on", 22),
    detail="council",
)
standing(
    ENQUIRY,
    lambda ids, on: Section47Enquiry.objects.going_on().filter(child__in=ids, started_on__lte=on),
    "child_id",
    lambda detail: Status("Section 47 enquiry", 30),
)


def _conference_status(detail):
    """ "Conference on Tuesday 21 April", once its day is set."""
    if not detail:
        return Status("Conference to come", 25)
    day = local(datetime.fromisoformat(detail)).date()
    return Status(f"Conference on {due_date(day, today=day)}", 25)


standing(
    CONFERENCE_TO_COME,
    lambda ids, on: queries.with_day_set(
        Section47Enquiry.objects.to_conference().filter(child__in=ids, started_on__lte=on)
    ),
    "child_id",
    _conference_status,
    detail=Coalesce(Cast("day_set", CharField()), Value("")),
)
_WORDS = {
    ENQUIRY_ENDED: {"said": said.in_enquiry()},
    CONFERENCE: {"said": said.at_meeting("child_id")},
}
for _order, _kind, _label, _model, _entry, _told_by in (
    (30, DISCUSSION, "Strategy discussion", StrategyDiscussion, _discussion, "id"),
    (31, ENQUIRY, "Section 47 enquiry", Section47Enquiry, _enquiry, "id"),
    (40, ENQUIRY_ENDED, "Section 47 outcome", Section47Enquiry, _enquiry_ended, "outcome"),
    (60, CONFERENCE, "Conference", Conference, _conference, "id"),
    (28, EMERGENCY, "Emergency protection", EmergencyMeasure, _emergency, "id"),
    (65, EMERGENCY_ENDED, "Emergency protection ends", EmergencyMeasure, _emergency_ended, "ended_at"),
    (66, PLAN, "Protection plan", Plan, _plan, "id"),
    (62, PLAN_ENDED, "Protection plan ends", Plan, _plan_ended, "ended_on"),
    (32, ELSEWHERE, "Another council's plan", PlanElsewhere, _elsewhere, "id"),
    (62, ELSEWHERE_ENDED, "Another council's plan ends here", PlanElsewhere, _elsewhere_ended, "ended_on"),
    (70, MOVED_OUT, "Moved to another council", MovedOut, _moved_out, "id"),
):  # fmt: skip
    _lines = Lines(_model, _entry, "child", told_by=_told_by, beside=_WORDS.get(_kind))
    chronology_kind(
        _kind,
        _label,
        _lines,
        group=GROUP,
        to_child=True,
        to_court=2,
        to_manager=1,
        order=_order,
    )

chronology_kind(
    CORE_GROUP,
    "Core group",
    Lines(
        CoreGroup,
        _core_group,
        "plan__child",
        told_by="id",
        beside={"said": said.at_meeting("plan__child_id")},
    ),
    group=GROUP,
    to_child=True,
    to_court=2,
    to_manager=1,
    order=60,
)


def _current(child, request):
    if PLAN not in request.record.standings:
        return None
    plan = queries.plan_on_record(child, request.today)
    if plan is None:
        return None
    due = rules.review_conference_due(
        last_conference_on=plan.last_held_on or plan.started_on,
        is_first_review=plan.last_reviewed_on is None,
    )
    category = plan.latest_category or plan.initial_category
    words = codesets.label("cin.abuse_category", category)
    drifts = drift.of_a_child(
        started_on=plan.started_on,
        previous_plans=plan.previous_plans,
        core_group_due_on=plan.core_group_due_on,
        seen_alone_on=plan.seen_alone_on,
        decided_on=plan.decided_on,
        is_held=plan.is_held,
        today=request.today,
    )
    how = how_it_goes(plan.outcomes, request.today)
    return {
        "plan": plan,
        "category": words,
        "review_due": due,
        "how": how,
        "drifts": drifts,
        "notes": queries.notes_of(plan),
    }


def _open_plans(record):
    """A child never has two plans of both kinds at once: at most one is open."""
    return "1 open" if {PLAN, IN_NEED} & record.standings.keys() else ""


panel(
    "child_protection.plan",
    "The plan and how it goes",
    30,
    "child_protection/panels/plan.html",
    _current,
    permission=permissions.VIEW,
)
section(
    "plans",
    "Plans",
    20,
    "child_protection:plans",
    permission=permissions.VIEW,
    note=_open_plans,
)
section(
    "meetings",
    "Meetings",
    65,
    "child_protection:meetings",
    permission=permissions.VIEW,
    lines=(DISCUSSION, CONFERENCE, CORE_GROUP, NEED_MEETING),
)


@activities
def protected(child, since):
    """Enquiries, conferences and plans of the episode, for the check before a case closes."""
    for row in Section47Enquiry.objects.filter(child=child, started_on__gte=since):
        ended_on = row.ended_on or (row.started_on if row.is_conference_not_required else None)
        href = address("child_protection:meetings", person_id=child.public_id)
        yield Activity("section47", "the section 47 enquiry", row.started_on, ended_on, href)
    for row in Conference.objects.filter(child=child, held_on__gte=since):
        yield Activity("conference", "a conference", row.held_on, row.held_on)
    for row in Plan.objects.filter(child=child, started_on__gte=since):
        href = address("child_protection:plans", person_id=child.public_id)
        yield Activity("protection_plan", "the protection plan", row.started_on, row.ended_on, href)
