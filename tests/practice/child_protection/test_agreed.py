"""What a strategy discussion agreed: facts with owners and days, and work until somebody answers for it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import AgreedAction
from tests.factories import practice

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]
STRATEGY = "child_protection.strategy_discussion"
AGREED = "child_protection.agreed_action"
HELD = date(2026, 3, 11)
ROWS = [
    {"what": "See Kai at school", "who": "Joseph Enfield", "by_when": date(2026, 3, 12)},
    {"what": "Get the X-ray report", "who": "Sergeant Pryce", "by_when": date(2026, 3, 16)},
]


@pytest.fixture
def rows(joseph):
    return [{**ROWS[0], "who": joseph.name}, ROWS[1]]


def discuss(children, by, rows, *, step=None):
    answers = practice.discussion_answers(children, held_on=HELD)
    answers["answers"]["actions"] = rows
    return practice.complete(STRATEGY, children, answers, step=step, on=HELD, by=by)


def work_for(what):
    return Step.objects.get(public_id=AgreedAction.objects.get(what=what).work_ref)


def answered(step, by, **said):
    answers = {"how": "done", "ended_on": date(2026, 3, 13), **said}
    return workflow.complete_with(
        code=AGREED, step=step, answers=answers, at=practice.at(date(2026, 3, 13)), by=by
    )


def test_each_action_has_its_owner_and_its_day(maisie, hannah, joseph, rows):
    discuss([maisie], hannah, rows)

    kept = AgreedAction.objects.order_by("pk").values_list("what", "who", "worker", "due_on")
    assert list(kept) == [
        ("See Kai at school", joseph.name, joseph.pk, date(2026, 3, 12)),
        ("Get the X-ray report", "Sergeant Pryce", None, date(2026, 3, 16)),
    ]


def test_it_is_work_of_the_owner_or_else_of_the_childs_own_worker(maisie, hannah, joseph, rows):
    discuss([maisie], joseph, rows)

    his, hers = work_for("See Kai at school"), work_for("Get the X-ray report")
    assert (his.worker, his.work_item.due_on) == (joseph, date(2026, 3, 12))
    assert (hers.worker, hers.work_item.due_on) == (hannah, date(2026, 3, 16))
    assert hers.work_item.why.startswith("Sergeant Pryce: Get the X-ray report. Agreed at")
    found = filling.arrived("child_protection.agreed", hers, [maisie], None, HELD)
    assert found.value == "Sergeant Pryce: Get the X-ray report"


def test_it_stands_on_the_owners_work_and_on_the_childs_record(ask, maisie, hannah, joseph, rows):
    discuss([maisie], joseph, rows)

    mine = ask(hannah, "workflow:my_work").content.decode()
    record = ask(hannah, "people:record", person_id=maisie.public_id).content.decode()
    for html in (mine, record):
        assert "What was agreed" in html
        assert "Get the X-ray report" in html
    page = ask(hannah, "child_protection:meetings", person_id=maisie.public_id).content.decode()
    for words in ("Agreed on 11 March 2026", "See Kai at school", "Sergeant Pryce", "Late"):
        assert words in page
    assert reverse("workflow:step", args=[work_for("Get the X-ray report").public_id]) in page


def test_done_or_not_done_and_why_it_is_over(ask, maisie, hannah, joseph, rows):
    discuss([maisie], joseph, rows)

    answered(work_for("See Kai at school"), joseph, note="He was calm.")
    answered(
        work_for("Get the X-ray report"), hannah, how="not_done", why="None was taken: seen by eye."
    )

    ended = AgreedAction.objects.order_by("pk").values_list("how_ended", "ended_why")
    assert list(ended) == [
        ("done", "He was calm."),
        ("not_done", "None was taken: seen by eye."),
    ]
    assert work.open_step(maisie, AGREED) is None
    page = ask(hannah, "child_protection:meetings", person_id=maisie.public_id).content.decode()
    assert "Not done 13 March" in page
    assert "None was taken: seen by eye." in page


def test_an_answer_before_it_was_agreed_is_refused_in_words(maisie, hannah, joseph, rows):
    discuss([maisie], joseph, rows)

    with pytest.raises(workflow.NotYet, match="cannot have ended before it was agreed"):
        answered(work_for("Get the X-ray report"), hannah, ended_on=date(2026, 3, 10))


def test_a_discussion_put_right_changes_what_is_owed_and_keeps_what_was_answered(
    maisie, hannah, joseph, rows
):
    step = discuss([maisie], joseph, rows)
    first, second = work_for("See Kai at school"), work_for("Get the X-ray report")
    answered(first, joseph)
    workflow.reopen_step(
        step=step, reason="Wrong row", at=practice.at(date(2026, 3, 13)), by=joseph
    )

    new = {"what": "Tell the school", "who": "Hannah Treloyd", "by_when": None}
    discuss([maisie], joseph, [rows[0], new], step=step)

    assert set(AgreedAction.objects.values_list("what", "how_ended")) == {
        ("See Kai at school", "done"),
        ("Tell the school", ""),
    }
    second.refresh_from_db()
    assert second.state == "cancelled"
    assert work_for("Tell the school").worker == hannah


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"what": ""}, "agreed_action_says_what"),
        ({"how_ended": "done"}, "ended_agreed_action_says_how"),
        (
            {"how_ended": "not_done", "ended_on": date(2026, 3, 12)},
            "agreed_action_not_done_says_why",
        ),
        (
            {"how_ended": "done", "ended_on": date(2026, 3, 10)},
            "agreed_action_ends_after_it_was_agreed",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_the_database(maisie, hannah, rows, wrong, constraint):
    discuss([maisie], hannah, rows[:1])

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AgreedAction.objects.update(**wrong)


def test_what_was_not_done_says_why_and_is_answered_once(maisie, hannah, rows):
    discuss([maisie], hannah, rows[:1])
    agreed = AgreedAction.objects.get()

    with pytest.raises(meetings.SayWhy):
        meetings.answer_for_agreed(
            agreed=agreed, how_ended="not_done", ended_on=HELD, why=" ", by=hannah
        )
    meetings.answer_for_agreed(agreed=agreed, how_ended="done", ended_on=HELD, by=hannah)
    with pytest.raises(meetings.AlreadyAnswered):
        meetings.answer_for_agreed(agreed=agreed, how_ended="done", ended_on=HELD, by=hannah)
