"""The form of pre-proceedings: written again as things happen, and put right where it was wrong."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.actions import NotYet
from tessera.practice.proceedings.models import PreProceedings
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

CODE = "proceedings.pre_proceedings"
START, LETTER, DECIDED = date(2026, 2, 2), date(2026, 2, 5), date(2026, 3, 2)
LATER = date(2026, 3, 9)
ENDED = {"letter_sent_on": LETTER, "family_meeting_offered": True, "family_meeting_facilitated": True,
         "step_decided_on": DECIDED, "outcome": "A"}  # fmt: skip


@pytest.fixture
def boss(team):
    return make.a_worker("Ines Falkner", team=team, role="service_manager", manages=True)


@pytest.fixture
def write(hannah, boss):
    def written(child, step=None, on=DECIDED, **said):
        answers = {"started_on": START, "why": "Nothing has changed.", **said}
        return practice.complete(
            CODE, [child], {"answers": answers}, on=on, by=hannah, authorised_by=boss, step=step
        )

    return written


@pytest.fixture
def put_right(write, boss):
    """Opened again with a reason; what is named is changed, and what is None is cleared."""

    def corrected(child, step, **said):
        workflow.reopen_step(step=step, reason="Wrong letter day", at=practice.at(LATER), by=boss)
        for field in [name for name, value in said.items() if value is None]:
            workflow.save_answer(
                step=step, field=field, value=None, at=practice.at(LATER), by=step.worker
            )
        return write(child, step=step, on=LATER, **said)

    return corrected


def test_a_form_that_had_ended_it_is_put_right_in_its_own_record(maisie, write, put_right):
    step = write(maisie, **ENDED)

    put_right(maisie, step, letter_sent_on=date(2026, 2, 6), outcome="B")

    record = PreProceedings.objects.get()
    assert (record.letter_sent_on, record.outcome) == (date(2026, 2, 6), "B")
    assert record.recorded_why == "Wrong letter day"


def test_a_date_that_is_cleared_is_cleared(maisie, write, put_right):
    step = write(maisie, **{**ENDED, "step_decided_on": None, "outcome": None})

    put_right(maisie, step, letter_sent_on=None)

    record = PreProceedings.objects.get()
    assert record.letter_sent_on is None
    assert record.family_meeting_offered is True


def test_what_another_form_added_since_stays(maisie, write, put_right):
    first = write(maisie, letter_sent_on=LETTER, family_meeting_offered=False, not_offered_why="No")
    write(maisie, first_meeting_on=date(2026, 2, 20))

    put_right(maisie, first, letter_sent_on=date(2026, 2, 6))

    record = PreProceedings.objects.get()
    assert record.letter_sent_on == date(2026, 2, 6)
    assert record.first_meeting_on == date(2026, 2, 20)


def test_a_later_form_is_put_right_where_it_was_added(maisie, write, put_right):
    write(
        maisie, letter_sent_on=LETTER, family_meeting_offered=True, family_meeting_facilitated=True
    )
    second = write(maisie, step_decided_on=DECIDED, outcome="A")

    put_right(maisie, second, outcome="C")

    assert PreProceedings.objects.get().outcome == "C"


def test_a_wrong_beginning_is_moved(maisie, write, put_right):
    step = write(maisie, **ENDED)

    put_right(maisie, step, started_on=date(2026, 2, 3))

    assert PreProceedings.objects.get().started_on == date(2026, 2, 3)


def test_a_new_beginning_after_the_end_is_a_record_of_its_own(maisie, write, put_right):
    step = write(maisie, **ENDED)
    write(maisie, started_on=DECIDED)

    assert PreProceedings.objects.count() == 2
    with pytest.raises(NotYet, match="already in pre-proceedings"):
        put_right(maisie, step, outcome=None)
