"""A small council for the tasks that are counted, and the table that the counts are held against."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.people import actions as people
from tessera.practice.front_door.actions import close_referral
from tests.factories import front_door as door
from tests.factories import people as families
from tests.factories import practice
from tests.support.burden import Table

REFERRED_AT = datetime(2026, 2, 9, 9, 30, tzinfo=UTC)
LAST_YEAR = date(2025, 2, 3)


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
    kai, staff = office.family.kai, office.staff
    practice.a_referral(kai, date(2026, 3, 2))
    people.allocate(
        person=kai, worker=staff.social_worker, team=staff.assessment_team,
        started_on=date(2026, 3, 2), by=staff.team_manager,
    )  # fmt: skip
    practice.complete(
        "child_protection.strategy_discussion", [kai],
        practice.discussion_answers([kai], held_on=date(2026, 3, 11)),
        on=date(2026, 3, 11), by=staff.team_manager,
    )  # fmt: skip
    practice.complete(
        "child_protection.section47", [kai],
        practice.enquiry_answers([kai], ended_on=date(2026, 3, 20)),
        step=work.open_step(kai, "child_protection.section47"),
        on=date(2026, 3, 20), by=staff.social_worker, authorised_by=staff.team_manager,
    )  # fmt: skip
    step = work.open_step(kai, "child_protection.initial_conference")
    workflow.allocate_step(
        step=step, worker=office.chair, at=practice.at(date(2026, 3, 20)), by=staff.team_manager
    )
    return office
