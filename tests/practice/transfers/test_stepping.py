"""Down to early help, and up from it: only the moves of the grid, each accepted by the other side."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.people.models import Involvement
from tessera.practice.early_help import actions as early_help_actions
from tessera.practice.early_help.models import EarlyHelp
from tessera.practice.front_door import actions as front_door
from tessera.practice.front_door.models import Contact, Referral
from tessera.practice.transfers.models import Transfer
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.transfers.conftest import STEPPED_DOWN as ASKED
from tests.practice.transfers.conftest import down, no, step_down, yes

REVIEWED = date(2026, 3, 10)
ANSWERED = date(2026, 3, 27)
MET = date(2026, 3, 31)


def answer(child, given, by):
    step = work.open_step(child, "transfers.answer")
    return practice.complete("transfers.answer", [child], given, step=step, on=ANSWERED, by=by)


def meet(child, by, **more):
    step = work.open_step(child, "transfers.handover_meeting")
    given = {"met_on": MET, "lead_came": True, "agreed": "Lucian visits every week.", **more}
    return practice.complete(
        "transfers.handover_meeting", [child], {"answers": given}, step=step, on=MET, by=by
    )


def end_of_need(child, hannah, joseph):
    """The review ends the plan: early help. Its clock of ten working days runs from that day."""
    practice.a_child_in_need_plan(child, by=hannah)
    practice.complete(
        "children_in_need.review", [child],
        practice.need_review_answers([child], held_on=REVIEWED, outcome="early_help"),
        on=REVIEWED, by=hannah, authorised_by=joseph,
    )  # fmt: skip


class TestDown:
    def test_from_the_end_of_need_to_early_help_to_the_end_of_the_case(
        self, maisie, hannah, joseph, early_help, odette, lucian
    ):
        end_of_need(maisie, hannah, joseph)
        clock = work.running_timers(maisie).get(rule="T013")
        assert clock.statutory_due_on == date(2026, 3, 24)
        asking = work.open_step(maisie, "transfers.step_down")
        practice.complete(
            "transfers.step_down", [maisie], down(maisie, early_help), step=asking, on=ASKED,
            by=hannah, authorised_by=joseph,
        )  # fmt: skip
        answer(maisie, yes(lucian), odette)
        meeting = work.open_step(maisie, "transfers.handover_meeting")
        assert (meeting.worker, meeting.work_item.due_on) == (hannah, date(2026, 3, 24))
        assert not EarlyHelp.objects.exists()

        meet(maisie, hannah)

        assert EarlyHelp.objects.get().started_on == MET
        assessing = work.open_step(maisie, "early_help.assessment")
        assert (assessing.worker, assessing.timers.get().rule) == (lucian, "T010")
        assert not work.running_timers(maisie).filter(rule="T013").exists()
        practice.complete(
            "front_door.close_case", [maisie],
            {"answers": {"closed_on": MET, "reason": "RC7", "summary": "Nights are calm."}},
            step=work.open_step(maisie, "front_door.close_case"), on=MET, by=hannah,
            authorised_by=joseph,
        )  # fmt: skip
        assert Referral.objects.get().closed_on == MET
        going_on = Involvement.objects.in_force_on(MET).filter(person=maisie)
        going_on = going_on.exclude(role="closing_team")
        assert [(row.role, row.worker) for row in going_on] == [("early_help_worker", lucian)]

    def test_social_work_stays_open_until_both_sides_have_met(
        self, maisie, hannah, joseph, early_help, odette, lucian
    ):
        step_down(maisie, early_help, hannah, joseph)
        answer(maisie, yes(lucian), odette)

        with pytest.raises(
            front_door.CannotClose, match="Meet with the lead practitioner is still"
        ):
            front_door.close_referral(
                referral=Referral.objects.get(), closed_on=MET, reason_code="RC10", by=joseph
            )

    def test_a_meeting_without_the_lead_practitioner_hands_nothing_over(
        self, maisie, hannah, joseph, early_help, odette, lucian
    ):
        step_down(maisie, early_help, hannah, joseph)
        answer(maisie, yes(lucian), odette)

        with pytest.raises(workflow.Unfinished, match="Without the lead practitioner"):
            meet(maisie, hannah, lead_came=False)

    def test_early_help_may_say_no_and_a_service_manager_settles_it(
        self, maisie, hannah, joseph, early_help, odette, petra
    ):
        step_down(maisie, early_help, hannah, joseph)
        answer(maisie, no("The family told us that they do not want us."), odette)
        step = work.open_step(maisie, "transfers.settle")
        given = {"settled_on": MET, "settlement": "stays", "why": "Not yet."}
        practice.complete(
            "transfers.settle", [maisie], {"answers": given}, step=step, on=MET, by=petra
        )

        assert Transfer.objects.get().settlement == "stays"
        assert not work.running_timers(maisie).filter(rule="T013").exists()

    @pytest.mark.parametrize(
        ("plan", "words"),
        [
            (practice.a_protection_plan, "only a conference decides it"),
            (practice.a_child_in_need_plan, "A review ends the child in need plan first"),
        ],
    )
    def test_no_plan_steps_straight_down(self, maisie, hannah, joseph, early_help, plan, words):
        plan(maisie, by=hannah)

        with pytest.raises(workflow.Unfinished, match=words):
            step_down(maisie, early_help, hannah, joseph)

    def test_early_help_needs_the_familys_agreement(self, maisie, hannah, joseph, early_help):
        with pytest.raises(workflow.Unfinished, match="needs the family's agreement"):
            step_down(maisie, early_help, hannah, joseph, agreed="refused")


class TestUp:
    @pytest.fixture
    def helped(self, lucian, early_help):
        child = make.a_child("Wren Abernethy", worker=lucian, team=early_help)
        early_help_actions.record_request(
            child=child, asked_on=date(2026, 2, 2), consent="given", agreed_by="Mum", by=lucian
        )
        return child

    def up(self, child, by, **more):
        given = {"decided_on": MET, "immediate_risk": False, "account": "He is back.", **more}
        return practice.complete("transfers.step_up", [child], {"answers": given}, on=MET, by=by)

    def test_it_goes_to_the_front_door_as_a_contact_and_never_to_a_plan(
        self, helped, lucian, odette
    ):
        step = self.up(helped, lucian)
        assert not Contact.objects.exists()

        workflow.authorise_step(step=step, at=practice.at(MET), by=odette)

        contact = Contact.objects.get()
        assert (contact.source, contact.channel) == ("5D", "early_help")
        assert contact.referrer_name == "Lucian Parr"
        assert [part.person for part in contact.children.all()] == [helped]
        assert contact.decision_step.state == "to_do"
        assert not Referral.objects.exists()

    def test_danger_now_does_not_wait_for_a_signature(self, helped, lucian):
        self.up(helped, lucian, immediate_risk=True)

        assert Contact.objects.get().immediate_risk

    def test_a_child_without_early_help_is_told_of_at_the_front_door(self, lucian, early_help):
        child = make.a_child("Bo Abernethy", worker=lucian, team=early_help)

        with pytest.raises(workflow.Unfinished, match="record a contact at the front door"):
            self.up(child, lucian)
