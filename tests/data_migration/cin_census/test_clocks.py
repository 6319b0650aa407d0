"""What a loaded census leaves open has its statutory clock."""

from dataclasses import replace
from datetime import date

import pytest

from tessera.engine.workflow.models import Timer
from tests.insight.cin_census import stories as s
from tests.insight.cin_census.stories import on

pytestmark = pytest.mark.django_db


def clocks():
    """The running clocks: rule, from when, and by when."""
    running = Timer.objects.filter(stopped_on=None).order_by("rule")
    return [(t.rule, t.triggered_on, t.statutory_due_on) for t in running]


def test_what_is_left_open_has_its_clock(file_of, load_file):
    load_file(
        file_of(
            s.child(
                s.protected(
                    assessments=(s.open_assessment(),),
                    section47s=(s.enquiry(), s.open_enquiry()),
                )
            )
        )
    )

    assert clocks() == [
        ("T040", on("05-06"), date(2025, 7, 9)),
        ("T060", on("03-20"), date(2026, 4, 14)),
        ("T069", on("08-20"), date(2026, 2, 20)),
    ]


def test_what_a_later_file_answers_no_longer_runs(file_of, load_file):
    begun = s.open_assessment(started_on=date(2025, 3, 24))
    referred = s.episode(referred_on=date(2025, 3, 24), cin_plans=(), assessments=(begun,))
    done = replace(begun, authorised_on=on("04-28"), factors=("3A",))

    load_file(file_of(s.child(referred), year=2025, name="2025.xml"))
    assert [rule for rule, _, _ in clocks()] == ["T040"]
    load_file(file_of(s.child(replace(referred, assessments=(done,))), name="2026.xml"))

    assert clocks() == []


def test_closed_work_has_no_clock(file_of, load_file):
    load_file(file_of(s.child(s.closed())))

    assert clocks() == []
