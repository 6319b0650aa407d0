"""Open cases, and what is written about them: facts by their own actions, steps with full answers."""

from datetime import UTC, date, datetime

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.models import Membership
from tessera.people.models import Relationship
from tessera.practice.assessments import actions as assessments
from tessera.practice.child_protection import actions as child_protection
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.front_door.models import Referral
from tessera.practice.recording import actions as recording
from tests.factories import engine as make

REFERRED_ON = date(2026, 1, 12)
AGENCIES = ["social_care", "police", "health"]


def at(day, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def a_referral(child, received_on=REFERRED_ON, **more):
    """An open case, or a closed one with `closed_on` and `closure_reason`."""
    return Referral.objects.create(
        child=child, received_on=received_on, source="2A", primary_need="N1", **more
    )


def an_open_case(name="Maisie Brindlow", *, worker=None, team=None, received_on=REFERRED_ON):
    child = make.a_child(name, worker=worker, team=team)
    a_referral(child, received_on)
    return child


def an_assessment(child, *, by, started_on=REFERRED_ON, authorised_on=None, **more):
    assessment = assessments.start_assessment(child=child, started_on=started_on, by=by)
    if authorised_on:
        assessments.authorise_assessment(
            assessment=assessment,
            authorised_on=authorised_on,
            factors=more.pop("factors", ["16A"]),
            outcome=more.pop("outcome", "child_in_need_plan"),
            by=by,
            **more,
        )
    return assessment


def a_discussion(child, *, by, held_on=date(2026, 1, 14), outcome="section47_joint", **more):
    more.setdefault("agencies_present", AGENCIES)
    return child_protection.hold_strategy_discussion(
        child=child, held_on=held_on, outcome=outcome, by=by, **more
    )


def a_conference(child, *, by, held_on=date(2026, 2, 3), kind="initial", outcome="plan", **more):
    more.setdefault("category", "NEG")
    return child_protection.hold_conference(
        child=child, kind=kind, held_on=held_on, outcome=outcome, by=by, **more
    )


def a_protection_plan(child, *, by, started_on=date(2026, 2, 3), category="NEG", **more):
    return child_protection.start_plan(
        child=child, started_on=started_on, category=category, by=by, **more
    )


def a_child_in_need_plan(child, *, by, started_on=date(2026, 1, 20)):
    return children_in_need.start_plan(child=child, started_on=started_on, by=by)


def assessment_answers(children, *, outcome="child_in_need_plan", factors=("16A",), seen_on=None):
    """Everything that the single assessment asks for: shared answers, and each child's own."""
    seen_on = seen_on or date(2026, 1, 15)
    shared = {
        "kind": "child_and_family",
        "reason": "School told us that the children come hungry and tired.",
        "agencies": [
            {"agency": "education", "who": "Bella Corrimore", "said": "On time on six days of ten."}
        ],
        "household": "Leanne, Maisie, Kai and Ivy",
        "parenting": "Leanne is warm with the children and very tired.",
        "parents_views": [
            {"who": "Leanne", "relation": "Mum", "views": "She wants help at night."}
        ],
        "parent_elsewhere": True,
        "parent_elsewhere_views": "Craig wants to see them more.",
        "wider_family": "Maureen has the children twice a week.",
    }
    each = {
        child: {
            "day_to_day": "Up early, breakfast at school.",
            "home_words": "I sleep with Kai.",
            "health": "Teeth are due for a check.",
            "learning": "Reads well.",
            "seen_on": seen_on,
            "seen_alone": True,
            "seen_alone_on": seen_on,
            "feelings": "Watchful in the evening.",
            "safety": "Safe at school, unsure at home.",
            "wishes": "No shouting.",
            "a_day": "From the alarm to the stairs.",
            "strengths": "Nana, school, each other.",
            "risks": "Shouting at night goes on.",
            "analysis": "Without a change, the tiredness becomes neglect.",
            "factors": list(factors),
            "outcome": outcome,
            "outcome_why": "The family wants help and can use it.",
        }
        for child in children
    }
    return {"answers": shared, "each": each}


def visit_answers(children, *, visited_on=date(2026, 3, 30), seen=True, **more):
    shared = {
        "visited_on": visited_on,
        "visit_kind": "child_in_need",
        "place": "home",
        "what_happened": "Tea was on the table.",
        **more,
    }
    one = {"seen": True, "alone": True, "words": "I made the toast."}
    if not seen:
        one = {"seen": False, "not_seen_why": "Nobody was in."}
    return {"answers": shared, "each": {child: dict(one) for child in children}}


def discussion_answers(children, *, held_on, outcome="section47_joint", agencies=AGENCIES):
    shared = {
        "held_on": held_on,
        "attendance": [{"agency": agency, "who": "Somebody"} for agency in agencies],
        "trigger": "A bruise that nobody can explain.",
        "shared": "Health visitor saw it too.",
        "safety_now": "The children stay with Nana tonight.",
    }
    each = {c: {"outcome": outcome, "decision_why": "It may happen again."} for c in children}
    return {"answers": shared, "each": each}


def enquiry_answers(children, *, ended_on, outcome="conference"):
    shared = {
        "done": "Saw the children, spoke to school and health.",
        "parents": "Leanne is frightened and wants help.",
        "ended_on": ended_on,
    }
    each = {
        child: {
            "seen": True,
            "seen_on": ended_on,
            "alone": True,
            "words": "He shouts and then it hurts.",
            "outcome": outcome,
            "outcome_why": "It is likely to go on.",
            "agencies_view": None if outcome == "conference" else "Police and health agree.",
        }
        for child in children
    }
    return {"answers": shared, "each": each}


def conference_answers(children, *, held_on, outcome="plan", category="NEG"):
    shared = {
        "held_on": held_on,
        "chair": "Denise Kilvarn",
        "attendance": [
            {"who": "Leanne", "role": "Mum", "came": "yes"},
            {"who": "Hannah Treloyd", "agency": "social_care", "came": "yes", "report": True},
            {"who": "Bella Corrimore", "agency": "education", "came": "yes", "report": True},
            {"who": "Named nurse", "agency": "health", "came": "yes"},
            {"who": "Sergeant Pryce", "agency": "police", "came": "apologies", "report": True},
        ],
        "parents_part": "Leanne spoke first.",
        "strengths": "Nana helps.",
        "worries": "Nights.",
    }
    one = {"words": "Please make it quiet.", "outcome": outcome, "decision_why": "Likely harm."}
    if outcome in ("plan", "plan_continues"):
        one["category"] = category
    if outcome.startswith("plan_"):
        shared["progress"] = _scored("plans.protection_outcomes", children, held_on)
    return {"answers": shared, "each": {child: dict(one) for child in children}}


def _scored(code, children, on, scale="some"):
    """Every open outcome scored alike for all; None where the plan has none."""
    return [
        {"row": row, "scale": scale, "evidence": "School and the visits say so."}
        for row in filling.rows_of(code, children, on)
        if not row.is_optional
    ] or None


OUTCOMES = [
    {"title": "In bed by eight", "area": "care", "how_we_know": "What we see at visits.",
     "action": "Two beds", "who": "Hannah Treloyd"},
    {"title": "No shouting at home", "area": "safety", "contingency": "Nana has the children."},
]  # fmt: skip


def core_group_answers(children, *, held_on, scale="some", **more):
    """Every open outcome scored alike for all; `more` is for the shared answers."""
    shared = {
        "held_on": held_on,
        "attendance": [{"who": "Leanne", "came": True}, {"who": "Bella", "came": False}],
        "progress": _scored("plans.outcomes", children, held_on, scale) or [],
        "early_review": False,
        **more,
    }
    one = {"words": "I have my own bed.", "risk": "reducing", "risk_why": "Nights are calmer."}
    return {"answers": shared, "each": {child: dict(one) for child in children}}


def need_meeting_answers(children, *, held_on):
    shared = {
        "held_on": held_on,
        "attendance": [{"who": "Leanne", "role": "Mum", "came": "yes"}],
        "outcomes": OUTCOMES,
        "why": "Nights are too long for Maisie.",
        "parents_agree": True,
    }
    return {"answers": shared, "each": {child: {"words": "A bed of my own."} for child in children}}


def need_review_answers(children, *, held_on, outcome="continues", scale="some", **more):
    one = {
        "words": "It is quieter.",
        "changed": "Sleeps in her own bed.",
        "outcome": outcome,
        "decision_why": "It works.",
    }
    progress = _scored("plans.outcomes", children, held_on, scale)
    shared = {"held_on": held_on, "progress": progress, **more}
    return {"answers": shared, "each": {child: dict(one) for child in children}}


STRATEGY = "child_protection.strategy_discussion"


def complete(code, subjects, answers, *, on, by, authorised_by=None, step=None, next_steps=None):
    """A whole step: started or taken up, filled in, handed in, and signed off by another.

    A discussion is signed by the manager of the worker who writes it, where it needs to be; by nobody
    yet with `authorised_by=()`.
    """
    if code == STRATEGY and authorised_by is None:
        authorised_by = manager_of(by)
    return workflow.complete_with(
        code=code,
        subjects=subjects,
        step=step,
        worker=by,
        authorised_by=authorised_by,
        next_steps=next_steps,
        at=at(on),
        by=by,
        **answers,
    )


def manager_of(worker):
    """Who signs for a worker: the manager of a team of theirs, who is made where there is none."""
    teams = Membership.objects.filter(user=worker).values("team")
    managing = Membership.objects.filter(team__in=teams, is_manager=True).exclude(user=worker)
    first = managing.select_related("user").order_by("pk").first()
    if first is not None:
        return first.user
    own = Membership.objects.filter(user=worker).select_related("team").first()
    return make.a_worker(
        "Una Corsewell", role="team_manager", team=own and own.team, manages=own is not None
    )


def a_visit(
    child,
    by,
    *,
    on=date(2026, 3, 16),
    words="I made the toast.",
    alone=True,
    place="At home",
    **more,
):
    """Seen, unless `not_seen_why` says otherwise."""
    seen = "not_seen_why" not in more
    part = recording.ChildAtVisit(
        child=child,
        was_seen=seen,
        was_seen_alone=alone if seen else None,
        childs_words=words if seen else "",
        **more,
    )
    (visit,) = recording.record_visit(
        children=[part], kind="child_in_need", happened_on=on, place=place, text="Tea.", by=by
    )
    return visit


def brothers_and_sisters(*children):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    for child in children:
        Relationship.objects.create(person=mum, relative=child, kind="parent")
