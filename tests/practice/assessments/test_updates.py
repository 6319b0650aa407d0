"""Assessed again in the same case: a manager's decision, with what has changed and a clock of its own."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.following import Follow
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.register import NotYet, still_needing
from tessera.engine.workflow.register import invariants as all_invariants
from tessera.foundations.audit.models import Event
from tessera.people.models import Line
from tessera.practice.assessments import actions, queries, rules
from tessera.practice.assessments.models import Assessment
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SINGLE = "assessments.single_assessment"
UPDATE = "assessments.update"
SIGNED = date(2026, 2, 2)
DECIDED = date(2026, 3, 23)
WHY = "Craig moved back in last week, and the police were called twice."


def decided(children, by, *, on=DECIDED, why=WHY):
    """The manager's decision, finished: the new assessment is what follows."""
    return practice.complete(
        UPDATE, children, {"answers": {"decided_on": on, "why": why}}, on=on, by=by
    )


@pytest.fixture
def signed_off(maisie, hannah, joseph):
    """Assessed and signed off in this case, by way of its step."""
    answers = practice.assessment_answers([maisie])
    practice.complete(
        SINGLE,
        [maisie],
        answers,
        on=SIGNED,
        by=hannah,
        authorised_by=joseph,
        next_steps=[],
    )
    return Assessment.objects.get(child=maisie)


# The action


def test_an_update_is_of_the_last_one_signed_off_and_has_a_clock_of_its_own(maisie, hannah, joseph):
    first = practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)

    again = actions.start_update(child=maisie, decided_on=DECIDED, why=f" {WHY} ", by=joseph)

    assert (again.update_of, again.update_why, again.update_decided_by) == (first, WHY, joseph)
    assert (again.started_on, again.clock_started_on) == (DECIDED, DECIDED)
    clock = Timer.objects.get(rule="T040", person=maisie, stopped_on=None)
    # 45 working days, past Good Friday, Easter Monday and two days in May (practice reference 2.4).
    assert clock.statutory_due_on == date(2026, 5, 29)
    assert "from the decision to assess again on Monday 23 March" in clock.why
    first.refresh_from_db()
    assert first.authorised_on == SIGNED
    assert Event.objects.filter(action="assessments.assessment_started").count() == 2


def test_the_clock_still_says_so_when_it_is_counted_again(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)

    workflow.recount(rule="T040", person=maisie, why="A bank holiday was added", by=joseph)

    clock = Timer.objects.get(rule="T040", person=maisie, stopped_on=None)
    assert "from the decision to assess again on" in clock.why


def test_a_case_has_one_first_assessment(maisie, hannah):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)

    with pytest.raises(actions.AssessedAlready):
        actions.start_assessment(child=maisie, started_on=DECIDED, by=hannah)


def test_the_next_case_begins_with_a_first_assessment_again(maisie, hannah):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    maisie.referrals.update(closed_on=date(2026, 2, 9), closure_reason="RC8")
    practice.a_referral(maisie, date(2026, 3, 9))

    again = actions.start_assessment(child=maisie, started_on=date(2026, 3, 10), by=hannah)

    assert again.clock_started_on == date(2026, 3, 9)
    assert not again.is_update


def test_there_is_nothing_to_update_before_one_is_signed_off(maisie, hannah, joseph):
    with pytest.raises(actions.NothingToUpdate):
        actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)

    practice.an_assessment(maisie, by=hannah)
    with pytest.raises(actions.AlreadyInAssessment):
        actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)


def test_an_update_needs_a_reason_and_an_open_case(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)

    with pytest.raises(actions.NeedsReason):
        actions.start_update(child=maisie, decided_on=DECIDED, why="  ", by=joseph)
    maisie.referrals.update(closed_on=date(2026, 2, 9), closure_reason="RC8")
    with pytest.raises(actions.NoOpenReferral):
        actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)


@pytest.mark.parametrize(
    ("decided_on", "is_well"),
    [(date(2026, 2, 1), False), (SIGNED, False), (date(2026, 2, 3), True)],
)
def test_an_update_begins_after_the_day_of_the_signature(decided_on, is_well):
    problem = rules.update_problem(decided_on=decided_on, authorised_on=SIGNED)

    assert bool(problem) is not is_well
    assert is_well or "signed off on 2 February 2026" in problem


def test_the_database_wants_an_update_whole(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    again = actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)

    for change in (
        {"update_why": ""},
        {"update_of": None},
        {"update_decided_by": None},
        {"update_of": again},
    ):
        with (
            pytest.raises(IntegrityError, match="assessment_update_says_why"),
            transaction.atomic(),
        ):
            Assessment.objects.filter(pk=again.pk).update(**change)


