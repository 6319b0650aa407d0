"""What the NHS answered: refused, never sent, recorded wrongly and put right."""

import csv
import io
from datetime import date

import pytest

from tessera.engine.workflow.models import Timer
from tessera.foundations.records.actions import acting
from tessera.people import actions as people
from tessera.practice.cp_is import actions, queries
from tessera.practice.cp_is.models import Line
from tests.factories import practice
from tests.practice.cp_is.conftest import (
    KAIS_NUMBER,
    MAISIES_NUMBER,
    TODAY,
    acknowledged,
    due,
    on_plan,
    sent,
)

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 2)


def rows(file):
    return list(csv.DictReader(io.StringIO(bytes(file.content).decode())))


def running(child):
    timers = Timer.objects.filter(rule="T072", person=child, stopped_on=None)
    return [timer.trigger_kind for timer in timers.order_by("pk")]


def test_what_the_nhs_refused_waits_until_it_is_put_right(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)
    line = file.told.get()
    actions.answer_file(
        file=file, refused={line.public_id: "Number and name differ"}, at=practice.at(TODAY), by=priya
    )  # fmt: skip

    (waiting,) = queries.to_be_told(TODAY)
    assert waiting.refused == line
    assert not waiting.may_go
    assert running(maisie) == ["child_protection.plan"]
    with pytest.raises(actions.NothingToSend):
        sent(priya)

    people.correct_identifier(
        identifier=maisie.identifiers.get(), value=KAIS_NUMBER, reason="Misread", by=hannah
    )
    (waiting,) = queries.to_be_told(TODAY)
    assert waiting.may_go
    assert waiting.change == "new"


def test_what_the_nhs_refused_by_its_own_fault_goes_again(maisie, hannah, priya, owen):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)
    line = file.told.get()
    actions.answer_file(
        file=file, refused={line.public_id: "Down"}, at=practice.at(TODAY), by=priya
    )

    actions.send_again(line=line, at=practice.at(TODAY), by=owen)

    assert due() == [("Maisie Brindlow", "new")]
    assert sent(owen).lines == 1
    with pytest.raises(actions.NotRefused):
        actions.send_again(line=line, at=practice.at(TODAY), by=owen)


def test_a_file_that_was_never_sent_gives_its_lines_back(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)

    actions.put_back(file=file, why="The portal was shut", at=practice.at(TODAY), by=priya)

    assert due() == [("Maisie Brindlow", "new")]
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_file(file=file, refused={}, at=practice.at(TODAY), by=priya)


def test_a_refusal_says_why_and_otherwise_nothing_is_answered(maisie, kai, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    on_plan(kai, hannah, KAIS_NUMBER)
    file = sent(priya)
    line = file.told.get(child=kai)

    with pytest.raises(actions.RefusedWithoutWhy), acting(priya):
        actions.answer_file(
            file=file, refused={line.public_id: " "}, at=practice.at(TODAY), by=priya
        )

    assert file.told.filter(answer="").count() == 2


def test_an_acknowledgement_recorded_wrongly_is_due_again_and_its_clock_runs_again(
    told, maisie, priya
):
    line = Line.objects.get()

    with pytest.raises(actions.RefusedWithoutWhy):
        actions.correct_answer(
            line=line, answer="refused", reason="Misread", at=practice.at(TODAY), by=priya
        )
    actions.correct_answer(
        line=line, answer="refused", why="No match", reason="Misread", at=practice.at(TODAY), by=priya
    )  # fmt: skip

    assert queries.to_be_told(TODAY)[0].refused == line
    assert running(maisie) == ["cp_is.answer"]
    actions.send_again(line=line, at=practice.at(TODAY), by=priya)
    acknowledged(priya)
    assert running(maisie) == []


def test_a_refusal_recorded_wrongly_is_acknowledged_after_all(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)
    line = file.told.get()
    actions.answer_file(
        file=file, refused={line.public_id: "No match"}, at=practice.at(TODAY), by=priya
    )

    actions.correct_answer(
        line=line, answer="acknowledged", reason="The wrong line", at=practice.at(TODAY), by=priya
    )

    assert due() == []
    assert running(maisie) == []
    assert Line.objects.get().answer_why == ""


def test_what_was_not_answered_or_goes_again_is_not_put_right(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    line = sent(priya).told.get()

    with pytest.raises(actions.NothingToPutRight):
        actions.correct_answer(
            line=line, answer="acknowledged", reason="A slip", at=practice.at(TODAY), by=priya
        )
