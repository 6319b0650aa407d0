"""Several press at the same moment: one file, one answer, one notice."""

import pytest

from tessera.engine.workflow.models import Step
from tessera.practice.cp_is import actions
from tessera.practice.cp_is.models import Attendance, File, Line
from tests.engine.workflow.test_at_once import at_once
from tests.factories import practice
from tests.practice.cp_is.conftest import CONFERENCE, KAIS_NUMBER, MAISIES_NUMBER, on_plan, sent
from tests.practice.cp_is.test_attending import notice

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "audit"]),
]


def attempt(act):
    def tried(n):
        try:
            act(n)
        except (actions.NothingToSend, actions.AlreadyAnswered, actions.AlreadyRecorded) as refusal:
            return type(refusal)
        return None

    return tried


@pytest.fixture
def two(maisie, kai, hannah):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    on_plan(kai, hannah, KAIS_NUMBER)


def test_six_presses_make_one_file_with_every_line_once(two, priya, owen):
    found = at_once(6, attempt(lambda n: sent((priya, owen)[n % 2], CONFERENCE)))

    assert found.count(actions.NothingToSend) == 5
    assert File.objects.get().lines == Line.objects.count() == 2


def test_two_answers_at_once_are_one(two, priya, owen):
    file = sent(priya, CONFERENCE)
    line = file.told.order_by("pk").first()

    found = at_once(
        4,
        attempt(
            lambda n: actions.answer_file(
                file=file,
                refused={line.public_id: f"No match {n}"} if n % 2 else {},
                at=practice.at(CONFERENCE),
                by=(priya, owen)[n % 2],
            )
        ),
    )

    assert found.count(actions.AlreadyAnswered) == 3
    assert len(set(file.told.values_list("answered_by", flat=True))) == 1


def test_one_notice_recorded_four_times_at_once_is_one_piece_of_work(two, maisie, priya):
    found = at_once(4, attempt(lambda n: notice(maisie, priya)))

    assert found.count(actions.AlreadyRecorded) == 3
    assert Attendance.objects.count() == Step.objects.filter(code=actions.RESPOND).count() == 1
