"""The core group: asked for by the conference, it goes through the plan and asks for the next."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.engine.workflow.processes import NotYet
from tessera.foundations import codesets
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Line
from tessera.practice.child_protection import actions
from tessera.practice.child_protection.models import CoreGroup
from tessera.practice.meetings.models import Invited
from tessera.practice.plans import queries as plans
from tessera.practice.plans.models import Action, Outcome, Progress, View, WorkingPlan
from tests.factories import practice

CODE = "child_protection.core_group"
INITIAL, REVIEW = "child_protection.initial_conference", "child_protection.review_conference"
CONFERENCE, FIRST, SECOND = date(2026, 2, 3), date(2026, 2, 16), date(2026, 3, 12)


def confer(children, by, *, on=CONFERENCE, **more):
    answers = practice.conference_answers(children, held_on=on)
    answers["answers"] |= {"outline": "Nights are frightening.", "outcomes": practice.OUTCOMES}
    answers["answers"] |= more
    return practice.complete(INITIAL, children, answers, on=on, by=by)


def meet(children, by, *, on=FIRST, each=None, step=None, **more):
    answers = practice.core_group_answers(children, held_on=on, **more)
    for child, own in (each or {}).items():
        answers["each"][child] |= own
    step = step or work.open_step(children[0], CODE)
    return practice.complete(CODE, children, answers, step=step, on=on, by=by)


@pytest.fixture
def family(maisie, kai, ivy, denise):
    confer([maisie, kai, ivy], denise)
    return [maisie, kai, ivy]


def row_of(title, children, under=None):
    """The row of the form for an outcome, or for one child of it."""
    for row in filling.rows_of("plans.outcomes", children, FIRST):
        whose = row.words.endswith(f"only {under}") if under else not row.under
        if title in row.words and whose:
            return row
    raise LookupError(title)


class TestTheConferenceMakesThePlan:
    def test_its_outline_becomes_outcomes_of_one_plan_for_all(self, family):
        plan = WorkingPlan.objects.get()
        assert plan.why == "Nights are frightening."
        assert {plans.plan_of(child) for child in family} == {plan}
        assert [o.title for o in plans.open_outcomes(family)] == [
            "In bed by eight",
            "No shouting at home",
        ]
        action = Action.objects.get()
        assert (action.what, action.worker.name) == ("Two beds", "Hannah Treloyd")

    def test_the_childrens_words_stand_with_the_plan(self, family):
        assert {view.person for view in View.objects.filter(whose="child")} == set(family)

    def test_an_outcome_may_be_for_one_child(self, maisie, kai, denise):
        rows = [{"title": "Teeth", "area": "health", "only": "kai"}]
        confer([maisie, kai], denise, outcomes=rows)

        assert [o.for_children for o in plans.open_outcomes([maisie, kai])] == [[kai]]

    def test_an_outcome_for_somebody_who_is_not_here_is_refused(self, maisie, denise):
        rows = [{"title": "Teeth", "area": "health", "only": "Zara"}]

        with pytest.raises(workflow.Unfinished, match="Write first names: Maisie"):
            confer([maisie], denise, outcomes=rows)

    def test_an_action_without_somebody_is_refused(self, maisie, denise):
        rows = [{"title": "Teeth", "area": "health", "action": "See the dentist"}]

        with pytest.raises(workflow.Unfinished, match="say who does it: See the dentist"):
            confer([maisie], denise, outcomes=rows)

    def test_the_visits_it_asks_for_move_the_clock(self, maisie, kai, denise):
        answers = practice.conference_answers([maisie, kai], held_on=CONFERENCE)
        answers["each"][maisie]["visits_every"] = 5
        practice.complete(INITIAL, [maisie, kai], answers, on=CONFERENCE, by=denise)

        due = {t.person: t.due_on for t in Timer.objects.filter(rule="T070", stopped_on=None)}
        assert due == {maisie: date(2026, 2, 10), kai: date(2026, 2, 17)}
        assert work.open_step(maisie, "recording.visit").work_item.due_on == date(2026, 2, 10)

    def test_the_core_group_is_due_in_10_working_days_with_the_allocated_worker(
        self, family, hannah
    ):
        step = work.open_step(family[0], CODE)

        assert work.subjects_of(step) == family
        assert (step.worker, step.work_item.due_on) == (hannah, date(2026, 2, 17))
        assert step.work_item.why.startswith("10 working days from the conference")


class TestTheCoreGroup:
    def test_the_next_says_what_asked_for_it_by_its_own_name(self, family, hannah):
        meet(family, hannah, next_on=SECOND)

        why = work.open_step(family[0], CODE).work_item.why
        assert why == "Asked for when “Core group” was finished"

    def test_a_members_agency_is_carried_from_the_conference(self, family, hannah):
        who = [{"who": "Bella Corrimore", "came": True}, {"who": "Uncle Rob", "came": True}]
        meet(family, hannah, attendance=who)

        there = Invited.objects.filter(meeting__kind="core_group").values_list("name", "agency")
        assert set(there) == {("Bella Corrimore", "education"), ("Uncle Rob", "")}
        found = filling.arrived(
            "child_protection.core_group", work.open_step(family[0], CODE), family,
            actor_of(hannah, SECOND), SECOND,
        )  # fmt: skip
        roles = {row["who"]: row.get("role", "") for row in found.value}
        assert roles["Bella Corrimore"] == codesets.label("agency", "education")
        assert roles["Uncle Rob"] == ""

    def test_who_joined_at_the_review_is_proposed_for_the_next(self, family, hannah, denise):
        meet(family, hannah)
        held_on = date(2026, 4, 28)
        answers = practice.conference_answers(family, held_on=held_on, outcome="plan_continues")
        answers["answers"]["attendance"] += [
            {"who": "Rosa Tamworth", "agency": "housing", "role": "Tenancy officer", "came": "yes"},
            {"who": "Inspector Lowe", "agency": "police", "came": "yes"},
            {"who": "Uncle Rob", "came": "apologies"},
        ]
        practice.complete(
            REVIEW, family, answers, step=work.open_step(family[0], REVIEW), on=held_on, by=denise
        )
        on = date(2026, 5, 12)

        found = filling.arrived(
            "child_protection.core_group", work.open_step(family[0], CODE), family,
            actor_of(hannah, on), on,
        )  # fmt: skip

        names = [row["who"] for row in found.value]
        assert names == ["Leanne", "Bella", "Rosa Tamworth"]

    def test_whoever_came_stands_at_the_next_conference_with_their_agency(self, family, hannah):
        who = [{"who": "Bella Corrimore", "came": True}, {"who": "Uncle Rob", "came": True}]
        meet(family, hannah, attendance=who)
        review = work.open_step(family[0], REVIEW)

        found = filling.arrived(
            "child_protection.asked", review, family, actor_of(hannah, SECOND), SECOND
        )

        assert {row["who"]: row.get("agency", "") for row in found.value} == {
            "Bella Corrimore": "education",
            "Uncle Rob": "",
        }

    def test_each_outcome_is_scored_for_each_child_by_writing_it_once(self, family, hannah):
        step = meet(family, hannah)

        assert Progress.objects.count() == 6
        assert set(Progress.objects.values_list("on", "scale", "step_ref")) == {
            (FIRST, "some", step.public_id)
        }

    def test_one_child_may_differ(self, family, hannah):
        beds, calm = (row_of(t, family) for t in ("In bed", "No shouting"))
        kais = row_of("In bed", family, under="Kai")
        rows = [
            {"row": beds, "scale": "good", "evidence": "Seen at four visits."},
            {"row": kais, "scale": "worse", "evidence": "Kai sleeps on the sofa."},
            {"row": calm, "scale": "none", "evidence": "Two calls to the police."},
        ]

        meet(family, hannah, progress=rows)

        scores = {
            p.child: p.scale for p in Progress.objects.filter(outcome__title="In bed by eight")
        }
        assert scores == {family[0]: "good", family[1]: "worse", family[2]: "good"}

    def test_an_outcome_that_is_not_scored_stands_in_the_way(self, family, hannah):
        rows = [{"row": row_of("In bed", family), "scale": "good", "evidence": "Seen."}]

        with pytest.raises(workflow.Unfinished, match="No shouting at home: say how it goes"):
            meet(family, hannah, progress=rows)
        with pytest.raises(workflow.Unfinished, match="In bed by eight: say how it goes"):
            meet(family, hannah, progress=None)

    def test_a_score_without_evidence_stands_in_the_way(self, family, hannah):
        answers = practice.core_group_answers(family, held_on=FIRST)
        for row in answers["answers"]["progress"]:
            row["evidence"] = None

        with pytest.raises(workflow.Unfinished, match="write what shows it"):
            practice.complete(CODE, family, answers, on=FIRST, by=hannah)

    def test_it_keeps_whether_risk_is_reducing_for_each_child(self, family, hannah):
        meet(family, hannah, each={family[1]: {"risk": "rising", "risk_why": "He runs off."}})

        found = {g.plan.child: (g.risk, g.held_on) for g in CoreGroup.objects.all()}
        assert found[family[0]] == ("reducing", FIRST)
        assert found[family[1]] == ("rising", FIRST)
        assert Line.objects.filter(kind=CODE, on=FIRST).count() == 3

    def test_what_the_parents_said_stands_with_the_plan(self, family, hannah):
        meet(family, hannah, parents_views=[{"who": "Leanne", "view": "I want help at night."}])

        view = View.objects.get(whose="parent")
        assert (view.named, view.words, view.on) == ("Leanne", "I want help at night.", FIRST)

    def test_a_parent_who_said_nothing_there_leaves_nothing(self, family, hannah):
        meet(family, hannah, parents_views=[{"who": "Leanne", "view": None}])

        assert not View.objects.filter(whose="parent").exists()

    def test_an_outcome_that_is_reached_ends_for_all(self, family, hannah):
        rows = [
            {"row": row_of("In bed", family), "scale": "reached", "evidence": "Four weeks.",
             "ended": "reached"},
            {"row": row_of("No shouting", family), "scale": "little", "evidence": "One call."},
        ]  # fmt: skip

        meet(family, hannah, progress=rows)

        beds = Outcome.objects.get(title="In bed by eight")
        assert (beds.how_ended, beds.ended_on, beds.ended_why) == ("reached", FIRST, "Four weeks.")
        assert Line.objects.filter(kind="plans.outcome_reached").count() == 3
        assert [o.title for o in plans.open_outcomes(family)] == ["No shouting at home"]

    def test_an_outcome_may_be_over_for_one_child_alone(self, family, hannah):
        answers = practice.core_group_answers(family, held_on=FIRST)
        answers["answers"]["progress"].append(
            {"row": row_of("In bed", family, under="Ivy"), "scale": "reached",
             "evidence": "She sleeps through.", "ended": "reached"}
        )  # fmt: skip

        practice.complete(
            CODE, family, answers, step=work.open_step(family[0], CODE), on=FIRST, by=hannah
        )

        beds = plans.open_outcomes(family)[0]
        assert (beds.title, beds.for_children) == ("In bed by eight", family[:2])

    def test_actions_are_done_dropped_or_go_on(self, family, hannah):
        (row,) = filling.rows_of("plans.actions", family, FIRST)

        meet(family, hannah, actions=[{"row": row, "how": "done", "note": "Both are up."}])

        action = Action.objects.get()
        assert (action.how_ended, action.ended_on) == ("done", FIRST)

    def test_an_action_is_not_dropped_without_a_reason(self, family, hannah):
        (row,) = filling.rows_of("plans.actions", family, FIRST)

        with pytest.raises(workflow.Unfinished, match="Say why the action is dropped"):
            meet(family, hannah, actions=[{"row": row, "how": "dropped"}])

    def test_new_outcomes_and_actions_join_the_plan(self, family, hannah):
        meet(
            family, hannah,
            outcomes=[{"title": "At school on time", "area": "learning", "only": "Maisie, Kai"}],
            new_actions=[{"number": 2, "what": "Safety plan", "who": "Orla, Haven",
                          "by_when": date(2026, 3, 31)}],
        )  # fmt: skip

        school = plans.open_outcomes(family)[-1]
        assert (school.title, school.for_children) == ("At school on time", family[:2])
        action = Action.objects.get(what="Safety plan")
        assert action.outcome.title == "No shouting at home"
        assert (action.worker, action.named) == (None, "Orla, Haven")

    def test_its_outcome_is_chosen_by_number_and_words(self, family, hannah, ask):
        step = work.open_step(family[0], CODE)

        page = ask(hannah, "workflow:step", query={"section": "plan"}, step_id=step.public_id)

        box = page.content.decode().split('name="new_actions-0-number"')[1].split("</select>")[0]
        words = [
            row.words for row in filling.rows_of("plans.outcomes", family, FIRST) if not row.under
        ]
        assert [f'<option value="{n}">{each}</option>' in box for n, each in enumerate(words, 1)]
        assert box.count("<option") == len(words) + 1

    def test_an_action_for_no_outcome_is_refused(self, family, hannah):
        rows = [{"number": 9, "what": "Safety plan", "who": "Orla"}]

        with pytest.raises(workflow.Unfinished, match="there is no outcome 9"):
            meet(family, hannah, new_actions=rows)

    def test_the_next_is_due_4_weeks_later_or_when_it_says(self, family, hannah):
        meet(family, hannah)
        assert work.open_step(family[0], CODE).work_item.due_on == date(2026, 3, 16)

        meet(family, hannah, on=SECOND, next_on=date(2026, 3, 31))
        following = work.open_step(family[0], CODE)
        assert work.subjects_of(following) == family
        assert following.work_item.due_on == date(2026, 3, 31)
        assert set(Timer.objects.filter(rule="T066").values_list("stopped_on", flat=True)) == {
            FIRST
        }

    def test_the_next_is_not_before_this_one(self, family, hannah):
        with pytest.raises(workflow.Unfinished):
            meet(family, hannah, next_on=FIRST)

    def test_it_may_ask_for_the_review_conference_earlier(self, family, hannah):
        review = work.open_step(family[0], REVIEW)
        assert review.work_item.due_on == date(2026, 5, 3)

        meet(
            family, hannah, early_review=True, early_review_by=date(2026, 3, 10),
            early_review_why="The plan cannot be carried out.",
        )  # fmt: skip

        review = work.open_step(family[0], REVIEW)
        assert review.work_item.due_on == date(2026, 3, 10)
        assert "cannot be carried out" in review.work_item.why
        assert Step.objects.filter(code=REVIEW).count() == 1

    def test_without_a_review_that_waits_it_begins_one(self, maisie, hannah):
        practice.a_protection_plan(maisie, by=hannah)

        meet(
            [maisie], hannah, early_review=True, early_review_by=date(2026, 3, 10),
            early_review_why="The plan cannot be carried out.",
        )  # fmt: skip

        assert work.open_step(maisie, REVIEW).due_on == date(2026, 3, 10)

    def test_a_plan_that_came_from_elsewhere_is_worked_from_its_first_core_group(
        self, maisie, hannah
    ):
        practice.a_protection_plan(maisie, by=hannah)

        meet([maisie], hannah, outcomes=[{"title": "In bed by eight", "area": "care"}])

        assert [o.title for o in plans.open_outcomes([maisie])] == ["In bed by eight"]

    def test_a_sister_who_comes_later_joins_the_plan(self, maisie, kai, hannah, denise):
        confer([maisie], denise)
        practice.a_protection_plan(kai, by=hannah, started_on=date(2026, 2, 10))

        meet([maisie, kai], hannah)

        assert plans.plan_of(kai) == plans.plan_of(maisie)

    def test_without_a_plan_there_is_no_core_group(self, maisie, hannah):
        with pytest.raises(workflow.Unfinished, match="no child protection plan"):
            meet([maisie], hannah)

    def test_it_is_not_before_the_conference(self, family, hannah):
        with pytest.raises(workflow.Unfinished, match="before the plan began"):
            meet(family, hannah, on=date(2026, 2, 2))

    def test_two_do_not_meet_on_one_day(self, family, hannah):
        meet(family, hannah)

        with pytest.raises(NotYet, match="already recorded on that day"):
            meet(family, hannah)

    def test_put_right_it_changes_the_same_facts(self, family, hannah, joseph):
        step = meet(family, hannah, outcomes=[{"title": "At school", "area": "learning"}])
        workflow.reopen_step(step=step, reason="It was the 17th", at=practice.at(FIRST), by=joseph)
        day = date(2026, 2, 17)

        answers = practice.core_group_answers(family, held_on=day, scale="good")
        answers["answers"]["outcomes"] = [{"title": "At school", "area": "learning"}]
        practice.complete(CODE, family, answers, step=step, on=day, by=hannah)

        assert set(CoreGroup.objects.values_list("held_on", flat=True)) == {day}
        assert Outcome.objects.filter(title="At school").count() == 1
        assert set(
            Progress.objects.filter(outcome__title="In bed by eight").values_list("on", "scale")
        ) == {(day, "good")}
        running = Timer.objects.filter(rule="T067", stopped_on=None)
        assert {t.due_on for t in running} == {date(2026, 3, 17)}


class TestTheEnd:
    def review(self, children, by, outcomes, on=date(2026, 4, 28)):
        answers = practice.conference_answers(children, held_on=on, outcome="plan_ends_in_need")
        for child, outcome in outcomes.items():
            answers["each"][child] |= {"outcome": outcome, "category": "NEG"}
        practice.complete(
            REVIEW, children, answers, step=work.open_step(children[0], REVIEW), on=on, by=by
        )

    def test_when_every_plan_ends_no_core_group_waits(self, family, hannah, denise):
        meet(family, hannah)

        self.review(family, denise, {})

        assert work.open_step(family[0], CODE) is None
        assert WorkingPlan.objects.get(kind="protection").ended_on == date(2026, 4, 28)
        assert not Timer.objects.filter(rule="T067", stopped_on=None).exists()

    def test_when_one_plan_goes_on_the_core_group_meets_for_that_child(
        self, family, hannah, denise
    ):
        self.review(family, denise, {family[1]: "plan_continues"})

        assert work.subjects_of(work.open_step(family[1], CODE)) == [family[1]]
        assert work.open_step(family[0], CODE) is None

    def test_a_review_may_add_outcomes_and_visits(self, family, denise):
        answers = practice.conference_answers(
            family, held_on=date(2026, 4, 28), outcome="plan_continues"
        )
        answers["answers"]["outcomes"] = [{"title": "At school", "area": "learning"}]
        practice.complete(
            REVIEW, family, answers, step=work.open_step(family[0], REVIEW),
            on=date(2026, 4, 28), by=denise,
        )  # fmt: skip

        assert plans.open_outcomes(family)[-1].title == "At school"


class TestConstraints:
    def test_a_core_group_is_once_a_day_says_why_and_is_before_the_next(self, maisie, hannah):
        plan = practice.a_protection_plan(maisie, by=hannah)
        actions.hold_core_group(
            child=maisie, held_on=FIRST, risk="same", risk_why="Nothing changed.", by=hannah
        )
        for name, values in (
            ("one_core_group_a_day", {"held_on": FIRST, "risk_why": "x"}),
            ("says_why_of_risk", {"held_on": SECOND, "risk_why": ""}),
            ("next_core_group", {"held_on": SECOND, "risk_why": "x", "next_on": FIRST}),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                CoreGroup.objects.create(plan=plan, risk="same", **values)
