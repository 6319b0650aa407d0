"""The level of need that a decision stands for: known from the outcome, and changed by hand."""

import pytest

from tessera.foundations import codesets
from tessera.foundations.audit.models import Event
from tessera.practice.front_door import actions
from tessera.practice.front_door.rules import contact as rules
from tests.factories import front_door as make
from tests.factories.front_door import NOW

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

FOURTH = "Level 4: statutory or specialist help"
THIRD = "Level 3: complex needs, targeted help of several agencies"


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        ([], ""),
        (["other_council"], ""),
        (["no_further_action"], "1"),
        (["early_help"], "2"),
        (["referral"], "4"),
        (["no_further_action", "strategy_discussion"], "4"),
    ],
)
def test_the_outcome_says_the_level_the_highest_of_several_children(outcomes, level):
    assert rules.level_of(outcomes) == level


def test_every_level_of_an_outcome_is_one_of_the_levels():
    said = {code.extra.get("level") for code in codesets.codes("contact.outcome")} - {None}

    assert said <= {code.code for code in codesets.codes("contact.level")}


def test_nobody_is_asked_and_the_pages_say_it(staff, child, sits_down):
    contact = make.decided(
        staff, make.a_contact(staff, child), "referral", primary_need="N1",
        team=staff.assessment_team,
    )  # fmt: skip
    at = f"/front-door/contacts/{contact.public_id}/"
    assert FOURTH in sits_down(staff.manager).read(f"{at}authorise/")

    actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

    assert FOURTH in sits_down(staff.duty).read(at)


def test_another_level_is_said_and_taken_back(staff, child, sits_down):
    contact = make.referred(staff, make.a_contact(staff, child))
    at = f"/front-door/contacts/{contact.public_id}/"
    duty = sits_down(staff.duty)
    assert f"{at}level/" in duty.read(at)
    assert "Choose the level of need" in duty.post(f"{at}level/", level="9").content.decode()

    assert duty.post(f"{at}level/", level="3").status_code == 302

    assert THIRD in duty.read(at)
    assert Event.objects.filter(action="front_door.level_set").count() == 1
    duty.post(f"{at}level/", level="4")
    contact.refresh_from_db()
    assert (contact.level, contact.level_of_need) == ("", "4")


def test_a_decision_that_is_sent_back_has_no_level(staff, child, sits_down):
    contact = make.decided(staff, make.a_contact(staff, child))
    actions.set_level(contact=contact, level="3", by=staff.duty)

    contact = actions.return_contact(contact=contact, comment="Ring", at=NOW, by=staff.manager)

    assert contact.level_of_need == ""
    with pytest.raises(actions.NotDecided):
        actions.set_level(contact=contact, level="3", by=staff.duty)
    assert (
        sits_down(staff.duty).get(f"/front-door/contacts/{contact.public_id}/level/").status_code
        == 404
    )


def test_who_takes_contacts_in_says_no_level(staff, child, sits_down):
    contact = make.referred(staff, make.a_contact(staff, child))
    at = f"/front-door/contacts/{contact.public_id}/"

    assert sits_down(staff.officer).get(f"{at}level/").status_code == 403
    assert "level/" not in sits_down(staff.officer).read(at)
