"""A manager finds what waits for their name, gives direction with it, and the referrer hears of it."""

from datetime import timedelta

import pytest
from lxml import html

from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact
from tests.factories import front_door as make
from tests.factories.front_door import NOW
from tests.practice.front_door.pages_asking import counted, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


@pytest.fixture
def contact(staff, child):
    return make.a_contact(staff, child)


def to_authorise(page):
    """What the board says waits for this worker, and where each leads."""
    panel = "//*[@id='to-authorise' or @aria-labelledby='to-authorise'][self::section]"
    return html.document_fromstring(page).xpath(f"{panel}//a/@href")


class TestBoard:
    def test_what_waits_for_a_manager_stands_first_and_leads_to_the_signing(
        self, staff, contact, sits_down
    ):
        make.decided(staff, contact)

        page = sits_down(staff.manager).read("/front-door/")
        assert to_authorise(page) == [page_of(contact, "authorise/")]
        assert "For you to authorise" in page
        assert "With a manager" not in page
        duty = sits_down(staff.duty).read("/front-door/")
        assert to_authorise(duty) == []
        assert "With a manager" in duty

    def test_not_what_the_manager_decided(self, staff, contact, sits_down):
        make.decided(staff, contact, by=staff.manager)

        assert to_authorise(sits_down(staff.manager).read("/front-door/")) == []

    def test_it_asks_no_more_of_the_database_for_more_of_them(self, staff, child, sits_down):
        manager = sits_down(staff.manager)

        def queries_with(number):
            for n in range(number):
                make.decided(staff, make.a_contact(staff, make.a_child(f"Child{n}", f"Name{n}")))
            return len(counted(manager, "/front-door/"))

        assert queries_with(2) == queries_with(6)

    def test_what_came_back_says_so_on_the_board_and_on_its_page(self, staff, contact, sits_down):
        contact = make.decided(staff, contact)
        actions.return_contact(contact=contact, comment="Ring the GP", at=NOW, by=staff.manager)
        duty = sits_down(staff.duty)

        assert "Came back" in duty.read("/front-door/")
        assert "Came back" in duty.read(page_of(contact))
        actions.ask_agency(contact=contact, agency="health", at=NOW, by=staff.duty)
        assert "Came back" in duty.read("/front-door/")
        actions.record_answer(
            check=contact.checks.get(), is_known=True, answer="Yes", answered_by="GP", at=NOW,
            by=staff.duty,
        )  # fmt: skip
        make.decided(staff, Contact.objects.get())
        assert "Came back" not in duty.read("/front-door/")


class TestSigning:
    def test_who_decided_reads_who_has_it(self, staff, contact, sits_down):
        make.decided(staff, contact)

        page = sits_down(staff.duty).read(page_of(contact))
        assert "You decided it, so a front-door manager, Joseph Adeyin-Rowe, authorises it" in page
        page = sits_down(staff.officer).read(page_of(contact))
        assert "A front-door manager, Joseph Adeyin-Rowe, authorises it" in page

    def test_a_manager_who_decided_reads_that_another_one_signs(self, staff, contact, sits_down):
        make.decided(staff, contact, by=staff.manager)

        page = sits_down(staff.manager).read(page_of(contact))
        assert "You decided it, so another front-door manager authorises it" in page

    def test_direction_given_with_the_yes_stands_on_the_contact(self, staff, contact, sits_down):
        make.decided(staff, contact)
        manager = sits_down(staff.manager)
        assert "Your direction and reasons" in manager.read(page_of(contact, "authorise/"))

        manager.post(page_of(contact, "authorise/"), go="yes", comment="See Zayd before six.")

        page = sits_down(staff.duty).read(page_of(contact))
        assert "Joseph Adeyin-Rowe, today 10:40:</strong> “See Zayd before six.”" in page

    def test_a_yes_needs_no_words(self, staff, contact, sits_down):
        make.decided(staff, contact)

        sits_down(staff.manager).post(page_of(contact, "authorise/"), go="yes", comment="")

        assert Contact.objects.get().stage == Contact.Stage.TELL_REFERRER

    def test_the_second_name_reads_what_the_first_one_said(self, staff, child, sits_down):
        for days in (100, 50):
            make.a_contact(staff, child, received_at=NOW - timedelta(days=days))
        third = make.decided(staff, make.a_contact(staff, child))
        said = {"go": "yes", "comment": "The school holds this well."}
        sits_down(staff.manager).post(page_of(third, "authorise/"), **said)

        page = sits_down(staff.service_manager).read(page_of(third, "authorise/"))

        assert "The school holds this well." in page
        assert "a service manager authorises it" in sits_down(staff.duty).read(page_of(third))


class TestTelling:
    @pytest.fixture
    def authorised(self, staff, child):
        def told(**referrer):
            who = actions.Referrer(**{"name": "PC Oglander", "agency": "Police", **referrer})
            contact = make.decided(staff, make.a_contact(staff, child, referrer=who))
            return actions.authorise_contact(contact=contact, at=NOW, by=staff.manager)

        return told

    def test_one_button_keeps_the_call_and_makes_the_letter(self, staff, authorised, sits_down):
        contact = authorised(email="oglander@police.example")
        duty = sits_down(staff.duty)

        duty.post(page_of(contact, "tell/"), go="letter", note="He will ring again.", address="")

        page = duty.read(page_of(contact))
        assert "Referrer rung today 10:40: He will ring again." in page
        assert "to send to oglander@police.example" in page
        assert Contact.objects.get().stage == Contact.Stage.FINISHED

    def test_a_letter_without_any_address_is_not_made(self, staff, authorised, sits_down):
        contact = authorised()
        duty = sits_down(staff.duty)
        address = page_of(contact, "tell/")
        assert "No e-mail is known for PC Oglander" in duty.read(address)

        page = duty.post(address, go="letter", note="He will ring again.").content.decode()

        assert "No e-mail is known: write an address, or say below why no letter goes" in page
        assert "He will ring again." in page
        contact.refresh_from_db()
        assert (contact.stage, contact.referrer_called_at) == ("tell_referrer", None)
        duty.post(address, go="letter", address="Eskmoor Police\nBridge Street")
        assert "for Eskmoor Police, Bridge Street" in duty.read(page_of(contact)).replace("\r", "")

    def test_the_call_stands_where_no_letter_goes(self, staff, authorised, sits_down):
        contact = authorised()
        duty = sits_down(staff.duty)

        assert (
            "Say why no letter goes"
            in duty.post(page_of(contact, "tell/"), go="none", note="Told.").content.decode()
        )
        duty.post(page_of(contact, "tell/"), go="none", note="Told.", reason="They want none")

        page = duty.read(page_of(contact))
        assert "Referrer rung today 10:40: Told." in page
        assert "No letter: They want none" in page

    def test_a_call_may_be_kept_before_the_letter(self, staff, authorised, sits_down):
        contact = authorised(email="oglander@police.example")
        duty = sits_down(staff.duty)

        duty.post(page_of(contact, "tell/"), go="call", note="Not in, rings back.")

        page = duty.read(page_of(contact, "tell/"))
        assert "Not in, rings back." in page
        assert "Only keep the call for now" not in page
