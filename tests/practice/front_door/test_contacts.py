"""A contact is taken, screened and put in order."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer, WorkItem
from tessera.people.models import Line
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY
from tests.practice.front_door.acting import running

pytestmark = pytest.mark.django_db


def test_a_contact_asks_for_its_decision_and_starts_its_clocks(staff, child):
    contact = make.a_contact(staff, child, rag="red", acknowledged_at=None)

    assert contact.stage == Contact.Stage.NEW
    assert contact.decision_step.worker == staff.duty
    assert work.subjects_of(contact.decision_step) == [child]
    assert running(contact) == {"T001", "T002", "T003"}
    assert WorkItem.objects.get(step=contact.decision_step).due_at == NOW + timedelta(hours=4)


def test_a_contact_enters_the_story_of_everyone_it_tells_of(staff, child):
    mother = make.a_child("Samira", born_on=date(1990, 5, 1))

    contact = make.a_contact(
        staff,
        parts=[
            actions.PartAsTold(person=child),
            actions.PartAsTold(part="adult", person=mother, relation="Mum"),
        ],
    )

    told_of = Line.objects.filter(kind="front_door.contact", source_id=contact.pk)
    assert {line.person_id for line in told_of} == {child.pk, mother.pk}


def test_a_contact_needs_a_child(staff):
    grown_up = actions.PartAsTold(part="adult", given="Samira", family="Rahmeen")

    with pytest.raises(actions.NoChild):
        make.a_contact(staff, parts=[grown_up])


def test_the_same_person_stands_once_in_a_contact(staff, child):
    with pytest.raises(actions.AlreadyInContact):
        make.a_contact(staff, child, child)


def test_someone_new_joins_the_record_with_the_contact(staff):
    told = actions.PartAsTold(
        given="Noor",
        family="Rahmeen",
        born_on=date(2019, 4, 2),
        sex="F",
        address="Flat 6, Weir Court",
        postcode="not one",
        is_new=True,
    )

    contact = make.a_contact(staff, parts=[told])

    noor = contact.children.get().person
    assert (noor.name, noor.born_on, noor.sex) == ("Noor Rahmeen", date(2019, 4, 2), "F")
    assert "not one" in noor.residences.get().address.lines


def test_a_child_is_matched_afterwards_and_joins_the_decision(staff, child):
    contact = make.a_contact(staff, parts=[actions.PartAsTold(given="Zaid")])

    part = actions.match_part(part=contact.children.get(), person=child, at=NOW, by=staff.duty)

    assert part.person == child
    assert work.subjects_of(Step.objects.get(pk=contact.decision_step_id)) == [child]
    with pytest.raises(actions.AlreadyMatched):
        actions.match_part(part=part, person=make.a_child("Other"), at=NOW, by=staff.duty)


def test_a_wrong_match_is_undone_and_leaves_no_line(staff, child):
    contact = make.a_contact(staff, child)

    actions.unmatch_part(
        part=contact.children.get(), reason="Another child of that name", at=NOW, by=staff.duty
    )

    assert contact.children.get().person is None
    assert not Line.objects.filter(kind="front_door.contact", person=child).exists()
    assert work.subjects_of(Step.objects.get(pk=contact.decision_step_id)) == []


def test_a_new_urgency_stops_the_clock_of_the_earlier_one(staff, child):
    contact = make.a_contact(staff, child, rag="green")

    contact = actions.set_rag(contact=contact, rag="red", at=NOW, by=staff.duty)

    assert contact.rag == "red"
    assert running(contact) == {"T001", "T003"}


def test_an_agency_is_asked_once_and_answers_with_the_contacts_clock(staff, child):
    contact = make.a_contact(staff, child, rag="red")

    check = actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)

    assert check.due_at == NOW + timedelta(hours=4)
    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.CHECKS
    with pytest.raises(actions.AlreadyAsked):
        actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)


def test_the_last_answer_makes_the_contact_ready_to_decide(staff, child):
    contact = make.a_contact(staff, child)
    police = actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)
    health = actions.ask_agency(contact=contact, agency="health", at=NOW, by=staff.officer)

    actions.note_last_word(check=health, words="Back by noon", at=NOW, by=staff.officer)
    actions.record_answer(
        check=police,
        is_known=True,
        answer="Two call-outs",
        answered_by="Sgt Toller",
        at=NOW,
        by=staff.officer,
    )
    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.CHECKS
    actions.withdraw_check(check=health, reason="Clinic is closed", at=NOW, by=staff.officer)

    assert Contact.objects.get(pk=contact.pk).stage == Contact.Stage.DECISION
    with pytest.raises(actions.NotWaiting):
        actions.withdraw_check(check=health, reason="Again", at=NOW, by=staff.officer)


def test_the_referrer_is_acknowledged_once(staff, child):
    contact = make.a_contact(staff, child, acknowledged_at=None)

    actions.acknowledge_contact(contact=contact, at=NOW, by=staff.officer)
    actions.acknowledge_contact(contact=contact, at=NOW + timedelta(hours=1), by=staff.officer)

    contact.refresh_from_db()
    assert contact.acknowledged_at == NOW
    assert "T002" not in running(contact)


def test_a_contact_goes_on_the_daily_list_and_off_it(staff, child):
    contact = make.a_contact(staff, child)

    contact = actions.put_on_daily_list(
        contact=contact, on=TODAY, note="Possible exploitation", by=staff.duty
    )
    assert contact.for_daily_meeting_on == TODAY

    contact = actions.take_off_daily_list(contact=contact, by=staff.duty)
    assert contact.for_daily_meeting_on is None


def test_a_correction_moves_the_clocks_and_keeps_the_earlier_version(staff, child):
    contact = make.a_contact(staff, child, rag="red")
    earlier = NOW - timedelta(hours=2)

    actions.correct_contact(
        contact=contact,
        changes={"received_at": earlier},
        reason="The call came at 8:20",
        at=NOW,
        by=staff.duty,
    )

    assert Timer.objects.get(rule="T003").statutory_due_at == earlier + timedelta(hours=4)
    with pytest.raises(actions.NotCorrectable):
        actions.correct_contact(
            contact=contact, changes={"stage": "finished"}, reason="No", at=NOW, by=staff.duty
        )


def test_once_it_is_decided_one_piece_of_work_tells_the_referrer(staff, child, sits_down):
    """Who wrote to us has not heard that we have it: the decision tells them so."""
    contact = make.a_contact(staff, child, rag="red", acknowledged_at=None)
    make.referred(staff, contact)

    mine = sits_down(staff.duty).read(reverse("workflow:my_work"))

    telling = WorkItem.objects.get(code="front_door.tell_referrer")
    assert "Tell the referrer that we have it" not in mine
    due = mine.split('id="due"')[1]
    assert due.count(">Tell the referrer<") == 1
    assert "Weir Academy" in due
    assert telling.due_at == NOW + timedelta(days=1)
    assert telling.urgency == 0

    actions.tell_referrer_by_call(contact=contact, note="Rang her", at=NOW, by=staff.duty)

    assert running(contact) == set()
    telling.refresh_from_db()
    assert telling.due_on is None


def test_whether_the_referrer_knows_is_put_right_while_they_are_to_be_told(staff, child):
    contact = make.a_contact(staff, child)
    contact = make.referred(staff, contact)

    actions.correct_contact(
        contact=contact, changes={"channel": "email"}, reason="Typed wrong", at=NOW, by=staff.duty
    )

    waits = Timer.objects.get(rule="T002", stopped_on=None)
    assert waits.step.code == "front_door.tell_referrer"
