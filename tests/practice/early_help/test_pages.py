"""What early help workers and their manager see: the record, the start menu, their work, the forms."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.early_help import actions
from tessera.practice.early_help.models import EarlyHelp
from tests.factories import front_door as make
from tests.practice.early_help.conftest import AGREED_ON, ASSESSED_ON, ask, assess, at, end, said

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


@pytest.fixture
def look(ask):
    """A page as a worker, or as in tests/practice/conftest.py: `ask` here is the family's."""
    return ask


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode()


def record(look, worker, child):
    return text(look(worker, "people:record", person_id=child.public_id))


def test_the_record_says_by_when_it_is_to_be_assessed(look, staff, zayd):
    ask(staff, zayd)

    assert "Not assessed yet: due by 15 April 2026" in record(look, staff.lucian, zayd)


def test_the_record_says_what_was_found_and_leads_to_it(look, staff, zayd):
    ask(staff, zayd)
    step = assess(staff, {zayd: said()})

    page = record(look, staff.lucian, zayd)

    assert "Assessed 31 March 2026" in page
    assert "Breakfast club from Monday" in page
    assert f"/steps/{step.public_id}/" in page


def test_the_record_says_how_early_help_ended(look, staff, zayd):
    ask(staff, zayd)
    end(staff, zayd)

    page = record(look, staff.door.duty, zayd)

    assert "Needs met" in page
    assert "We manage now." in page
    assert "Not assessed yet" not in page


def test_the_last_of_two_assessments_stands_on_the_record(look, staff, zayd):
    ask(staff, zayd)
    assess(staff, {zayd: said(plan="The first plan.")}, on=date(2026, 3, 20))
    assess(staff, {zayd: said(plan="The second plan.")})

    page = record(look, staff.lucian, zayd)

    panel = page.split("Agreed by Samira Rahmeen", 1)[0]
    assert "The second plan." in panel
    assert "The first plan." not in panel


def test_the_record_asks_no_more_often_for_what_was_assessed(look, staff, zayd):
    ask(staff, zayd)
    record(look, staff.lucian, zayd)

    def count():
        with CaptureQueriesContext(connection) as queries:
            record(look, staff.lucian, zayd)
        return len(queries)

    before = count()
    assess(staff, {zayd: said()})

    assert count() <= before


def test_it_stands_on_the_workers_list_with_its_why(look, staff, zayd):
    ask(staff, zayd, on=ASSESSED_ON.replace(month=2, day=20))

    page = text(look(staff.lucian, "workflow:my_work"))

    assert "Early help assessment" in page
    assert "30 working days" in page


def test_what_nobody_has_yet_is_for_the_manager_to_allocate(look, staff, zayd):
    ask(staff, zayd, by=staff.door.duty)

    page = text(look(staff.manager, "workflow:team", team_id=staff.team.public_id))

    assert "Early help assessment" in page


@pytest.mark.parametrize(
    ("who", "may"), [("lucian", True), ("manager", True), ("social_worker", False), ("duty", False)]
)
def test_early_help_starts_and_ends_it_and_nobody_else(look, staff, zayd, who, may):
    ask(staff, zayd)
    worker = getattr(staff, who, None) or getattr(staff.door, who)
    make.people.allocate(
        person=zayd, worker=staff.door.social_worker, team=staff.door.assessment_team,
        started_on=ASSESSED_ON, by=None,
    )  # fmt: skip

    page = text(look(worker, "workflow:start", person_id=zayd.public_id))

    assert ("With a family that has agreed to early help" in page) is may
    assert ("End early help" in page) is may


def test_another_team_cannot_open_what_early_help_writes(look, staff, zayd):
    ask(staff, zayd)
    step = work.open_step(zayd, "early_help.assessment")

    response = look(staff.door.social_worker, "workflow:step", step_id=step.public_id)

    assert response.status_code in (403, 404)


def test_what_the_family_asked_for_stands_in_the_assessment_already(look, staff, zayd, noor):
    ask(staff, zayd, noor)
    step = work.open_step(zayd, "early_help.assessment")

    page = text(
        look(
            staff.lucian, "workflow:step", query={"section": "family"}, step_id=step.public_id
        )
    )  # fmt: skip

    assert ">Calm mornings</textarea>" in page.replace("\n", "")
    assert "the early help request" in page


def test_the_request_leaves_the_assessment_to_early_help(look, staff, zayd):
    make.people.allocate(
        person=zayd, worker=staff.door.social_worker, team=staff.door.assessment_team,
        started_on=ASSESSED_ON, by=None,
    )  # fmt: skip
    step = workflow.start_step(
        code="early_help.request", subjects=[zayd], worker=staff.door.social_worker,
        at=at(ASSESSED_ON), by=staff.door.social_worker,
    )  # fmt: skip
    workflow.save_answers(
        step=step,
        answers={
            ("asked_on", None): "2026-03-31",
            ("agreed", None): "given",
            ("agreed_by", None): "Samira",
            ("needs", None): "Calm mornings",
        },
        at=at(ASSESSED_ON),
        by=staff.door.social_worker,
    )

    page = text(look(staff.door.social_worker, "workflow:finish", step_id=step.public_id))
    assert "To be allocated, Early help" in page
    look(staff.door.social_worker, "workflow:finish", {}, step_id=step.public_id)

    assert work.open_step(zayd, "early_help.assessment").team == staff.team


def test_who_signs_the_end_is_led_to_a_page_that_opens(look, staff, zayd):
    ask(staff, zayd)
    step = end(staff, zayd, is_signed=False)

    signed = look(
        staff.manager, "workflow:authorise", {"decision": "authorise"}, step_id=step.public_id
    )

    assert not EarlyHelp.objects.open().exists()
    text(look.client.get(signed["Location"]))


def test_where_the_family_said_no_the_worker_is_led_to_a_page_that_opens(look, staff, zayd):
    actions.work_with(child=zayd, team=staff.team, started_on=AGREED_ON, by=None)
    step = workflow.start_step(
        code="early_help.request", subjects=[zayd], worker=staff.lucian, at=at(AGREED_ON),
        by=staff.lucian,
    )  # fmt: skip
    workflow.save_answers(
        step=step,
        answers={
            ("asked_on", None): "2026-03-31",
            ("agreed", None): "refused",
            ("why_not", None): "Not now.",
            ("worries_remain", None): False,
        },
        at=at(ASSESSED_ON),
        by=staff.lucian,
    )

    handed_in = look(staff.lucian, "workflow:finish", {}, step_id=step.public_id)

    assert handed_in.status_code == 302
    text(look.client.get(handed_in["Location"]))
