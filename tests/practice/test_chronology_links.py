"""A line of the chronology opens the form that wrote what it says: a plan's end, the review that ended it."""

from datetime import date

import pytest

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tessera.people.models import Line
from tessera.people.queries.chronology import Wanted, chronology_page
from tessera.practice.child_protection import actions as protection
from tessera.practice.child_protection.models import Plan, Section47Enquiry
from tests.factories import practice
from tests.practice.leading import lines_that_lead_astray, step_opened

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

DISCUSSED, FOUND, CONFERRED = date(2026, 1, 14), date(2026, 1, 27), date(2026, 2, 3)
MET, REVIEWED, ENDED, CLOSED = (
    date(2026, 2, 12), date(2026, 4, 28), date(2026, 7, 14), date(2026, 7, 20),
)  # fmt: skip

WROTE = {
    "Strategy discussion": "child_protection.strategy_discussion",
    "Section 47 enquiry began": "child_protection.strategy_discussion",
    "Section 47 enquiry: outcome": "child_protection.section47",
    "Initial child protection conference": "child_protection.initial_conference",
    "Child protection plan began": "child_protection.initial_conference",
    "Core group": "child_protection.core_group",
    "Review child protection conference": "child_protection.review_conference",
    "Child protection plan ended": "child_protection.review_conference",
    "Child in need plan began": "child_protection.review_conference",
    "Child in need review": "children_in_need.review",
    "Child in need plan ended": "children_in_need.review",
}


@pytest.fixture
def story(maisie, hannah, joseph, denise):
    """From the discussion to the closed case, each fact written by its own form."""

    def done(code, answers, on, by, signed=None):
        step = work.open_step(maisie, code)
        practice.complete(code, [maisie], answers, step=step, on=on, by=by, authorised_by=signed)

    of = practice
    done(
        "child_protection.strategy_discussion",
        of.discussion_answers([maisie], held_on=DISCUSSED),
        DISCUSSED,
        joseph,
    )
    done(
        "child_protection.section47",
        of.enquiry_answers([maisie], ended_on=FOUND),
        FOUND,
        hannah,
        joseph,
    )
    done(
        "child_protection.initial_conference",
        of.conference_answers([maisie], held_on=CONFERRED),
        CONFERRED,
        denise,
    )
    done("child_protection.core_group", of.core_group_answers([maisie], held_on=MET), MET, hannah)
    done(
        "child_protection.review_conference",
        of.conference_answers([maisie], held_on=REVIEWED, outcome="plan_ends_in_need"),
        REVIEWED,
        denise,
    )
    done(
        "children_in_need.review",
        of.need_review_answers([maisie], held_on=ENDED, outcome="close"),
        ENDED,
        hannah,
        joseph,
    )
    return maisie  # fmt: skip


def opened(child):
    """title -> the code of the step that its line opens."""
    codes = dict(Step.objects.values_list("public_id", "code"))
    lines = chronology_page(Wanted((child.pk,))).lines
    return {each.entry.title: codes.get(step_opened(each.entry.url)) for each in lines}


def test_each_line_opens_the_form_that_wrote_it(story):
    found = opened(story)

    assert {title: found[title] for title in WROTE} == WROTE
    assert not lines_that_lead_astray()


def test_a_closed_case_opens_the_form_that_closed_it(ivy, hannah, joseph):
    told = {"closed_on": CLOSED, "reason": "RC7", "summary": "Nights are calm."}
    practice.complete(
        "front_door.close_case",
        [ivy],
        {"answers": told, "each": {}},
        on=CLOSED,
        by=hannah,
        authorised_by=joseph,
    )

    assert opened(ivy)["The case closed"] == "front_door.close_case"


def test_an_end_put_right_still_opens_the_form_that_ended_it(story, hannah):
    protection.correct_plan(
        plan=Plan.objects.get(), ended_on=date(2026, 4, 27), reason="A slip", by=hannah
    )

    assert opened(story)["Child protection plan ended"] == "child_protection.review_conference"


def test_a_line_that_no_form_made_opens_the_part_of_the_record_where_it_stands(story):
    Line.objects.filter(kind="child_protection.section47_ended").update(step_ref=None)
    lines = chronology_page(Wanted((story.pk,))).lines

    (told,) = [each for each in lines if each.entry.title == "Section 47 enquiry: outcome"]
    assert told.entry.url == f"/people/{story.public_id}/meetings/"
    assert Section47Enquiry.objects.get().step_ref is not None
