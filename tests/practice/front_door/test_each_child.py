"""Brothers and sisters of one contact, for whom different things are decided."""

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tessera.people.models import Involvement
from tessera.practice.front_door import actions, queries
from tessera.practice.front_door.models import ContactChild, Referral
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def zayd(db):
    return make.a_child()


@pytest.fixture
def noor(db):
    return make.a_child("Noor")


@pytest.fixture
def contact(staff, zayd, noor):
    return make.a_contact(staff, zayd, noor)


def part_of(contact, child):
    return contact.children.get(person=child)


def decide(staff, contact, child, outcome, main="referral", **more):
    more = {"primary_need": "N1", "team": staff.assessment_team, **more}
    others = {part_of(contact, child).pk: outcome}
    return make.decided(staff, contact, main, others=others, **more)


def steps(code, child):
    return Step.objects.filter(code=code, subjects__person=child).count()


def test_each_child_gets_what_was_decided_for_that_child(staff, contact, zayd, noor):
    contact = decide(staff, contact, noor, "early_help")
    actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    assert [each.child for each in Referral.objects.all()] == [zayd]
    assert steps("assessments.single_assessment", zayd) == 1
    assert steps("assessments.single_assessment", noor) == 0
    assert steps("early_help.request", noor) == 1
    assert steps("early_help.request", zayd) == 0


def test_the_early_help_team_may_open_whom_it_is_asked_to_help(staff, contact, noor):
    contact = decide(staff, contact, noor, "early_help")
    actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    teams = Involvement.objects.in_force_on(TODAY).filter(person=noor).values_list("team__code")
    assert ("early_help",) in teams


def test_the_same_for_all_stays_one_step_for_all(staff, contact, zayd, noor):
    contact = make.referred(staff, contact)

    step = Step.objects.get(code="assessments.single_assessment")
    assert set(work.subjects_of(step)) == {zayd, noor}
    assert list(contact.decided) == ["referral"]


def test_board_and_letter_say_so_by_name(staff, contact, noor):
    contact = decide(staff, contact, noor, "no_further_action")

    assert set(contact.decided) == {"referral", "no_further_action"}
    assert "Zayd: " in contact.decided_words
    assert "Noor: " in contact.decided_words


def test_a_child_must_be_fit_for_what_is_decided_for_that_child(staff, contact, noor):
    with pytest.raises(workflow.NotYet, match="has an open case") as refusal:
        decide(staff, contact, noor, "open_case")

    assert refusal.value.field == "others"


def test_the_contacts_own_decision_holds_for_at_least_one_child(staff, contact, zayd, noor):
    others = {part.pk: "information" for part in contact.children.all()}

    with pytest.raises(workflow.NotYet, match="most of the children"):
        make.decided(staff, contact, "no_further_action", others=others)


def test_returned_it_is_decided_anew_for_every_child(staff, contact, noor):
    contact = decide(staff, contact, noor, "early_help")
    contact = actions.return_contact(
        contact=contact, comment="Why not both?", at=NOW, by=staff.manager
    )

    assert part_of(contact, noor).outcome == ""
    contact = make.decided(staff, contact)
    assert list(contact.decided) == ["no_further_action"]


def test_a_third_contact_ended_for_one_child_alone_asks_for_a_service_manager(staff, zayd, noor):
    for _ in range(2):
        make.a_contact(staff, noor)
    contact = decide(staff, make.a_contact(staff, zayd, noor), noor, "no_further_action")

    assert queries.asks_for_service_manager(contact)
    assert len(contact.decision_step.levels) == 2


def test_by_page_one_child_differs(staff, contact, noor, sits_down):
    browser = sits_down(staff.duty)
    address = f"/front-door/contacts/{contact.public_id}/decide/"
    assert "It is something else for one of the children" in browser.read(address)

    answer = browser.post(
        address,
        outcome="referral",
        why="Marks on Zayd; nothing of Noor",
        primary_need="N1",
        team=staff.assessment_team.code,
        **{f"outcome-{part_of(contact, noor).pk}": "no_further_action"},
    )

    assert answer.status_code == 302
    page = browser.read(f"/front-door/contacts/{contact.public_id}/")
    assert "Noor: " in page


def test_one_child_is_not_asked_about_another(staff, zayd, sits_down):
    contact = make.a_contact(staff, zayd)

    page = sits_down(staff.duty).read(f"/front-door/contacts/{contact.public_id}/decide/")

    assert "It is something else" not in page


def test_only_children_are_decided_on(staff, contact, zayd):
    with pytest.raises(IntegrityError, match="only_children_are_decided_on"), transaction.atomic():
        ContactChild.objects.filter(person=zayd).update(part="adult", outcome="referral")
