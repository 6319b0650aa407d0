"""The review conference goes through the plan, and what is kept goes on where a child stays in need."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.forms import filling
from tessera.engine.forms import queries as sheets
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.completion import findings
from tessera.engine.workflow.models import Timer
from tessera.foundations import codesets
from tessera.practice.child_protection.models import Plan
from tessera.practice.children_in_need.models import Plan as ChildInNeedPlan
from tessera.practice.plans import actions as plan_actions
from tessera.practice.plans import queries
from tessera.practice.plans.models import Action, Outcome, Progress, VisitFrequency, WorkingPlan
from tessera.practice.plans.views import shown
from tests.factories import practice
from tests.practice.plans.conftest import CONFERENCE

pytestmark = pytest.mark.django_db
REVIEW = "child_protection.review_conference"
HELD = date(2026, 4, 28)


@pytest.fixture
def family(maisie, kai, denise):
    """Maisie and Kai on one plan with two outcomes, since their conference."""
    answers = practice.conference_answers([maisie, kai], held_on=CONFERENCE)
    answers["answers"]["outcomes"] = practice.OUTCOMES
    practice.complete(
        "child_protection.initial_conference", [maisie, kai], answers, on=CONFERENCE, by=denise
    )
    return [maisie, kai]


def reviewed(family, by, *, outcome="plan_continues", held_on=HELD, rows=None, each=None, **more):
    """Hold the review; `rows` are what is said of an outcome by its title."""
    answers = practice.conference_answers(family, held_on=held_on, outcome=outcome)
    for row in answers["answers"].get("progress") or ():
        row |= (rows or {}).get(row["row"].words.partition(". ")[2], {})
    answers["answers"] |= more
    for child, said in (each or {}).items():
        answers["each"][child] |= said
    step = work.open_step(family[0], REVIEW)
    return practice.complete(REVIEW, family, answers, step=step, on=held_on, by=by)


def in_need(child):
    return WorkingPlan.objects.get(kind="in_need", members__child=child)


class TestGoneThrough:
    def test_each_outcome_is_scored_for_each_child(self, family, denise):
        reviewed(family, denise, rows={"In bed by eight": {"scale": "good"}})

        found = Progress.objects.filter(on=HELD).values_list("outcome__title", "child", "scale")
        assert set(found) == {
            (title, child.pk, scale)
            for title, scale in (("In bed by eight", "good"), ("No shouting at home", "some"))
            for child in family
        }

    def test_what_is_over_ends_and_what_changes_is_put_in_other_words(self, family, denise):
        reviewed(
            family,
            denise,
            rows={
                "In bed by eight": {"scale": "reached", "ended": "reached"},
                "No shouting at home": {"change": "Nobody raises a hand either."},
            },
        )

        over, goes_on = Outcome.objects.order_by("position")
        assert (over.how_ended, over.ended_on) == ("reached", HELD)
        assert (goes_on.change, goes_on.ended_on) == ("Nobody raises a hand either.", None)

    def test_an_action_done_is_done_and_one_left_empty_goes_on(self, family, denise):
        (row,) = filling.rows_of("plans.protection_actions", family, HELD)

        reviewed(family, denise, actions=[{"row": row, "how": "done", "note": "They came."}])

        assert Action.objects.get().how_ended == "done"

    def test_an_outcome_left_out_is_asked_for_by_name(self, family, denise):
        with pytest.raises(workflow.Unfinished, match="In bed by eight: say how it goes"):
            reviewed(family, denise, rows={"In bed by eight": {"scale": None, "evidence": None}})

    def test_as_the_core_group_found_it_needs_no_more_words(self, family, hannah, denise):
        on = date(2026, 2, 16)
        practice.complete(
            "child_protection.core_group", family,
            practice.core_group_answers(family, held_on=on), on=on, by=hannah,
            step=work.open_step(family[0], "child_protection.core_group"),
        )  # fmt: skip

        reviewed(family, denise, rows={"In bed by eight": {"evidence": None}})

        row = Progress.objects.get(outcome__title="In bed by eight", child=family[0], on=HELD)
        assert (row.scale, row.evidence) == ("some", "School and the visits say so.")

    def test_another_score_than_the_last_says_what_shows_it(self, family, denise):
        with pytest.raises(workflow.Unfinished, match="write what shows it, for Maisie"):
            reviewed(family, denise, rows={"In bed by eight": {"evidence": None}})

    def test_a_review_put_off_asks_nothing_of_the_plan(self, family, denise):
        reviewed(family, denise, outcome="adjourned", progress=None)

        assert not Progress.objects.exists()
        assert Plan.objects.current().count() == 2


class TestSteppedDown:
    def test_the_plan_in_need_begins_when_protection_ends_with_what_was_kept(
        self, family, hannah, denise
    ):
        reviewed(
            family,
            denise,
            outcome="plan_ends_in_need",
            rows={"No shouting at home": {"scale": "reached", "ended": "reached"}},
            each={child: {"visits_every": 10} for child in family},
        )

        assert set(Plan.objects.values_list("ended_on", flat=True)) == {HELD}
        assert set(ChildInNeedPlan.objects.values_list("started_on", "ended_on")) == {(HELD, None)}
        plan = in_need(family[0])
        assert plan.why == WorkingPlan.objects.get(kind="protection").why
        (outcome,) = plan.outcomes.all()
        assert (outcome.title, outcome.started_on) == ("In bed by eight", HELD)
        assert outcome.came_from.plan.kind == "protection"
        assert {member.child for member in outcome.members.all()} == set(family)
        (action,) = outcome.actions.all()
        assert (action.what, action.worker) == ("Two beds", hannah)
        assert action.came_from.outcome == outcome.came_from
        every = VisitFrequency.objects.filter(plan=plan, ended_on=None)
        assert {row.every_working_days for row in every} == {10}

    def test_the_next_work_is_a_review_of_the_child_in_need_plan_by_the_childs_worker(
        self, family, hannah, denise
    ):
        reviewed(family, denise, outcome="plan_ends_in_need")

        step = work.open_step(family[0], "children_in_need.review")
        assert step.worker == hannah
        assert work.open_step(family[0], "children_in_need.first_meeting") is None
        running = set(
            Timer.objects.filter(person=family[0], stopped_on=None).values_list("rule", flat=True)
        )
        assert {"T081", "T082", "T083"} <= running
        assert not {"T066", "T067", "T069", "T070", "T071"} & running

    @pytest.mark.parametrize(
        ("outcome", "stays"), [("plan_ends_close", 0), ("plan_ends_in_need", 1)]
    )
    def test_the_next_visit_ends_with_the_plan_unless_another_plan_asks_for_it(
        self, family, denise, outcome, stays
    ):
        assert work.open_step(family[0], "recording.visit") is not None

        reviewed(family, denise, outcome=outcome)

        visits = work.open_steps(family[0]).filter(code="recording.visit")
        assert visits.count() == stays

    def test_one_child_goes_over_while_the_other_stays_on_the_plan(self, family, denise):
        maisie, kai = family

        reviewed(
            family,
            denise,
            each={maisie: {"outcome": "plan_ends_in_need", "category": None}},
        )

        assert Plan.objects.current().get().child == kai
        assert {o.title for o in in_need(maisie).outcomes.all()} == {
            "In bed by eight",
            "No shouting at home",
        }
        assert not WorkingPlan.objects.filter(kind="in_need", members__child=kai).exists()
        stays = WorkingPlan.objects.get(kind="protection")
        assert stays.ended_on is None
        assert stays.outcomes.filter(ended_on=None).count() == 2

    def test_what_the_review_adds_stands_in_the_plan_that_follows(self, family, denise):
        reviewed(
            family,
            denise,
            outcome="plan_ends_in_need",
            outcomes=[{"title": "At school by nine", "area": "learning"}],
        )

        new = in_need(family[0]).outcomes.get(title="At school by nine")
        assert new.came_from is None

    @pytest.mark.parametrize("day", [date(2026, 4, 27), date(2026, 4, 30)])
    def test_the_day_put_right_moves_both_plans_and_what_began_with_them(
        self, family, denise, joseph, day
    ):
        step = reviewed(family, denise, outcome="plan_ends_in_need")
        workflow.reopen_step(step=step, reason="The day", at=practice.at(day), by=joseph)

        answers = practice.conference_answers(family, held_on=day, outcome="plan_ends_in_need")
        practice.complete(REVIEW, family, answers, step=step, on=day, by=denise)

        assert set(Plan.objects.values_list("ended_on", flat=True)) == {day}
        assert set(ChildInNeedPlan.objects.values_list("started_on", flat=True)) == {day}
        plan = in_need(family[0])
        assert plan.started_on == day
        assert set(plan.outcomes.values_list("started_on", flat=True)) == {day}
        assert plan.outcomes.count() == 2
        first = Timer.objects.filter(rule="T083", stopped_on=None).values_list("triggered_on")
        assert {on for (on,) in first} == {day}


class TestWhereItCameFrom:
    def test_an_outcome_goes_over_once(self, family, denise):
        reviewed(family, denise, outcome="plan_ends_in_need")
        outcome = in_need(family[0]).outcomes.first()

        with pytest.raises(IntegrityError, match="an_outcome_goes_over_once"), transaction.atomic():
            Outcome.objects.create(
                plan=outcome.plan, position=9, title="Again", area="care", started_on=HELD,
                came_from=outcome.came_from,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="outcome_came_from_another"), transaction.atomic():
            Outcome.objects.filter(pk=outcome.pk).update(came_from=outcome.pk)

    def test_an_action_goes_over_once(self, family, denise):
        reviewed(family, denise, outcome="plan_ends_in_need")
        action = Action.objects.get(outcome__plan__kind="in_need")

        with pytest.raises(IntegrityError, match="an_action_goes_over_once"), transaction.atomic():
            Action.objects.create(
                outcome=action.outcome, what="Again", named="Leanne", started_on=HELD,
                came_from=action.came_from,
            )  # fmt: skip


class TestSteppedUp:
    def test_the_outcomes_of_a_child_in_need_plan_arrive_as_the_conferences_outline(
        self, maisie, hannah, joseph, denise
    ):
        made = date(2026, 1, 20)
        practice.complete(
            "children_in_need.first_meeting", [maisie],
            practice.need_meeting_answers([maisie], held_on=made), on=made, by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        found = filling.arrived("plans.outline", None, [maisie], None, CONFERENCE)

        assert found.label == "the child in need plan"
        assert found.value[0] == {
            "title": "In bed by eight", "area": "care", "how_we_know": "What we see at visits.",
            "action": "Two beds", "who": "Hannah Treloyd",
        }  # fmt: skip

        answers = practice.conference_answers([maisie], held_on=CONFERENCE)
        answers["answers"]["outcomes"] = found.value
        practice.complete(
            "child_protection.initial_conference", [maisie], answers, on=CONFERENCE, by=denise
        )

        new = Outcome.objects.get(title="In bed by eight", plan__kind="protection")
        assert new.came_from.plan.kind == "in_need"
        assert ChildInNeedPlan.objects.get().ended_on == CONFERENCE

    def test_a_child_without_a_child_in_need_plan_brings_no_outline(self, maisie):
        assert filling.arrived("plans.outline", None, [maisie], None, CONFERENCE) is None


def test_scores_of_the_plan_before_stand_until_the_new_one_has_its_own(family, denise, hannah):
    reviewed(family, denise, outcome="plan_ends_in_need")
    outcomes = queries.open_outcomes(family, "in_need")

    before = queries.latest_progress(outcomes)
    plan_actions.score(
        outcome=outcomes[0], child=family[0], on=date(2026, 5, 12), scale="good",
        evidence="Seen.", by=hannah,
    )  # fmt: skip
    after = queries.latest_progress(outcomes)

    assert before[outcomes[0].pk, family[0].pk].scale == "some"
    assert after[outcomes[0].pk, family[0].pk].scale == "good"
    assert after[outcomes[0].pk, family[1].pk].scale == "some"


class TestTheNextDay:
    """The day that the conference chose stands where the rule allows it, and is never lost without a word."""

    NEED = "children_in_need.review"

    def test_after_a_step_down_it_is_the_day_of_the_first_review(self, family, denise):
        chosen = date(2026, 7, 14)

        reviewed(family, denise, outcome="plan_ends_in_need", next_on=chosen)

        assert work.open_step(family[0], self.NEED).work_item.due_on == chosen

    def said(self, family, by, code=REVIEW, **more):
        step = work.open_step(family[0], code)
        answers = practice.conference_answers(family, held_on=HELD, outcome=more.pop("outcome"))
        stored = {("held_on", None): HELD.isoformat()}
        stored |= {(key, None): value.isoformat() for key, value in more.items()}
        for child in family:
            stored[("outcome", child.pk)] = answers["each"][child]["outcome"]
        workflow.save_answers(step=step, answers=stored, at=practice.at(HELD), by=by)
        found = findings(step, sheets.answers_of(step.sheet), HELD)
        return [(f.words, f.soft) for f in found if f.field == "next_on"]

    def test_later_than_the_law_is_said_with_its_last_day(self, family, denise):
        found = self.said(family, denise, outcome="plan_continues", next_on=date(2026, 11, 3))

        assert found == [
            (
                "A review on 3 November 2026 is later than Working Together allows: Wednesday 28 October"
                " 2026 is the last day, 6 months after the conference. It stays due by then.",
                True,
            )
        ]

    def test_within_the_law_nothing_is_said(self, family, denise):
        assert not self.said(family, denise, outcome="plan_continues", next_on=date(2026, 10, 28))

    def test_a_first_review_in_need_later_than_its_rule_is_said(self, family, denise):
        found = self.said(family, denise, outcome="plan_ends_in_need", next_on=date(2026, 10, 1))

        assert "Tuesday 28 July 2026 is the last day" in found[0][0]


class TestTheLastScoreGoesOver:
    def test_it_stands_in_the_child_in_need_plan_with_its_day_and_where_it_is_from(
        self, family, denise
    ):
        reviewed(
            family,
            denise,
            outcome="plan_ends_in_need",
            rows={"In bed by eight": {"scale": "good"}},
        )
        sight = queries.sight_of(in_need(family[0]), family)
        today = date(2026, 5, 4)

        card = next(c for c in shown.cards(sight, today) if c["title"] == "In bed by eight")

        (said,) = card["latest"]
        assert said["word"] == codesets.label("plan.progress", "good")
        assert said["before"] == "28 April, in the child protection plan"
        assert card["trails"] == []
