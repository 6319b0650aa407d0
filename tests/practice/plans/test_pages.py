"""The plan's page, what may be changed from it, and the same on paper."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.foundations.audit.models import Subject
from tessera.people import actions as people
from tessera.practice.child_protection import actions as child_protection
from tessera.practice.plans import actions
from tessera.practice.plans.models import Action, Outcome, Progress, View, WorkingPlan
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.plans.conftest import CONFERENCE, on_protection

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]
TODAY = date(2026, 3, 31)


@pytest.fixture
def at_the_demo_date(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-03-31T09:00:00+01:00")


@pytest.fixture
def ask(client):
    """Ask for a page about Maisie's plan, or post to it, as a worker."""

    def asked(user, name, child, data=None, query=None, **parts):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse(f"plans:{name}", kwargs={"person_id": child.public_id, **parts})
        if data is None:
            return client.get(address, query or {})
        return client.post(address, {"idempotency_key": str(uuid4()), **data})

    return asked


def text(response):
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


@pytest.fixture
def chart(beds, hannah):
    return actions.add_action(
        outcome=beds, what="Bedtime chart on the fridge", named="Leanne", role="Mum",
        due_on=date(2026, 2, 18), started_on=CONFERENCE, by=hannah,
    )  # fmt: skip


@pytest.fixture
def scored(beds, maisie, kai, hannah):
    for on, scale in ((date(2026, 2, 16), "none"), (date(2026, 3, 16), "some")):
        for child in (maisie, kai):
            actions.score(
                outcome=beds, child=child, on=on, scale=scale, evidence="School says so.", by=hannah
            )


