"""A small council for the tasks that are counted, and the table that the counts are held against."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.people import actions as people
from tessera.practice.child_protection import actions as protection
from tessera.practice.front_door.actions import close_referral
from tessera.practice.meetings.queries import Proposed
from tests.factories import front_door as door
from tests.factories import people as families
from tests.factories import practice
from tests.support.burden import Table

REFERRED_AT = datetime(2026, 2, 9, 9, 30, tzinfo=UTC)
LAST_YEAR = date(2025, 2, 3)
ASKED = (
    ("Leanne Brindlow", ""),
    ("Hannah Treloyd", "social_care"),
    ("Bella Corrimore", "education"),
    ("Amory Tull", "police"),
)


@pytest.fixture(scope="session")
def table(request):
    """docs/recording-burden.md; rewritten at the end of a run that was asked to."""
    write = request.config.getoption("--write-burden")
    table = Table.read(decided_in=request.config.getoption("--burden-adr"))
    yield table
    if write:
        table.write()


@pytest.fixture
def counted(table, request):
    """Holds what some hands did for one task against what is committed."""
    writing = request.config.getoption("--write-burden")

    def hold(task, *hands):
        counts = {}
        for hand in hands:
            for name, number in hand.counts.items():
                counts[name] = counts.get(name, 0) + number
        changed = table.hold(task, counts)
        assert not changed or writing, (
            f"Task {task} costs less in {', '.join(changed)}, or asks other things: {counts}. "
            "Write it down with bin/test tests/burden --write-burden, and read what it changed."
        )

    return hold


@pytest.fixture
def office(transactional_db):
    """Workers, and a mum with three children who have one social worker."""
    staff = door.a_staff()
    family = families.the_brindlows()
    chair = door.a_worker("Denise Kilvarn", "conference_chair", team=staff.assessment_team)
    return SimpleNamespace(staff=staff, family=family, chair=chair)


def in_assessment(office, *children):
    """Referred seven weeks ago, and given to Hannah: the assessment and the first visit are hers."""
    staff = office.staff
    contact = door.a_contact(staff, *children, received_at=REFERRED_AT)
    door.referred(staff, contact, at=REFERRED_AT)
    step = work.open_step(children[0], "assessments.single_assessment")
    workflow.allocate_step(
        step=step, worker=staff.social_worker, at=REFERRED_AT, by=staff.team_manager
    )
    return step


def assessed_last_year(office, child):
    """A story that ended: referred, assessed, the assessment shared, the case closed."""
    staff, hannah = office.staff, office.staff.social_worker
    referral = practice.a_referral(child, LAST_YEAR)
    answers = practice.assessment_answers([child], outcome="close", seen_on=date(2025, 2, 6))
    answers["each"][child] |= {"gp": "Weir Surgery", "school": "Weir Academy"}
    answers["answers"]["shared"] = [{"who": "Leanne Brindlow", "shared_on": date(2025, 3, 10)}]
    visit = practice.visit_answers([child], visited_on=date(2025, 2, 6))
    step = workflow.start_step(
        code="assessments.single_assessment", subjects=[child], worker=hannah,
        at=practice.at(LAST_YEAR), by=hannah,
    )  # fmt: skip
    practice.complete(
        "recording.visit", [child], visit, step=work.open_step(child, "recording.visit"),
        on=date(2025, 2, 6), by=hannah,
    )  # fmt: skip
    practice.complete(
        "assessments.single_assessment", [child], answers, step=step, next_steps=[],
        on=date(2025, 3, 10), by=hannah, authorised_by=staff.team_manager,
    )  # fmt: skip
    close_referral(
        referral=referral, closed_on=date(2025, 3, 14), reason_code="RC8", by=staff.team_manager
    )


@pytest.fixture
def visited_home(office):
    """Three brothers and sisters in assessment, and a visit that is due."""
    family = office.family
    in_assessment(office, family.maisie, family.kai, family.ivy)
    return office


@pytest.fixture
def seen_again(office):
    """A child assessed last year, referred again and seen; the assessment is due in two weeks."""
    maisie = office.family.maisie
    assessed_last_year(office, maisie)
    office.step = in_assessment(office, maisie)
    visit = practice.visit_answers([maisie], visited_on=date(2026, 2, 12), visit_kind="assessment")
    practice.complete(
        "recording.visit", [maisie], visit, step=work.open_step(maisie, "recording.visit"),
        on=date(2026, 2, 12), by=office.staff.social_worker,
    )  # fmt: skip
    return office


@pytest.fixture
def asked_to_confer(office):
    """An enquiry found a child likely to be harmed: the conference is due, and has its chair."""
    ask_to_confer(office, to_conference(office, office.family.kai, on=CONFERRED))
    return office


CONFERRED = date(2026, 3, 20)
PLANNED = (
    ("The nights are quiet", "safety", "Nana stays at weekends", "Leanne Brindlow"),
    ("In bed by eight", "care", "Two beds", "Hannah Treloyd"),
    ("At school every day", "learning", "Breakfast club", "Bella Corrimore"),
)


@pytest.fixture
def on_a_plan(office):
    """Three brothers and sisters on one plan with three outcomes; its core group is due."""
    family, staff = office.family, office.staff
    children = [family.maisie, family.kai, family.ivy]
    step = to_conference(office, *children, on=date(2026, 3, 6))
    answers = practice.conference_answers(children, held_on=date(2026, 3, 12))
    answers["answers"]["outcomes"] = [
        {"title": title, "area": area, "action": action, "who": who}
        for title, area, action, who in PLANNED
    ]
    practice.complete(
        "child_protection.initial_conference", children, answers, step=step,
        on=date(2026, 3, 12), by=office.chair,
    )  # fmt: skip
    assert work.open_step(family.kai, "child_protection.core_group").worker == staff.social_worker
    return office


@pytest.fixture
def due_for_supervision(office):
    """Four children of two families on plans, all with Hannah: supervision is due for each."""
    family, staff = office.family, office.staff
    noor = families.a_person("Noor Hassanby", born_on=date(2019, 5, 2))
    for child in (family.maisie, family.kai, family.ivy, noor):
        practice.a_referral(child, date(2026, 1, 12))
        people.allocate(
            person=child, worker=staff.social_worker, team=staff.assessment_team,
            started_on=date(2026, 1, 12), by=staff.team_manager,
        )  # fmt: skip
        practice.a_protection_plan(child, by=office.chair, started_on=date(2026, 3, 2))
    return office


def to_conference(office, *children, on):
    """Referred, discussed, enquired into: the conference has its chair. Gives its step."""
    staff = office.staff
    for child in children:
        practice.a_referral(child, date(2026, 3, 2))
        people.allocate(
            person=child, worker=staff.social_worker, team=staff.assessment_team,
            started_on=date(2026, 3, 2), by=staff.team_manager,
        )  # fmt: skip
    practice.complete(
        "child_protection.strategy_discussion", children,
        practice.discussion_answers(children, held_on=on - timedelta(days=3)),
        on=on - timedelta(days=3), by=staff.team_manager,
    )  # fmt: skip
    practice.complete(
        "child_protection.section47", children,
        practice.enquiry_answers(children, ended_on=on),
        step=work.open_step(children[0], "child_protection.section47"),
        on=on, by=staff.social_worker, authorised_by=staff.team_manager,
    )  # fmt: skip
    step = work.open_step(children[0], "child_protection.initial_conference")
    return workflow.allocate_step(
        step=step, worker=office.chair, at=practice.at(on), by=staff.team_manager
    )


def ask_to_confer(office, step):
    """Business support has set the day and asked four people, as before any conference."""
    leanne, hannah = office.family.leanne, office.staff.social_worker
    people = (
        Proposed("1", leanne.name, "", "Mum", person=leanne),
        Proposed("2", hannah.name, "social_care", "Social worker", worker=hannah),
        *(Proposed(who, who, agency, "") for who, agency in ASKED[2:]),
    )
    at, by = practice.at(date(2026, 3, 20)), office.staff.team_manager
    meeting = protection.plan_conference(
        step=step, planned_for=practice.at(date(2026, 3, 31)), at=at, by=by
    )
    protection.ask_people(
        step=step, meeting=meeting, people=people, on=date(2026, 3, 20), at=at, by=by
    )
