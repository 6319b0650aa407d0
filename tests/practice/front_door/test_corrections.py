"""What was written wrongly is put right on a page; what counts from it follows; what was stays to be read."""

from datetime import date, timedelta

import pytest

from tessera.engine.workflow.models import Timer
from tessera.people.models import Involvement, Line
from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import AgencyCheck, Contact, Referral
from tessera.practice.front_door.queries import history
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY
from tests.practice.front_door.acting import running
from tests.practice.front_door.pages_asking import as_it_stands, page_of

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", (NOW + timedelta(minutes=20)).isoformat())


def correct(contact, staff, at=NOW, **changes):
    return actions.correct_contact(
        contact=contact, changes=changes, reason="Misheard", at=at, by=staff.duty
    )


def put_right(referral, staff, **changes):
    return actions.correct_referral(
        referral=referral, changes=changes, reason="Typed wrong", today=TODAY, by=staff.manager
    )


def a_case(staff, child, received_on=TODAY, closed_on=None, **more):
    referral = actions.accept_referral(
        child=child, received_on=received_on, source="6", by=staff.manager, **more
    )
    if closed_on:
        actions.close_referral(
            referral=referral, closed_on=closed_on, reason_code="RC7", by=staff.manager
        )
    return referral


class TestContact:
    @pytest.fixture
    def contact(self, staff, child):
        return make.a_contact(staff, child)

    def test_every_fact_is_put_right_on_one_page_and_what_was_stays_to_be_read(
        self, staff, contact, sits_down
    ):
        browser = sits_down(staff.duty)
        address = page_of(contact, "correct/")
        stood = as_it_stands(browser, address)
        right = {
            "received_at-day": "30", "received_at-time": "16:05", "channel": "email", "source": "1A",
            "referrer_role": "Aunt", "referrer_email": "aunt@home.example",
            "referrer_may_be_named": "no", "concerns": ["neglect"], "immediate_risk": "yes",
            "immediate_risk_why": "Alone in the flat", "account": "One arm", "consent": "refused",
        }  # fmt: skip

        unsaid = browser.post(address, **{**stood, **right}).content.decode()
        assert "Say why you correct it" in unsaid
        assert "Alone in the flat" in unsaid
        browser.post(address, **{**stood, **right, "reason": "The night note had it"})

        contact.refresh_from_db()
        assert contact.received_at.isoformat() == "2026-03-30T15:05:00+00:00"
        assert (contact.channel, contact.source, contact.consent) == ("email", "1A", "refused")
        assert (contact.referrer_role, contact.referrer_email) == ("Aunt", "aunt@home.example")
        assert (contact.referrer_may_be_named, contact.immediate_risk) == (False, True)
        assert (contact.concerns, contact.account) == (["neglect"], "One arm")
        page = browser.read(page_of(contact))
        assert "What was put right" in page
        assert "Marks on both arms, seen in PE. He said he fell., then One arm" in page
        assert "31 March 2026, 10:20, then 30 March 2026, 16:05" in page
        assert "The night note had it" in page

    def test_a_page_sent_as_it_stands_changes_nothing(self, staff, contact, sits_down):
        browser = sits_down(staff.duty)
        address = page_of(contact, "correct/")
        before = Contact.objects.values().get()

        browser.post(address, **as_it_stands(browser, address) | {"reason": "A look"})

        assert Contact.objects.values().get() == before
        assert "What was put right" not in browser.read(page_of(contact))

    def test_what_went_on_with_the_contact_is_no_correction(self, staff, contact, sits_down):
        make.referred(staff, contact)

        assert "What was put right" not in sits_down(staff.duty).read(page_of(contact))

    def test_a_version_from_before_a_field_existed_says_nothing_of_it(self):
        was, became = {"account": "Both arms"}, {"account": "One arm", "consent": "given"}

        changed = tuple(history._changed(Contact, was, became))

        assert changed == (("What we were told", "Both arms", "One arm"),)

    def test_it_cannot_have_come_later_than_now_or_than_its_decision(
        self, staff, contact, sits_down
    ):
        browser = sits_down(staff.duty)
        address = page_of(contact, "correct/")
        stood = as_it_stands(browser, address) | {"reason": "Typed wrong"}

        later = browser.post(address, **stood | {"received_at-time": "23:00"}).content.decode()
        assert "We cannot have got it later than now" in later
        make.decided(staff, contact)
        decided = browser.post(address, **stood | {"received_at-time": "10:30"}).content.decode()
        assert "It was decided on 31 March 2026, before that" in decided

    def test_an_unreal_time_and_a_danger_without_words_are_said(self, staff, contact, sits_down):
        browser = sits_down(staff.duty)
        address = page_of(contact, "correct/")
        wrong = {"received_at-time": "25:00", "immediate_risk": "yes", "reason": "Typed wrong"}

        page = browser.post(address, **as_it_stands(browser, address) | wrong).content.decode()

        assert "Give a real day and time" in page
        assert "Say what the danger was" in page

    def test_checks_wait_from_the_right_moment(self, staff, contact):
        actions.ask_agency(contact=contact, agency="police", at=NOW, by=staff.duty)
        due_at = AgencyCheck.objects.get().due_at

        correct(contact, staff, received_at=NOW - timedelta(hours=2))

        assert AgencyCheck.objects.get().due_at == due_at - timedelta(hours=2)

    def test_who_spoke_with_us_knew_at_once_and_who_wrote_did_not(self, staff, contact):
        assert "T002" not in running(contact)

        contact = correct(contact, staff, channel="email")
        assert contact.acknowledged_at is None
        assert "T002" in running(contact)

        contact = correct(contact, staff, channel="telephone")
        assert contact.acknowledged_at == NOW
        assert "T002" not in running(contact)

    def test_its_cases_follow_with_their_assessment_and_their_team(self, staff, contact, child):
        make.referred(staff, contact)
        earlier = NOW - timedelta(days=1)

        correct(contact, staff, received_at=earlier, source="1A")

        referral = Referral.objects.get()
        assert (referral.received_on, referral.source) == (YESTERDAY, "1A")
        assert Assessment.objects.get().clock_started_on == YESTERDAY
        assert Timer.objects.get(rule="T040").triggered_on == YESTERDAY
        assert Involvement.objects.get(role="holding_team").started_on == YESTERDAY
        told = Line.objects.filter(person=child, kind__startswith="front_door.")
        assert set(told.values_list("on", flat=True)) == {YESTERDAY}

    def test_a_case_that_was_put_right_by_itself_stays_so(self, staff, contact):
        make.referred(staff, contact)
        put_right(Referral.objects.get(), staff, received_on=date(2026, 3, 27), source="3A")

        correct(contact, staff, received_at=NOW - timedelta(days=1), source="1A")

        referral = Referral.objects.get()
        assert (referral.received_on, referral.source) == (date(2026, 3, 27), "3A")


