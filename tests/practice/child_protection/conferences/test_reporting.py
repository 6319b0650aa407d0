"""What is known stands in the report for a conference, and what the report says in the conference's form."""

from datetime import date

import pytest

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Person
from tests.factories import engine as make
from tests.factories import practice
from tests.journeys import desk
from tests.practice.child_protection.conferences.preparing import INITIAL, REPORT, text

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ENQUIRY = "child_protection.section47"
REVIEW = "child_protection.review_conference"
ASSESSMENT = "assessments.single_assessment"
DISCUSSED, FOUND, SHARED = date(2026, 1, 14), date(2026, 1, 23), date(2026, 1, 26)
HELD = date(2026, 2, 3)
PARTS = ("family", "found", "strengths", "worries", "analysis", "parents_views")


@pytest.fixture
def enquired(maisie, kai, hannah, joseph):
    """Two children after an enquiry: what was found is alike, what it means is each one's own."""
    children = [maisie, kai]
    practice.complete(
        practice.STRATEGY, children, practice.discussion_answers(children, held_on=DISCUSSED),
        on=DISCUSSED, by=joseph,
    )  # fmt: skip
    answers = practice.enquiry_answers(children, ended_on=FOUND)
    answers["each"][kai]["outcome_why"] = "He is small and does not cry."
    practice.complete(
        ENQUIRY, children, answers, step=work.open_step(maisie, ENQUIRY), on=FOUND, by=hannah,
        authorised_by=joseph,
    )  # fmt: skip
    return children


def a_report(children, worker, conference):
    return make.a_step(REPORT, subjects=children, worker=worker, follows=conference)


def arrived(code, step, children, user, on=SHARED):
    fresh = [Person.objects.get(pk=child.pk) for child in children]
    return filling.arrived(
        f"child_protection.{code}", work.step_of(step.public_id), fresh, actor_of(user, on), on
    )


def report_on(children, worker, manager, conference, **more):
    shared = {
        "strengths": "Nana comes every day.", "worries": "The nights.",
        "parents_views": "Leanne wants help.", "hoped_for": "A plan.", "shared_on": SHARED, **more,
    }  # fmt: skip
    return practice.complete(
        REPORT, children,
        {"answers": shared, "each": {child: {"words": "Quiet please."} for child in children}},
        step=a_report(children, worker, conference), on=SHARED, by=worker, authorised_by=manager,
    )  # fmt: skip


class TestTheReport:
    def test_the_enquiry_stands_in_it_with_its_source_and_day(self, enquired, maisie, hannah):
        step = a_report(enquired, hannah, work.open_step(maisie, INITIAL))

        found = arrived("report_found", step, enquired, hannah)

        assert found.value == "Saw the children, spoke to school and health."
        assert (found.label, found.on) == ("the section 47 enquiry", FOUND)

    def test_what_differs_is_said_child_by_child(self, enquired, maisie, hannah):
        step = a_report(enquired, hannah, work.open_step(maisie, INITIAL))

        said = arrived("report_worries", step, enquired, hannah).value

        assert said.split("\n\n") == [
            "Maisie: It is likely to go on.",
            "Kai: He is small and does not cry.",
        ]

    def test_an_assessment_that_is_being_written_says_so(self, enquired, maisie, hannah):
        answers = practice.assessment_answers([maisie])
        answers["each"][maisie] |= {"strengths": "Nana.", "analysis": "It is the drink."}
        writing = work.open_step(maisie, ASSESSMENT)
        desk.fill(writing, answers, at=practice.at(FOUND), by=hannah)
        step = a_report(enquired, hannah, work.open_step(maisie, INITIAL))

        found = arrived("report_analysis", step, enquired, hannah)

        assert "It is the drink." in found.value
        assert found.label == "the single assessment, not finished yet"
        assert "Nana." in arrived("report_strengths", step, enquired, hannah).value

    def test_what_is_of_an_earlier_case_does_not_stand_in_it(self, maisie, hannah, denise):
        before = make.a_step(ENQUIRY, subjects=[maisie], worker=hannah)
        desk.fill(
            before, {"answers": {"done": "Long ago."}, "each": {}},
            at=practice.at(date(2024, 5, 1)), by=hannah,
        )  # fmt: skip
        type(before).objects.filter(pk=before.pk).update(made_at=practice.at(date(2024, 5, 1)))
        conference = make.a_step(INITIAL, subjects=[maisie], worker=denise)
        step = a_report([maisie], hannah, conference)

        assert all(arrived(f"report_{part}", step, [maisie], hannah) is None for part in PARTS)

    def test_the_record_says_when_each_was_seen_and_what_was_found(self, enquired, maisie, hannah):
        practice.a_visit(maisie, hannah, on=date(2026, 1, 24), alone=False)

        said = filling.state("child_protection.on_record", enquired, SHARED)

        assert "Maisie Brindlow was last seen on 24 January 2026, not alone." in said
        assert "Kai Brindlow was last seen on 23 January 2026, alone." in said
        assert "the section 47 enquiry of 14 January 2026 found: Substantiated" in said
        assert "He is small and does not cry." in said

    def test_before_a_review_it_is_the_plan_and_the_core_group(self, maisie, hannah, denise):
        practice.complete(
            INITIAL, [maisie],
            practice.conference_answers([maisie], held_on=HELD)
            | {"answers": practice.conference_answers([maisie], held_on=HELD)["answers"]
               | {"outcomes": practice.OUTCOMES}},
            on=HELD, by=denise,
        )  # fmt: skip
        met = date(2026, 2, 16)
        core_group = work.open_step(maisie, "child_protection.core_group")
        practice.complete(
            core_group.code, [maisie], practice.core_group_answers([maisie], held_on=met),
            step=core_group, on=met, by=hannah,
        )  # fmt: skip
        step = a_report([maisie], hannah, work.open_step(maisie, REVIEW))

        worries = arrived("report_worries", step, [maisie], hannah, on=met)
        on_record = filling.state("child_protection.on_record", [maisie], met)

        assert (worries.value, worries.label, worries.on) == (
            "Nights.",
            "the last conference",
            HELD,
        )
        analysis = arrived("report_analysis", step, [maisie], hannah, on=met)
        assert analysis.value.endswith("Nights are calmer.")
        assert (analysis.label, analysis.on) == ("the core group", met)
        assert arrived("report_found", step, [maisie], hannah, on=met) is None
        assert "1. In bed by eight" in on_record
        assert "(16 February 2026)" in on_record

    def test_the_form_shows_it_with_where_it_is_from(self, ask, enquired, maisie, hannah, client):
        step = a_report(enquired, hannah, work.open_step(maisie, INITIAL))
        client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = text(client.get(f"/steps/{step.public_id}/"))

        assert "Saw the children, spoke to school and health." in html
        assert "From the section 47 enquiry, 23 January 2026: change what is not so." in html


