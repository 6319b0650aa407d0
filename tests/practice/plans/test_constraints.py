"""States of a working plan that the database refuses, whoever writes them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.practice.plans import actions
from tessera.practice.plans.models import (
    Action,
    Outcome,
    OutcomeChild,
    PlanChild,
    Progress,
    View,
    VisitFrequency,
    WorkingPlan,
)
from tests.practice.plans.conftest import CONFERENCE

BEFORE, MARCH = date(2026, 2, 1), date(2026, 3, 3)


def refused(name, model, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.create(**values)


def test_nothing_ends_before_it_begins(plan, beds, maisie):
    dates = {"started_on": CONFERENCE, "ended_on": BEFORE}
    refused("working_plan_ends_on_or_after_start", WorkingPlan, kind="protection", **dates)
    refused(
        "child_leaves_plan_on_or_after_joining", PlanChild,
        plan=plan, child=maisie, kind="in_need", fact_id=7, **dates,
    )  # fmt: skip
    refused(
        "outcome_ends_on_or_after_start", Outcome,
        plan=plan, position=9, title="X", area="care", how_ended="reached", **dates,
    )  # fmt: skip
    refused(
        "action_ends_on_or_after_start", Action,
        outcome=beds, what="X", named="Nana", how_ended="done", **dates,
    )  # fmt: skip
    refused(
        "visit_frequency_ends_on_or_after_start", VisitFrequency,
        plan=plan, child=maisie, every_working_days=5, **dates,
    )  # fmt: skip


def test_a_childs_part_of_an_outcome_does_not_end_before_it_begins(beds, maisie):
    with pytest.raises(IntegrityError, match="outcome_of_child_ends_on_or_after_start"):
        OutcomeChild.objects.filter(outcome=beds, child=maisie).update(ended_on=BEFORE)


def test_a_child_is_on_one_plan_of_a_kind_at_a_time(plan, maisie):
    more = {"plan": plan, "child": maisie, "kind": "protection"}
    refused("one_open_working_plan_of_a_kind", PlanChild, fact_id=998, started_on=MARCH, **more)
    refused(
        "working_plans_of_a_kind_do_not_overlap", PlanChild,
        fact_id=999, started_on=MARCH, ended_on=date(2026, 4, 1), **more,
    )  # fmt: skip


def test_a_statutory_plan_is_worked_once(plan, maisie, ivy):
    fact = PlanChild.objects.get(child=maisie).fact_id
    refused(
        "one_working_plan_per_statutory_plan", PlanChild,
        plan=plan, child=ivy, kind="protection", fact_id=fact, started_on=MARCH,
    )  # fmt: skip


def test_what_has_ended_says_how_and_what_is_open_does_not(plan, beds):
    refused(
        "ended_outcome_says_how", Outcome,
        plan=plan, position=9, title="X", area="care", started_on=CONFERENCE, ended_on=MARCH,
    )  # fmt: skip
    action = {"outcome": beds, "what": "X", "named": "Nana", "started_on": CONFERENCE}
    refused("ended_action_says_how", Action, how_ended="done", **action)
    refused("dropped_action_says_why", Action, how_ended="dropped", ended_on=MARCH, **action)


def test_an_action_has_somebody(beds):
    refused("action_has_somebody", Action, outcome=beds, what="X", started_on=MARCH)


def test_an_outcome_says_what_and_has_its_own_place(plan, beds):
    more = {"plan": plan, "area": "care", "started_on": CONFERENCE}
    refused("outcome_says_what", Outcome, position=9, title="", **more)
    refused("one_outcome_in_each_place_of_a_plan", Outcome, position=1, title="X", **more)


def test_an_outcome_is_once_for_a_child(beds, maisie):
    refused("an_outcome_once_per_child", OutcomeChild, outcome=beds, child=maisie, started_on=MARCH)


def test_a_score_rests_on_evidence_and_is_one_a_day(beds, maisie, hannah):
    more = {"outcome": beds, "child": maisie, "on": MARCH, "scale": "some", "score": 2}
    refused("score_rests_on_evidence", Progress, evidence="", **more)
    actions.score(outcome=beds, child=maisie, on=MARCH, scale="some", evidence="Seen.", by=hannah)
    refused("one_score_a_day_of_an_outcome", Progress, evidence="Seen.", **more)


def test_a_view_is_somebodys_words(plan, maisie):
    refused("view_has_words", View, plan=plan, whose="child", person=maisie, on=MARCH, words="")
    refused("view_is_somebodys", View, plan=plan, whose="parent", on=MARCH, words="No.")


def test_visits_have_one_frequency_at_a_time_and_a_sensible_one(plan, maisie):
    more = {"plan": plan, "child": maisie, "started_on": CONFERENCE}
    refused("visits_every_1_to_60_working_days", VisitFrequency, every_working_days=61, **more)
    VisitFrequency.objects.create(every_working_days=5, **more)
    refused("visit_frequencies_do_not_overlap", VisitFrequency, every_working_days=6, **more)
