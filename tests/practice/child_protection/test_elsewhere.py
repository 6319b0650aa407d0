"""A child moves in with another council's plan; a child on our plan moves away."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tessera.engine.workflow.register import NotYet
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Person
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.actions import elsewhere
from tessera.practice.child_protection.models import MovedOut, Plan, PlanElsewhere
from tessera.practice.meetings.models import Meeting
from tests.factories import engine as make
from tests.factories import practice

TOLD, HELD = date(2026, 3, 2), date(2026, 3, 20)
NOTICE = "child_protection.plan_elsewhere"
MOVED = "child_protection.moved_out"
REPORT = "child_protection.conference_report"


def notice(children, **more):
    shared = {
        "told_on": TOLD,
        "council": "Leeds",
        "responsible": "Yusra Hallam, 01632 960111",
        "here_since": date(2026, 2, 27),
        "for_good": True,
        **more,
    }
    each = {child: {"category": "NEG", "began_on": date(2025, 11, 3)} for child in children}
    return {"answers": shared, "each": each}


def told(child, by, **more):
    return practice.complete(NOTICE, [child], notice([child], **more), on=TOLD, by=by)


def move(child, by):
    given = {
        "moved_on": date(2026, 3, 9),
        "council": "Leeds",
        "told_on": date(2026, 3, 10),
        "told_whom": "Yusra Hallam, 01632 960111",
        "sent": "The plan and the last record, by secure e-mail.",
    }
    return practice.complete(MOVED, [child], {"answers": given}, on=date(2026, 3, 10), by=by)


class TestMovingIn:
    def test_for_good_our_conference_is_due_and_then_the_plan_is_ours(self, maisie, hannah, denise):
        told(maisie, hannah)
        step = work.open_step(maisie, "child_protection.transfer_in_conference")
        assert step.work_item.due_on == date(2026, 3, 23)  # 15 working days from 2 March
        assert not Plan.objects.exists()

        practice.complete(
            "child_protection.transfer_in_conference", [maisie],
            practice.conference_answers([maisie], held_on=HELD), step=step, on=HELD, by=denise,
        )  # fmt: skip

        theirs = PlanElsewhere.objects.get()
        assert (theirs.ended_on, theirs.end_reason) == (HELD, "our_conference")
        assert Plan.objects.get().started_on == HELD
        assert not work.running_timers(maisie).filter(rule="T061").exists()

    def test_a_conference_that_is_put_off_leaves_the_plan_where_it_is(self, maisie, hannah, denise):
        told(maisie, hannah)
        step = work.open_step(maisie, "child_protection.transfer_in_conference")
        practice.complete(
            "child_protection.transfer_in_conference", [maisie],
            practice.conference_answers([maisie], held_on=HELD, outcome="adjourned"),
            step=step, on=HELD, by=denise,
        )  # fmt: skip

        assert PlanElsewhere.objects.current().exists()

    def test_for_a_time_somebody_here_watches_and_may_open_the_record(self, hannah):
        child = make.a_child("Bo Abernethy")
        duty = make.a_worker("Dev Sandalwood", role="duty_worker")
        told(child, duty, for_good=False, until=date(2026, 4, 30), watcher=hannah)

        asked = work.open_step(child, "child_protection.plan_elsewhere_end")
        assert asked.work_item.due_on == date(2026, 4, 30)
        actor = actor_of(hannah, HELD)
        assert Person.objects.visible_to(actor, "recording:note:write").filter(pk=child.pk)

        given = {"what": "went_back", "on": HELD}
        practice.complete(
            "child_protection.plan_elsewhere_end", [child], {"answers": given}, step=asked,
            on=HELD, by=duty,
        )  # fmt: skip

        assert PlanElsewhere.objects.get().end_reason == "went_back"
        assert not Person.objects.visible_to(actor, "recording:note:write").filter(pk=child.pk)

    def test_who_came_for_a_time_and_stays_has_our_conference_from_that_day(self, maisie, hannah):
        told(maisie, hannah, for_good=False, until=date(2026, 4, 30), watcher=hannah)
        asked = work.open_step(maisie, "child_protection.plan_elsewhere_end")

        practice.complete(
            "child_protection.plan_elsewhere_end", [maisie],
            {"answers": {"what": "stays", "on": HELD}}, step=asked, on=HELD, by=hannah,
        )  # fmt: skip

        step = work.open_step(maisie, "child_protection.transfer_in_conference")
        assert step.work_item.due_on == date(2026, 4, 14)  # Good Friday and Easter Monday between
        assert PlanElsewhere.objects.get().is_for_good

    def test_who_stays_for_good_without_a_case_comes_through_the_front_door(self, hannah):
        child = make.a_child("Bo Abernethy", worker=hannah)

        with pytest.raises(workflow.Unfinished, match="at the front door first"):
            told(child, hannah)

    def test_a_second_notice_waits_for_the_end_of_the_first(self, maisie, hannah):
        told(maisie, hannah)

        with pytest.raises(workflow.Unfinished, match="recorded already: end it first"):
            told(maisie, hannah)


class TestMovingAway:
    def test_our_plan_ends_with_their_conference_and_not_before(self, maisie, hannah, denise):
        practice.a_protection_plan(maisie, by=hannah)
        move(maisie, hannah)
        step = work.open_step(maisie, "child_protection.moved_out_conference")
        assert step.work_item.due_on == date(2026, 3, 31)
        assert Plan.objects.get().ended_on is None

        given = {"held_on": HELD, "decided": "A plan under neglect."}
        step = practice.complete(
            "child_protection.moved_out_conference", [maisie], {"answers": given}, step=step,
            on=HELD, by=hannah,
        )  # fmt: skip
        assert Plan.objects.get().ended_on is None  # a chair signs it

        workflow.authorise_step(step=step, at=practice.at(HELD), by=denise)

        plan = Plan.objects.get()
        assert (plan.ended_on, plan.end_reason) == (HELD, Plan.EndReason.MOVED)
        assert MovedOut.objects.get().conference_on == HELD

    def test_with_it_nobody_waits_for_our_review_its_report_or_a_core_group(
        self, maisie, hannah, denise
    ):
        met = date(2026, 2, 3)
        practice.complete(
            "child_protection.initial_conference", [maisie],
            practice.conference_answers([maisie], held_on=met), on=met, by=denise,
        )  # fmt: skip
        review = work.open_step(maisie, "child_protection.review_conference")
        actions.plan_conference(
            step=review, planned_for=practice.at(date(2026, 4, 28)), at=practice.at(met), by=denise
        )
        assert work.open_step(maisie, REPORT)
        move(maisie, hannah)
        practice.complete(
            "child_protection.moved_out_conference", [maisie],
            {"answers": {"held_on": HELD, "decided": "A plan under neglect."}},
            step=work.open_step(maisie, "child_protection.moved_out_conference"),
            on=HELD, by=hannah, authorised_by=denise,
        )  # fmt: skip

        for code in (review.code, REPORT, "child_protection.core_group"):
            assert work.open_step(maisie, code) is None
        assert Step.objects.get(code=REPORT).reason == "The plan has ended"
        assert Meeting.objects.get(step_ref=review.public_id).called_off_on is not None
        assert not work.running_timers(maisie).filter(rule="T063").exists()

    def test_a_conference_before_the_move_is_not_theirs(self, maisie, hannah, denise):
        practice.a_protection_plan(maisie, by=hannah)
        move(maisie, hannah)
        step = work.open_step(maisie, "child_protection.moved_out_conference")

        with pytest.raises(NotYet, match="but the move was on 9 March 2026"):
            practice.complete(
                "child_protection.moved_out_conference", [maisie],
                {"answers": {"held_on": date(2026, 3, 6), "decided": "A plan."}}, step=step,
                on=HELD, by=hannah, authorised_by=denise,
            )  # fmt: skip

    def test_who_came_back_is_on_our_plan_as_before(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)
        move(maisie, hannah)
        step = work.open_step(maisie, "child_protection.moved_out_conference")

        workflow.cancel_step(step=step, reason="Back home.", at=practice.at(HELD), by=hannah)

        assert MovedOut.objects.get().came_back_on == HELD
        assert Plan.objects.get().ended_on is None

    def test_only_a_child_on_our_plan_is_told_of(self, maisie, hannah):
        with pytest.raises(workflow.Unfinished, match="no child protection plan"):
            move(maisie, hannah)


class TestConstraints:
    def refused(self, name, model, **values):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.create(**values)

    def test_of_another_councils_plan(self, maisie):
        good = {
            "child": maisie, "council": "Leeds", "category": "NEG", "responsible": "Yusra",
            "started_on": date(2025, 11, 3), "told_on": TOLD, "here_since": TOLD,
            "is_for_good": True,
        }  # fmt: skip
        self.refused("told_of_a_plan_that_has_begun", PlanElsewhere, **good | {"started_on": HELD})
        self.refused("for_good_or_until_a_day", PlanElsewhere, **good | {"until": HELD})
        self.refused(
            "plan_elsewhere_ends_after_it_was_told", PlanElsewhere, **good | {"ended_on": HELD}
        )
        PlanElsewhere.objects.create(**good)
        self.refused("one_current_plan_elsewhere", PlanElsewhere, **good)

    def test_of_a_move_away(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)
        good = {
            "child": maisie, "plan": plan, "council": "Leeds", "moved_on": TOLD, "told_on": TOLD,
            "told_whom": "Yusra", "sent": "The plan",
        }  # fmt: skip
        early = {"conference_on": date(2026, 2, 27)}
        self.refused("their_conference_follows_the_move", MovedOut, **good | early)
        self.refused("told_says_what_was_sent", MovedOut, **good | {"sent": ""})
        back = {"came_back_on": HELD, "came_back_why": "The move fell through"}
        without_why = back | {"came_back_why": ""}
        self.refused("came_back_or_was_taken_over", MovedOut, **good | without_why)
        both = back | {"conference_on": HELD}
        self.refused("came_back_or_was_taken_over", MovedOut, **good | both)
        assert MovedOut.objects.create(**good | back).pk
        MovedOut.objects.create(**good)
        self.refused("one_open_move_of_a_plan", MovedOut, **good)


@pytest.mark.django_db(databases=["default", "audit"])
@pytest.mark.usefixtures("at_the_demo_date")
class TestPages:
    def test_the_record_says_whose_plan_it_is(self, ask, maisie, hannah):
        told(maisie, hannah)

        html = ask(hannah, "people:record", person_id=maisie.public_id).content.decode()

        assert "On another council’s plan: neglect, Leeds" in html

    def test_the_list_has_who_came_and_who_left_and_nobody_else(self, ask, maisie, kai, hannah):
        told(maisie, hannah)
        practice.a_protection_plan(kai, by=hannah)
        move(kai, hannah)

        html = ask(hannah, "child_protection:elsewhere").content.decode()
        assert "Our conference was due" in html
        assert "Told Yusra Hallam" in html
        stranger = make.a_worker("Orla Quennell", team=make.a_team("West"))
        html = ask(stranger, "child_protection:elsewhere").content.decode()
        assert "Brindlow" not in html

    def test_the_list_asks_as_much_for_many_children_as_for_one(self, ask, maisie, hannah, team):
        def came_and_left(number):
            came = practice.an_open_case(f"Bo Abernet{number}", worker=hannah, team=team)
            told(came, hannah)
            left = practice.an_open_case(f"Cy Abernet{number}", worker=hannah, team=team)
            practice.a_protection_plan(left, by=hannah)
            move(left, hannah)

        def count():
            with CaptureQueriesContext(connection) as queries:
                html = ask(hannah, "child_protection:elsewhere").content.decode()
            return len(queries), html

        came_and_left(0)
        count()
        few, _ = count()
        for number in range(1, 6):
            came_and_left(number)
        many, html = count()

        assert html.count("Abernet") >= 12
        assert many <= few <= 30


def test_another_councils_plan_is_in_no_return_of_ours(maisie, hannah):
    told(maisie, hannah)

    assert not maisie.protection_plans.exists()
    with pytest.raises(elsewhere.NobodyTold):
        elsewhere.hand_to_other_council(child=maisie, conference_on=HELD, by=hannah)
