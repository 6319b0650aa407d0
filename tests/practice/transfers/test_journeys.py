"""A child's work goes from team to team: accepted, declined and settled, withdrawn."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.register import NotYet
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Involvement, Line, Person
from tessera.people.queries import allocated_worker
from tessera.practice.front_door.models import Referral
from tessera.practice.transfers.models import Transfer
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.transfers.conftest import (
    AGREED,
    ASKED,
    TAKEN,
    asked,
    asking,
    make_ready,
    no,
    taking,
    yes,
)

ANSWERED = date(2026, 3, 27)


def may_read(worker, child, on=TAKEN):
    actor = actor_of(worker, on)
    return Person.objects.visible_to(actor, "recording:note:view").filter(pk=child.pk).exists()


def answer(child, given, by, on=ANSWERED):
    step = work.open_step(child, "transfers.answer")
    return practice.complete("transfers.answer", [child], given, step=step, on=on, by=by)


def take(child, by, on=TAKEN, **more):
    step = work.open_step(child, "transfers.take_over")
    return practice.complete(
        "transfers.take_over", [child], taking(**more), step=step, on=on, by=by
    )


class TestAccepted:
    def test_the_other_team_reads_the_record_from_the_day_its_manager_is_asked(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        assert not may_read(gwen, ready)

        asked([ready], south, hannah, joseph)

        step = work.open_step(ready, "transfers.answer")
        assert (step.worker, step.team) == (gwen, south)
        assert step.work_item.due_on == date(2026, 4, 1)  # five working days from 25 March
        assert may_read(gwen, ready)
        assert may_read(idris, ready)
        assert allocated_worker(ready, AGREED).worker == hannah

    def test_until_it_is_taken_over_the_worker_before_keeps_it(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        asked([ready], south, hannah, joseph)
        answer(ready, yes(idris), gwen)

        assert allocated_worker(ready, ANSWERED).worker == hannah
        assert work.open_step(ready, "transfers.take_over").worker == idris

    def test_from_the_day_of_taking_over_everything_is_the_other_teams(
        self, ready, south, team, hannah, joseph, gwen, idris
    ):
        visit = make.a_step(code="recording.visit", subjects=[ready], worker=hannah)
        make.a_step(code="recording.case_note", subjects=[ready], worker=joseph)
        asked([ready], south, hannah, joseph)
        answer(ready, yes(idris), gwen)

        take(ready, idris)

        transfer = Transfer.objects.get()
        assert transfer.effective_on == TAKEN
        assert transfer.joint_visit_on == date(2026, 3, 30)
        held = Involvement.objects.in_force_on(TAKEN).filter(person=ready)
        assert [(row.role, row.worker, row.team) for row in held] == [
            ("allocated_worker", idris, south)
        ]
        visit.refresh_from_db()
        assert (visit.worker, visit.team) == (idris, south)
        assert {s.worker for s in work.open_steps(ready)} == {idris}
        assert Referral.objects.get(child=ready).team == south
        assert Line.objects.filter(person=ready, kind="transfers.transferred", on=TAKEN).exists()

    def test_the_worker_before_no_longer_reads_the_record(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        asked([ready], south, hannah, joseph)
        answer(ready, yes(idris), gwen)
        assert may_read(hannah, ready, date(2026, 3, 30))

        take(ready, idris)

        assert not may_read(hannah, ready, TAKEN)

    def test_brothers_and_sisters_go_together_with_what_is_about_them_both(
        self, maisie, kai, south, hannah, joseph, gwen, idris
    ):
        make_ready(maisie, kai, by=hannah)
        both = make.a_step(code="recording.visit", subjects=[maisie, kai], worker=hannah)
        asked([maisie, kai], south, hannah, joseph)
        for code, given, by, on in (
            ("transfers.answer", yes(idris), gwen, ANSWERED),
            ("transfers.take_over", taking(), idris, TAKEN),
        ):
            step = work.open_step(maisie, code)
            practice.complete(code, [maisie, kai], given, step=step, on=on, by=by)

        both.refresh_from_db()
        assert both.worker == idris
        assert Transfer.objects.filter(effective_on=TAKEN).count() == 2

    def test_what_is_also_about_a_child_who_stays_stays(
        self, ready, kai, south, hannah, joseph, gwen, idris
    ):
        both = make.a_step(code="recording.visit", subjects=[ready, kai], worker=hannah)
        asked([ready], south, hannah, joseph)
        answer(ready, yes(idris), gwen)
        take(ready, idris)

        both.refresh_from_db()
        assert both.worker == hannah

    def test_only_who_takes_over_says_that_they_have_read_the_file(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        asked([ready], south, hannah, joseph)
        answer(ready, yes(idris), gwen)

        with pytest.raises(NotYet, match="Idris Pellew takes over, and says so for themselves"):
            take(ready, gwen)

    def test_the_team_that_asks_does_not_answer_itself(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        asked([ready], south, hannah, joseph)

        with pytest.raises(NotYet, match="Only the team that was asked"):
            answer(ready, yes(idris), joseph)

    def test_a_worker_of_another_team_cannot_be_named(self, ready, south, hannah, joseph, gwen):
        asked([ready], south, hannah, joseph)

        with pytest.raises(NotYet, match="not in the team that was asked"):
            answer(ready, yes(hannah), gwen)

    def test_a_child_in_protection_goes_to_a_social_worker(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        idris.is_qualified_social_worker = False
        idris.save()
        make.a_step(code="child_protection.core_group", subjects=[ready], worker=hannah)
        asked([ready], south, hannah, joseph)

        with pytest.raises(NotYet, match="a social worker must have this child"):
            answer(ready, yes(idris), gwen)


class TestTheGate:
    def refusal(self, child, to_team, by, *, on=ASKED, **more):
        with pytest.raises(workflow.Unfinished) as refused:
            practice.complete(
                "transfers.ask", [child], asking([child], to_team, **more), on=on, by=by
            )
        return refused.value

    def test_what_is_missing_stands_in_the_way_and_leads_to_its_place(self, maisie, south, hannah):
        found = {p.words: p.href for p in self.refusal(maisie, south, hannah).problems}

        start = f"/people/{maisie.public_id}/"
        assert found["Maisie Brindlow: There is no case summary"].endswith(
            "start/?code=recording.case_summary"
        )
        assert found["Maisie Brindlow: The ethnicity is not recorded"] == f"{start}particulars/"
        assert found["Maisie Brindlow: The home is not known"] == f"{start}move/"
        assert len(found) == 6

    def test_with_a_reason_the_manager_may_let_it_go_and_it_is_kept(
        self, maisie, south, hannah, joseph
    ):
        asked([maisie], south, hannah, joseph, not_ready_why="Moved today; the rest follows.")

        missing = Transfer.objects.get().parts.filter(stands="missing")
        assert {part.code for part in missing} == {
            "chronology", "family", "address", "ethnicity", "summary", "decision",
        }  # fmt: skip

    def test_a_late_visit_stands_in_the_way(self, ready, south, hannah):
        practice.a_child_in_need_plan(ready, by=hannah)  # its first visit was due on 17 February

        assert "Late: Visit" in str(self.refusal(ready, south, hannah))

    def test_nothing_is_handed_over_in_a_crisis_whatever_the_reason(
        self, ready, south, hannah, joseph
    ):
        practice.a_discussion(ready, by=joseph, held_on=date(2026, 3, 23))

        refusal = self.refusal(ready, south, hannah, not_ready_why="It is urgent")

        assert "a section 47 enquiry is under way" in str(refusal)

    def test_nothing_is_taken_over_while_something_waits_to_be_signed(
        self, ready, south, hannah, joseph, gwen, idris
    ):
        asked([ready], south, hannah, joseph)
        answer(ready, yes(idris), gwen)
        practice.complete(
            "children_in_need.first_meeting", [ready],
            practice.need_meeting_answers([ready], held_on=TAKEN), on=TAKEN, by=hannah,
        )  # fmt: skip

        with pytest.raises(workflow.Unfinished, match="To be signed: First child in need meeting"):
            take(ready, idris)

    def test_a_team_that_has_the_child_cannot_be_asked(self, ready, team, hannah):
        assert "has the child already" in str(self.refusal(ready, team, hannah))

    def test_a_second_team_is_not_asked_before_the_first_has_answered(
        self, ready, south, hannah, joseph
    ):
        asked([ready], south, hannah, joseph)
        west = make.a_team("Eskmoor West")

        assert "A team has been asked already" in str(self.refusal(ready, west, hannah, on=AGREED))


class TestDeclined:
    @pytest.fixture
    def declined(self, ready, south, hannah, joseph, gwen, petra):
        asked([ready], south, hannah, joseph)
        answer(ready, no(), gwen)
        return ready

    def settle(self, child, by, settlement):
        step = work.open_step(child, "transfers.settle")
        given = {"settled_on": date(2026, 3, 30), "settlement": settlement, "why": "I weighed it."}
        return practice.complete(
            "transfers.settle", [child], {"answers": given}, step=step,
            on=date(2026, 3, 30), by=by,
        )  # fmt: skip

    def test_a_no_goes_to_the_service_manager_with_its_reason(self, declined, petra):
        step = work.open_step(declined, "transfers.settle")

        assert step.worker == petra
        assert Transfer.objects.get().declined_why == "We have nobody until May."

    def test_settled_to_stay_the_other_team_no_longer_reads_the_record(
        self, declined, petra, gwen, hannah
    ):
        self.settle(declined, petra, "stays")

        assert not may_read(gwen, declined)
        assert not Transfer.objects.open().exists()
        assert allocated_worker(declined, TAKEN).worker == hannah

    def test_settled_to_go_the_other_team_names_its_worker_and_cannot_decline_again(
        self, declined, petra, gwen, idris
    ):
        self.settle(declined, petra, "goes")
        assert work.open_step(declined, "transfers.answer").work_item.due_on == date(2026, 4, 8)

        with pytest.raises(workflow.Unfinished, match="Petra Lindqvall has decided"):
            answer(declined, no(), gwen, on=date(2026, 3, 30))
        step = work.open_step(declined, "transfers.answer")
        given = yes(idris, answered_on=date(2026, 3, 30), why_not=None)
        practice.complete(
            "transfers.answer", [declined], given, step=step, on=date(2026, 3, 30), by=gwen
        )
        take(declined, idris)

        assert allocated_worker(declined, TAKEN).worker == idris

    def test_setting_the_answer_aside_withdraws_the_request(
        self, ready, south, hannah, joseph, gwen
    ):
        asked([ready], south, hannah, joseph)
        step = work.open_step(ready, "transfers.answer")

        workflow.cancel_step(step=step, reason="They stay.", at=practice.at(ANSWERED), by=joseph)

        transfer = Transfer.objects.get()
        assert (transfer.withdrawn_on, transfer.withdrawn_why) == (ANSWERED, "They stay.")
        assert not work.running_timers(ready).filter(rule="T264").exists()
        assert not may_read(gwen, ready)


def test_the_team_that_was_asked_does_not_set_the_question_aside(
    ready, south, hannah, joseph, gwen
):
    asked([ready], south, hannah, joseph)
    step = work.open_step(ready, "transfers.answer")

    with pytest.raises(NotYet, match="Only the team that asked may withdraw it"):
        workflow.cancel_step(step=step, reason="No.", at=practice.at(ANSWERED), by=gwen)


def test_the_asking_is_put_right_without_asking_again(ready, south, hannah, joseph):
    step = asked([ready], south, hannah, joseph)
    workflow.reopen_step(step=step, reason="A slip", at=practice.at(ANSWERED), by=joseph)
    step.refresh_from_db()

    practice.complete(
        "transfers.ask", [ready], asking([ready], south, why="They moved to Weir Terrace."),
        step=step, on=ANSWERED, by=hannah, authorised_by=joseph,
    )  # fmt: skip

    assert Transfer.objects.get().why == "They moved to Weir Terrace."
