from datetime import date

import pytest

from tessera.engine.workflow.models import Timer
from tessera.foundations.audit.models import Event
from tessera.foundations.records.queries import versions_of
from tessera.practice.child_protection import actions as child_protection
from tessera.practice.children_in_need import actions as children_in_need
from tessera.practice.plans import actions, queries
from tessera.practice.plans.choices import OutcomeEnd
from tessera.practice.plans.models import (
    Action,
    Outcome,
    OutcomeChild,
    PlanChild,
    View,
    VisitFrequency,
    WorkingPlan,
)
from tests.factories import practice
from tests.practice.plans.conftest import CONFERENCE, on_protection

MARCH = date(2026, 3, 3)


def an_action(outcome, by, **more):
    more = {"what": "A second bed", "worker": by, "started_on": CONFERENCE, **more}
    return actions.add_action(outcome=outcome, by=by, **more)


class TestPlans:
    def test_one_plan_stands_for_brothers_and_sisters(self, plan, maisie, kai):
        assert queries.plan_of(maisie) == queries.plan_of(kai) == plan
        assert plan.started_on == CONFERENCE
        assert Event.objects.filter(action="plans.plan_begun").exists()

    def test_a_child_has_one_open_plan_of_a_kind(self, plan, maisie, hannah):
        member = actions.Member(maisie, 999, MARCH)

        with pytest.raises(actions.AlreadyOnAWorkingPlan):
            actions.begin(kind="protection", members=[member], by=hannah)

    def test_a_sister_joins_later(self, plan, ivy, hannah):
        fact = practice.a_protection_plan(ivy, by=hannah, started_on=MARCH)

        actions.join(plan=plan, member=actions.Member(ivy, fact.pk, MARCH), by=hannah)

        assert queries.plan_of(ivy) == plan

    def test_nobody_joins_a_plan_that_has_ended(self, plan, maisie, kai, ivy, hannah):
        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=MARCH, by=hannah)
        plan.refresh_from_db()

        with pytest.raises(actions.PlanEnded):
            actions.join(plan=plan, member=actions.Member(ivy, 1, MARCH), by=hannah)

    def test_it_says_why_it_is_and_when_it_can_end(self, plan, hannah):
        actions.describe(plan=plan, can_end_when="Three quiet months.", by=hannah)

        plan.refresh_from_db()
        assert (plan.why, plan.can_end_when) == ("Nights are frightening.", "Three quiet months.")

    def test_when_one_childs_plan_ends_the_other_works_on(self, plan, beds, maisie, kai, hannah):
        actions.set_visits(
            plan=plan, child=kai, every_working_days=5, started_on=CONFERENCE, by=hannah
        )

        child_protection.end_plan(child=kai, ended_on=MARCH, by=hannah)

        plan.refresh_from_db()
        assert plan.ended_on is None
        assert queries.plan_of(kai) is None
        assert [o.for_children for o in queries.open_outcomes([maisie, kai])] == [[maisie]]
        assert VisitFrequency.objects.get(child=kai).ended_on == MARCH

    def test_with_the_last_child_the_plan_its_outcomes_and_actions_end(
        self, plan, beds, maisie, kai, hannah
    ):
        action = an_action(beds, hannah)

        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=MARCH, by=hannah)

        for row in (plan, beds, action):
            row.refresh_from_db()
            assert row.ended_on == MARCH
        assert beds.how_ended == OutcomeEnd.PLAN_ENDED
        assert action.ended_why == "The plan ended"

    def test_an_end_before_an_outcome_began_ends_it_the_day_it_began(
        self, plan, maisie, kai, hannah
    ):
        late = actions.add_outcome(
            plan=plan, children=[maisie], title="Calm evenings", area="safety",
            started_on=date(2026, 3, 20), by=hannah,
        )  # fmt: skip

        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=MARCH, by=hannah)

        late.refresh_from_db()
        assert late.ended_on == date(2026, 3, 20)

    def test_a_corrected_start_moves_the_child_and_the_plan(self, plan, maisie, kai, hannah):
        for child in (maisie, kai):
            fact = child.protection_plans.get()
            child_protection.correct_plan(
                plan=fact, started_on=date(2026, 2, 4), reason="Wednesday", by=hannah
            )

        plan.refresh_from_db()
        assert plan.started_on == date(2026, 2, 4)
        assert set(PlanChild.objects.values_list("started_on", flat=True)) == {date(2026, 2, 4)}

    def test_an_end_that_was_a_mistake_opens_everything_again(self, beds, maisie, kai, hannah):
        action = an_action(beds, hannah)
        actions.set_visits(
            plan=beds.plan, child=kai, every_working_days=5, started_on=CONFERENCE, by=hannah
        )
        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=MARCH, by=hannah)

        child_protection.correct_plan(
            plan=kai.protection_plans.get(), ended_on=None, end_reason="",
            reason="The wrong brother", by=hannah,
        )  # fmt: skip

        action.refresh_from_db()
        assert action.ended_on is None
        assert [o.for_children for o in queries.open_outcomes([maisie, kai])] == [[kai]]
        assert VisitFrequency.objects.get().ended_on is None

    def test_a_plan_that_never_was_goes_with_all_that_stood_in_it(self, beds, maisie, kai, hannah):
        an_action(beds, hannah)
        actions.hear_view(
            plan=beds.plan, whose="child", person=kai, words="No.", on=MARCH, by=hannah
        )

        for child in (maisie, kai):
            child_protection.withdraw_plan(
                plan=child.protection_plans.get(), reason="Another family", by=hannah
            )

        for model in (WorkingPlan, PlanChild, Outcome, OutcomeChild, Action, View):
            assert not model.objects.exists()

    def test_a_child_in_need_plan_is_left_and_moved_the_same_way(self, maisie, hannah):
        fact = practice.a_child_in_need_plan(maisie, by=hannah)
        plan = actions.begin(
            kind="in_need", members=[actions.Member(maisie, fact.pk, fact.started_on)], by=hannah
        )

        children_in_need.correct_plan(
            plan=fact, started_on=date(2026, 1, 21), reason="Wednesday", by=hannah
        )
        plan.refresh_from_db()
        assert plan.started_on == date(2026, 1, 21)

        practice.a_protection_plan(maisie, by=hannah)
        plan.refresh_from_db()
        assert plan.ended_on == CONFERENCE

    def test_a_withdrawn_child_in_need_plan_goes(self, maisie, hannah):
        fact = practice.a_child_in_need_plan(maisie, by=hannah)
        member = actions.Member(maisie, fact.pk, fact.started_on)
        actions.begin(kind="in_need", members=[member], by=hannah)

        children_in_need.withdraw_plan(plan=fact, reason="Another family", by=hannah)

        assert not WorkingPlan.objects.exists()

    def test_what_was_never_worked_here_is_left_alone(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)

        assert actions.leave(child=maisie, kind="protection", ended_on=MARCH, by=hannah) is None
        moved = actions.move(
            kind="protection", fact_id=1, started_on=MARCH, ended_on=None, reason="x", by=hannah
        )
        assert moved is None
        actions.withdraw(kind="protection", fact_id=1, reason="x", by=hannah)