class TestCase:
    def test_the_facts_of_the_census_are_put_right_from_the_childs_page(
        self, staff, child, sits_down
    ):
        referral = a_case(staff, child, team=staff.assessment_team)
        manager = sits_down(staff.team_manager)
        cases = f"/people/{child.public_id}/referrals/"
        address = f"/front-door/referrals/{referral.public_id}/correct/"
        assert address in manager.read(cases)
        stood = as_it_stands(manager, address)
        right = {"received_on-day": "30", "source": "2A", "primary_need": "N4"}

        assert "Say why you correct it" in manager.post(address, **stood | right).content.decode()
        manager.post(address, **stood | right | {"reason": "The form says the 30th"})

        referral.refresh_from_db()
        assert (referral.received_on, referral.source, referral.primary_need) == (
            YESTERDAY, "2A", "N4",
        )  # fmt: skip
        page = manager.read(cases)
        assert "31 March 2026, then 30 March 2026" in page
        assert "The form says the 30th" in page

    def test_whoever_may_not_correct_is_offered_nothing(self, staff, child, sits_down):
        referral = a_case(staff, child, team=staff.assessment_team)
        worker = sits_down(staff.social_worker)

        assert "/correct/" not in worker.read(f"/people/{child.public_id}/referrals/")
        path = f"/front-door/referrals/{referral.public_id}/correct/"
        assert worker.get(path).status_code == 403

    def test_a_case_loaded_without_a_contact_is_put_right_too(self, staff, child, sits_down):
        """As a past census has it: no need, a source of no list, a closing day before the referral's."""
        referral = Referral.objects.create(
            child=child, received_on=date(2024, 5, 1), closed_on=date(2024, 9, 2), source="",
            closure_reason="RC9",
        )  # fmt: skip
        manager = sits_down(staff.manager)
        address = f"/front-door/referrals/{referral.public_id}/correct/"
        stood = as_it_stands(manager, address) | {"reason": "From the paper file"}

        assert "Say who referred" in manager.post(address, **stood).content.decode()
        answer = manager.post(address, **stood | {"source": "2A", "primary_need": "N1"})

        assert answer.status_code == 302
        referral.refresh_from_db()
        assert (referral.source, referral.primary_need) == ("2A", "N1")

    def test_two_cases_of_a_child_may_not_overlap(self, staff, child, sits_down):
        a_case(staff, child, date(2025, 6, 2), closed_on=date(2025, 8, 1))
        again = a_case(staff, child)
        manager = sits_down(staff.manager)
        address = f"/front-door/referrals/{again.public_id}/correct/"
        stood = as_it_stands(manager, address)

        page = manager.post(
            address,
            **stood | {"received_on-year": "2025", "received_on-month": "7", "reason": "Wrong"},
        ).content.decode()

        assert "Another case of the child runs from 2 June 2025 until 1 August 2025" in page
        again.refresh_from_db()
        assert again.received_on == TODAY

    def test_a_day_moved_says_again_which_referrals_came_within_a_year(self, staff, child):
        first = a_case(staff, child, date(2024, 6, 3), closed_on=date(2024, 8, 1))
        again = a_case(staff, child, date(2025, 9, 1))
        assert not again.is_re_referral

        put_right(first, staff, closed_on=date(2024, 11, 1), received_on=date(2024, 10, 1))

        again.refresh_from_db()
        assert again.is_re_referral

    def test_a_referral_cannot_come_after_what_it_opened(self, staff, child):
        make.referred(staff, make.a_contact(staff, child), at=NOW)
        Assessment.objects.update(started_on=YESTERDAY, clock_started_on=TODAY)
        referral = Referral.objects.get()
        put_right(referral, staff, received_on=date(2026, 3, 27))

        with pytest.raises(actions.OutOfOrder, match="The assessment began on 30 March 2026"):
            put_right(referral, staff, received_on=TODAY)

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (TODAY + timedelta(days=1), "The referral must be today or before"),
            (date(2015, 9, 1), "more than 40 weeks before the birth"),
        ],
    )
    def test_nor_in_the_future_or_long_before_birth(self, staff, child, day, words):
        with pytest.raises(actions.OutOfOrder, match=words):
            put_right(a_case(staff, child), staff, received_on=day)

    def test_what_contradicted_before_stops_no_correction(self, staff, child):
        referral = a_case(staff, child, date(2025, 6, 2), closed_on=date(2025, 8, 1))
        Referral.objects.update(closure_reason="RC9")

        assert put_right(referral, staff, source="2A").source == "2A"
        with pytest.raises(actions.OutOfOrder, match="before the referral"):
            put_right(referral, staff, closed_on=date(2025, 6, 1))

    def test_a_closing_day_moves_with_those_who_ended_with_it(self, staff, child):
        referral = a_case(staff, child, date(2026, 1, 12), team=staff.assessment_team)
        actions.close_referral(
            referral=referral, closed_on=date(2026, 3, 2), reason_code="RC7", by=staff.manager
        )

        put_right(referral, staff, closed_on=date(2026, 3, 16))

        held = Involvement.objects.get(role="holding_team")
        reads = Involvement.objects.get(role="closing_team")
        assert held.ended_on == date(2026, 3, 16)
        assert (reads.started_on, reads.ended_on) == (date(2026, 3, 16), date(2026, 6, 16))
        line = Line.objects.get(person=child, kind="front_door.referral_closed")
        assert line.on == date(2026, 3, 16)

    def test_an_open_case_is_closed_and_not_corrected_so(self, staff, child):
        with pytest.raises(actions.NotCorrectable):
            put_right(a_case(staff, child), staff, closed_on=TODAY)
