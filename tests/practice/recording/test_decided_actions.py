"""What was decided in supervision: work of its owner until somebody says what became of it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Step
from tessera.engine.workflow.register import NotYet
from tessera.foundations.records.queries import versions_of
from tessera.practice.recording import actions
from tessera.practice.recording.models import DecidedAction, ManagementDecision
from tests.factories import practice
from tests.practice.recording.sitting import (
    HELD_ON,
    decide,
    sit_down,
    steps,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


class TestWhatWasDecided:
    """An action of supervision is its owner's work until somebody says what became of it."""

    BY = date(2026, 4, 7)

    @pytest.fixture
    def asked(self, families, joseph, ivy):
        decide(ivy, joseph, {"what": "Ask the school", "who": "Hannah Treloyd", "due_on": self.BY})
        return DecidedAction.objects.get()

    def test_it_is_work_of_the_one_who_was_named_by_its_day(self, ask, asked, hannah, ivy):
        work = the_work(asked)

        assert (work.work_item.worker, work.work_item.due_on) == (hannah, self.BY)
        html = ask(hannah, "workflow:my_work").content.decode()
        assert "What was decided" in html
        assert "Ask the school. Decided in supervision on" in html

    def test_for_somebody_outside_it_is_followed_up_by_the_childs_worker(
        self, families, joseph, hannah, ivy
    ):
        decide(ivy, joseph, {"what": "Send the report", "who": "The school nurse"})

        work = the_work(DecidedAction.objects.get())
        assert work.work_item.worker == hannah
        assert work.work_item.why.startswith("The school nurse: Send the report.")

    def test_late_it_stands_on_the_workers_page_and_the_teams(
        self, ask, asked, hannah, joseph, team, monkeypatch
    ):
        asked.refresh_from_db()
        monkeypatch.setenv("TESSERA_NOW", "2026-04-10T09:00:00+01:00")

        mine = ask(hannah, "workflow:my_work").content.decode()
        teams = ask(joseph, "workflow:team", team_id=team.public_id).content.decode()

        assert "Late by 3 working days" in mine
        form = ask(hannah, "workflow:step", step_id=asked.work_ref).content.decode()
        assert '<span class="ts-late">Late by 3 working days</span>: due Tuesday 7 April' in form
        late = teams[teams.index("Late, by worker") :]
        assert "What was decided" in late
        assert "3 working days" in late

    def test_the_worker_says_that_it_was_done_and_when(self, asked, hannah, ivy):
        answered(asked, hannah, how="done", ended_on=date(2026, 4, 2), note="Rang the head.")

        asked.refresh_from_db()
        assert (asked.how_ended, asked.ended_on) == ("done", date(2026, 4, 2))
        assert asked.ended_why == "Rang the head."

    def test_what_was_not_done_says_why(self, asked, hannah):
        answered(asked, hannah, how="not_done", ended_on=date(2026, 4, 2), why="School is closed.")

        asked.refresh_from_db()
        assert (asked.how_ended, asked.ended_why) == ("not_done", "School is closed.")

    def test_it_cannot_have_been_done_before_it_was_decided(self, asked, hannah):
        with pytest.raises(NotYet, match="before it was decided"):
            answered(asked, hannah, how="done", ended_on=date(2026, 3, 2))

    def test_what_became_of_it_stands_under_the_decision(self, ask, asked, hannah, ivy):
        answered(asked, hannah, how="done", ended_on=date(2026, 4, 2), note="Rang the head.")

        html = ask(
            hannah, "recording:entry", person_id=ivy.public_id, kind="decision",
            entry_id=asked.decision.public_id,
        ).content.decode()  # fmt: skip

        assert "Done" in html
        assert "Rang the head." in html

    def test_the_next_supervision_begins_with_what_is_open(
        self, ask, asked, hannah, joseph, ivy, monkeypatch
    ):
        monkeypatch.setenv("TESSERA_NOW", "2026-04-20T09:00:00+01:00")
        sit_down(ask, joseph, hannah, ivy, on=date(2026, 4, 20))
        form = steps()[-1]

        html = ask(joseph, "workflow:step", step_id=form.public_id).content.decode()

        assert "Ask the school, Hannah Treloyd" in html
        assert "Late: it was to be done by 7 April 2026" in html

    def test_each_that_is_open_must_be_spoken_of(self, asked, joseph, ivy):
        with pytest.raises(workflow.Unfinished):
            decide(ivy, joseph, on=date(2026, 4, 20), before=[])

    def test_answered_in_supervision_it_is_nobodys_work_any_more(self, asked, joseph, ivy):
        decide(ivy, joseph, on=date(2026, 4, 20), before=[said_of(asked, "done", "It was.")])

        asked.refresh_from_db()
        assert (asked.how_ended, asked.ended_on) == ("done", date(2026, 4, 20))
        assert asked.ended_why == "It was."
        assert the_work(asked).state == "cancelled"

    def test_what_goes_on_stays_open_and_is_asked_about_again(self, asked, joseph, ivy):
        decide(ivy, joseph, on=date(2026, 4, 20), before=[said_of(asked, "going_on")])

        asked.refresh_from_db()
        assert asked.ended_on is None
        assert the_work(asked).state == "to_do"
        assert [
            row.key for row in filling.rows_of("recording.decided_actions", [ivy], self.BY)
        ] == [str(asked.pk)]

    def test_not_to_be_done_says_why_in_supervision_too(self, asked, joseph, ivy):
        with pytest.raises(workflow.Unfinished):
            decide(ivy, joseph, on=date(2026, 4, 20), before=[said_of(asked, "not_done")])

    def test_corrected_it_keeps_what_was_and_the_work_that_was_begun(self, asked, joseph, ivy):
        work = the_work(asked)
        step = Step.objects.get(public_id=asked.decision.step_ref)

        again(step, joseph, [{"what": "Ask the school", "who": "Hannah Treloyd"}])

        row = DecidedAction.objects.get()
        assert (row.pk, row.due_on, row.work_ref) == (asked.pk, None, work.public_id)
        assert "2026-04-07" in [version.row["due_on"] for version in versions_of(asked)]

    def test_corrected_away_its_work_is_set_aside(self, asked, joseph, ivy):
        work = the_work(asked)
        step = Step.objects.get(public_id=asked.decision.step_ref)

        again(step, joseph, [{"what": "Ask the nursery", "who": "Hannah Treloyd"}])

        work.refresh_from_db()
        assert work.state == "cancelled"
        assert DecidedAction.objects.get().what == "Ask the nursery"

    def test_what_was_answered_for_outlives_a_correction(self, asked, hannah, joseph, ivy):
        answered(asked, hannah, how="done", ended_on=date(2026, 4, 2))
        step = Step.objects.get(public_id=asked.decision.step_ref)

        again(step, joseph, [])

        assert DecidedAction.objects.get().how_ended == "done"

    def test_it_is_not_answered_for_twice(self, asked, hannah):
        said = {"decided": asked, "how_ended": "done", "ended_on": HELD_ON, "by": hannah}
        actions.answer_for_decided(**said)

        with pytest.raises(actions.AlreadyAnswered):
            actions.answer_for_decided(**said)
        with pytest.raises(actions.SayWhy):
            actions.answer_for_decided(**{**said, "how_ended": "not_done"}, correcting=True)

    @pytest.mark.parametrize(
        ("constraint", "wrong"),
        [
            ("ended_decided_action_says_how", {"ended_on": HELD_ON}),
            ("ended_decided_action_says_how", {"how_ended": "done"}),
            ("decided_action_not_done_says_why", {"ended_on": HELD_ON, "how_ended": "not_done"}),
        ],
    )
    def test_the_database_knows_no_half_an_answer(self, asked, constraint, wrong):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            DecidedAction.objects.update(**wrong)


