"""Brothers and sisters reviewed together: the review of their own that waits was this one."""

from datetime import date

import pytest

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Step
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

FIRST, REVIEW = "children_in_need.first_meeting", "children_in_need.review"
MET, REVIEWED, LATER = date(2026, 1, 20), date(2026, 2, 24), date(2026, 3, 17)


@pytest.fixture
def apart(maisie, kai, hannah, joseph):
    """Two plans, each begun at a meeting of its own."""
    for child in (maisie, kai):
        answers = practice.need_meeting_answers([child], held_on=MET)
        practice.complete(FIRST, [child], answers, on=MET, by=hannah, authorised_by=joseph)
    return maisie, kai


def review(children, hannah, joseph, *, step=None, on=REVIEWED, **more):
    step = step or work.open_step(children[0], REVIEW)
    for child in children:
        if child not in work.subjects_of(step):
            workflow.add_subject(step=step, person=child, at=practice.at(on), by=hannah)
    answers = practice.need_review_answers(children, held_on=on, **more)
    return practice.complete(
        REVIEW, children, answers, step=step, on=on, by=hannah, authorised_by=joseph
    )


def test_one_that_waits_for_a_brother_falls_away_and_the_next_is_for_both(apart, hannah, joseph):
    maisie, kai = apart
    own = work.open_step(kai, REVIEW)

    review([maisie, kai], hannah, joseph)

    own.refresh_from_db()
    assert (own.state, own.reason) == (
        State.CANCELLED,
        "Reviewed together with brothers and sisters",
    )
    following = work.open_step(maisie, REVIEW)
    assert set(work.subjects_of(following)) == {maisie, kai}
    assert work.open_step(kai, REVIEW) == following
    assert list(work.open_steps(kai).filter(code=REVIEW)) == [following]


def test_a_review_that_ends_the_plan_of_both_leaves_none_waiting(apart, hannah, joseph):
    maisie, kai = apart
    review([maisie, kai], hannah, joseph, outcome="close")

    assert (
        not Step.objects.filter(code=REVIEW)
        .exclude(state__in=(State.DONE, State.CANCELLED))
        .exists()
    )


def test_what_was_written_in_it_stays(apart, hannah, joseph):
    maisie, kai = apart
    own = work.open_step(kai, REVIEW)
    Answer.objects.create(
        sheet=own.sheet, field="words", child=kai, value="It is quieter.", revision=1,
        saved_at=practice.at(REVIEWED), saved_by=hannah,
    )  # fmt: skip

    review([maisie, kai], hannah, joseph)

    own.refresh_from_db()
    assert own.is_open


def test_one_that_a_later_meeting_asked_for_stays(apart, hannah, joseph):
    """The review of February is written in March, when the one of March has asked for its own."""
    maisie, kai = apart
    late = work.open_step(maisie, REVIEW)
    review([kai], hannah, joseph, on=LATER)
    own = work.open_step(kai, REVIEW)

    review([maisie, kai], hannah, joseph, step=late, on=REVIEWED)

    own.refresh_from_db()
    assert own.is_open
