"""A restricted record is hidden by one and uncovered by two."""

from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tessera.foundations.audit.models import Event
from tessera.people import actions
from tessera.people.models import Lifting
from tests.factories import people as make
from tests.factories.people import TODAY
from tests.people.asking import SINCE, address

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def head(db):
    return make.a_worker("Ada Morrow", role="head_of_service")


@pytest.fixture
def service(db):
    return make.a_worker("Denise Kilvarn", role="service_manager")


@pytest.fixture
def restricted(family, head, service):
    actions.restrict(
        person=family.maisie, why="Staff family", started_on=SINCE, listed=[service], by=head
    )
    return family.maisie


def test_two_people_lift_a_restriction_by_page(visit, duty, head, service, restricted):
    assert visit(duty, address("record", restricted)).status_code == 404
    visit(head, address("lift", restricted), {"reason": "The aunt has left the council"})
    asked = visit(service, address("guarding", restricted)).content.decode()
    assert "Ada Morrow asked" in asked
    assert "The aunt has left the council" in asked
    assert visit(duty, address("record", restricted)).status_code == 404

    visit(service, address("decide_lifting", restricted), {"is_agreed": "yes"})

    assert visit(duty, address("record", restricted)).status_code == 200
    kinds = set(Event.objects.values_list("action", flat=True))
    assert {"people.restriction_lift_asked", "people.restriction_lifted"} <= kinds


def test_whoever_asked_does_not_decide(visit, head, restricted):
    visit(head, address("lift", restricted), {"reason": "It is over"})

    page = visit(head, address("guarding", restricted)).content.decode()
    answer = visit(head, address("decide_lifting", restricted), {"is_agreed": "yes"})

    assert "Someone else on the list decides." in page
    assert answer.status_code == 404
    with pytest.raises(actions.OwnRequest):
        actions.decide_lifting(
            lifting=Lifting.objects.get(), is_agreed=True, decided_on=TODAY, by=head
        )


def test_the_database_too_refuses_one_person_for_both(head, restricted):
    with pytest.raises(IntegrityError, match="nobody_lifts_a_restriction_alone"):
        Lifting.objects.create(
            restriction=restricted.restrictions.get(),
            why="x",
            asked_on=TODAY,
            asked_by=head,
            decided_on=TODAY,
            decided_by=head,
            is_agreed=True,
        )


def test_a_no_keeps_the_record_hidden_and_it_may_be_asked_again(
    visit, duty, head, service, restricted
):
    visit(head, address("lift", restricted), {"reason": "It is over"})
    again = visit(service, address("lift", restricted), {"reason": "I think so too"})
    assert "A colleague has asked for it already" in again.content.decode()

    visit(service, address("decide_lifting", restricted), {"is_agreed": "no"})

    assert visit(duty, address("record", restricted)).status_code == 404
    assert "Ask to lift it" in visit(head, address("guarding", restricted)).content.decode()


@pytest.mark.parametrize("name", ["lift", "decide_lifting"])
def test_a_team_manager_cannot_and_an_outsider_finds_nothing(
    visit, manager, head, restricted, name
):
    other = make.a_worker("Colm Reddy", role="service_manager")
    actions.list_worker(
        restriction=restricted.restrictions.get(), user=manager, started_on=SINCE, by=head
    )

    assert visit(manager, address(name, restricted), {}).status_code == 403
    assert visit(other, address(name, restricted), {}).status_code == 404


@pytest.mark.parametrize("name", ["guarding", "protect", "restrict", "record"])
@pytest.mark.parametrize("role", ["social_worker", "analyst", "police_partner"])
def test_a_hidden_record_is_not_found_also_where_the_role_may_do_nothing(
    visit, restricted, role, name
):
    other = make.a_worker("Corin Maddaway", role=role)
    known = make.a_child("Elowen Strake", worker=make.a_worker("Iva Pell"))

    hidden = visit(other, address(name, restricted))

    assert hidden.status_code == 404
    assert hidden.status_code == visit(other, reverse(f"people:{name}", args=[uuid4()])).status_code
    assert visit(other, address(name, known)).status_code == 403


@pytest.mark.parametrize("data", [{"reason": ""}, {}])
def test_a_reason_is_asked_for(visit, head, restricted, data):
    page = visit(head, address("lift", restricted), data or {"reason": " "})

    assert "Enter the reason" in page.content.decode()
    assert not Lifting.objects.exists()
