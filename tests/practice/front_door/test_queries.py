from datetime import timedelta

import pytest

from tessera.foundations.access.actors import actor_of
from tessera.people import actions as people
from tessera.practice.front_door import actions, queries
from tessera.practice.front_door.models import Contact
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(staff):
    return actor_of(staff.duty, TODAY)


def restrict(staff, child):
    people.restrict(
        person=child,
        why="Child of a colleague",
        owner=staff.service_manager,
        review_on=TODAY + timedelta(days=90),
        started_on=TODAY,
        by=staff.service_manager,
    )


def test_the_board_puts_the_soonest_first_and_knows_what_came_before(staff, child, duty):
    first = actions.accept_referral(
        child=child, received_on=TODAY - timedelta(days=700), source="6", by=staff.manager
    )
    actions.close_referral(
        referral=first,
        closed_on=TODAY - timedelta(days=600),
        reason_code="RC7",
        by=staff.manager,
    )
    green = make.a_contact(staff, child, rag="green")
    red = make.a_contact(staff, make.a_child("Theo", "Larch"), rag="red")

    cards = queries.board(actor=duty, now=NOW)["new"]

    assert [card.contact for card in cards] == [red, green]
    assert cards[1].closed_year == (TODAY - timedelta(days=600)).year
    assert not cards[1].has_open_case
    assert [card.clock.rule for card in cards] == ["T003", "T005"]


def test_without_an_urgency_the_clock_of_the_decision_counts(staff, child, duty):
    make.a_contact(staff, child, rag="")

    (card,) = queries.board(actor=duty, now=NOW)["new"]

    assert card.clock.rule == "T001"
    assert not card.is_late


def test_late_is_from_the_minute_after(staff, child, duty):
    make.a_contact(staff, child, rag="red")

    def is_late(moment):
        (card,) = queries.board(actor=duty, now=moment)["new"]
        return card.is_late

    assert not is_late(NOW + timedelta(hours=4))
    assert is_late(NOW + timedelta(hours=4, minutes=1))


def test_a_contact_with_one_hidden_child_is_hidden_whole(staff, child, duty):
    brother = make.a_child("Idris")
    make.a_contact(staff, child, brother)
    restrict(staff, brother)

    assert not Contact.objects.visible_to(duty, "front_door:contact:view").exists()
    assert queries.earlier_contacts([child], actor=duty) == []


def test_reach_goes_by_team(staff, child):
    make.referred(staff, make.a_contact(staff, child))
    make.a_contact(staff, make.a_child("Theo", "Larch"))
    hannah = actor_of(staff.social_worker, TODAY)

    seen = Contact.objects.visible_to(hannah, "front_door:contact:view")

    assert [contact.children.get().person for contact in seen] == [child]
    assert not Contact.objects.visible_to(hannah, "front_door:contact:decide").exists()


def test_undecided_for_more_than_a_day(staff, child, duty):
    old = make.a_contact(staff, child, received_at=NOW - timedelta(hours=24, minutes=1))
    make.a_contact(staff, child, received_at=NOW - timedelta(hours=23))
    decided = make.a_contact(staff, child, received_at=NOW - timedelta(days=3))
    actions.authorise_contact(contact=make.decided(staff, decided), at=NOW, by=staff.manager)

    assert queries.undecided_over_24_hours(actor=duty, now=NOW) == [old]


def test_three_contacts_in_a_year_without_a_case_are_seen(staff, child, duty):
    for days in (300, 100, 1):
        make.a_contact(staff, child, received_at=NOW - timedelta(days=days))
    twice = make.a_child("Theo", "Larch")
    for days in (400, 100, 1):
        make.a_contact(staff, twice, received_at=NOW - timedelta(days=days))
    known = make.a_child("Elowen", "Strake")
    for days in (300, 100, 1):
        make.a_contact(staff, known, received_at=NOW - timedelta(days=days))
    actions.accept_referral(child=known, received_on=TODAY, source="6", by=staff.manager)

    found = queries.three_or_more_contacts(actor=duty, on=TODAY)

    assert [(each.person, each.contacts) for each in found] == [(child, 3)]


def test_cases_without_a_worker_wait_for_a_manager_of_the_team(staff, child):
    make.referred(staff, make.a_contact(staff, child))
    manager = actor_of(staff.team_manager, TODAY)

    (waiting,) = queries.referrals_to_allocate(actor=manager)
    assert waiting.child == child

    actions.allocate_referral(
        referral=waiting,
        worker=staff.social_worker,
        team=staff.assessment_team,
        on=TODAY,
        at=NOW,
        by=staff.team_manager,
    )
    assert queries.referrals_to_allocate(actor=manager) == []
    assert queries.caseloads([staff.social_worker.pk], TODAY) == {staff.social_worker.pk: 1}


def test_families_are_named_as_people_would_say_it(staff, child):
    def words(*parts):
        contact = make.a_contact(staff, parts=[actions.PartAsTold(**part) for part in parts])
        return queries.family_words(contact)

    assert words({"given": "Zaid", "family": "Ramin"}) == "Zaid Ramin"
    assert words({"given": "Zaid", "family": "Ramin"}, {"given": "Noor", "family": "Ramin"}) == (
        "Ramin family"
    )
    assert words({"family": "Ramin"}, {"family": "Larch"}) == "Larch and Ramin families"
    assert words({}, {}) == "2 children, names not known"
    assert words({}) == "Name not known"


def test_a_green_contact_may_be_in_time_and_its_decision_late(staff, child, duty):
    make.a_contact(staff, child, rag="green", received_at=NOW - timedelta(days=1, minutes=1))

    (card,) = queries.board(actor=duty, now=NOW)["new"]

    assert not card.is_late
    assert card.is_decision_late