class TestWhatAChildSaidLast:
    """Written once, wherever it was: asked about in the report with its source, not written again."""

    def said(self, child, on=SHARED):
        fresh = Person.objects.get(pk=child.pk)
        return filling.fill("child_protection.said_last", fresh, on, None)

    def test_in_the_enquiry_where_nobody_visited(self, enquired, kai):
        found = self.said(kai)

        assert found.value == {"words": "He shouts and then it hurts.", "not_heard": ""}
        assert (found.label, found.on) == ("the section 47 enquiry", FOUND)

    def test_at_the_visit_after_it(self, enquired, kai, hannah):
        practice.a_visit(kai, hannah, on=date(2026, 1, 24), words="I slept.")

        found = self.said(kai)

        assert found.value["words"] == "I slept."
        assert (found.label, found.on) == ("the latest visit", date(2026, 1, 24))

    def test_in_the_enquiry_after_the_visit(self, enquired, kai, hannah):
        practice.a_visit(kai, hannah, on=date(2026, 1, 20), words="Go away.")

        assert self.said(kai).label == "the section 47 enquiry"

    def test_in_an_assessment_that_is_being_written(self, enquired, kai, hannah):
        written = date(2026, 1, 25)
        answers = practice.assessment_answers([kai])
        answers["each"][kai]["wishes"] = {"words": "No shouting.", "not_heard": ""}
        desk.fill(work.open_step(kai, ASSESSMENT), answers, at=practice.at(written), by=hannah)

        found = self.said(kai)

        assert found.value["words"] == "I sleep with Kai.\n\nNo shouting."
        assert found.label == "the single assessment, not finished yet"
        assert found.on == written

    def test_nothing_where_nobody_wrote_any(self, maisie):
        assert self.said(maisie) is None

    def test_the_report_shows_it(self, ask, enquired, maisie, kai, hannah, client):
        step = a_report(enquired, hannah, work.open_step(maisie, INITIAL))
        client.force_login(hannah, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = text(client.get(f"/steps/{step.public_id}/"))

        assert "He shouts and then it hurts." in html


class TestTheConference:
    def test_what_the_report_says_stands_in_it_once_it_is_finished(
        self, enquired, maisie, hannah, joseph, denise
    ):
        conference = work.open_step(maisie, INITIAL)
        assert arrived("conference_strengths", conference, enquired, denise) is None

        report_on(enquired, hannah, joseph, conference)

        found = arrived("conference_strengths", conference, enquired, denise)
        assert (found.value, found.label, found.on) == (
            "Nana comes every day.", "the social worker’s report", SHARED,
        )  # fmt: skip
        assert arrived("conference_worries", conference, enquired, denise).value == "The nights."

    def test_what_a_child_said_is_to_be_confirmed_and_never_just_stands_there(
        self, enquired, maisie, hannah, joseph
    ):
        report_on(enquired, hannah, joseph, work.open_step(maisie, INITIAL))

        found = filling.fill("child_protection.views_before", maisie, SHARED, None)

        assert found.value == "“Quiet please.”\n\nLeanne wants help."

    def test_an_earlier_report_says_nothing_of_the_next_conference(
        self, enquired, maisie, kai, hannah, joseph, denise
    ):
        conference = work.open_step(maisie, INITIAL)
        report_on(enquired, hannah, joseph, conference)
        practice.complete(
            INITIAL, enquired, practice.conference_answers(enquired, held_on=HELD),
            step=conference, on=HELD, by=denise,
        )  # fmt: skip

        assert filling.fill("child_protection.views_before", maisie, HELD, None) is None
        review = work.open_step(maisie, REVIEW)
        assert arrived("conference_worries", review, enquired, denise) is None

    def test_beside_a_first_review_stands_what_the_first_conference_said(
        self, maisie, denise, client, monkeypatch
    ):
        practice.complete(
            INITIAL, [maisie], practice.conference_answers([maisie], held_on=HELD),
            on=HELD, by=denise,
        )  # fmt: skip
        review = work.open_step(maisie, REVIEW)
        workflow.allocate_step(step=review, worker=denise, at=practice.at(HELD), by=denise)
        monkeypatch.setenv("TESSERA_NOW", "2026-04-28T09:00:00+01:00")
        client.force_login(denise, backend="allauth.account.auth_backends.AuthenticationBackend")

        html = text(client.get(f"/steps/{review.public_id}/", {"section": "talked"}))

        assert "Last time, 3 February 2026" in html
        assert "Nana helps." in html
