"""The board, the daily list and a contact by page: who sees what, in how many queries."""

from datetime import date, timedelta

import pytest

from tessera.people import actions as people
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY
from tests.practice.front_door.pages_asking import counted, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


def test_the_board_shows_each_contact_in_its_stage_with_its_clock(staff, child, sits_down):
    make.a_contact(staff, child, rag="red")
    other = make.a_contact(staff, make.a_child("Elowen", "Strake", date(2012, 1, 9)))
    actions.ask_agency(contact=other, agency="police", at=NOW, by=staff.officer)
    told = make.decided(staff, make.a_contact(staff, make.a_child("Theo", "Larch")))
    actions.authorise_contact(contact=told, at=NOW, by=staff.manager)

    page = sits_down(staff.duty).read("/front-door/")

    assert "Zayd Rahmeen" in page
    assert "Marks on both arms, seen in PE" in page
    assert "3 hours 40 left" in page
    assert "By 14:20: 4 hours from receipt" in page
    assert "Told to: Weir Academy, Tamsin Salloway" in page
    assert "All open (3)" in page
    assert "Nothing yet" in page


def test_the_tabs_narrow_the_board(staff, child, sits_down):
    make.a_contact(staff, child, received_at=NOW - timedelta(days=4))
    theirs = make.a_contact(staff, make.a_child("Theo", "Larch"), worker=staff.manager)
    make.decided(staff, theirs, by=staff.manager)
    browser = sits_down(staff.duty)

    assert "Theo Larch" not in browser.read("/front-door/?show=mine")
    assert "Theo Larch" not in browser.read("/front-door/?show=late")
    assert "Zayd Rahmeen" in browser.read("/front-door/?show=late")
    assert "Theo Larch" in browser.read("/front-door/?show=decided")


def test_a_family_is_called_by_its_surname(staff, child, sits_down):
    make.a_contact(staff, child, make.a_child("Noor", born_on=date(2019, 4, 2)))

    page = sits_down(staff.duty).read("/front-door/")

    assert "Rahmeen family" in page
    assert "9 and 6" in page


def test_the_board_asks_no_more_of_the_database_for_more_contacts(
    staff, sits_down, django_assert_max_num_queries
):
    browser = sits_down(staff.duty)
    for n in range(12):
        contact = make.a_contact(staff, make.a_child(f"Child{n}", f"Family{n}"))
        actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.officer)

    with django_assert_max_num_queries(24):
        browser.read("/front-door/")


def test_a_restricted_child_is_not_on_the_board_nor_behind_its_address(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    people.restrict(
        person=child,
        why="Child of a colleague",
        owner=staff.service_manager,
        review_on=TODAY + timedelta(days=90),
        started_on=TODAY,
        by=staff.service_manager,
    )
    browser = sits_down(staff.duty)

    assert "Zayd" not in browser.read("/front-door/")
    assert browser.get(page_of(contact)).status_code == 404
    assert browser.get(page_of(contact, "decide/")).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/front-door/", "/front-door/daily/", "/front-door/watch/", "/front-door/contacts/new/"],
)
def test_a_social_worker_elsewhere_has_no_place_at_the_door(staff, sits_down, address):
    assert sits_down(staff.social_worker).get(address).status_code == 403


def test_a_social_worker_reads_a_contact_of_their_teams_child_and_decides_nothing(
    staff, child, sits_down
):
    contact = make.referred(staff, make.a_contact(staff, child))
    stranger = make.a_contact(staff, make.a_child("Theo", "Larch"))
    browser = sits_down(staff.social_worker)

    assert "Marks on both arms" in browser.read(page_of(contact))
    assert browser.get(page_of(stranger)).status_code == 404
    assert browser.get(page_of(contact, "decide/")).status_code == 403


