"""Police and health in the hub see what they were asked, answer it, and see nothing else."""

from datetime import date, timedelta

import pytest

from tessera.foundations.audit.models import Subject
from tessera.people import actions as people
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import AgencyCheck
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def sergeant(staff):
    return make.a_worker("Bryn Toller", "police_partner", is_qualified=False)


@pytest.fixture
def nurse(staff):
    return make.a_worker("Fay Ostrand", "health_partner", is_qualified=False)


@pytest.fixture
def contact(staff, child):
    return make.a_contact(staff, child)


@pytest.fixture
def check(staff, contact):
    return actions.ask_agency(
        contact=contact, agency="police", question="Any calls to the home?", at=NOW, by=staff.duty
    )


def address(check):
    return f"/partner/checks/{check.public_id}/"


def test_a_sergeant_answers_what_the_police_were_asked(sits_down, sergeant, check):
    browser = sits_down(sergeant)
    assert browser.get("/").headers["Location"] == "/partner/checks/"
    assert "Any calls to the home?" in browser.read("/partner/checks/")
    assert "What should the front door know?" in browser.read(address(check))

    browser.post(address(check), is_known="yes", answer="Two calls since Christmas")

    check.refresh_from_db()
    assert (check.answer, check.answered_by) == ("Two calls since Christmas", "Bryn Toller")
    assert check.is_known_to_agency
    assert "Nobody waits for an answer" in browser.read("/partner/checks/")


def test_my_work_says_what_the_agency_was_asked(sits_down, sergeant, nurse, check):
    due = check.due_at
    check.due_at = NOW - timedelta(days=1)
    check.save()

    of_police, of_health = (sits_down(each).read("/work/") for each in (sergeant, nurse))

    assert due > NOW
    assert "Checks asked of us, to answer: 1" in of_police
    assert "1 late" in of_police
    assert "Nothing is due today" not in of_police
    assert "Nothing is late" not in of_police
    assert "Checks asked of us, to answer" not in of_health
    assert "Nothing is due today" in of_health


def test_an_answer_needs_both_its_parts(sits_down, sergeant, check):
    page = sits_down(sergeant).post(address(check), answer="").content.decode()

    assert "Say whether your agency knows the family" in page
    assert "Write what the front door should know" in page


def test_what_another_agency_was_asked_is_not_there(sits_down, nurse, check):
    browser = sits_down(nurse)

    assert "Nobody waits for an answer" in browser.read("/partner/checks/")
    assert browser.get(address(check)).status_code == 404


def test_a_partner_sees_what_a_search_needs_and_nothing_we_were_told(
    sits_down, staff, sergeant, child
):
    people.move_home(person=child, lines="3 Mill Lane", postcode="EK2 1AA", by=None)
    mother = actions.PartAsTold(
        part="adult", given="Samira", family="Oduya", relation="Mother", sex="F",
        born_on=date(1988, 1, 5), address="17 Cobblers Row", postcode="EK1 2AB",
        telephone="01632 960 777",
    )  # fmt: skip
    contact = make.a_contact(
        staff, parts=[actions.PartAsTold(person=child), mother], consent="not_asked",
        family_knows=False, childs_words="He hits me", immediate_risk_why="At the door",
    )  # fmt: skip
    (check,) = actions.ask_agencies(
        contact=contact, questions={"police": "Any calls?"}, why="Worry about physical harm",
        without_agreement_why="It would put Zayd at risk", at=NOW, by=staff.duty,
    )  # fmt: skip

    page = sits_down(sergeant).read(address(check))

    for needed in (
        "Zayd Rahmeen", "Child, sex not known, born 1 September 2016, 3 Mill Lane, EK2 1AA",
        "Samira Oduya", "Mother, female, born 5 January 1988, 17 Cobblers Row, EK1 2AB",
        "Any calls?", "Worry about physical harm", "No: do not speak with them of it", "Not asked yet",
    ):  # fmt: skip
        assert needed in page, needed
    for secret in (
        "Marks on both arms", "Tamsin Salloway", "Weir Academy", "He hits me", "At the door",
        "01632 960 777", "put Zayd at risk", contact.reference,
    ):  # fmt: skip
        assert secret not in page, secret


def test_a_protected_address_is_not_told_to_a_partner(sits_down, staff, sergeant, child):
    people.move_home(person=child, lines="3 Mill Lane", postcode="EK2 1AA", by=None)
    people.protect_whereabouts(
        person=child, why="At risk", started_on=TODAY, by=staff.service_manager
    )
    told = actions.PartAsTold(person=child, address="9 Hidden Walk", postcode="EK9 9ZZ")
    contact = make.a_contact(staff, parts=[told])
    check = actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.duty)

    page = sits_down(sergeant).read(address(check))

    assert "address protected" in page
    assert "Mill Lane" not in page
    assert "Hidden Walk" not in page


def test_the_record_and_the_door_stay_shut(sits_down, sergeant, child, contact, check):
    browser = sits_down(sergeant)

    for path in (
        f"/people/{child.public_id}/",
        f"/people/{child.public_id}/chronology/",
        f"/front-door/contacts/{contact.public_id}/",
        f"/front-door/contacts/{contact.public_id}/checks/{check.public_id}/",
        "/front-door/",
        "/people/search/?q=zayd",
    ):
        assert browser.get(path).status_code in (403, 404), path


def test_a_check_about_a_hidden_child_is_not_there(sits_down, staff, sergeant, child, check):
    people.restrict(person=child, why="Staff", started_on=TODAY, by=staff.service_manager)
    browser = sits_down(sergeant)

    assert "Zayd" not in browser.read("/partner/checks/")
    assert browser.get(address(check)).status_code == 404


def test_whoever_was_shown_is_in_the_log(sits_down, sergeant, child, check):
    sits_down(sergeant).read(address(check))

    assert Subject.objects.using("audit").filter(person_id=child.public_id).exists()


def test_what_is_answered_or_called_off_cannot_be_answered_again(sits_down, staff, sergeant, check):
    actions.withdraw_check(check=check, reason="Rang them", at=NOW, by=staff.duty)

    answer = sits_down(sergeant).post(address(check), is_known="yes", answer="Late")

    assert answer.status_code == 404
    assert AgencyCheck.objects.get().answer == ""


def test_staff_of_the_council_have_no_place_there(sits_down, staff):
    assert sits_down(staff.duty).get("/partner/checks/").status_code == 403


def test_the_list_keeps_to_its_queries(
    sits_down, staff, sergeant, check, django_assert_max_num_queries
):
    for number in range(4):
        more = make.a_contact(staff, make.a_child(f"Child{number}"))
        actions.ask_agency(contact=more, agency="police", question="", at=NOW, by=staff.duty)
    browser = sits_down(sergeant)
    browser.read("/partner/checks/")

    with django_assert_max_num_queries(22):
        browser.read("/partner/checks/")
