"""A child in need plan on the shared room: the first meeting makes it, reviews score it."""

from datetime import date

import pytest

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.practice.plans import queries as plans
from tessera.practice.plans.models import Action, Outcome, Progress, View, WorkingPlan
from tests.factories import practice

FIRST, REVIEW = "children_in_need.first_meeting", "children_in_need.review"
MET, REVIEWED = date(2026, 1, 20), date(2026, 3, 2)


def meet(children, by, manager, each=None, **more):
    answers = practice.need_meeting_answers(children, held_on=MET)
    answers["answers"] |= more
    for child, own in (each or {}).items():
        answers["each"][child] |= own
    return practice.complete(FIRST, children, answers, on=MET, by=by, authorised_by=manager)


def review(children, by, manager, **more):
    answers = practice.need_review_answers(children, held_on=REVIEWED, **more)
    step = work.open_step(children[0], REVIEW)
    return practice.complete(
        REVIEW, children, answers, step=step, on=REVIEWED, by=by, authorised_by=manager
    )


@pytest.fixture
def family(maisie, kai, hannah, joseph):
    meet([maisie, kai], hannah, joseph)
    return [maisie, kai]


def test_the_first_meeting_makes_one_plan_with_its_outcomes_and_actions(family):
    plan = WorkingPlan.objects.get()

    assert (plan.kind, plan.why) == ("in_need", "Nights are too long for Maisie.")
    assert [o.for_children for o in plans.open_outcomes(family)] == [family, family]
    assert Action.objects.get().what == "Two beds"
    assert View.objects.filter(whose="child").count() == 2


def test_an_assessment_while_there_is_a_plan_asks_for_a_first_meeting_of_the_others_only(
    maisie, kai, hannah, joseph
):
    meet([maisie], hannah, joseph)
    on = date(2026, 2, 20)
    children = [maisie, kai]
    step = workflow.start_step(
        code="assessments.single_assessment", subjects=children, worker=hannah,
        at=practice.at(date(2026, 2, 2)), by=hannah,
    )  # fmt: skip
    practice.complete(
        "assessments.single_assessment", children,
        practice.assessment_answers(children, seen_on=date(2026, 2, 10)), step=step,
        on=on, by=hannah, authorised_by=joseph,
    )  # fmt: skip

    assert work.open_step(maisie, FIRST) is None
    assert work.open_step(kai, FIRST) is not None


def test_nothing_of_the_plan_stands_before_a_manager_has_signed_it(maisie, hannah):
    meet([maisie], hannah, None)

    assert not WorkingPlan.objects.exists()


def test_the_visits_it_asks_for_move_the_clock(maisie, hannah, joseph):
    meet([maisie], hannah, joseph, each={maisie: {"visits_every": 10}})

    timer = Timer.objects.get(rule="T081", stopped_on=None)
    assert timer.due_on == date(2026, 2, 3)


def test_an_outcome_for_somebody_else_is_refused(maisie, hannah, joseph):
    rows = [{"title": "Teeth", "area": "health", "only": "Zara"}]

    with pytest.raises(workflow.Unfinished, match="Write first names: Maisie"):
        meet([maisie], hannah, joseph, outcomes=rows)


def test_a_review_scores_each_outcome_for_each_child(family, hannah, joseph):
    (row,) = filling.rows_of("plans.actions", family, REVIEWED)

    review(
        family, hannah, joseph, scale="good", actions=[{"row": row, "how": "done"}],
        parents_views=[{"who": "Leanne", "view": "Better."}],
        outcomes=[{"title": "At school on time", "area": "learning"}],
    )  # fmt: skip

    assert set(Progress.objects.values_list("scale", "on")) == {("good", REVIEWED)}
    assert Progress.objects.count() == 4
    assert Action.objects.get().how_ended == "done"
    assert View.objects.get(whose="parent").named == "Leanne"
    assert Outcome.objects.filter(title="At school on time").exists()


def test_a_review_that_leaves_an_outcome_out_is_not_finished(family, hannah, joseph):
    with pytest.raises(workflow.Unfinished, match="In bed by eight: say how it goes"):
        review(family, hannah, joseph, progress=None)


def test_a_dropped_action_needs_its_reason(family, hannah, joseph):
    (row,) = filling.rows_of("plans.actions", family, REVIEWED)

    with pytest.raises(workflow.Unfinished, match="Say why the action is dropped"):
        review(family, hannah, joseph, actions=[{"row": row, "how": "dropped"}])


def visits(child):
    return list(work.open_steps(child).filter(code="recording.visit"))


def test_the_visit_that_the_plan_asked_for_ends_with_it(family, hannah, joseph):
    maisie, kai = family
    (asked,) = visits(maisie)
    by_hand = workflow.start_step(
        code="recording.visit", subjects=[kai], worker=hannah, at=practice.at(REVIEWED), by=hannah
    )

    review(family, hannah, joseph, outcome="close")

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("cancelled", "The plan ended")
    assert (visits(maisie), visits(kai)) == ([], [by_hand])


def test_a_brother_whose_plan_goes_on_keeps_the_visit(family, hannah, joseph):
    maisie, kai = family
    answers = practice.need_review_answers(family, held_on=REVIEWED)
    answers["each"][kai] |= {"outcome": "close"}
    practice.complete(
        REVIEW, family, answers, step=work.open_step(maisie, REVIEW), on=REVIEWED, by=hannah,
        authorised_by=joseph,
    )  # fmt: skip

    (visit,) = visits(maisie)
    assert work.subjects_of(visit) == [maisie]
    assert visits(kai) == []


def test_the_plan_ends_with_its_last_child(family, hannah, joseph):
    review(family, hannah, joseph, outcome="close")

    assert WorkingPlan.objects.get().ended_on == REVIEWED
    assert Progress.objects.count() == 4


def test_a_plan_from_elsewhere_is_worked_from_its_first_review(maisie, hannah, joseph):
    practice.a_child_in_need_plan(maisie, by=hannah)

    review([maisie], hannah, joseph, outcomes=[{"title": "Teeth", "area": "health"}])

    assert [o.title for o in plans.open_outcomes([maisie])] == ["Teeth"]