def test_the_reason_and_the_day_are_put_right(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    again = actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)

    actions.correct_update(
        assessment=again, decided_on=date(2026, 3, 20), why="Craig is back.", by=joseph
    )

    again.refresh_from_db()
    assert (again.update_why, again.started_on) == ("Craig is back.", date(2026, 3, 20))
    clock = Timer.objects.get(rule="T040", person=maisie, stopped_on=None)
    assert clock.triggered_on == date(2026, 3, 20)
    assert Line.objects.get(person=maisie, kind=UPDATE).on == date(2026, 3, 20)
    with pytest.raises(actions.DatesOutOfOrder):
        actions.correct_update(assessment=again, decided_on=SIGNED, why=WHY, by=joseph)
    with pytest.raises(actions.NeedsReason):
        actions.correct_update(assessment=again, decided_on=DECIDED, why="", by=joseph)
    with pytest.raises(actions.NothingToUpdate):
        actions.correct_update(assessment=again.update_of, decided_on=DECIDED, why=WHY, by=joseph)


def test_the_story_keeps_the_decision_beside_what_was_found(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    again = actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)
    kinds = Line.objects.filter(person=maisie, source_id=again.pk)
    assert [line.kind for line in kinds] == [UPDATE]

    actions.authorise_assessment(
        assessment=again,
        authorised_on=date(2026, 4, 20),
        factors=["3A"],
        outcome="child_in_need_plan",
        by=joseph,
    )

    days = dict(kinds.values_list("kind", "on"))
    assert days == {UPDATE: DECIDED, "assessments.assessment": date(2026, 4, 20)}


def test_an_update_begun_by_mistake_leaves_the_story(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    again = actions.start_update(child=maisie, decided_on=DECIDED, why=WHY, by=joseph)

    actions.withdraw_assessment(assessment=again, reason="The wrong child", by=joseph)

    assert not Line.objects.filter(person=maisie, kind=UPDATE).exists()
    assert not Timer.objects.filter(person=maisie, rule="T040", stopped_on=None).exists()


# The steps


def test_the_decision_starts_the_assessment_with_the_childs_worker(
    maisie, hannah, joseph, signed_off
):
    decision = decided([maisie], joseph)

    step = work.open_step(maisie, SINGLE)
    again = Assessment.objects.open().get(child=maisie)
    assert (step.follows, step.worker) == (decision, hannah)
    assert (again.step_ref, again.update_of) == (step.public_id, signed_off)
    # What was written last time stands beside every question.
    assert step.sheet.earlier == work.step_of(signed_off.step_ref).sheet


def test_brothers_and_sisters_are_assessed_again_together(maisie, kai, hannah, joseph):
    for child in (maisie, kai):
        practice.an_assessment(child, by=hannah, authorised_on=SIGNED)

    decided([maisie, kai], joseph)

    assert set(work.subjects_of(work.open_step(kai, SINGLE))) == {maisie, kai}
    assert Assessment.objects.open().filter(update_why=WHY).count() == 2


def test_no_decision_is_begun_where_nothing_is_signed_off(maisie, kai, hannah, joseph):
    with pytest.raises(NotYet, match="No assessment of this case is signed off"):
        make.a_step(code=UPDATE, subjects=[kai], worker=joseph)

    practice.an_assessment(maisie, by=hannah, started_on=date(2026, 1, 14))
    with pytest.raises(NotYet, match="is under way, started on 14 January 2026"):
        make.a_step(code=UPDATE, subjects=[maisie], worker=joseph)


def test_no_decision_is_begun_in_a_closed_case(maisie, hannah, joseph):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)
    maisie.referrals.update(closed_on=date(2026, 2, 9), closure_reason="RC8")

    with pytest.raises(NotYet, match="this child's case is not open"):
        make.a_step(code=UPDATE, subjects=[maisie], worker=joseph)


def test_a_worker_who_starts_another_is_told_who_decides(maisie, hannah):
    practice.an_assessment(maisie, by=hannah, authorised_on=SIGNED)

    with pytest.raises(NotYet, match="a manager decides on an update, and says why"):
        make.a_step(code=SINGLE, subjects=[maisie], worker=hannah)


def test_a_decision_of_the_day_of_the_signature_is_refused_at_its_question(
    maisie, joseph, signed_off
):
    with pytest.raises(NotYet, match="an update begins on a later day") as refused:
        decided([maisie], joseph, on=SIGNED)

    assert refused.value.field == "decided_on"
    assert not Assessment.objects.open().exists()


