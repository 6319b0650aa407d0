from datetime import date, timedelta

import pytest

from tessera.engine.forms.models import Answer, Sheet
from tessera.engine.workflow import actions, queries
from tessera.engine.workflow.models import State, Step, StepEvent, WorkItem
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_worker

pytestmark = pytest.mark.django_db

VISIT = {
    "visited_on": date(2026, 3, 30),
    "place": "home",
    "gp": "Tannery Street Surgery",
    "worried": False,
}


def fill(step, by, **answers):
    for field, value in answers.items():
        if isinstance(value, date):
            value = value.isoformat()
        actions.save_answer(step=step, field=field, value=value, at=NOW, by=by)


def saw(step, by, *children, **each):
    for child in children:
        for field, value in {"seen": True, **each}.items():
            actions.save_answer(step=step, field=field, child=child, value=value, at=NOW, by=by)


def a_visit_to_hand_in(by, *children, **more):
    step = a_step(subjects=children, worker=by)
    fill(step, by, **{**VISIT, **more})
    saw(step, by, *children, account="Warm and tidy")
    return step


def item_of(step):
    return WorkItem.objects.get(step=step)


def test_starting_a_step_puts_it_on_the_workers_list(hannah, zayd, noor, team, handler_calls):
    step = a_step(subjects=[zayd, noor], worker=hannah, due_on=TODAY, due_why="Joseph asked")

    assert (item_of(step).worker, item_of(step).team) == (hannah, team)
    assert (item_of(step).due_on, item_of(step).why) == (TODAY, "Joseph asked")
    assert item_of(step).family == min(zayd.pk, noor.pk)
    assert handler_calls == [("starts", "sample.visit", TODAY)]


def test_a_saved_field_begins_the_work_without_side_effects(hannah, zayd, handler_calls):
    step = a_step(subjects=[zayd], worker=hannah)

    fill(step, hannah, place="home")

    assert item_of(step).state == State.IN_PROGRESS
    assert [call[0] for call in handler_calls] == ["starts"]