class TestThePage:
    def test_it_shows_what_changes_who_does_what_and_how_it_goes(
        self, ask, beds, chart, scored, maisie, hannah
    ):
        html = text(ask(hannah, "plan", maisie))

        for words in (
            "Since 3 February 2026, now version 1", "Nights are frightening.", "1. In bed by eight",
            "Each in their own bed.", "What we see at visits.", "Nana has them on school nights.",
            "Bedtime chart on the fridge", "Leanne, Mum", "Late by 29 working days",
            "some change (16 March)", "Visits, each child alone", "Next core group",
        ):  # fmt: skip
            assert words in html, words
        assert 'aria-label="Some change: step 3 of 5"' in html
        assert "16 February: No change; 16 March: Some change" in html

    def test_brothers_and_sisters_are_links_to_the_same_plan_from_their_side(
        self, ask, beds, maisie, kai, hannah
    ):
        html = text(ask(hannah, "plan", maisie))

        kais = reverse("plans:plan", kwargs={"person_id": kai.public_id})
        assert f'For Maisie and <a class="govuk-link" href="{kais}">Kai</a>. Since' in html
        assert ">Maisie</a> and Kai. Since" in text(ask(hannah, "plan", kai))

    def test_each_meeting_that_changed_it_makes_a_version(
        self, ask, beds, chart, maisie, kai, hannah
    ):
        for on in (date(2026, 2, 16), date(2026, 3, 16)):
            meeting = uuid4()
            for child in (maisie, kai):
                actions.score(
                    outcome=beds, child=child, on=on, scale="some", evidence="x",
                    step_ref=meeting, by=hannah,
                )  # fmt: skip
        actions.finish_action(action=chart, done_on=date(2026, 3, 20), by=hannah)

        assert "now version 3" in text(ask(hannah, "plan", maisie))
        was = text(ask(hannah, "plan", maisie, query={"on": "2026-02-20"}))
        assert "Since 3 February 2026, version 2" in was
        assert "20 March 2026, version 3</option>" in was

    def test_the_meeting_is_recorded_only_by_those_who_may(self, ask, beds, maisie, kai, hannah):
        workflow.start_step(
            code="child_protection.core_group", subjects=[maisie, kai], worker=hannah,
            at=datetime(2026, 2, 3, 10, tzinfo=UTC), by=hannah,
        )  # fmt: skip
        chair = make.a_worker("Denise Kilvarn", role="conference_chair")

        assert "Record the core group" in text(ask(hannah, "plan", maisie))
        assert "Record the core group" not in text(ask(chair, "plan", maisie))

    def test_a_child_in_need_plan_shows_its_own_dates_and_no_conference(self, ask, ivy, hannah):
        need = practice.a_child_in_need_plan(ivy, by=hannah)
        member = actions.Member(ivy, need.pk, need.started_on)
        actions.begin(kind="in_need", members=[member], by=hannah)

        html = text(ask(hannah, "plan", ivy))

        assert "Next review</dt>" in html
        assert "Every 20 working days" in html
        assert "The next was due Tuesday 17 February" in html
        for other in ("Core group", "Decisions sent", "review conference", "each child alone"):
            assert other not in html, other

    def test_a_brother_who_differs_stands_apart(self, ask, beds, scored, maisie, kai, hannah):
        actions.score(
            outcome=beds, child=kai, on=date(2026, 3, 20), scale="worse", evidence="The sofa.",
            by=hannah,
        )  # fmt: skip

        html = text(ask(hannah, "plan", maisie))

        assert 'aria-label="Worse: step 0 of 5"' in html
        assert ">Kai</h4>" in html.replace("\n", "")

    def test_three_meetings_without_change_are_said(self, ask, beds, maisie, hannah):
        for month in (date(2026, 2, 16), date(2026, 3, 2), date(2026, 3, 16)):
            actions.score(
                outcome=beds, child=maisie, on=month, scale="none", evidence="Same.", by=hannah
            )

        assert "No change at three meetings running." in text(ask(hannah, "plan", maisie))

    def test_the_childs_words_stand_out(self, ask, plan, beds, maisie, hannah):
        for outcome, words in ((None, "Please make it quiet."), (beds, "I have a drawer.")):
            actions.hear_view(
                plan=plan, whose="child", person=maisie, words=words, on=CONFERENCE,
                outcome=outcome, by=hannah,
            )  # fmt: skip

        html = text(ask(hannah, "plan", maisie))

        assert html.count("ts-voice__head") == 2
        assert "Maisie Brindlow" in html
        assert "I have a drawer." in html

    def test_as_it_was_on_a_day(self, ask, beds, chart, scored, maisie, hannah):
        html = text(ask(hannah, "plan", maisie, query={"on": "2026-02-20"}))

        assert "as it was on 20 February 2026" in html
        assert "No change (16 February)" in html
        assert "Some change" not in html
        assert "Mark done" not in html
        now = text(ask(hannah, "plan", maisie, query={"on": "yesterday"}))
        assert "as it was on" not in now.lower().replace("as it was on</h2>", "")

    def test_a_plan_that_has_ended_stays_readable(self, ask, beds, maisie, kai, hannah):
        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=date(2026, 3, 20), by=hannah)

        html = text(ask(hannah, "plan", maisie))

        assert "3 February 2026 to 20 March 2026" in html
        assert "Add an outcome" not in html

    def test_a_plan_that_has_ended_is_opened_beside_the_one_that_came_after(
        self, client, ask, beds, maisie, kai, hannah
    ):
        over = date(2026, 3, 20)
        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=over, by=hannah)
        fact = practice.a_child_in_need_plan(maisie, by=hannah, started_on=over)
        actions.begin(
            kind="in_need", members=[actions.Member(maisie, fact.pk, over)], why="", by=hannah
        )
        assert "In bed by eight" not in text(ask(hannah, "plan", maisie))

        listed = text(client.get(reverse("child_protection:plans", args=[maisie.public_id])))
        query = {"plan": str(beds.plan.public_id)}
        html = text(ask(hannah, "plan", maisie, query=query))

        assert f"/plan/?plan={beds.plan.public_id}" in listed
        assert "The plan as it ended" in listed
        assert "In bed by eight" in html
        assert "3 February 2026 to 20 March 2026" in html
        assert "Add an outcome" not in html
        assert ask(hannah, "pdf", maisie, query=query)["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize("asked", ["nonsense", "7b6f0c52-3f0e-4a58-9d6b-0f6a3f1f9f11"])
    def test_another_plan_than_the_childs_own_is_not_found(self, ask, beds, maisie, hannah, asked):
        assert ask(hannah, "plan", maisie, query={"plan": asked}).status_code == 404

    def test_without_a_plan_there_is_no_page(self, ask, maisie, hannah):
        assert ask(hannah, "plan", maisie).status_code == 404

    def test_one_who_may_not_open_the_brother_sees_nothing_of_him(
        self, ask, plan, maisie, kai, hannah
    ):
        actions.add_outcome(
            plan=plan, children=[kai], title="Kai and the knife", area="outside",
            started_on=CONFERENCE, by=hannah,
        )  # fmt: skip
        people.restrict(person=kai, why="His own list", started_on=CONFERENCE, by=hannah)

        other = make.a_worker("Duty", role="duty_worker")
        html = text(ask(other, "plan", maisie))

        assert "Kai" not in html

    def test_everyone_shown_is_logged(self, ask, beds, maisie, kai, hannah):
        ask(hannah, "plan", maisie)

        seen = set(Subject.objects.values_list("person_id", flat=True))
        assert {maisie.public_id, kai.public_id} <= seen

    def test_its_queries_do_not_grow_with_the_plan(
        self, ask, beds, chart, scored, plan, maisie, kai, hannah
    ):
        def count():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                text(ask(hannah, "plan", maisie))
            return len(queries)

        count()
        few = count()
        for n in range(6):
            outcome = actions.add_outcome(
                plan=plan, children=[maisie, kai], title=f"Outcome {n}", area="care",
                started_on=CONFERENCE, by=hannah,
            )  # fmt: skip
            for child in (maisie, kai):
                actions.score(
                    outcome=outcome, child=child, on=TODAY, scale="some", evidence="x", by=hannah
                )

        assert count() == few
        assert few <= 40

    def test_on_paper_it_is_a_tagged_pdf(self, ask, beds, chart, scored, maisie, hannah):
        actions.hear_view(
            plan=beds.plan, whose="parent", named="Leanne", words="I want help.", on=CONFERENCE,
            by=hannah,
        )  # fmt: skip

        answer = ask(hannah, "pdf", maisie)

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert b"/StructTreeRoot" in answer.content


class TestChanges:
    def test_an_action_is_marked_done(self, ask, chart, maisie, hannah):
        assert "Mark done" in text(ask(hannah, "plan", maisie))

        answer = ask(
            hannah, "done", maisie, {**day("done_on", TODAY), "note": "It hangs."},
            action_id=chart.public_id,
        )  # fmt: skip

        assert answer.url == reverse("plans:plan", kwargs={"person_id": maisie.public_id})
        chart.refresh_from_db()
        assert (chart.how_ended, chart.ended_on, chart.ended_why) == ("done", TODAY, "It hangs.")
        assert ask(hannah, "done", maisie, action_id=chart.public_id).status_code == 404

    def test_a_day_before_the_action_began_is_refused_in_words(self, ask, chart, maisie, hannah):
        answer = ask(
            hannah, "done", maisie, day("done_on", date(2026, 1, 2)), action_id=chart.public_id
        )

        assert "before it began" in text(answer)

    def test_an_action_is_dropped_with_its_reason(self, ask, chart, maisie, hannah):
        assert "Enter the reason" in text(
            ask(hannah, "drop", maisie, {"why": ""}, action_id=chart.public_id)
        )

        ask(hannah, "drop", maisie, {"why": "Nana has one"}, action_id=chart.public_id)

        chart.refresh_from_db()
        assert (chart.how_ended, chart.ended_why) == ("dropped", "Nana has one")

    def test_an_action_is_added(self, ask, beds, maisie, hannah):
        assert "Who does it" in text(ask(hannah, "add_action", maisie, outcome_id=beds.public_id))
        data = {"what": "A second bed", "who": "hannah treloyd", **day("due_on", date(2026, 4, 9))}

        ask(hannah, "add_action", maisie, data, outcome_id=beds.public_id)

        action = Action.objects.get()
        assert (action.worker, action.due_on, action.started_on) == (
            hannah, date(2026, 4, 9), TODAY,
        )  # fmt: skip

    def test_an_action_is_changed_and_why(self, ask, chart, maisie, hannah):
        html = text(ask(hannah, "change_action", maisie, action_id=chart.public_id))
        assert 'value="Leanne"' in html
        data = {"what": chart.what, "who": "Maureen", "role": "Nana", "reason": "Leanne is ill",
                **day("due_on", date(2026, 4, 9))}  # fmt: skip

        ask(hannah, "change_action", maisie, data, action_id=chart.public_id)

        chart.refresh_from_db()
        assert (chart.named, chart.role, chart.due_on) == ("Maureen", "Nana", date(2026, 4, 9))
        assert chart.recorded_why == "Leanne is ill"

    def test_an_outcome_is_added_for_those_who_are_ticked(self, ask, plan, maisie, kai, hannah):
        data = {"title": "Teeth", "area": "health", "children": [str(kai.public_id)]}

        ask(hannah, "add_outcome", maisie, data)

        outcome = Outcome.objects.get()
        assert [m.child for m in outcome.members.all()] == [kai]
        assert "Choose at least one child" in text(
            ask(hannah, "add_outcome", maisie, {"title": "X", "area": "health"})
        )

    def test_an_only_child_needs_no_tick(self, ask, ivy, hannah):
        on_protection(ivy, by=hannah)

        ask(hannah, "add_outcome", ivy, {"title": "Teeth", "area": "health"})

        assert Outcome.objects.get().members.get().child == ivy

    def test_an_outcome_is_changed_and_why(self, ask, beds, maisie, hannah):
        data = {"title": "In bed by seven", "area": "care", "reason": "Winter",
                "children": [str(maisie.public_id)]}  # fmt: skip

        ask(hannah, "change_outcome", maisie, data, outcome_id=beds.public_id)

        beds.refresh_from_db()
        assert (beds.title, beds.recorded_why) == ("In bed by seven", "Winter")
        assert [m.child for m in beds.members.current()] == [maisie]

    def test_it_is_said_how_an_outcome_goes(self, ask, beds, maisie, kai, hannah):
        data = {"scale": "good", "evidence": "Seen.", **day("on", TODAY),
                "children": [str(maisie.public_id), str(kai.public_id)]}  # fmt: skip

        ask(hannah, "score", maisie, data, outcome_id=beds.public_id)

        assert Progress.objects.filter(scale="good", on=TODAY).count() == 2

    def test_why_there_is_a_plan_is_put_in_other_words(self, ask, plan, maisie, hannah):
        ask(hannah, "describe", maisie, {"why": "They are afraid.", "can_end_when": "Calm."})

        found = WorkingPlan.objects.get()
        assert (found.why, found.can_end_when) == ("They are afraid.", "Calm.")

    def test_somebodys_words_are_added(self, ask, plan, maisie, hannah):
        data = {"whose": "parent", "heard": "between", "words": "I am trying.", **day("on", TODAY)}
        assert "Enter their name" in text(ask(hannah, "hear", maisie, data))

        ask(hannah, "hear", maisie, {**data, "named": "Leanne"})
        ask(hannah, "hear", maisie, {**data, "whose": "child", "words": "Quiet."})

        found = View.objects.order_by("pk")
        assert [(v.named, v.person) for v in found] == [("Leanne", None), ("", maisie)]

    def test_a_colleague_who_does_not_hold_the_case_only_reads(
        self, ask, chart, beds, maisie, team
    ):
        colleague = make.a_worker("Rafe Ormeling", team=team)

        assert "Mark done" not in text(ask(colleague, "plan", maisie))
        answer = ask(colleague, "done", maisie, day("done_on", TODAY), action_id=chart.public_id)
        assert answer.status_code == 403
        assert Action.objects.get().ended_on is None

    def test_an_action_of_another_family_is_not_found_through_this_child(
        self, ask, chart, ivy, maisie, hannah
    ):
        on_protection(ivy, by=hannah)

        answer = ask(hannah, "done", ivy, day("done_on", TODAY), action_id=chart.public_id)

        assert answer.status_code == 404
