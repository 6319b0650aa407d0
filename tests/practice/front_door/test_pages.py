from datetime import date, timedelta
from uuid import uuid4

import pytest

from tessera.engine.workflow.models import Step
from tessera.people import actions as people
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, Referral
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db


def page_of(contact, name=""):
    return f"/front-door/contacts/{contact.public_id}/{name}"


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


def test_a_decision_asks_for_what_it_needs_all_at_once(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.duty)

    page = browser.post(page_of(contact, "decide/"), outcome="referral", why="").content.decode()

    assert "Say why" in page
    assert "Choose the main need" in page
    assert "Choose the team that takes the referral" in page
    assert Contact.objects.get().stage == Contact.Stage.NEW


def test_from_the_telephone_to_an_assessment_with_a_worker(staff, child, sits_down):
    duty, manager = sits_down(staff.duty), sits_down(staff.manager)

    begun = duty.post("/front-door/contacts/new/", channel="telephone")
    take = begun.headers["Location"]
    assert "By telephone" in duty.read(take)
    duty.post(take, go="stay", known=str(child.public_id))
    page = duty.read(take)
    assert f'value="{child.public_id}"' in page
    finished = duty.post(
        take,
        **{
            "go": "finish",
            "people-count": "1",
            "people-0-part": "child",
            "people-0-person": str(child.public_id),
            "people-0-given": "Zayd",
            "people-0-family": "Rahmeen",
            "immediate_risk": "no",
            "account": "Marks on both arms, seen in PE.",
            "source": "school",
            "referrer_name": "Tamsin Salloway",
            "channel": "telephone",
            "received_at-day": "31",
            "received_at-month": "3",
            "received_at-year": "2026",
            "received_at-time": "10:20",
            "rag": "amber",
            "consent": "given",
            "concerns": ["physical_harm"],
        },
    )
    contact = Contact.objects.get()
    assert finished.headers["Location"] == page_of(contact)
    assert (contact.source, contact.rag, contact.received_at) == ("2A", "amber", NOW)

    duty.post(
        page_of(contact, "decide/"),
        outcome="referral",
        why="Needs an assessment",
        primary_need="N1",
        team=staff.assessment_team.code,
    )
    assert "Read and authorise" in manager.read(page_of(contact))
    manager.post(page_of(contact, "authorise/"), go="yes")

    referral = Referral.objects.open().get(child=child)
    assert Step.objects.filter(code="assessments.single_assessment").count() == 1
    team_manager = sits_down(staff.team_manager)
    address = f"/front-door/referrals/{referral.public_id}/allocate/"
    assert "Hannah Treloyd" in team_manager.read(address)
    given = team_manager.post(
        address,
        go="give",
        team=staff.assessment_team.code,
        worker=str(staff.social_worker.public_id),
    )
    assert given.status_code == 302

    assert Step.objects.get(code="assessments.single_assessment").worker == staff.social_worker
    duty.post(page_of(contact, "tell/"), go="call", note="Glad to hear")
    duty.post(page_of(contact, "tell/"), go="letter", address="Weir Academy, Eskmoor")
    contact.refresh_from_db()
    assert contact.stage == Contact.Stage.FINISHED
    letter = duty.get(page_of(contact, "letter.pdf"))
    assert letter.content.startswith(b"%PDF")
    story = sits_down(staff.social_worker).read(f"/people/{child.public_id}/referrals/")
    assert "Marks on both arms" in story


def test_what_is_missing_keeps_what_was_written(staff, sits_down):
    duty = sits_down(staff.duty)
    take = duty.post("/front-door/contacts/new/", channel="telephone").headers["Location"]

    page = duty.post(take, go="finish", account="Marks on both arms").content.decode()

    assert "Say whether a child is in danger now" in page
    assert "Say who is telling us" in page
    assert "Marks on both arms" in page
    assert not Contact.objects.exists()


def test_brothers_and_sisters_are_offered_and_someone_new_is_added(staff, child, sits_down):
    sister = make.a_child("Noor", born_on=date(2019, 4, 2))
    mother = make.a_child("Samira", born_on=date(1990, 5, 1))
    for each in (child, sister):
        people.record_relationship(person=mother, relative=each, kind="parent", by=None)
    duty = sits_down(staff.duty)
    take = duty.post("/front-door/contacts/new/", channel="telephone").headers["Location"]
    duty.post(take, known=str(child.public_id))

    assert "Add Noor Rahmeen" in duty.read(take)
    duty.post(
        take,
        **{
            "known": str(sister.public_id),
            "people-count": "1",
            "people-0-part": "child",
            "people-0-person": str(child.public_id),
        },
    )
    page = duty.read(take)
    assert "Add Noor Rahmeen" not in page
    assert str(sister.public_id) in page


def test_search_finds_a_misspelt_child_while_the_contact_is_taken(staff, child, sits_down):
    duty = sits_down(staff.duty)
    take = duty.post("/front-door/contacts/new/", channel="telephone").headers["Location"]

    page = duty.post(take, go="find", **{"who-q": "zaid ramin"}).content.decode()

    assert "Zayd Rahmeen" in page