def test_a_contact_officer_screens_and_does_not_decide(staff, child, sits_down):
    contact = make.a_contact(staff, child, rag="")
    browser = sits_down(staff.officer)

    page = browser.read(page_of(contact))
    assert "A social worker at the front door decides." in page
    assert browser.post(page_of(contact, "urgency/"), rag="red").status_code == 302
    assert Contact.objects.get().rag == "red"
    assert browser.post(page_of(contact, "decide/"), outcome="advice").status_code == 403


def test_agencies_are_asked_and_answer_on_the_contacts_page(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.officer)

    browser.post(page_of(contact, "ask/"), agencies=["police", "health"], question="Known?")
    assert contact.checks.count() == 2
    police = contact.checks.get(agency="police")
    address = page_of(contact, f"checks/{police.public_id}/")
    wrong = browser.post(address, go="answer", is_known="yes")
    assert "Write what they said" in wrong.content.decode()
    browser.post(
        address, go="answer", is_known="yes", answer="Two call-outs", answered_by="Sgt Toller"
    )
    page = browser.read(page_of(contact))

    assert "Two call-outs" in page
    assert "We wait for 1 answer" in page


def test_a_child_is_matched_by_hand(staff, child, sits_down):
    contact = make.a_contact(
        staff, parts=[actions.PartAsTold(given="Zaid", family="Rahmeen", born_on=child.born_on)]
    )
    part = contact.children.get()
    browser = sits_down(staff.officer)
    address = page_of(contact, f"people/{part.public_id}/")

    assert "Zayd Rahmeen" in browser.read(address)
    assert "Choose who this is" in browser.post(address).content.decode()
    browser.post(address, person=str(child.public_id))

    part.refresh_from_db()
    assert part.person == child


def test_earlier_contacts_stand_beside(staff, child, sits_down):
    make.a_contact(
        staff, child, received_at=NOW - timedelta(days=100), account="Late from school again."
    )
    contact = make.a_contact(staff, child)

    assert "Late from school again" in sits_down(staff.duty).read(page_of(contact))


def test_the_daily_list_shows_who_is_talked_over_today(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.duty)

    browser.post(page_of(contact, "meeting/"), go="on", note="Possible exploitation")

    assert "Possible exploitation" in browser.read("/front-door/daily/")
    browser.post(page_of(contact, "meeting/"), go="off")
    assert "No family is on the list" in browser.read("/front-door/daily/")


def test_a_manager_watches_what_is_late_repeated_and_without_a_worker(staff, child, sits_down):
    for days in (90, 60, 30):
        make.a_contact(staff, child, received_at=NOW - timedelta(days=days))
    actions.accept_referral(
        child=make.a_child("Theo", "Larch"),
        received_on=TODAY,
        source="6",
        team=staff.assessment_team,
        by=staff.manager,
    )

    page = sits_down(staff.manager).read("/front-door/watch/")

    assert "3 contacts" in page
    assert "choose a worker" in page


def test_the_record_tells_of_contacts_and_the_case(staff, child, sits_down):
    make.referred(staff, make.a_contact(staff, child))
    browser = sits_down(staff.duty)

    now = browser.read(f"/people/{child.public_id}/")
    story = browser.read(f"/people/{child.public_id}/chronology/")

    assert "Open case" in now
    assert "Contact: school" in story
    assert "Referral to social care" in story


@pytest.mark.parametrize(("page", "most"), [("", 26), ("decide/", 22), ("authorise/", 22)])
def test_a_contacts_page_asks_no_more_for_more_children_and_earlier_contacts(
    staff, child, sits_down, page, most
):
    browser = sits_down(staff.manager)
    family = [child, *(make.a_child(f"Child{n}") for n in range(4))]
    for days in range(1, 6):
        make.a_contact(staff, *family, received_at=NOW - timedelta(days=days * 20))
    contact = make.a_contact(staff, *family)

    asked = counted(browser, page_of(contact, page))

    assert len(asked) <= most, "\n".join(sql[:160] for sql in asked)
