"""The board, the daily list and a contact by page: who sees what, in how many queries."""

from datetime import date, timedelta

import pytest
from lxml import html

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


def test_of_two_clocks_the_board_names_the_one_that_is_late(staff, child, sits_down):
    make.a_contact(staff, child, rag="green", received_at=NOW - timedelta(days=1, minutes=1))

    page = " ".join(
        html.fromstring(sits_down(staff.duty).read("/front-door/")).text_content().split()
    )

    assert "Green contact: by " in page
    assert "3 working days from receipt. Decision late since 10:19, was due 10:19 today" in page
    assert "today: 1 working day from receipt" in page


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
    assert browser.post(page_of(contact, "urgency/"), rag="green").status_code == 302
    assert Contact.objects.get().rag == "green"
    assert browser.post(page_of(contact, "decide/"), outcome="advice").status_code == 403


def test_agencies_are_asked_and_answer_on_the_contacts_page(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.officer)

    unsaid = browser.post(page_of(contact, "ask/"), agencies=["police"], question="Known?", why="")
    assert "Say in short why you ask" in unsaid.content.decode()
    browser.post(
        page_of(contact, "ask/"), agencies=["police", "health"], question="Known?",
        why="Worry about harm at home", **{"question-police": "Any calls to the home?"},
    )  # fmt: skip
    asked = dict(contact.checks.values_list("agency", "question"))
    assert asked == {"police": "Known?\nAny calls to the home?", "health": "Known?"}
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


def test_the_page_says_who_sees_it_here_and_who_is_rung(staff, child, sits_down):
    """Somebody of the police can sign in; nobody of housing, and of health nobody any more."""
    make.a_worker("Bryn Toller", "police_partner", is_qualified=False)
    nurse = make.a_worker("Fay Ostrand", "health_partner", is_qualified=False)
    nurse.is_active = False
    nurse.save(update_fields=["is_active"])
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.officer)

    fold = html.document_fromstring(browser.read(page_of(contact))).get_element_by_id("ask")
    here = fold.xpath(".//*[contains(@class, 'govuk-checkboxes__hint')]/preceding-sibling::input")
    assert [box.get("value") for box in here] == ["police"]
    assert "You ring whoever does not see it here" in fold.text_content()
    browser.post(page_of(contact, "ask/"), agencies=["police", "housing"], why="A worry")
    page = browser.read(page_of(contact))
    assert page.count("on their screen") == page.count("to be rung") == 1


def test_ask_agencies_leads_to_the_fold_and_opens_it(staff, child, sits_down):
    browser = sits_down(staff.duty)
    page = html.document_fromstring(browser.read(page_of(make.a_contact(staff, child))))
    (link,) = page.xpath("//a[normalize-space()='Ask agencies']/@href")

    opened = html.document_fromstring(browser.read(link.partition("#")[0]))

    assert page.xpath("//*[@id='ask']//details/@open") == []
    assert opened.xpath("//*[@id='ask']//details/@open") != []


@pytest.mark.parametrize("consent", ["", "not_asked", "refused", "not_safe_to_ask"])
def test_without_the_familys_agreement_the_reason_is_asked_once_and_kept(
    staff, child, sits_down, consent
):
    contact = make.a_contact(staff, child, consent=consent)
    browser = sits_down(staff.duty)
    asked = {"agencies": ["police"], "why": "A worry"}
    address = page_of(contact, "ask/")

    refused = browser.post(address, **asked).content.decode()
    assert "Say why agencies are asked though the family does not agree" in refused
    assert 'value="A worry"' in refused
    assert not contact.checks.exists()
    browser.post(address, **asked, without_agreement_why="It would put Zayd at risk")
    browser.post(address, agencies=["health"], why="A worry")

    assert contact.checks.count() == 2
    page = browser.read(page_of(contact))
    assert "Agencies asked without agreement:</strong> It would put Zayd at risk" in page
    assert "Why are they asked without" not in page


def test_where_the_family_agrees_no_reason_is_asked(staff, child, sits_down):
    contact = make.a_contact(staff, child, consent="given")
    browser = sits_down(staff.duty)

    assert "Why are they asked without" not in browser.read(page_of(contact))
    browser.post(page_of(contact, "ask/"), agencies=["police"], why="A worry")
    assert contact.checks.exists()


def test_red_without_danger_is_asked_about_on_the_contacts_page(staff, child, sits_down):
    contact = make.a_contact(staff, child, rag="amber", immediate_risk=False)
    browser = sits_down(staff.duty)

    page = browser.post(page_of(contact, "urgency/"), rag="red").content.decode()
    assert "Is this right?" in page
    assert Contact.objects.get().rag == "amber"
    browser.post(page_of(contact, "urgency/"), rag="red", sure="red")
    assert Contact.objects.get().rag == "red"


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