def test_the_same_click_twice_makes_one_contact(staff, sits_down):
    duty = sits_down(staff.duty)
    key = {"idempotency_key": str(uuid4()), "channel": "telephone"}

    first = duty.client.post("/front-door/contacts/new/", key)
    second = duty.client.post("/front-door/contacts/new/", key)

    assert first.headers["Location"] == second.headers["Location"]
    assert Step.objects.filter(code="front_door.contact").count() == 1


def test_a_form_without_its_token_is_refused_and_changes_nothing(staff, child):
    from django.test import Client

    contact = make.a_contact(staff, child)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff.duty, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = strict.post(page_of(contact, "urgency/"), {"rag": "red"})

    assert answer.status_code == 403
    assert Contact.objects.get().rag == "amber"


def test_a_contact_that_someone_decided_meanwhile_says_so(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.duty)
    make.decided(staff, contact)

    late = browser.post(page_of(contact, "urgency/"), rag="red").content.decode()
    assert "Someone else has gone on with this contact meanwhile" in late
    again = browser.post(
        page_of(contact, "decide/"), outcome="advice", why="Too", advice="Ring"
    ).content.decode()
    assert "Someone else has decided on this contact meanwhile" in again
    assert Contact.objects.get().outcome == "no_further_action"


def test_a_manager_sends_back_and_cannot_authorise_their_own(staff, child, sits_down):
    contact = make.decided(staff, make.a_contact(staff, child))
    manager = sits_down(staff.manager)

    assert (
        "Say what should change"
        in manager.post(page_of(contact, "authorise/"), go="return").content.decode()
    )
    manager.post(page_of(contact, "authorise/"), go="return", comment="Ring the GP first")
    assert "Ring the GP first" in sits_down(staff.duty).read(page_of(contact))

    make.decided(staff, Contact.objects.get(), by=staff.manager)
    own = manager.post(page_of(contact, "authorise/"), go="yes").content.decode()
    assert "Another manager authorises it" in own


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


def test_what_was_told_is_corrected_with_a_reason(staff, child, sits_down):
    contact = make.a_contact(staff, child)
    browser = sits_down(staff.duty)
    address = page_of(contact, "correct/")
    assert "Marks on both arms" in browser.read(address)

    assert "Say why you correct it" in browser.post(address, account="One arm").content.decode()
    browser.post(address, account="One arm", consent="refused", reason="Misheard")

    contact.refresh_from_db()
    assert (contact.account, contact.consent) == ("One arm", "refused")


def test_a_case_is_closed_with_its_reason(staff, child, sits_down):
    referral = actions.accept_referral(
        child=child, received_on=TODAY, source="6", team=staff.assessment_team, by=staff.manager
    )
    manager = sits_down(staff.team_manager)
    address = f"/front-door/referrals/{referral.public_id}/close/"
    given = {
        "closed_on-day": "31",
        "closed_on-month": "3",
        "closed_on-year": "2026",
        "reason": "RC7",
        "summary": "Safe at home",
    }

    early = manager.post(address, **{**given, "closed_on-month": "2", "closed_on-day": "1"})
    assert "before the referral" in early.content.decode()
    manager.post(address, **given)

    referral.refresh_from_db()
    assert referral.closure_reason == "RC7"
    assert "Closed 31 March 2026" in sits_down(staff.manager).read(
        f"/people/{child.public_id}/referrals/"
    )


def test_a_worker_who_may_not_hold_the_case_is_refused_in_words(staff, child, sits_down):
    helper = make.a_worker(
        "Lucian Parr", "early_help_worker", team=staff.assessment_team, is_qualified=False
    )
    make.referred(staff, make.a_contact(staff, child), "strategy_discussion")
    referral = Referral.objects.open().get(child=child)

    page = sits_down(staff.team_manager).post(
        f"/front-door/referrals/{referral.public_id}/allocate/",
        go="give",
        team=staff.assessment_team.code,
        worker=str(helper.public_id),
    )

    assert "Lucian Parr is not a social worker" in page.content.decode()


def test_the_record_tells_of_contacts_and_the_case(staff, child, sits_down):
    make.referred(staff, make.a_contact(staff, child))
    browser = sits_down(staff.duty)

    now = browser.read(f"/people/{child.public_id}/")
    story = browser.read(f"/people/{child.public_id}/chronology/")

    assert "Open case" in now
    assert "Contact: school" in story
    assert "Referral to social care" in story


def counted(browser, path):
    """The queries of one page, the second time it is opened."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.read(path)
    with CaptureQueriesContext(connection) as queries:
        browser.read(path)
    return [query["sql"] for query in queries]


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


def test_taking_a_contact_asks_little_more_for_more_known_children(staff, sits_down):
    duty = sits_down(staff.duty)
    take = duty.post("/front-door/contacts/new/", channel="telephone").headers["Location"]
    step = Step.objects.get(code="front_door.contact")

    def queries_with(count):
        family = [make.a_child(f"Child{n}", "Larch") for n in range(count)]
        rows = [{"part": "child", "person": str(each.public_id)} for each in family]
        actions.save_people(step=step, rows=rows, at=NOW, by=staff.duty)
        return len(counted(duty, take))

    assert queries_with(6) - queries_with(2) <= 8
