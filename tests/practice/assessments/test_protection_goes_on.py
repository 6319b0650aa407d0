"""An assessment written while a section 47 enquiry, conference or protection plan goes on."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.practice.assessments import rules
from tessera.practice.assessments.models import Assessment
from tessera.practice.child_protection import actions as protection
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SINGLE = "assessments.single_assessment"
ON = date(2026, 2, 16)


def finish(child, hannah, joseph, outcome):
    answers = practice.assessment_answers([child], outcome=outcome)
    return practice.complete(SINGLE, [child], answers, on=ON, by=hannah, authorised_by=joseph)


@pytest.mark.parametrize("under_way", ["enquiry", "plan"])
def test_it_says_so_and_nothing_new_follows(maisie, hannah, joseph, under_way):
    if under_way == "enquiry":
        protection.start_enquiry(child=maisie, started_on=date(2026, 1, 14), by=hannah)
    else:
        practice.a_protection_plan(maisie, by=hannah)

    step = finish(maisie, hannah, joseph, rules.GOES_ON)

    assert Assessment.objects.get().outcome == "protection_goes_on"
    assert {each.code for each in step.followed_by.all()} <= {
        "assessments.share",
        "recording.visit",
    }
    for code in ("children_in_need.first_meeting", "child_protection.strategy_discussion"):
        assert work.open_step(maisie, code) is None


def test_what_is_not_under_way_does_not_go_on(maisie, hannah, joseph):
    with pytest.raises(workflow.Unfinished, match="No section 47 enquiry"):
        finish(maisie, hannah, joseph, rules.GOES_ON)


def test_the_case_stays_open_for_the_census():
    assert rules.closure_reason(rules.GOES_ON) == ""


@pytest.mark.parametrize(
    ("outcome", "standings", "said"),
    [
        ("child_in_need_plan", {rules.PLAN}, "A protection plan is under way"),
        ("child_in_need_plan", {rules.ENQUIRY}, "A section 47 enquiry is under way"),
        ("child_in_need_plan", {rules.CONFERENCE_TO_COME}, "A child protection conference is to"),
        ("child_in_need_plan", set(), ""),
        ("legal_gateway", {rules.PLAN}, ""),
        (rules.GOES_ON, {rules.PLAN}, ""),
        ("close", {rules.PLAN}, "A protection plan is under way, and only a conference ends it"),
        ("early_help", {rules.ENQUIRY}, "A section 47 enquiry is under way, and only its own"),
        ("close", set(), ""),
        ("an_outcome_of_another_year", {rules.PLAN}, ""),
    ],
)
def test_a_child_in_need_plan_beside_it_is_asked_about(outcome, standings, said):
    found = rules.protection_warning(outcome, standings)
    assert found.startswith(said) if said else found == ""


def test_what_a_visit_says_of_seeing_alone_is_not_asked_again(maisie, hannah):
    from tessera.engine.forms import filling
    from tessera.foundations.access.actors import actor_of

    actor = actor_of(hannah, ON)
    assert filling.fill("recording.was_seen_alone", maisie, ON, actor) is None
    practice.a_visit(maisie, hannah, on=date(2026, 1, 20))

    assert filling.fill("recording.was_seen_alone", maisie, ON, actor).value is True
    alone = filling.fill("recording.first_seen_alone", maisie, ON, actor)
    assert alone.value == "2026-01-20"
