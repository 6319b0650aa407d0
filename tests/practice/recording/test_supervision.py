"""Supervision on several children in one sitting: a decision for each, and no family in another's."""

import re
from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.people.models import Involvement, Line
from tessera.practice.child_protection import actions as child_protection
from tessera.practice.recording import actions, queries
from tessera.practice.recording.models import DecidedAction, ManagementDecision
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.recording.sitting import (
    HELD_ON,
    decide,
    finish,
    running,
    sit_down,
    steps,
    supervise,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


class TestSittingDown:
    def test_a_manager_sees_the_workers_families_with_what_is_due_and_was_decided(
        self, ask, families, hannah, joseph, maisie
    ):
        (_decision,) = actions.record_management_decision(
            people_about=[maisie], decided_on=date(2026, 3, 2), decision="Ask the court.",
            basis="Two reports.", by=joseph,
            to_do=[actions.ToDo("Book the meeting", "Hannah Treloyd", date(2026, 4, 2))],
        )  # fmt: skip

        html = ask(joseph, "recording:supervision", worker_id=hannah.public_id).content.decode()

        assert "Maisie Brindlow and Kai Brindlow" in html or "Kai Brindlow and Maisie" in html
        assert "Ask the court." in html
        assert "Hannah Treloyd: Book the meeting" in html
        assert "Child protection plan" in html
        assert "Late by 20 working days" in html

    def test_it_says_how_many_outcomes_of_the_plan_stand_where(self, ask, hannah, joseph, team):
        noor = practice.an_open_case("Noor Hassanby", worker=hannah, team=team)
        step = practice.complete(
            "children_in_need.first_meeting", [noor],
            practice.need_meeting_answers([noor], held_on=date(2026, 3, 2)),
            on=date(2026, 3, 2), by=hannah, authorised_by=joseph,
        )  # fmt: skip

        html = ask(joseph, "recording:supervision", worker_id=hannah.public_id).content.decode()

        assert step.state == "done"
        assert "× not looked at yet" in html

    def test_the_team_page_leads_there_and_says_how_many_are_due(
        self, ask, families, hannah, joseph, team
    ):
        html = ask(joseph, "workflow:team", team_id=team.public_id).content.decode()

        assert f"/supervision/{hannah.public_id}/" in html
        assert "3 children due" in html

    def test_one_that_is_late_is_among_what_is_late_and_leads_to_the_sitting(
        self, ask, families, hannah, joseph, team, maisie, kai
    ):
        html = ask(joseph, "workflow:team", team_id=team.public_id).content.decode()

        late = html.split('id="late"')[1].split("</section>")[0]
        assert "Maisie" in late  # with Kai, her brother, in one row
        assert "20 working days" in late
        assert late.count(f'href="/supervision/{hannah.public_id}/"') == 2
        clock = queries.supervision_due([maisie])[maisie.pk]
        assert str(clock.public_id) in late  # where the manager says why

        decide(maisie, joseph)
        decide(kai, joseph)
        html = ask(joseph, "workflow:team", team_id=team.public_id).content.decode()
        late = html.split('id="late"')[1].split("</section>")[0]
        assert late.count(f'href="/supervision/{hannah.public_id}/"') == 1

    def test_what_only_a_manager_can_answer_is_on_no_workers_list(self, ask, families, hannah):
        html = ask(hannah, "workflow:my_work").content.decode()

        assert "Case supervision" not in html

    def test_a_worker_of_another_team_and_one_without_the_right_find_no_such_page(
        self, ask, families, hannah, joseph
    ):
        stranger = make.a_worker("Iris Bellweather", team=make.a_team("Elsewhere"))

        assert ask(joseph, "recording:supervision", worker_id=stranger.public_id).status_code == 404
        assert ask(hannah, "recording:supervision", worker_id=hannah.public_id).status_code == 403

    def test_a_worker_with_no_child_is_said_to_have_none(self, ask, joseph, hannah):
        html = ask(joseph, "recording:supervision", worker_id=hannah.public_id).content.decode()

        assert "Hannah Treloyd holds no child" in html

    def test_it_asks_for_a_child_and_a_day_that_has_been(self, ask, families, hannah, joseph, ivy):
        nobody = sit_down(ask, joseph, hannah).content.decode()
        tomorrow = sit_down(ask, joseph, hannah, ivy, on=date(2026, 4, 1)).content.decode()

        assert "Choose at least one child" in nobody
        assert "still to come" in tomorrow
        assert not steps()

    def test_each_family_gets_a_form_of_its_own(
        self, ask, families, hannah, joseph, maisie, kai, ivy
    ):
        begun = sit_down(ask, joseph, hannah, maisie, kai, ivy)
        first, second = steps()

        assert begun["Location"].endswith(f"/steps/{first.public_id}/")
        assert len({first.sheet_id, second.sheet_id}) == 2

    @pytest.mark.parametrize("ticks_one", [True, False])
    def test_one_family_is_gone_through_without_unticking_the_others(
        self, ask, families, hannah, joseph, maisie, kai, ivy, ticks_one
    ):
        ticked = [ivy, kai] if ticks_one else [ivy]
        data = {"people": [str(c.public_id) for c in ticked], "only": str(maisie.public_id),
                "held_on-day": "30", "held_on-month": "3", "held_on-year": "2026"}  # fmt: skip

        page = ask(joseph, "recording:supervision", worker_id=hannah.public_id).content.decode()
        ask(joseph, "recording:supervision", data, worker_id=hannah.public_id)

        assert page.count('name="only"') == 2
        (step,) = steps()
        assert {each.person for each in step.subjects.all()} == (
            {kai} if ticks_one else {maisie, kai}
        )

    def test_a_child_not_gone_through_has_no_decision_and_keeps_the_clock(
        self, ask, families, hannah, joseph, maisie, kai
    ):
        before = running(kai)
        sit_down(ask, joseph, hannah, maisie)

        finish(ask, joseph, steps()[0], maisie)

        assert ManagementDecision.objects.get().person == maisie
        assert running(kai) == before

    def test_a_form_begun_is_gone_on_with_and_not_begun_twice(
        self, ask, families, hannah, joseph, ivy
    ):
        sit_down(ask, joseph, hannah, ivy)

        again = sit_down(ask, joseph, hannah, ivy).content.decode()

        assert len(steps()) == 1
        assert "Begun: go on writing" in again

    def test_the_page_asks_as_much_for_many_children_as_for_few(
        self, ask, hannah, team, joseph, families, django_assert_max_num_queries
    ):
        for number in range(8):
            practice.an_open_case(f"Noor Hass{number}", worker=hannah, team=team)

        with django_assert_max_num_queries(40):
            ask(joseph, "recording:supervision", worker_id=hannah.public_id)


class TestTheOrderOfTheSitting:
    """The late come first and stand open; then those where something changed; the others are folded."""

    @pytest.fixture
    def many(self, families, joseph, maisie, kai, hannah, team):
        """Ivy's supervision is late; Noor's is not due and something happened; Adam's is quiet."""
        noor = practice.an_open_case("Noor Hassanby", worker=hannah, team=team)
        adam = practice.an_open_case("Adam Abernethy", worker=hannah, team=team)
        for child in (maisie, kai, noor, adam):
            decide(child, joseph)
        practice.a_conference(noor, by=joseph, held_on=date(2026, 3, 31))
        return noor, adam

    def shown(self, ask, joseph, hannah):
        html = ask(joseph, "recording:supervision", worker_id=hannah.public_id).content.decode()
        return html, html.split('id="family-')[1:]

    def test_late_first_then_changed_then_quiet(self, ask, many, joseph, hannah):
        _, panels = self.shown(ask, joseph, hannah)

        names = [re.search(r"(Maisie|Ivy|Noor|Adam)", panel)[1] for panel in panels]
        assert names == ["Ivy", "Noor", "Adam", "Maisie"]

    def test_only_those_that_are_due_stand_open(self, ask, many, joseph, hannah):
        _, panels = self.shown(ask, joseph, hannah)

        assert ["<details class=\"govuk-details\" open" in panel for panel in panels] == [
            True, False, False, False,
        ]  # fmt: skip

    def test_a_folded_family_says_what_is_new(self, ask, many, joseph, hannah):
        _, panels = self.shown(ask, joseph, hannah)

        assert "Something is late" in panels[0]
        assert "Due within a week" not in panels[0]
        assert "New since the last time: conference" in panels[1]
        assert "Nothing new since the last time" in panels[2]

    def test_one_never_gone_through_stands_open_before_the_others(
        self, ask, many, joseph, hannah, team
    ):
        practice.an_open_case("Bryn Callow", worker=hannah, team=team)

        html, panels = self.shown(ask, joseph, hannah)

        assert "Bryn" in panels[1]
        assert "Not gone through yet" in panels[1]
        assert "Nothing new since the last time" not in panels[1]
        assert '<details class="govuk-details" open' in panels[1]
        assert "checked" in panels[1]
        assert "1 not gone through yet" in html

    def test_one_with_late_work_stands_first_and_open(self, ask, many, joseph, hannah):
        adam = many[1]
        workflow.start_step(
            code="recording.case_note", subjects=[adam], worker=hannah,
            due_on=date(2026, 3, 2), at=practice.at(HELD_ON), by=joseph,
        )  # fmt: skip

        html, panels = self.shown(ask, joseph, hannah)

        adams = next(number for number, panel in enumerate(panels) if "Adam" in panel)
        noors = next(number for number, panel in enumerate(panels) if "Noor" in panel)
        assert adams < noors
        assert "Something is late" in panels[adams]
        assert '<details class="govuk-details" open' in panels[adams]
        assert "1 with something late" in html

    def test_it_says_how_much_is_still_to_be_said(self, ask, many, joseph, hannah, ivy):
        before, _ = self.shown(ask, joseph, hannah)
        sit_down(ask, joseph, hannah, ivy)
        begun, _ = self.shown(ask, joseph, hannah)
        finish(ask, joseph, steps()[-1], ivy)
        after, _ = self.shown(ask, joseph, hannah)

        assert "<strong>1 of 5 children</strong>" in before
        assert "1 late" in before
        assert "1 begun and not finished" in begun
        assert "No supervision is due within a week" in after

    def test_what_supervision_asked_for_and_is_late_makes_a_family_late(
        self, ask, many, joseph, hannah, maisie
    ):
        decide(maisie, joseph, {"what": "Ask", "who": "Hannah Treloyd", "due_on": HELD_ON})

        _, panels = self.shown(ask, joseph, hannah)

        late = next(panel for panel in panels if "Maisie" in panel)
        assert "Something is late" in late
        assert "Late since yesterday:" in late or "Late by 1 working day:" in late


class TestWhatIsWritten:
    @pytest.fixture
    def sat(self, ask, families, hannah, joseph, maisie, kai, ivy):
        sit_down(ask, joseph, hannah, maisie, kai, ivy)
        found = {}
        for step in steps():
            people = [s.person for s in step.subjects.order_by("position")]
            found[ivy in people] = (step, people)
        return found[False], found[True]

    def test_each_child_has_a_decision_and_its_line_in_the_chronology(
        self, ask, sat, joseph, maisie, kai, ivy
    ):
        for step, people in sat:
            finish(ask, joseph, step, *people)

        for child in (maisie, kai, ivy):
            decision = ManagementDecision.objects.get(person=child)
            assert decision.decision == f"{child.given_name} goes on as agreed."
            assert decision.decided_by == joseph
            line = Line.objects.get(person=child, kind="recording.management_decision")
            assert line.source_id == decision.pk

    def test_finishing_one_family_leads_to_the_next_and_the_last_to_the_end(self, ask, sat, joseph):
        (first, people), (second, others) = sat

        onward = finish(ask, joseph, first, *people)
        end = finish(ask, joseph, second, *others)

        assert onward["Location"] == f"/steps/{second.public_id}/"
        assert end["Location"] == f"/steps/{second.public_id}/done/"

    def test_no_family_stands_in_what_is_read_of_another(
        self, ask, sat, joseph, hannah, maisie, kai, ivy
    ):
        for step, people in sat:
            finish(ask, joseph, step, *people)
        (_first, _), (second, _) = sat
        of_ivy = queries.entries(ivy)[0][0]
        pages = [
            ask(joseph, "workflow:step", step_id=second.public_id),
            ask(joseph, "workflow:print", step_id=second.public_id),
            ask(joseph, "workflow:done", step_id=second.public_id),
            ask(hannah, "recording:entries", person_id=ivy.public_id),
            ask(hannah, "people:chronology", person_id=ivy.public_id),
            ask(
                hannah, "recording:entry", person_id=ivy.public_id, kind="decision",
                entry_id=of_ivy.public_id,
            ),
        ]  # fmt: skip

        for html in [page.content.decode() for page in pages]:
            assert "Ivy" in html
            for name in ("Maisie", "Kai", "Brindlow"):
                assert name not in html
        assert not queries.shared_with(of_ivy)
        assert ManagementDecision.objects.get(person=maisie).group != of_ivy.group

    def test_who_may_read_one_family_alone_cannot_open_the_form_of_the_other(
        self, ask, sat, team, ivy
    ):
        elsewhere = make.a_team("Elsewhere")
        reader = make.a_worker("Iris Bellweather", team=elsewhere)
        (first, _), (second, _) = sat
        Involvement.objects.create(
            person=ivy, role="co_worker", worker=reader, team=elsewhere,
            started_on=date(2026, 3, 1),
        )  # fmt: skip

        assert ask(reader, "workflow:step", step_id=second.public_id).status_code == 200
        assert ask(reader, "workflow:step", step_id=first.public_id).status_code == 403

    def test_what_is_to_be_done_stands_under_the_decision(self, ask, sat, joseph, hannah, ivy):
        _, (step, people) = sat
        finish(
            ask, joseph, step, *people,
            **{"c1_to_do-0-what": "Ask the school", "c1_to_do-0-who": "Hannah Treloyd",
               "c1_to_do-0-due_on-day": "7", "c1_to_do-0-due_on-month": "4",
               "c1_to_do-0-due_on-year": "2026", "c1_to_do-count": "1"},
        )  # fmt: skip
        action = DecidedAction.objects.get()

        html = ask(
            hannah, "recording:entry", person_id=ivy.public_id, kind="decision",
            entry_id=action.decision.public_id,
        ).content.decode()  # fmt: skip

        assert (action.who, action.due_on) == ("Hannah Treloyd", date(2026, 4, 7))
        assert "Hannah Treloyd: Ask the school, by Tuesday 7 April" in html

    def test_an_action_without_somebody_is_refused(self, ask, sat, joseph):
        _, (step, people) = sat

        finish(
            ask, joseph, step, *people,
            **{"c1_to_do-0-what": "Ask the school", "c1_to_do-count": "1"},
        )  # fmt: skip

        assert not ManagementDecision.objects.exists()

    def test_a_decision_without_its_basis_is_not_finished(self, ask, sat, joseph):
        _, (step, people) = sat

        answer = finish(ask, joseph, step, *people, c1_basis="")

        assert "check=all" in answer["Location"]
        assert not ManagementDecision.objects.exists()

    def test_the_same_words_can_stand_for_a_brother(self, ask, sat, joseph):
        (step, _people), _ = sat
        ask(
            joseph, "workflow:step",
            {"c1_decision": "The plan goes on.", "copy": "c1_decision"}, step_id=step.public_id,
        )  # fmt: skip

        html = ask(joseph, "workflow:step", step_id=step.public_id).content.decode()

        assert html.count("The plan goes on.") == 2


class TestTheClock:
    @pytest.mark.parametrize(
        ("name", "rule", "due_on"),
        [("maisie", "T262", date(2026, 4, 27)), ("ivy", "T262N", date(2026, 5, 25))],
    )
    def test_it_is_answered_and_counts_again_by_the_plan(
        self, request, families, joseph, name, rule, due_on
    ):
        child = request.getfixturevalue(name)

        supervise(child, joseph)

        assert running(child) == [(rule, HELD_ON, due_on)]
        ended = Timer.objects.get(person=child, rule=rule, stopped_on=HELD_ON)
        assert ended.stopped_why == "Done"

    def test_it_ends_with_the_plan(self, families, hannah, maisie, ivy):
        child_protection.end_plan(child=maisie, ended_on=HELD_ON, by=hannah)

        assert running(maisie) == []

    def test_a_child_on_no_plan_has_a_decision_and_no_clock(self, joseph, maisie):
        supervise(maisie, joseph)

        assert ManagementDecision.objects.count() == 1
        assert running(maisie) == []

    def test_opened_again_it_is_put_right_and_never_written_twice(self, families, joseph, maisie):
        step = supervise(maisie, joseph)
        workflow.reopen_step(step=step, reason="The wrong day", at=practice.at(HELD_ON), by=joseph)
        workflow.save_answer(
            step=step, field="decided_on", value="2026-03-27", at=practice.at(HELD_ON), by=joseph
        )

        workflow.submit_step(step=step, at=practice.at(HELD_ON), by=joseph)

        decision = ManagementDecision.objects.get()
        assert decision.decided_on == date(2026, 3, 27)
        assert decision.actions.count() == 1
        assert running(maisie) == [("T262", date(2026, 3, 27), date(2026, 4, 24))]
