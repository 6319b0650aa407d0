"""How often the record of a child asks the database."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.practice.child_protection.actions import elsewhere
from tessera.practice.early_help import actions as early_help
from tessera.practice.front_door import actions as front_door_actions
from tessera.practice.front_door.models import Referral
from tessera.practice.plans import actions as plan_actions
from tessera.practice.recording import actions as recording
from tests.factories import engine as make
from tests.factories import front_door, practice
from tests.practice.plans.conftest import CONFERENCE, on_protection

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode()


FRAME = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK")


def test_a_record_with_an_open_case_asks_fifteen_queries(ask, client, maisie, kai, hannah, team):
    """Budget: architecture section 12. A family, a visit, a note, a summary and open work are in it."""
    practice.brothers_and_sisters(maisie, kai)
    practice.a_visit(maisie, hannah)
    recording.write_case_summary(
        people_about=[maisie],
        written_on=date(2026, 3, 1),
        texts={maisie: "All is well."},
        by=hannah,
    )
    for code in ("recording.visit", "recording.case_note"):
        make.a_step(code=code, subjects=[maisie, kai], worker=hannah, due_on=date(2026, 4, 7))
    ask(hannah, "people:record", person_id=maisie.public_id)

    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(reverse("people:record", kwargs={"person_id": maisie.public_id})))

    asked = [q["sql"] for q in queries if not q["sql"].startswith(FRAME)]
    assert len(asked) <= 15, "\n".join(sql[:160] for sql in asked)
    assert len(asked) == len(set(asked)), "the same query twice"
    for words in ("I made the toast", "All is well", "Open case since", "with Kai", "2 open"):
        assert words in page


def _a_contact(child, by):
    front_door_actions.record_contact(
        details=front_door.details(),
        parts=[front_door_actions.PartAsTold(person=child)],
        rag="amber",
        worker=by,
        by=by,
    )


def _in_need(child, by):
    plan = practice.a_child_in_need_plan(child, by=by)
    plan_actions.begin(
        kind="in_need",
        members=[plan_actions.Member(child, plan.pk, plan.started_on)],
        why="Nights.",
        by=by,
    )


def _closed(child, by):
    on = date(2026, 3, 20)
    referral = Referral.objects.get(child=child)
    front_door_actions.close_referral(referral=referral, closed_on=on, reason_code="RC7", by=by)


def _in_early_help(child, by):
    early_help.record_request(
        child=child, asked_on=date(2026, 3, 1), consent="given", why="Mornings.", by=by
    )


def _elsewhere(child, by):
    elsewhere.note_plan_elsewhere(
        child=child,
        council="Leeds",
        category="NEG",
        started_on=date(2025, 11, 3),
        told_on=date(2026, 3, 2),
        responsible="Yusra Hallam, 01632 960111",
        here_since=date(2026, 2, 27),
        by=by,
    )


def _moved_out(child, by):
    on_protection(child, by=by)
    elsewhere.tell_other_council(
        child=child,
        council="Leeds",
        moved_on=date(2026, 3, 9),
        told_on=date(2026, 3, 10),
        told_whom="Yusra Hallam",
        sent="The plan.",
        by=by,
    )


def _written_today(child, by):
    today = date(2026, 3, 31)
    _a_contact(child, by)
    practice.a_visit(child, by, on=today)
    recording.record_case_note(
        people_about=[child],
        kind="telephone",
        happened_on=today,
        title="A call",
        text="Mum.",
        by=by,
    )
    recording.record_management_decision(
        people_about=[child], decided_on=today, decision="See Kai.", basis="The call.", by=by
    )


SITUATIONS = {
    "an open case": lambda child, by: None,
    "in assessment": lambda child, by: practice.an_assessment(child, by=by),
    "a child protection plan": lambda child, by: on_protection(child, by=by),
    "a child in need plan": _in_need,
    "a closed case": _closed,
    "early help": _in_early_help,
    "another council's plan": _elsewhere,
    "our plan, elsewhere": _moved_out,
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_whatever_a_child_has_the_record_asks_fifteen_queries(
    ask, client, maisie, kai, hannah, team, situation
):
    """A contact waits, early help went before, and the latest lines are each of another kind."""
    practice.brothers_and_sisters(maisie, kai)
    SITUATIONS[situation](maisie, hannah)
    if situation != "early help":
        _in_early_help(maisie, hannah)
    make.a_step(code="recording.visit", subjects=[maisie, kai], worker=hannah)
    _written_today(maisie, hannah)
    ask(hannah, "people:record", person_id=maisie.public_id)

    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(reverse("people:record", kwargs={"person_id": maisie.public_id})))

    asked = [q["sql"] for q in queries if not q["sql"].startswith(FRAME)]
    assert len(asked) <= 15, "\n".join(sql[:160] for sql in asked)
    assert len(asked) == len(set(asked)), "the same query twice"
    for words in ("Contacts and the case", "A call", "See Kai.", "Marks on both arms", "2 open"):
        assert words in page


def test_outcomes_and_their_scores_cost_a_record_no_query_more(ask, maisie, kai, hannah):
    """They come with the plan itself, which is one."""
    plan = on_protection(maisie, kai, by=hannah)
    ask(hannah, "people:record", person_id=maisie.public_id)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = text(ask(hannah, "people:record", person_id=maisie.public_id))
        return len(queries), page

    before, page = count()
    assert "No outcome stands in the plan yet." in page
    for title in ("In bed by eight", "At school by nine"):
        outcome = plan_actions.add_outcome(
            plan=plan, children=[maisie, kai], title=title, area="care",
            started_on=CONFERENCE, by=hannah,
        )  # fmt: skip
        plan_actions.score(
            outcome=outcome, child=maisie, on=date(2026, 3, 3), scale="some", evidence="Seen.",
            by=hannah,
        )  # fmt: skip
    after, page = count()

    assert "Some change" in page
    assert after <= before


BUDGET = {
    "recording:entries": 30,
    "recording:words": 28,
    "assessments:assessments": 30,
    "child_protection:plans": 30,
    "child_protection:meetings": 30,
}


@pytest.mark.parametrize("name", BUDGET)
def test_a_fuller_record_asks_no_more_queries(ask, client, maisie, hannah, denise, name):
    address = reverse(name, kwargs={"person_id": maisie.public_id})

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    practice.a_visit(maisie, hannah)
    practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 2))
    practice.a_conference(maisie, by=denise)
    ask(hannah, name, person_id=maisie.public_id)
    few = count()
    for number in range(5):
        practice.a_visit(maisie, hannah, on=date(2026, 3, 1 + number))
        held_on = date(2026, 3, 9 + number)
        practice.a_conference(
            maisie, by=denise, kind="review", outcome="plan_continues", held_on=held_on
        )
    many = count()

    assert many <= few
    assert few <= BUDGET[name]
