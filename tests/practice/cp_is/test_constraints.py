"""States of a line, a file and an attendance that the database refuses, whoever writes them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.practice.cp_is.models import Attendance, File, Line
from tests.factories import practice
from tests.practice.cp_is.conftest import CONFERENCE, MAISIES_NUMBER, TODAY

AT = practice.at(TODAY)


@pytest.fixture
def file(priya):
    return File.objects.create(
        made_on=TODAY, made_at=AT, made_by=priya, layout="Ours", content=b"x", digest="x", lines=1
    )


@pytest.fixture
def write(maisie, file):
    def written(**values):
        given = {
            "file": file,
            "child": maisie,
            "reason": "protection_plan",
            "source_id": 7,
            "change": "new",
            "nhs_number": MAISIES_NUMBER,
            "born_on": date(2018, 9, 9),
            "started_on": CONFERENCE,
            "since_on": CONFERENCE,
            "due_on": CONFERENCE,
        }
        return Line.objects.create(**(given | values))

    return written


@pytest.fixture
def notice(maisie):
    def written(**values):
        given = {
            "child": maisie,
            "seen_at": AT,
            "setting": "emergency",
            "place": "Eskmoor Royal",
            "told_on": TODAY,
        }
        return Attendance.objects.create(**(given | values))

    return written


def refused(name, write, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write(**values)


def test_a_child_is_once_in_a_file(write):
    write()

    refused("one_line_per_child_in_a_file", write)


def test_a_file_has_lines(priya):
    with pytest.raises(IntegrityError, match="cp_is_file_has_lines"), transaction.atomic():
        File.objects.create(
            made_on=TODAY, made_at=AT, made_by=priya, content=b"", digest="x", lines=0
        )


def test_no_line_goes_without_an_nhs_number(write):
    refused("no_line_without_an_nhs_number", write, nhs_number="")


def test_a_child_is_born_or_expected(write):
    refused("line_of_a_child_born_or_expected", write, born_on=None)
    refused("line_of_a_child_born_or_expected", write, expected_on=TODAY)


def test_a_plan_ends_after_it_starts_and_an_end_says_when(write):
    refused("line_ends_on_or_after_start", write, ended_on=date(2026, 2, 2))
    refused("line_of_an_end_says_when", write, change="ended")


def test_an_answer_has_its_maker_and_moment(write, priya):
    refused("line_answered_by_and_at", write, answer="acknowledged")
    refused("line_answered_by_and_at", write, answered_at=AT, answered_by=priya)


def test_what_was_not_taken_says_why(write, priya):
    by = {"answered_at": AT, "answered_by": priya}
    refused("line_not_taken_says_why", write, answer="refused", **by)
    refused("line_not_taken_says_why", write, answer="not_sent", **by)


def test_only_what_was_refused_goes_again(write, priya):
    refused("only_what_was_refused_goes_again", write, again_at=AT, again_by=priya)


def test_a_notice_is_recorded_once(notice):
    notice()

    refused("one_notice_of_an_attendance", notice)


def test_an_answered_notice_says_by_whom_when_and_how(notice, hannah):
    refused("attendance_answered_by_on_and_how", notice, answered_on=TODAY, answered_by=hannah)
    refused(
        "attendance_answered_after_notice", notice, answered_on=CONFERENCE, answered_by=hannah,
        what_was_done="Rang the ward",
    )  # fmt: skip
