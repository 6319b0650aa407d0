"""A contact about a restricted child is on no list of work, whoever took it, decides it or tells of it."""

from datetime import date, timedelta

import pytest

from tessera.engine.workflow.models import Step
from tessera.people import actions as people
from tessera.practice.front_door import actions
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", LATER.isoformat())


def restrict(child, staff):
    people.restrict(
        person=child, why="Child of a colleague", started_on=TODAY, by=staff.service_manager
    )


def lists_of(staff):
    """Each list of work that somebody reads at the door, as (who, address)."""
    team = f"/teams/{staff.team.public_id}/"
    yield from ((staff.duty, "/work/"), (staff.duty, "/work/all/"))
    yield from ((staff.manager, team), (staff.manager, f"{team}work/"))
    yield make.a_worker("Odile Ferrant", "head_of_service"), "/teams/"


def naming(staff, sits_down):
    return {
        path
        for who, path in lists_of(staff)
        if "Zayd Rahmeen" in sits_down(who).read(path).replace("&nbsp;", " ")
    }


def test_who_is_to_be_told_of_a_restricted_child_is_on_no_list(staff, child, sits_down):
    told = make.decided(staff, make.a_contact(staff, child))
    actions.authorise_contact(contact=told, at=NOW, by=staff.manager)
    assert {"/work/", "/work/all/"} < naming(staff, sits_down)

    restrict(child, staff)

    assert naming(staff, sits_down) == set()
    telling = Step.objects.get(code="front_door.tell_referrer")
    for rest in ("", "print/", "form.pdf", "done/", "finish/"):
        page = sits_down(staff.duty).get(f"/steps/{telling.public_id}/{rest}")
        assert page.status_code == 404, rest


def test_the_decision_on_a_contact_with_a_restricted_grown_up_is_not_there(staff, child, sits_down):
    aunt = make.a_child("Oona", "Brackley", date(1985, 2, 3))
    parts = [
        actions.PartAsTold(person=child),
        actions.PartAsTold(person=aunt, part="adult"),
    ]
    contact = make.a_contact(staff, parts=parts)
    printed = f"/steps/{contact.decision_step.public_id}/print/"
    assert sits_down(staff.duty).get(printed).status_code == 200

    restrict(aunt, staff)

    assert sits_down(staff.duty).get(printed).status_code == 404


def test_an_acknowledgement_that_waits_about_a_restricted_child_is_on_no_list(
    staff, child, sits_down
):
    make.a_contact(staff, child, acknowledged_at=None, channel="email")
    assert "/work/" in naming(staff, sits_down)

    restrict(child, staff)

    assert naming(staff, sits_down) == set()


def test_what_has_risen_about_a_restricted_child_is_told_to_no_manager(
    staff, child, sits_down, monkeypatch
):
    told = make.decided(staff, make.a_contact(staff, child))
    actions.authorise_contact(contact=told, at=NOW, by=staff.manager)
    make.a_contact(staff, child, acknowledged_at=None, channel="email")
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(days=60)).isoformat())
    head = make.a_worker("Odile Ferrant", "head_of_service")
    assert sits_down(head).read("/teams/").count("Zayd Rahmeen") >= 2

    restrict(child, staff)

    assert "Zayd" not in sits_down(head).read("/teams/")
