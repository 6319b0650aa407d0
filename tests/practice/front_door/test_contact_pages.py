"""Taking, deciding and closing by page."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tessera.engine.workflow.models import Step
from tessera.foundations.access import actions as access
from tessera.people import actions as people
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import Contact, Referral
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY
from tests.practice.front_door.pages_asking import (
    as_it_stands,
    boxes_of,
    counted,
    page_of,
    shown_last,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


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
    duty.post(
        page_of(contact, "tell/"), go="letter", note="Glad to hear", address="Weir Academy, Eskmoor"
    )
    contact.refresh_from_db()
    assert contact.stage == Contact.Stage.FINISHED
    letter = duty.get(page_of(contact, "letter.pdf"))
    assert letter.content.startswith(b"%PDF")
    assert child.public_id in shown_last(staff.duty)
    story = sits_down(staff.social_worker).read(f"/people/{child.public_id}/referrals/")
    assert "Marks on both arms" in story


@pytest.mark.parametrize(
    ("channel", "heading", "question"),
    [
        ("telephone", "To ask", "Does the family know that you ring us?"),
        ("in_person", "To ask", "Does the family know that you tell us?"),
        ("police_notice", "To find in it, or to ask", None),
        ("letter", "To find in it, or to ask", None),
    ],
)
def test_what_to_ask_fits_how_the_contact_came(staff, sits_down, channel, heading, question):
    duty = sits_down(staff.duty)
    page = duty.read(duty.post("/front-door/contacts/new/", channel=channel).headers["Location"])

    assert re.findall(r">(To (?:ask|find in it, or to ask))<", page) == [heading]
    assert re.findall(r"<li>(Does the family know[^<]*)", page) == ([question] if question else [])


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

    late = browser.post(page_of(contact, "urgency/"), rag="green").content.decode()
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
    assert "You decided this yourself, so another front-door manager authorises it" in own


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


def test_a_case_goes_to_teams_that_take_cases_and_to_their_workers_before_their_manager(
    staff, child, sits_down
):
    access.open_team(code="returns", name="Returns and figures", takes_cases=False, by=None)
    contact = make.a_contact(staff, child)
    door = sits_down(staff.duty)

    asked = door.read(page_of(contact, "decide/"))
    refused = door.post(
        page_of(contact, "decide/"),
        outcome="referral",
        why="An assessment is needed.",
        primary_need="N1",
        team="returns",
    ).content.decode()
    make.referred(staff, contact)
    referral = Referral.objects.open().get(child=child)
    workers = sits_down(staff.team_manager).read(
        f"/front-door/referrals/{referral.public_id}/allocate/?team={staff.assessment_team.code}"
    )

    assert "Assessment North" in asked
    assert "Returns and figures" not in asked + workers
    assert "Choose the team that takes the referral" in refused
    offered = workers.rpartition("<main")[2]
    assert offered.index("Hannah Treloyd") < offered.index("Abel Quist")


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


@pytest.mark.parametrize(("page", "who"), [("decide/", "duty"), ("authorise/", "manager")])
def test_a_second_contact_says_that_a_case_is_open_and_an_assessment_under_way(
    staff, child, sits_down, page, who
):
    """Whoever decides and whoever authorises sees it, and what becomes of what was told."""
    make.referred(staff, make.a_contact(staff, child))
    actions.allocate_referral(
        referral=Referral.objects.get(child=child), worker=staff.social_worker,
        team=staff.assessment_team, on=make.TODAY, at=make.NOW, by=staff.team_manager,
    )  # fmt: skip
    again = make.a_contact(staff, child)
    if page == "authorise/":
        again = make.decided(staff, again, "open_case")

    html = sits_down(getattr(staff, who)).read(page_of(again, page))

    beside = html[html.index("Open with us already") :]
    assert "In assessment" in beside
    assert "Case open since 31 March 2026, Hannah Treloyd" in beside
    assert "No second case and no second assessment begins" in beside


def test_the_case_that_a_contact_opened_itself_was_not_open_already(staff, child, sits_down):
    contact = make.referred(staff, make.a_contact(staff, child))

    html = sits_down(staff.manager).read(page_of(contact, "authorise/"))

    assert "Open with us already" not in html


def test_a_first_contact_says_nothing_of_it(staff, child, sits_down):
    html = sits_down(staff.duty).read(page_of(make.a_contact(staff, child), "decide/"))

    assert "Open with us already" not in html


class TestADecisionIsSavedAsItIsTyped:
    """A long reason is not lost with the tab: it waits in the form, and is sent from there."""

    @pytest.fixture
    def noor(self):
        return make.a_child("Noor", born_on=date(2019, 4, 2))

    @pytest.fixture
    def contact(self, staff, child, noor):
        return make.a_contact(staff, child, noor)

    @pytest.fixture
    def duty(self, staff, sits_down):
        return sits_down(staff.duty)

    def types(self, worker, contact, name, said, revision="0", **more):
        typed = {"field": name, name: said, "revision": revision, **more}
        return worker.post(page_of(contact, "decide/save/"), **typed)

    def test_each_answer_stands_there_when_the_page_is_opened_again(self, staff, contact, duty):
        decision = {"outcome": "referral", "why": "Marks on both arms", "primary_need": "N1"}
        decision |= {"team": staff.assessment_team.code, "advice": "Ring", "passed_to": "Brayside"}
        for name, said in decision.items():
            assert self.types(duty, contact, name, said).json()["revision"] == 1

        stands = as_it_stands(duty, page_of(contact, "decide/"))

        assert {name: stands[name].strip() for name in decision} == decision
        contact.refresh_from_db()
        assert (contact.stage, contact.outcome) == (Contact.Stage.NEW, "")

    def test_so_does_what_is_chosen_for_one_child(self, contact, duty):
        first, second = contact.children.order_by("pk")
        name = f"outcome-{second.pk}"
        duty.post(page_of(contact, "decide/save/"), field="others", **{name: "advice"})

        stands = as_it_stands(duty, page_of(contact, "decide/"))

        assert (stands[f"outcome-{first.pk}"], stands[name]) == ("", "advice")

    def test_without_script_a_press_that_lacks_something_keeps_it(self, contact, duty):
        duty.post(page_of(contact, "decide/"), why="Marks on both arms")

        assert (
            as_it_stands(duty, page_of(contact, "decide/"))["why"].strip() == "Marks on both arms"
        )

    def test_what_was_saved_is_what_is_sent(self, contact, duty):
        self.types(duty, contact, "why", "Marks")
        stands = as_it_stands(duty, page_of(contact, "decide/"))
        typed = {**stands, "outcome": "advice", "why": "Marks on both arms", "advice": "Ring"}

        assert duty.post(page_of(contact, "decide/"), **typed).status_code == 302

        contact.refresh_from_db()
        assert (contact.outcome, contact.decision_why) == ("advice", "Marks on both arms")

    def test_two_who_decide_see_what_the_other_wrote(self, staff, contact, duty, sits_down):
        stands = as_it_stands(duty, page_of(contact, "decide/"))
        self.types(sits_down(staff.manager), contact, "why", "No answer at home")

        saved = self.types(duty, contact, "why", "Marks on both arms")
        typed = {**stands, "outcome": "advice", "why": "Marks on both arms", "advice": "Ring"}
        page = duty.post(page_of(contact, "decide/"), **typed).content.decode()

        assert saved.status_code == 409
        assert saved.json()["theirs"] == "No answer at home"
        assert "changed this answer" in page
        contact.refresh_from_db()
        assert contact.outcome == ""
        again = boxes_of(page) | {"why": "Both"}
        assert duty.post(page_of(contact, "decide/"), **again).status_code == 302

    def test_once_it_has_been_sent_the_words_are_kept_apart(self, staff, contact, duty):
        make.decided(staff, contact)

        said = self.types(duty, contact, "why", "Too late").json()["saved"]

        assert "apart" in said
        contact.refresh_from_db()
        assert contact.decision_why != "Too late"

    def test_only_who_decides_saves(self, staff, contact, sits_down):
        officer = sits_down(make.a_worker("Bree Sandal", "contact_officer"))

        assert self.types(officer, contact, "why", "Mine").status_code == 403

    def test_no_other_question_is_answered_by_it(self, contact, duty):
        assert self.types(duty, contact, "account", "Other").status_code == 400

    def test_its_address_opened_by_hand_leads_to_the_page(self, contact, duty):
        answer = duty.get(page_of(contact, "decide/save/"))

        assert answer.headers["Location"] == page_of(contact, "decide/")

    def test_saving_keeps_its_budget(self, contact, duty, django_assert_max_num_queries):
        self.types(duty, contact, "why", "Marks")

        with django_assert_max_num_queries(34):
            self.types(duty, contact, "why", "Marks on both arms", revision="1")