def said_of(asked, how, note=None):
    (row,) = filling.rows_of("recording.decided_actions", [asked.decision.person], HELD_ON)
    return {"row": row, "how": how, **({"note": note} if note else {})}


def the_work(asked):
    asked.refresh_from_db()
    return Step.objects.get(public_id=asked.work_ref)


def answered(asked, worker, *, on=date(2026, 4, 3), **said):
    work = the_work(asked)
    return practice.complete(
        "recording.decided_action", [asked.decision.person], {"answers": said},
        step=work, on=on, by=worker,
    )  # fmt: skip


def again(step, manager, to_do):
    at = practice.at(HELD_ON)
    child = step.subjects.get().person
    workflow.reopen_step(step=step, reason="Written wrong", at=at, by=manager)
    workflow.save_answer(step=step, field="to_do", child=child, value=to_do, at=at, by=manager)
    workflow.submit_step(step=step, at=at, by=manager)


def test_a_plain_decision_opened_again_is_put_right_too(maisie, joseph):
    answers = {"decided_on": HELD_ON, "decision": "Go on.", "basis": "Two reports."}
    step = practice.complete(
        "recording.management_decision", [maisie], {"answers": answers}, on=HELD_ON, by=joseph
    )
    workflow.reopen_step(step=step, reason="A wrong word", at=practice.at(HELD_ON), by=joseph)
    workflow.save_answer(
        step=step, field="basis", value="Three reports.", at=practice.at(HELD_ON), by=joseph
    )

    workflow.submit_step(step=step, at=practice.at(HELD_ON), by=joseph)

    assert ManagementDecision.objects.get().basis == "Three reports."


def test_a_sitting_with_nobody_is_refused(joseph):
    with pytest.raises(actions.NobodyNamed):
        actions.begin_supervision(families=[], held_on=HELD_ON, at=practice.at(HELD_ON), by=joseph)


def test_an_action_needs_somebody_in_the_action_and_in_the_database(maisie, joseph):
    said = {"people_about": [maisie], "decided_on": HELD_ON, "decision": "Go on.", "basis": "Why"}
    with pytest.raises(actions.ActionWithoutOwner):
        actions.record_management_decision(**said, to_do=[actions.ToDo("Ring", " ")], by=joseph)
    (decision,) = actions.record_management_decision(**said, by=joseph)

    with pytest.raises(IntegrityError, match="decided_action_has_somebody"), transaction.atomic():
        DecidedAction.objects.create(decision=decision, what="Ring", who="")
