"""Steps of protection and need, from the strategy discussion to the end of a plan."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.engine.workflow.register import NotYet
from tessera.practice.child_protection.models import Plan as ProtectionPlan
from tessera.practice.child_protection.models import Section47Enquiry
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.front_door.models import Referral
from tessera.practice.proceedings.models import PreProceedings
from tests.factories import engine as make
from tests.factories import practice

SINGLE = "assessments.single_assessment"
START = date(2026, 1, 13)


def begin(children, by, on=START, code=SINGLE):
    return workflow.start_step(code=code, subjects=children, worker=by, at=practice.at(on), by=by)


def codes(child):
    return sorted(step.code for step in work.open_steps(child))


class TestProtection:
    def test_from_the_worry_to_the_plan_to_its_end_to_child_in_need(
        self, maisie, hannah, joseph, denise
    ):
        practice.a_child_in_need_plan(maisie, by=hannah)
        held = date(2026, 2, 2)
        practice.complete(
            "child_protection.strategy_discussion", [maisie],
            practice.discussion_answers([maisie], held_on=held), on=held, by=joseph,
        )  # fmt: skip
        enquiry = work.open_step(maisie, "child_protection.section47")
        assert enquiry.work_item.due_on == date(2026, 2, 23)

        practice.complete(
            "child_protection.section47", [maisie],
            practice.enquiry_answers([maisie], ended_on=date(2026, 2, 12)), step=enquiry,
            on=date(2026, 2, 12), by=hannah, authorised_by=joseph,
        )  # fmt: skip
        conference = work.open_step(maisie, "child_protection.initial_conference")
        assert conference.work_item.due_on == date(2026, 2, 23)
        assert Section47Enquiry.objects.get().ended_on is None

        met = date(2026, 2, 20)
        practice.complete(
            "child_protection.initial_conference", [maisie],
            practice.conference_answers([maisie], held_on=met), step=conference, on=met, by=denise,
        )  # fmt: skip
        assert ChildInNeedPlan.objects.get().ended_on == met
        assert ProtectionPlan.objects.get().started_on == met
        review = work.open_step(maisie, "child_protection.review_conference")
        assert review.work_item.due_on == date(2026, 5, 20)
        visit = work.open_step(maisie, "recording.visit")
        assert visit.worker == hannah
        assert Timer.objects.get(rule="T070", stopped_on=None).due_on == date(2026, 3, 6)
        # Nobody has visited for the assessment that began with the enquiry: that day is the nearer one.
        assert visit.work_item.due_on == date(2026, 2, 9)

        ended = date(2026, 5, 18)
        practice.complete(
            "child_protection.review_conference", [maisie],
            practice.conference_answers([maisie], held_on=ended, outcome="plan_ends_in_need"),
            step=review, on=ended, by=denise,
        )  # fmt: skip
        assert ProtectionPlan.objects.get().ended_on == ended
        assert work.open_step(maisie, "children_in_need.review").worker == hannah
        plans = ChildInNeedPlan.objects.order_by("started_on")
        assert [(p.started_on, p.ended_on) for p in plans] == [
            (date(2026, 1, 20), met),
            (ended, None),
        ]

    def test_no_conference_needed_is_signed_off_by_the_manager(self, maisie, hannah, joseph):
        practice.complete(
            "child_protection.strategy_discussion", [maisie],
            practice.discussion_answers([maisie], held_on=date(2026, 2, 2)),
            on=date(2026, 2, 2), by=joseph,
        )  # fmt: skip
        step = work.open_step(maisie, "child_protection.section47")
        step = practice.complete(
            "child_protection.section47", [maisie],
            practice.enquiry_answers(
                [maisie], ended_on=date(2026, 2, 12), outcome="substantiated_not_continuing"
            ),
            step=step, on=date(2026, 2, 12), by=hannah,
        )  # fmt: skip
        assert not Section47Enquiry.objects.get().is_conference_not_required

        workflow.authorise_step(step=step, at=practice.at(date(2026, 2, 13)), by=joseph)

        assert Section47Enquiry.objects.get().is_conference_not_required
        assert "children_in_need.first_meeting" in codes(maisie)

    def test_an_enquiry_without_a_discussion_sends_back_to_it(self, maisie, hannah):
        with pytest.raises(workflow.Unfinished, match="Record the strategy discussion first"):
            practice.complete(
                "child_protection.section47", [maisie],
                practice.enquiry_answers([maisie], ended_on=date(2026, 2, 12)),
                on=date(2026, 2, 12), by=hannah,
            )  # fmt: skip

    def test_a_conference_at_the_weekend_is_questioned(self, maisie, denise):
        saturday = date(2026, 2, 21)

        with pytest.raises(workflow.Unfinished, match="at the weekend") as refusal:
            practice.complete(
                "child_protection.initial_conference", [maisie],
                practice.conference_answers([maisie], held_on=saturday), on=saturday, by=denise,
            )  # fmt: skip

        assert [p.field for p in refusal.value.problems] == ["held_on"]

    def test_dates_out_of_order_are_said_in_the_workers_words(self, maisie, joseph):
        early = date(2026, 1, 9)

        with pytest.raises(workflow.Unfinished, match="before the referral on 12 January 2026"):
            practice.complete(
                "child_protection.strategy_discussion", [maisie],
                practice.discussion_answers([maisie], held_on=early), on=early, by=joseph,
            )  # fmt: skip

    def test_a_review_that_goes_on_asks_for_the_next_within_six_months(self, maisie, denise):
        practice.a_conference(maisie, by=denise)
        step = begin([maisie], denise, code="child_protection.review_conference")
        answers = practice.conference_answers(
            [maisie], held_on=date(2026, 4, 28), outcome="plan_continues", category="EMO"
        )

        practice.complete(
            "child_protection.review_conference", [maisie], answers, step=step,
            on=date(2026, 4, 28), by=denise,
        )  # fmt: skip

        following = work.open_step(maisie, "child_protection.review_conference")
        assert following.work_item.due_on == date(2026, 10, 28)

    def test_the_chair_works_with_the_child_from_the_day_the_conference_is_theirs(
        self, maisie, denise
    ):
        step = begin([maisie], None, code="child_protection.initial_conference")

        workflow.allocate_step(
            step=step, worker=denise, at=practice.at(date(2026, 1, 20)), by=denise
        )

        chair = maisie.involvements.get(role="conference_chair")
        assert (chair.worker, chair.started_on) == (denise, date(2026, 1, 20))

    def test_without_a_plan_the_chair_stays_until_the_record_is_due(self, maisie, denise):
        held = date(2026, 2, 3)
        practice.complete(
            "child_protection.initial_conference", [maisie],
            practice.conference_answers([maisie], held_on=held, outcome="no_plan_close"),
            on=held, by=denise, next_steps=[],
        )  # fmt: skip

        chair = maisie.involvements.get(role="conference_chair")
        assert (chair.started_on, chair.ended_on) == (held, date(2026, 2, 25))


class TestChildInNeed:
    def test_the_plan_is_reviewed_and_ends_with_the_case(self, maisie, hannah, joseph):
        held = date(2026, 2, 3)
        practice.complete(
            "children_in_need.first_meeting", [maisie],
            practice.need_meeting_answers([maisie], held_on=held), on=held, by=hannah,
            authorised_by=joseph,
        )  # fmt: skip
        review = work.open_step(maisie, "children_in_need.review")
        assert review.work_item.due_on == date(2026, 3, 17)
        assert work.open_step(maisie, "recording.visit").work_item.due_on == date(2026, 3, 3)

        practice.complete(
            "children_in_need.review", [maisie],
            practice.need_review_answers([maisie], held_on=date(2026, 3, 16), outcome="close"),
            step=review, on=date(2026, 3, 16), by=hannah, authorised_by=joseph,
        )  # fmt: skip

        plan = ChildInNeedPlan.objects.get()
        assert (plan.ended_on, plan.end_reason) == (date(2026, 3, 16), "closed")
        assert "front_door.close_case" in codes(maisie)

    def test_a_first_meeting_beside_a_protection_plan_is_refused_in_words(
        self, maisie, hannah, joseph
    ):
        practice.a_protection_plan(maisie, by=hannah)
        held = date(2026, 2, 10)

        with pytest.raises(workflow.Unfinished, match="child protection plan, which comes before"):
            practice.complete(
                "children_in_need.first_meeting", [maisie],
                practice.need_meeting_answers([maisie], held_on=held), on=held, by=hannah,
                authorised_by=joseph,
            )  # fmt: skip

    def test_a_closed_case_takes_no_plan(self, maisie, hannah):
        Referral.objects.update(closed_on=date(2026, 2, 1), closure_reason="RC7")

        with pytest.raises(workflow.Unfinished, match="case is not open"):
            practice.complete(
                "children_in_need.first_meeting", [maisie],
                practice.need_meeting_answers([maisie], held_on=date(2026, 2, 10)),
                on=date(2026, 2, 10), by=hannah,
            )  # fmt: skip

    def test_a_review_needs_a_plan_and_is_after_its_start(self, maisie, hannah):
        answers = practice.need_review_answers([maisie], held_on=date(2026, 1, 20))
        with pytest.raises(workflow.Unfinished, match="no child in need plan"):
            practice.complete(
                "children_in_need.review", [maisie], answers, on=date(2026, 1, 20), by=hannah
            )
        practice.a_child_in_need_plan(maisie, by=hannah)

        with pytest.raises(workflow.Unfinished, match="not after the plan began"):
            practice.complete(
                "children_in_need.review", [maisie], answers, on=date(2026, 1, 20), by=hannah
            )


def test_pre_proceedings_are_written_again_as_things_happen(maisie, hannah, team):
    chief = make.a_worker("Ade Northgate", team=team, role="head_of_service")
    begun = {
        "started_on": date(2026, 2, 2),
        "why": "Nothing has changed.",
    }
    practice.complete(
        "proceedings.pre_proceedings", [maisie], {"answers": begun}, on=date(2026, 2, 2), by=hannah,
        authorised_by=chief,
    )  # fmt: skip

    since = {
        **begun,
        "letter_sent_on": date(2026, 2, 5),
        "family_meeting_offered": True,
        "family_meeting_facilitated": True,
    }
    practice.complete(
        "proceedings.pre_proceedings", [maisie], {"answers": since}, on=date(2026, 2, 9), by=hannah,
        authorised_by=chief,
    )  # fmt: skip

    assert PreProceedings.objects.get().letter_sent_on == date(2026, 2, 5)


def test_facts_that_disagree_are_sent_back_in_words(maisie, hannah, team):
    chief = make.a_worker("Ade Northgate", team=team, role="head_of_service")
    answers = {
        "started_on": date(2026, 2, 2),
        "why": "Nothing has changed.",
        "step_decided_on": date(2026, 1, 30),
    }

    with pytest.raises(NotYet, match="before the start"):
        practice.complete(
            "proceedings.pre_proceedings", [maisie], {"answers": answers}, on=date(2026, 2, 2),
            by=hannah, authorised_by=chief,
        )  # fmt: skip


def test_every_step_made_has_its_work_item(maisie, hannah):
    begin([maisie], hannah)

    assert all(step.work_item for step in Step.objects.all())
    assert list(work.wrong_work_items()) == []