class TestVisits:
    def test_the_plan_asks_for_more_visits_than_the_council(self, plan, maisie, hannah):
        timer = Timer.objects.get(person=maisie, rule="T070", stopped_on=None)
        assert timer.due_on == date(2026, 2, 17)

        actions.set_visits(
            plan=plan, child=maisie, every_working_days=5, started_on=CONFERENCE, by=hannah
        )

        timer.refresh_from_db()
        assert timer.due_on == date(2026, 2, 10)
        assert (
            timer.why == "5 working days from Tuesday 3 February 2026, when the plan asked for it"
        )

    def test_before_the_first_visit_it_counts_from_the_start_of_the_plan(self, plan, maisie):
        timer = Timer.objects.get(person=maisie, rule="T070", stopped_on=None)

        assert "from the start of the plan on Tuesday 3 February" in timer.why

    def test_one_that_is_laxer_than_the_council_changes_nothing(self, plan, maisie, hannah):
        actions.set_visits(
            plan=plan, child=maisie, every_working_days=20, started_on=CONFERENCE, by=hannah
        )

        timer = Timer.objects.get(person=maisie, rule="T070", stopped_on=None)
        assert timer.due_on == date(2026, 2, 17)
        assert timer.why.startswith("10 working days")

    def test_a_change_counts_from_the_day_it_was_asked_for(self, plan, maisie, hannah):
        for every, day in ((8, CONFERENCE), (5, date(2026, 2, 9))):
            actions.set_visits(
                plan=plan, child=maisie, every_working_days=every, started_on=day, by=hannah
            )

        timer = Timer.objects.get(person=maisie, rule="T070", stopped_on=None)
        assert timer.due_on == date(2026, 2, 16)
        assert "when the plan asked for it" in timer.why
        first, second = VisitFrequency.objects.order_by("started_on")
        assert (first.ended_on, second.ended_on) == (date(2026, 2, 9), None)

    def test_the_same_again_is_no_change(self, plan, maisie, hannah):
        for day in (CONFERENCE, MARCH):
            actions.set_visits(
                plan=plan, child=maisie, every_working_days=5, started_on=day, by=hannah
            )

        assert VisitFrequency.objects.get().started_on == CONFERENCE

    def test_one_childs_visits_are_not_the_others(self, plan, maisie, kai, hannah):
        actions.set_visits(
            plan=plan, child=maisie, every_working_days=5, started_on=CONFERENCE, by=hannah
        )

        timer = Timer.objects.get(person=kai, rule="T070", stopped_on=None)
        assert timer.due_on == date(2026, 2, 17)

    def test_after_a_visit_the_next_is_counted_as_the_plan_asks(self, plan, maisie, hannah):
        actions.set_visits(
            plan=plan, child=maisie, every_working_days=5, started_on=CONFERENCE, by=hannah
        )

        for seen, day in ((True, date(2026, 2, 9)), (False, date(2026, 2, 12))):
            practice.complete(
                "recording.visit", [maisie],
                practice.visit_answers([maisie], visited_on=day, seen=seen), on=day, by=hannah,
            )  # fmt: skip
            timer = Timer.objects.get(person=maisie, rule="T070", stopped_on=None)
            assert timer.due_on == date(2026, 2, 16)
            assert timer.why.startswith("5 working days, as the plan asks, from the last visit on")

    def test_a_child_who_is_not_on_the_plan_has_no_visits_by_it(self, plan, ivy, hannah):
        with pytest.raises(actions.NotOnThisPlan):
            actions.set_visits(
                plan=plan, child=ivy, every_working_days=5, started_on=CONFERENCE, by=hannah
            )

    def test_visits_every_hundred_days_are_refused(self, plan, maisie, hannah):
        with pytest.raises(actions.DatesOutOfOrder, match="1 to 60"):
            actions.set_visits(
                plan=plan, child=maisie, every_working_days=100, started_on=CONFERENCE, by=hannah
            )