def test_the_decision_opened_again_puts_day_and_reason_right(maisie, joseph, signed_off):
    decision = decided([maisie], joseph)
    workflow.reopen_step(
        step=decision, reason="The wrong day", at=practice.at(DECIDED, 15), by=joseph
    )

    practice.complete(
        UPDATE,
        [maisie],
        {"answers": {"decided_on": date(2026, 3, 20), "why": "Craig is back."}},
        step=decision,
        on=DECIDED,
        by=joseph,
    )

    again = Assessment.objects.open().get(child=maisie)
    assert (again.clock_started_on, again.update_why) == (date(2026, 3, 20), "Craig is back.")

    workflow.reopen_step(
        step=decision, reason="Wrong again", at=practice.at(DECIDED, 16), by=joseph
    )
    with pytest.raises(NotYet, match="an update begins on a later day"):
        practice.complete(
            UPDATE,
            [maisie],
            {"answers": {"decided_on": SIGNED, "why": WHY}},
            step=decision,
            on=DECIDED,
            by=joseph,
        )


def test_signed_off_as_an_update_it_stops_its_own_clocks(maisie, hannah, joseph, signed_off):
    decided([maisie], joseph)
    step = work.open_step(maisie, SINGLE)

    practice.complete(
        SINGLE,
        [maisie],
        practice.assessment_answers([maisie], outcome="close"),
        step=step,
        next_steps=[],
        on=date(2026, 4, 20),
        by=hannah,
        authorised_by=joseph,
    )

    clocks = Timer.objects.filter(rule="T040", person=maisie).order_by("triggered_on")
    assert [clock.stopped_on for clock in clocks] == [SIGNED, date(2026, 4, 20)]
    assert queries.assessed_last(maisie).update_of == signed_off


@pytest.mark.parametrize(
    ("state", "another", "again"),
    [("none", True, False), ("open", False, False), ("signed off", False, True)],
)
def test_work_asks_for_another_only_where_it_makes_sense(maisie, hannah, state, another, again):
    """A strategy discussion asks for an assessment: the first, or else the manager's decision."""
    if state != "none":
        signed = SIGNED if state == "signed off" else None
        practice.an_assessment(maisie, by=hannah, authorised_on=signed)
    after = "child_protection.strategy_discussion"

    assert bool(still_needing(SINGLE, [maisie], after=after)) is another
    assert bool(still_needing(UPDATE, [maisie], after=after)) is again


def test_the_new_assessment_says_why_it_is(maisie, hannah, joseph, signed_off):
    decided([maisie], joseph)

    said = filling.state("assessments.earlier_work", [maisie], DECIDED)
    led_to = filling.fill("assessments.why_referred", maisie, DECIDED, None)
    before = filling.state("assessments.in_this_case", [maisie], DECIDED)

    assert f"Assessed again because of a change (Joseph Adeyin-Rowe, 23 March 2026): {WHY}" in said
    assert led_to.value == WHY
    assert led_to.label == "the decision to assess again"
    assert "signed off on 2 February 2026, which led to child in need plan" in before


def test_seen_for_an_update_means_since_the_decision(maisie, hannah, joseph, signed_off):
    practice.a_visit(maisie, hannah, on=date(2026, 3, 16))
    today = date(2026, 4, 1)
    seen = filling.fill("recording.first_seen", maisie, today, None)
    assert seen.value == "2026-03-16", "no assessment is under way: since the case opened"
    decided([maisie], joseph)

    assert filling.fill("recording.first_seen", maisie, today, None) is None
    practice.a_visit(maisie, hannah, on=date(2026, 3, 27))

    assert filling.fill("recording.first_seen", maisie, today, None).value == "2026-03-27"
    said = filling.state("recording.visits_so_far", [maisie], today)
    assert said == "Maisie Brindlow was seen on 27 March 2026 alone."


def test_the_invariant_finds_a_second_assessment_without_a_reason(maisie, hannah, signed_off):
    _, broken = all_invariants()["assessments.updates"]
    assert not list(broken())

    Assessment.objects.create(
        child=maisie,
        referral=signed_off.referral,
        started_on=DECIDED,
        clock_started_on=DECIDED,
        step_ref=signed_off.step_ref,
    )

    assert len(list(broken())) == 1


def test_a_discussion_under_section_17_asks_for_an_update_of_whom_was_assessed(
    maisie, kai, hannah, joseph, signed_off
):
    """The first assessment for the one, the manager's decision for the other."""
    day = date(2026, 3, 24)
    answers = practice.discussion_answers([maisie, kai], held_on=day, outcome="section17")

    practice.complete(
        "child_protection.strategy_discussion",
        [maisie, kai],
        answers,
        on=day,
        by=joseph,
        next_steps=[Follow(SINGLE, worker=hannah), Follow(UPDATE)],
    )

    assert work.open_step(maisie, SINGLE) is None
    assert work.open_step(kai, UPDATE) is None
    assert work.subjects_of(work.open_step(kai, SINGLE)) == [kai]
    asked = work.open_step(maisie, UPDATE)
    assert work.subjects_of(asked) == [maisie]
    assert asked.worker is None
