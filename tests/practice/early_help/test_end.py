from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Timer
from tessera.people.models import Involvement, Line
from tessera.practice.early_help.models import EarlyHelp
from tests.factories import front_door as make
from tests.practice.early_help.conftest import ASSESSED_ON, ask, assess, at, end, said

pytestmark = pytest.mark.django_db


def test_early_help_ends_with_its_reason_its_clock_and_who_gave_it(staff, zayd):
    ask(staff, zayd)

    end(staff, zayd)

    row = EarlyHelp.objects.get()
    assert (row.ended_on, row.end_reason, row.end_view) == (
        ASSESSED_ON,
        "needs_met",
        "We manage now.",
    )
    assert not Timer.objects.filter(stopped_on=None).exists()
    assert not Involvement.objects.filter(person=zayd, ended_on=None).exists()
    assert Line.objects.filter(kind="early_help.ended", person=zayd, on=ASSESSED_ON).exists()


def test_the_early_help_manager_signs_the_end(staff, zayd):
    ask(staff, zayd)

    step = end(staff, zayd, is_signed=False)

    assert step.state == State.AWAITING_AUTHORISATION
    assert EarlyHelp.objects.open().exists()


def test_a_child_without_early_help_has_none_to_end(staff, zayd):
    with pytest.raises(workflow.Unfinished, match="has no early help to end"):
        end(staff, zayd)


def test_it_ends_after_it_began_and_after_it_was_assessed(staff, zayd):
    ask(staff, zayd)
    with pytest.raises(workflow.Unfinished, match="Early help began on 2 March 2026"):
        end(staff, zayd, ended_on=date(2026, 3, 1))

    assess(staff, {zayd: said()})
    with pytest.raises(workflow.Unfinished, match="Early help was assessed on 31 March 2026"):
        end(staff, zayd, ended_on=date(2026, 3, 30))


def test_an_assessment_that_waits_is_signed_first(staff, zayd):
    ask(staff, zayd)
    assess(staff, {zayd: said()}, signed_by=None)

    with pytest.raises(workflow.Unfinished, match="waits to be signed"):
        end(staff, zayd)


@pytest.mark.parametrize("reason", ["consent_withdrawn", "never_engaged"])
def test_agreement_withdrawn_while_worries_remain_goes_to_the_front_door(staff, zayd, reason):
    ask(staff, zayd)

    with pytest.raises(workflow.Unfinished, match="pass this to the front door") as refusal:
        end(staff, zayd, reason=reason, worries_remain=True)

    assert "code=transfers.step_up" in refusal.value.problems[0].href


def test_agreement_withdrawn_without_worries_ends_it_saying_how_one_knows(staff, zayd):
    ask(staff, zayd)
    with pytest.raises(workflow.Unfinished, match="Say how you know"):
        end(staff, zayd, reason="consent_withdrawn", worries_remain=False)

    step = work.open_step(zayd, "early_help.end")
    end(staff, zayd, step=step, reason="consent_withdrawn", worries_remain=False,
        worries_gone_why="School and the GP see nothing.")  # fmt: skip

    assert EarlyHelp.objects.get().end_reason == "consent_withdrawn"


def pass_up(staff, child):
    return workflow.complete_with(
        code="transfers.step_up",
        subjects=[child],
        answers={"decided_on": ASSESSED_ON, "immediate_risk": True, "account": "Bruises again."},
        at=at(ASSESSED_ON),
        by=staff.lucian,
    )


def test_stepped_up_is_only_said_of_a_child_whom_the_front_door_has(staff, zayd):
    ask(staff, zayd)
    with pytest.raises(workflow.Unfinished, match="has not been passed to the front door"):
        end(staff, zayd, reason="stepped_up", withdrew=False)

    pass_up(staff, zayd)
    end(
        staff,
        zayd,
        step=work.open_step(zayd, "early_help.end"),
        reason="stepped_up",
        withdrew=False,
    )

    assert EarlyHelp.objects.get().end_reason == "stepped_up"


def test_where_social_care_has_the_child_already_nothing_is_passed_up_again(staff, zayd):
    ask(staff, zayd)
    contact = make.a_contact(staff.door, zayd)
    make.referred(staff.door, contact)

    end(staff, zayd, reason="stepped_up", withdrew=False)

    assert not EarlyHelp.objects.open().exists()


def test_where_the_family_withdrew_and_worries_remain_a_service_manager_signs_too(staff, zayd):
    ask(staff, zayd)
    pass_up(staff, zayd)

    step = end(staff, zayd, reason="stepped_up", withdrew=True)
    assert step.state == State.AWAITING_AUTHORISATION

    workflow.authorise_step(step=step, at=at(ASSESSED_ON), by=staff.door.service_manager)
    assert EarlyHelp.objects.get().end_reason == "stepped_up"


def test_opened_again_the_end_is_put_right(staff, zayd):
    ask(staff, zayd)
    step = end(staff, zayd)
    step = workflow.reopen_step(
        step=step, reason="They moved", at=at(ASSESSED_ON), by=staff.door.service_manager
    )

    end(staff, zayd, step=step, reason="moved", ended_on=date(2026, 3, 30))

    row = EarlyHelp.objects.get()
    assert (row.ended_on, row.end_reason) == (date(2026, 3, 30), "moved")
    assert Line.objects.get(kind="early_help.ended").on == date(2026, 3, 30)


def test_after_its_end_early_help_may_begin_anew(staff, zayd):
    ask(staff, zayd)
    end(staff, zayd)

    ask(staff, zayd, on=ASSESSED_ON)

    assert EarlyHelp.objects.count() == 2
    assert work.open_step(zayd, "early_help.assessment") is not None