def test_a_field_changed_by_two_people_shows_both_values(hannah, joseph, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    first = actions.save_answer(step=step, field="place", value="home", at=NOW, by=hannah)
    actions.save_answer(
        step=step, field="place", value="school", revision=first.revision, at=NOW, by=joseph
    )

    with pytest.raises(actions.Changed) as changed:
        actions.save_answer(
            step=step, field="place", value="home", revision=first.revision, at=NOW, by=hannah
        )

    assert (changed.value.theirs, changed.value.mine) == ("school", "home")
    assert (changed.value.who, changed.value.revision) == (joseph, 2)


def test_one_worker_is_not_in_conflict_with_their_own_earlier_save(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    for text in ("home", "school"):
        answer = actions.save_answer(
            step=step, field="place", value=text, revision=0, at=NOW, by=hannah
        )

    assert answer.value == "school"


def test_every_earlier_wording_is_kept(hannah, zayd):
    from tessera.foundations.records.queries import versions_of

    step = a_step(subjects=[zayd], worker=hannah)
    for text in ("Was at home", "Was at home, asleep"):
        answer = actions.save_answer(
            step=step, field="account", child=zayd, value=text, at=NOW, by=hannah
        )

    assert [version.row["value"] for version in versions_of(answer)] == ["Was at home"]


def test_a_field_that_the_form_does_not_have_is_refused(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)

    with pytest.raises(actions.NoSuchField):
        fill(step, hannah, colour="red")


def test_handing_in_names_everything_that_is_missing(hannah, zayd, noor):
    step = a_step(subjects=[zayd, noor], worker=hannah)
    saw(step, hannah, zayd)

    with pytest.raises(actions.Unfinished) as unfinished:
        actions.submit_step(step=step, at=NOW, by=hannah)

    assert [(p.field, p.child) for p in unfinished.value.problems] == [
        ("visited_on", None),
        ("place", None),
        ("gp", None),
        ("seen", noor),
        ("worried", None),
    ]
    assert Step.objects.get(pk=step.pk).submitted_at is None


def test_handing_in_records_the_facts_and_clears_the_list(hannah, zayd, noor, handler_calls):
    step = a_visit_to_hand_in(hannah, zayd, noor)

    done = actions.submit_step(step=step, next_steps=[], at=NOW, by=hannah)

    assert (done.state, done.happened_on) == (State.DONE, date(2026, 3, 30))
    assert not WorkItem.objects.filter(step=step).exists()
    assert ("completes", "sample.visit", ["Warm and tidy", "Warm and tidy"]) in handler_calls
    assert Sheet.objects.get(pk=step.sheet_id).is_finished


def test_a_step_is_handed_in_once(hannah, zayd, handler_calls):
    step = a_visit_to_hand_in(hannah, zayd)
    actions.submit_step(step=step, at=NOW, by=hannah)

    with pytest.raises(actions.NotOpen):
        actions.submit_step(step=step, at=NOW, by=hannah)

    assert [call[0] for call in handler_calls].count("completes") == 1


def test_a_handler_that_refuses_leaves_everything_as_it_was(hannah, zayd):
    step = a_visit_to_hand_in(hannah, zayd, place="school", school_name="Closed")

    with pytest.raises(actions.NotYet):
        actions.submit_step(step=step, at=NOW, by=hannah)

    assert item_of(step).state == State.IN_PROGRESS
    assert not step.events.filter(kind=StepEvent.Kind.SUBMITTED).exists()


def test_a_rooms_own_check_stands_in_the_way(hannah, zayd):
    step = a_visit_to_hand_in(hannah, zayd, days=13)

    with pytest.raises(actions.Unfinished, match="Not 13 days"):
        actions.submit_step(step=step, at=NOW, by=hannah)


def test_what_may_follow_depends_on_the_answers(hannah, zayd):
    step = a_visit_to_hand_in(hannah, zayd, worried=True)

    done = actions.submit_step(step=step, at=NOW, by=hannah)

    follows = done.followed_by.get()
    assert (follows.code, follows.worker) == ("sample.decision", hannah)
    assert item_of(follows).due_on == TODAY + timedelta(days=14)
    assert queries.subjects_of(follows) == [zayd]


def test_the_worker_chooses_what_follows(hannah, joseph, zayd):
    step = a_visit_to_hand_in(hannah, zayd)

    done = actions.submit_step(
        step=step, next_steps=[("sample.visit", joseph, date(2026, 4, 10))], at=NOW, by=hannah
    )

    follows = done.followed_by.get()
    assert (follows.worker, follows.due_on) == (joseph, date(2026, 4, 10))


def test_only_what_may_follow_is_made(hannah, zayd):
    step = a_step("sample.decision", subjects=[zayd], worker=hannah)
    fill(step, hannah, decision="Go on", why="It helps")

    with pytest.raises(actions.NotOffered):
        actions.submit_step(
            step=step, next_steps=[("sample.decision", hannah, None)], at=NOW, by=hannah
        )


def test_giving_work_to_a_colleague_moves_it_to_their_list(hannah, zayd):
    other_team = a_worker("Abel Quist")
    step = a_step(subjects=[zayd], worker=hannah)

    actions.allocate_step(step=step, worker=other_team, at=NOW, by=hannah)

    assert item_of(step).worker == other_team
    assert step.events.filter(kind=StepEvent.Kind.ALLOCATED).get().to_worker == other_team


def test_a_sister_joins_and_leaves_while_nothing_is_written_about_her(hannah, zayd, noor):
    step = a_step(subjects=[zayd], worker=hannah)

    actions.add_subject(step=step, person=noor, at=NOW, by=hannah)
    assert queries.subjects_of(queries.step_of(step.public_id)) == [zayd, noor]
    saw(step, hannah, zayd)
    with pytest.raises(actions.StillHasAnswers):
        actions.remove_subject(step=step, person=zayd, at=NOW, by=hannah)
    actions.remove_subject(step=step, person=noor, at=NOW, by=hannah)

    assert queries.subjects_of(queries.step_of(step.public_id)) == [zayd]


def test_starting_out_of_order_is_noticed_and_its_reason_kept(hannah, zayd):
    a_step(subjects=[zayd], worker=hannah)
    assert [s.code for s in queries.unfinished_before("sample.decision", [zayd])] == [
        "sample.visit"
    ]

    step = a_step(
        "sample.decision", subjects=[zayd], worker=hannah, out_of_order_why="It cannot wait"
    )

    event = step.events.get(kind=StepEvent.Kind.OUT_OF_ORDER)
    assert event.comment == "It cannot wait"


def test_last_times_answers_stand_beside_the_new_ones(hannah, zayd):
    first = a_visit_to_hand_in(hannah, zayd)
    actions.submit_step(step=first, at=NOW, by=hannah)

    second = a_step(subjects=[zayd], worker=hannah)

    assert second.sheet.earlier == first.sheet


def test_complete_with_does_it_all_at_once(hannah, joseph, zayd, noor):
    step = actions.complete_with(
        code="sample.visit",
        subjects=[zayd, noor],
        answers=VISIT,
        each={
            zayd: {"seen": True, "account": "Well"},
            noor: {"seen": False, "why_not": "At school"},
        },
        at=NOW,
        by=hannah,
    )
    decision = actions.complete_with(
        code="sample.decision",
        subjects=[zayd],
        answers={"decision": "Go on", "why": "It helps"},
        authorised_by=joseph,
        at=NOW,
        by=hannah,
    )

    answers = queries.answers_of(step)
    assert (answers.of(zayd)["account"], answers.of(noor)["seen"]) == ("Well", False)
    assert answers["visited_on"] == date(2026, 3, 30)
    assert decision.state == State.DONE


def test_what_the_form_said_is_kept_with_the_answers(hannah, zayd):
    step = a_visit_to_hand_in(hannah, zayd)
    actions.submit_step(step=step, at=NOW, by=hannah)

    assert Answer.objects.get(sheet=step.sheet, field="told").value == (
        "There are 1 children in this family."
    )


def test_the_worklist_agrees_with_the_slow_truth(hannah, joseph, zayd, noor, decision):
    a_step(subjects=[noor], worker=hannah, due_on=TODAY)
    actions.return_step(step=decision, comment="More", at=NOW, by=joseph)
    a_child()

    assert list(queries.wrong_work_items()) == []


def test_a_line_of_the_worklist_that_lies_is_found(hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    WorkItem.objects.filter(step=step).update(urgency=9)

    assert list(queries.wrong_work_items()) == [{"step": step.pk, "wrong": "urgency"}]


def test_nothing_is_written_about_a_child_whom_the_step_is_not_about(hannah, zayd, noor):
    step = a_step(subjects=[zayd], worker=hannah)

    with pytest.raises(actions.NotASubject):
        saw(step, hannah, noor)


def test_a_sister_named_when_open_work_is_written_up_joins_it(hannah, zayd, noor):
    step = a_step(subjects=[zayd], worker=hannah)

    actions.complete_with(
        code="sample.visit",
        step=step,
        subjects=[zayd, noor],
        answers=VISIT,
        each={zayd: {"seen": True}, noor: {"seen": True}},
        at=NOW,
        by=hannah,
    )

    assert queries.subjects_of(queries.step_of(step.public_id)) == [zayd, noor]