class TestDoing:
    def test_an_action_has_somebody_who_does_it(self, beds, hannah, maisie):
        for who in ({"worker": hannah}, {"worker": None, "person": maisie}):
            assert an_action(beds, hannah, **who).pk
        named = an_action(beds, hannah, worker=None, named="Bella Corrimore", role="School")
        assert named.named == "Bella Corrimore"
        with pytest.raises(actions.NobodyDoesIt):
            an_action(beds, hannah, worker=None)

    def test_an_action_is_done(self, beds, hannah):
        action = an_action(beds, hannah)

        actions.finish_action(action=action, done_on=MARCH, note="Both are up.", by=hannah)

        action.refresh_from_db()
        assert (action.how_ended, action.ended_on, action.ended_why) == (
            "done", MARCH, "Both are up.",
        )  # fmt: skip
        with pytest.raises(actions.ActionEnded):
            actions.drop_action(action=action, dropped_on=MARCH, why="No", by=hannah)
        with pytest.raises(actions.ActionEnded):
            actions.change_action(action=action, what="Other", reason="x", by=hannah)

    def test_an_action_is_dropped_and_why(self, beds, hannah):
        action = an_action(beds, hannah)

        actions.drop_action(action=action, dropped_on=MARCH, why="Nana has beds", by=hannah)

        action.refresh_from_db()
        assert (action.how_ended, action.ended_why) == ("dropped", "Nana has beds")

    def test_an_action_is_not_done_before_it_began(self, beds, hannah):
        with pytest.raises(actions.DatesOutOfOrder):
            actions.finish_action(
                action=an_action(beds, hannah), done_on=date(2026, 1, 1), by=hannah
            )

    def test_another_day_and_owner_keep_the_first_as_a_version(self, beds, hannah, joseph):
        action = an_action(beds, hannah, due_on=MARCH)

        actions.change_action(
            action=action, due_on=date(2026, 3, 20), worker=joseph, reason="Out of stock", by=hannah
        )

        assert [v.row["due_on"] for v in versions_of(action)] == ["2026-03-03"]
        with pytest.raises(actions.NobodyDoesIt):
            actions.change_action(action=action, worker=None, reason="x", by=hannah)


