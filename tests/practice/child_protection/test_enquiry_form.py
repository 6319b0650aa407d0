"""The form of a section 47 enquiry: what the record knows already stands in it, and asks what it must."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.forms import filling
from tessera.engine.forms.models import Answer
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.completion import findings
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Person
from tessera.practice.front_door.models import AgencyCheck, Contact, Referral
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ENQUIRY = "child_protection.section47"
STRATEGY = "child_protection.strategy_discussion"
DISCUSSED = date(2026, 1, 14)
ON = date(2026, 1, 16)
SEEN = ("was_seen", "last_seen", "seen_by", "seen_alone", "not_alone_why", "seen_where")


def discuss(children, by, **more):
    answers = practice.discussion_answers(children, held_on=DISCUSSED)
    answers["answers"].update(more)
    return practice.complete(STRATEGY, children, answers, on=DISCUSSED, by=by)


def known(child, *codes):
    child = Person.objects.get(pk=child.pk)
    found = {code: filling.fill(f"child_protection.{code}", child, ON, None) for code in codes}
    return {code: each and each.value for code, each in found.items()}


def arrived(code, step, child):
    step = work.step_of(step.public_id)
    return filling.arrived(f"child_protection.{code}", step, [child], actor_of(step.worker, ON), ON)


@pytest.fixture
def form(client, hannah, monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-01-16T09:00:00+00:00")

    def asked(child, **query):
        client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")
        step = work.open_step(child, ENQUIRY)
        return client.get(reverse("workflow:step", args=[step.public_id]), query).content.decode()

    return asked


def part(html, name):
    return re.search(rf'<div data-field="{name}"[^>]*>', html)[0]


class TestWhatIsKnown:
    def test_a_visit_of_the_enquiry_says_that_and_how_the_child_was_seen(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), alone=False, not_alone_why="Shy")

        assert known(maisie, *SEEN) == {
            "was_seen": True,
            "last_seen": "2026-01-15",
            "seen_by": hannah.name,
            "seen_alone": False,
            "not_alone_why": "Shy",
            "seen_where": "home",
        }

    def test_a_visit_somewhere_of_its_own_was_somewhere_else(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), place="At Nana's")

        assert known(maisie, "seen_where") == {"seen_where": "elsewhere"}

    def test_a_visit_before_it_began_says_nothing_of_it(self, maisie, hannah):
        practice.a_visit(maisie, hannah, on=date(2026, 1, 13))
        practice.a_discussion(maisie, by=hannah)

        assert set(known(maisie, *SEEN).values()) == {None}

    def test_a_visit_that_did_not_find_the_child_says_why(self, maisie, hannah):
        practice.a_discussion(maisie, by=hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), not_seen_why="Nobody in")

        assert known(maisie, "was_seen", "not_seen_why", "last_seen") == {
            "was_seen": False,
            "not_seen_why": "Nobody in",
            "last_seen": None,
        }

    def test_a_child_before_birth_cannot_be_seen(self, hannah):
        baby = make.a_child("Baby Brindlow", born_on=None)
        Person.objects.filter(pk=baby.pk).update(expected_on=date(2026, 4, 1))

        assert known(baby, "was_seen", "not_seen_why") == {
            "was_seen": False,
            "not_seen_why": "Not born yet",
        }


def test_what_is_known_of_a_child_stands_under_their_own_tab(client, maisie, kai, hannah):
    discuss([maisie, kai], hannah)
    practice.a_visit(maisie, hannah, on=date(2026, 1, 15))
    step = work.open_step(maisie, ENQUIRY)
    client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(
        reverse("workflow:step", args=[step.public_id]), {"child": str(maisie.public_id)}
    ).content.decode()

    assert page.count("From the record") == 1
    assert page.index('id="each"') < page.index("From the record") < page.index("In Maisie")


def test_what_is_known_of_one_child_stands_first(client, maisie, hannah):
    discuss([maisie], hannah)
    practice.a_visit(maisie, hannah, on=date(2026, 1, 15))
    step = work.open_step(maisie, ENQUIRY)
    client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("workflow:step", args=[step.public_id])).content.decode()

    assert page.count("From the record") == 1
    assert page.index("From the record") < page.index("Which agencies were asked")
    assert 'id="each"' not in page


class TestWhatAgenciesSaid:
    """Asked about the contact and answered once: it stands in the discussion, and then in the enquiry."""

    @pytest.fixture
    def checks(self, maisie, hannah):
        contact = Contact.objects.create(
            received_at=practice.at(date(2026, 1, 12)), recorded_by=hannah, account="A bruise"
        )
        Referral.objects.filter(child=maisie).update(contact=contact)
        common = {
            "contact": contact,
            "asked_at": practice.at(date(2026, 1, 12)),
            "due_at": practice.at(DISCUSSED),
        }
        AgencyCheck.objects.create(
            agency="police", answered_by="Sergeant Pryce", is_known_to_agency=True,
            answer="Called out twice.", answered_at=practice.at(date(2026, 1, 13)), **common,
        )  # fmt: skip
        AgencyCheck.objects.create(
            agency="health", is_known_to_agency=False, answered_at=practice.at(date(2026, 1, 13), 8),
            **common,
        )  # fmt: skip
        AgencyCheck.objects.create(agency="education", **common)
        AgencyCheck.objects.create(
            agency="housing",
            withdrawn_at=practice.at(DISCUSSED),
            withdrawn_why="Not theirs",
            **common,
        )

    def test_it_stands_in_the_strategy_discussion(self, maisie, hannah, checks):
        step = make.a_step(STRATEGY, subjects=[maisie], worker=hannah)

        found = arrived("agencies_knew", step, maisie)

        assert found.value.split("\n\n") == [
            "Police (Sergeant Pryce): Called out twice.",
            "Health: Does not know the family.",
        ]
        assert (found.label, found.on) == ("the checks with agencies", date(2026, 1, 13))

    def test_it_stands_in_the_enquiry_with_who_else_took_part(self, maisie, hannah, checks):
        there = [
            {"agency": "social_care", "who": "Hannah Treloyd"},
            {"agency": "police", "who": "Sergeant Pryce"},
            {"agency": "health", "who": "Named nurse"},
            {"agency": "legal", "who": "Ms Orr", "came": "apologies"},
            {"agency": "probation", "who": "Mr Dunne"},
        ]
        discuss([maisie], hannah, attendance=there)

        found = arrived("agencies_asked", work.open_step(maisie, ENQUIRY), maisie)

        assert found.value == [
            {
                "agency": "police",
                "who": "Sergeant Pryce",
                "answered": True,
                "said": "Called out twice.",
            },
            {"agency": "health", "answered": True, "said": "Does not know the family."},
            {"agency": "education", "answered": False},
            {"agency": "probation", "who": "Mr Dunne"},
        ]

    def test_what_they_said_long_ago_is_asked_again(self, maisie, hannah, checks):
        AgencyCheck.objects.update(asked_at=practice.at(date(2025, 12, 18)))
        step = make.a_step(STRATEGY, subjects=[maisie], worker=hannah)

        assert arrived("agencies_knew", step, maisie) is None

    def test_where_nobody_was_asked_nothing_arrives(self, maisie, hannah):
        step = make.a_step(STRATEGY, subjects=[maisie], worker=hannah)

        assert arrived("agencies_knew", step, maisie) is None
        assert arrived("agencies_asked", step, maisie) is None


class TestByWhenAConferenceIsHeld:
    def test_the_form_says_so_and_when_to_know_it(self, maisie, hannah, form):
        discuss([maisie], hannah)

        html = form(maisie)

        assert "It is held by Wednesday 4 February 2026, 15 working days from the strategy" in html
        assert "Reach a view by Wednesday 28 January 2026" in html

    def test_brothers_and_sisters_of_other_days_have_their_own(self, maisie, kai, hannah):
        practice.a_discussion(maisie, by=hannah)
        practice.a_discussion(kai, by=hannah, held_on=date(2026, 1, 15))

        words = filling.state("child_protection.conference_by", [maisie, kai], ON)

        assert [line[:40] for line in words.split("\n\n")] == [
            "Maisie Brindlow: It is held by Wednesday",
            "Kai Brindlow: It is held by Thursday 5 F",
        ]

    def test_without_an_enquiry_it_says_nothing(self, maisie):
        assert filling.state("child_protection.conference_by", [maisie], ON) == ""


class TestWhoLedTheDiscussion:
    def test_the_manager_of_the_team_is_proposed_and_kept_as_who_led_it(
        self, maisie, hannah, joseph, client
    ):
        step = make.a_step(STRATEGY, subjects=[maisie], worker=hannah)
        found = arrived("leads", step, maisie)
        assert found.value == {"id": str(joseph.public_id), "name": joseph.name}

        discuss([maisie], hannah, led_by=joseph)

        meeting = Meeting.objects.get()
        assert meeting.chair == joseph
        client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(
            reverse("child_protection:meeting", args=[meeting.public_id])
        ).content.decode()
        assert re.search(rf"Led by</dt>\s*<dd[^>]*>\s*{joseph.name}", page)

    def test_one_who_may_not_decide_it_is_asked_about(self, maisie, hannah, joseph):
        step = discuss([maisie], hannah, led_by=hannah)
        words = [each.words for each in findings(step, work.answers_of(step), ON)]
        assert "A team manager leads a strategy discussion. Is Hannah Treloyd right?" in words

    def test_nobody_who_led_it_is_not_whoever_wrote_it(self, maisie, hannah):
        discuss([maisie], hannah)

        assert Meeting.objects.get().chair is None

    def test_who_took_part_is_said_where_the_box_was_left_empty(self, maisie, hannah, client):
        step = discuss([maisie], hannah)
        client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = client.get(reverse("workflow:step", args=[step.public_id])).content.decode()

        assert len(re.findall(r">\s*Came\s*</td>", html)) == len(practice.AGENCIES)


class TestAQuestionThatTheRecordBringsUp:
    """An answer from the record counts as the answer until it is changed: what it asks for is asked."""

    def test_it_is_shown_before_and_after_the_record_is_confirmed(self, maisie, hannah, form):
        discuss([maisie], hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), alone=False)

        for _ in ("before", "after"):
            asked = part(form(maisie), "c1_not_alone_why")
            assert 'data-when="c1_alone-new"' in asked
            assert 'data-record="c1_alone" data-record-asks="yes"' in asked
            assert "conditional--hidden" not in asked
            self.confirm(maisie, "alone", False)

    def test_a_record_that_does_not_ask_for_it_hides_it(self, maisie, hannah, form):
        discuss([maisie], hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15))

        html = form(maisie)

        assert "conditional--hidden" in part(html, "c1_not_alone_why")
        assert "conditional--hidden" in part(html, "c1_not_seen_why")
        assert "conditional--hidden" not in part(html, "c1_seen_on")

    def test_an_answer_that_was_changed_decides(self, maisie, hannah, form):
        discuss([maisie], hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), alone=False)
        self.confirm(maisie, "alone", True, source=None)

        asked = part(form(maisie), "c1_not_alone_why")

        assert 'data-record-asks="yes"' in asked
        assert "conditional--hidden" in asked

    def test_the_missing_reason_is_asked_for_where_its_link_leads(
        self, maisie, hannah, form, client
    ):
        discuss([maisie], hannah)
        practice.a_visit(maisie, hannah, on=date(2026, 1, 15), alone=False)
        form(maisie)
        self.confirm(maisie, "seen", True)
        self.confirm(maisie, "alone", False)
        step = work.open_step(maisie, ENQUIRY)

        page = client.get(reverse("workflow:finish", args=[step.public_id])).content.decode()
        link = re.search(r'href="([^"]+)">Say why Maisie was not seen alone', page)[1]
        html = client.get(link.replace("&amp;", "&").partition("#")[0]).content.decode()

        assert f'id="{link.partition("#")[2]}"' in html
        assert "conditional--hidden" not in part(html, "c1_not_alone_why")

    def confirm(self, child, field, value, source="the latest visit"):
        Answer.objects.update_or_create(
            sheet=work.open_step(child, ENQUIRY).sheet,
            field=field,
            child=child,
            defaults={
                "value": value,
                "source": source and {"label": source, "on": "2026-01-15", "confirmed": True},
                "saved_at": practice.at(ON, 8),
            },
        )