class TestViews:
    def test_a_childs_words_stand_with_the_plan(self, plan, beds, kai, hannah):
        view = actions.hear_view(
            plan=plan, whose="child", person=kai, words="I listen out.", on=MARCH,
            heard="before", outcome=beds, by=hannah,
        )  # fmt: skip

        assert (view.person, view.outcome, view.heard) == (kai, beds, "before")

    def test_said_again_in_the_same_step_it_is_put_right(self, plan, hannah):
        step = "7d7e6a66-3f34-4d7b-9f0e-0b8f2f2a4a11"
        for words in ("I want help", "I want him to get help"):
            actions.hear_view(
                plan=plan, whose="parent", named="Leanne", words=words, on=MARCH, step_ref=step,
                by=hannah,
            )  # fmt: skip

        assert View.objects.get().words == "I want him to get help"

    def test_nothing_said_is_not_kept(self, plan, kai, hannah):
        with pytest.raises(actions.NoWords):
            actions.hear_view(plan=plan, whose="child", person=kai, words=" ", on=MARCH, by=hannah)

    def test_only_a_child_of_the_plan_speaks_as_one(self, plan, ivy, hannah):
        with pytest.raises(actions.NotOnThisPlan):
            actions.hear_view(plan=plan, whose="child", person=ivy, words="No", on=MARCH, by=hannah)


class TestWhatAPageShows:
    def test_a_plan_is_seen_for_the_children_one_may_see(self, beds, maisie, kai, hannah):
        actions.score(
            outcome=beds, child=kai, on=MARCH, scale="good", evidence="Sleeps.", by=hannah
        )
        actions.hear_view(
            plan=beds.plan, whose="child", person=kai, words="Yes.", on=MARCH, by=hannah
        )

        all_of_it = queries.sight_of(beds.plan, [maisie, kai])
        hers = queries.sight_of(beds.plan, [maisie])

        assert all_of_it.cards[0].latest[kai.pk].scale == "good"
        assert [view.words for view in all_of_it.views] == ["Yes."]
        assert hers.cards[0].children == [maisie]
        assert (hers.cards[0].latest, hers.views) == ({}, [])

    def test_it_is_seen_as_it_was_on_a_day(self, beds, maisie, kai, hannah):
        an_action(beds, hannah, started_on=MARCH)
        actions.score(
            outcome=beds, child=kai, on=MARCH, scale="good", evidence="Sleeps.", by=hannah
        )

        was = queries.sight_of(beds.plan, [maisie, kai], on=date(2026, 2, 20))

        assert (was.cards[0].actions, was.cards[0].latest) == ([], {})
        assert queries.days_of(beds.plan).changed == [MARCH, CONFERENCE]

    def test_open_actions_wait_in_the_order_of_their_outcomes(self, beds, maisie, hannah):
        action = an_action(beds, hannah)
        done = an_action(beds, hannah, what="A clock")
        actions.finish_action(action=done, done_on=MARCH, by=hannah)

        assert queries.open_actions([maisie]) == [action]

    def test_the_last_plan_is_found_when_none_is_open(self, maisie, kai, plan, hannah):
        for child in (maisie, kai):
            child_protection.end_plan(child=child, ended_on=MARCH, by=hannah)

        assert queries.plan_of(maisie) is None
        assert queries.last_plan_of(maisie) == plan

    def test_two_families_have_two_plans(self, plan, ivy, hannah):
        other = on_protection(ivy, by=hannah)

        assert queries.plans_of([ivy], "protection") == {ivy.pk: other}
