"""From the plan to the line, the file, the answer, and the clock that stops."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.engine.workflow import queries as work
from tessera.engine.workflow.actions.completion import findings
from tessera.engine.workflow.models import Timer
from tessera.foundations.access.actors import actor_of
from tessera.foundations.access.models import Team
from tessera.people import actions as people
from tessera.people.models import Person
from tessera.practice.child_protection import actions as child_protection
from tessera.practice.cp_is import actions, queries
from tessera.practice.cp_is.models import File, Line
from tessera.practice.cp_is.queries import telling
from tests.factories import people as families
from tests.factories import practice
from tests.practice.cp_is.conftest import (
    CONFERENCE,
    KAIS_NUMBER,
    LEANNES_NUMBER,
    MAISIES_NUMBER,
    TODAY,
    acknowledged,
    due,
    number,
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


def test_a_plan_that_starts_is_to_be_told_the_same_day(maisie, hannah):
    on_plan(maisie, hannah, MAISIES_NUMBER)

    (line,) = queries.to_be_told(CONFERENCE)

    assert (line.child, line.change, line.due_on) == (maisie, "new", CONFERENCE)
    assert "change of status" in line.why
    assert line.may_go
    assert running(maisie) == ["child_protection.plan"]


def test_the_file_says_who_since_when_and_whom_to_ring(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)

    (row,) = rows(sent(priya, CONFERENCE))

    assert row["RECORD_ACTION"] == "ADD"
    assert row["NHS_NUMBER"] == MAISIES_NUMBER
    assert (row["GIVEN_NAME"], row["FAMILY_NAME"]) == ("Maisie", "Brindlow")
    assert (row["START_DATE"], row["END_DATE"]) == ("2026-02-03", "")
    assert (row["CONTACT_OFFICE"], row["CONTACT_OUT_OF_HOURS"]) == ("01904 551550", "01904 551551")


def test_an_address_never_goes_protected_or_not(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    people.move_home(
        person=maisie, lines="4 Weir Terrace", postcode="YO1 9TL", is_protected=True,
        moved_on=LATER, by=hannah,
    )  # fmt: skip

    content = bytes(sent(priya).content).decode()

    assert "Weir" not in content
    assert "YO1" not in content


def test_what_has_gone_is_not_due_again_and_its_clock_stops_on_the_day_it_went(
    maisie, hannah, priya
):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya, date(2026, 2, 4))

    assert due() == []
    assert running(maisie) == ["child_protection.plan"]

    actions.answer_file(file=file, refused={}, at=practice.at(LATER), by=priya)

    assert running(maisie) == []
    assert Timer.objects.get(rule="T072", person=maisie).stopped_on == date(2026, 2, 4)


def test_the_end_of_a_plan_is_told_with_both_days(told, maisie, hannah, priya):
    child_protection.end_plan(child=maisie, ended_on=LATER, by=hannah)
    assert due() == [("Maisie Brindlow", "ended")]
    assert running(maisie) == ["child_protection.plan_ended"]

    (row,) = rows(acknowledged(priya))

    assert (row["RECORD_ACTION"], row["START_DATE"], row["END_DATE"]) == (
        "END", "2026-02-03", "2026-03-02",
    )  # fmt: skip
    assert due() == []
    assert running(maisie) == []


def test_a_plan_that_started_and_ended_untold_is_one_line_and_stops_both_clocks(
    maisie, hannah, priya
):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    child_protection.end_plan(child=maisie, ended_on=LATER, by=hannah)
    assert len(running(maisie)) == 2

    assert due() == [("Maisie Brindlow", "ended")]
    acknowledged(priya)

    assert running(maisie) == []


def test_a_plan_long_over_is_told_only_where_the_nhs_still_has_it_as_open(
    maisie, kai, hannah, priya
):
    long_ago, over = date(2026, 1, 14), date(2026, 2, 2)
    on_plan(maisie, hannah, MAISIES_NUMBER, started_on=long_ago)
    on_plan(kai, hannah, KAIS_NUMBER, started_on=long_ago)
    number_of_kai = [("Kai Brindlow", "ended")]
    kais = [each for each in queries.to_be_told(long_ago) if each.child == kai]
    assert len(kais) == 1
    acknowledged(priya, long_ago)
    Line.objects.filter(child=maisie).update(answer="not_sent", answer_why="A slip")
    for child in (maisie, kai):
        child_protection.end_plan(child=child, ended_on=over, by=hannah)

    assert due(date(2027, 3, 1)) == number_of_kai


def test_whom_the_nhs_knows_all_of_is_not_read_again(told, maisie, kai, hannah):
    on_plan(kai, hannah, KAIS_NUMBER, started_on=TODAY)
    with CaptureQueriesContext(connection) as captured:
        (waiting,) = queries.to_be_told(TODAY)

    assert waiting.child == kai
    read = [each["sql"] for each in captured if 'FROM "people_person"' in each["sql"]]
    assert read
    assert not any(f"({maisie.pk})" in sql or f"({maisie.pk}," in sql for sql in read)


@pytest.mark.parametrize(
    "change",
    [
        {"born_on": date(2018, 9, 10)},
        {"given_name": "Maisy"},
        {"family_name": "Brindle"},
    ],
)
def test_whatever_the_record_says_otherwise_is_told(told, maisie, change):
    assert telling.health_knows_all_of(TODAY).filter(child=maisie).exists()
    Person.objects.filter(pk=maisie.pk).update(**change)

    assert due() == [("Maisie Brindlow", "changed")]


def test_a_correction_of_the_start_is_told_from_the_day_of_the_correction(told, maisie, hannah):
    child_protection.correct_plan(
        plan=told, started_on=date(2026, 2, 2), reason="The day was wrong", by=hannah
    )

    (line,) = queries.to_be_told(date(2099, 1, 1))

    assert line.change == "changed"
    assert line.told.started_on == date(2026, 2, 2)
    assert line.since_on > CONFERENCE


def test_a_plan_replaced_before_it_was_told_leaves_one_line_and_no_clock(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    child_protection.end_plan(child=maisie, ended_on=LATER, by=hannah)
    practice.a_protection_plan(maisie, by=hannah, started_on=LATER)

    assert due() == [("Maisie Brindlow", "new")]
    (row,) = rows(acknowledged(priya))

    assert row["START_DATE"] == "2026-03-02"
    assert running(maisie) == []


def test_a_plan_taken_back_is_taken_back_at_the_nhs(told, maisie, hannah, priya):
    child_protection.withdraw_plan(plan=told, reason="The wrong child", by=hannah)
    assert due() == [("Maisie Brindlow", "taken_back")]

    (row,) = rows(acknowledged(priya))

    assert row["RECORD_ACTION"] == "REMOVE"
    assert due() == []


def test_a_plan_taken_back_before_it_was_told_is_nothing_to_tell(maisie, hannah):
    plan = on_plan(maisie, hannah, MAISIES_NUMBER)
    child_protection.withdraw_plan(plan=plan, reason="The wrong child", by=hannah)

    assert due() == []
    assert running(maisie) == []


@pytest.mark.parametrize("what", ["name", "number", "birth"])
def test_who_the_child_is_has_changed(told, maisie, hannah, priya, what):
    if what == "name":
        people.add_name(
            person=maisie, kind="legal", given="Maisie", family="Corrimore", started_on=LATER, by=hannah
        )  # fmt: skip
    elif what == "number":
        identifier = maisie.identifiers.get()
        people.correct_identifier(
            identifier=identifier, value=KAIS_NUMBER, reason="Misread", by=hannah
        )
    else:
        people.correct_person(person=maisie, born_on=date(2018, 9, 8), reason="Misread", by=hannah)

    assert due() == [("Maisie Brindlow" if what != "name" else "Maisie Corrimore", "changed")]
    (row,) = rows(acknowledged(priya))
    assert row["RECORD_ACTION"] == "UPDATE"
    assert due() == []


def test_a_change_of_what_health_is_not_told_is_nothing_to_tell(told, maisie, hannah):
    people.record_particulars(person=maisie, ethnicity="WBRI", by=hannah)
    people.move_home(person=maisie, lines="4 Weir Terrace", moved_on=LATER, by=hannah)

    assert due() == []


def test_a_child_without_an_nhs_number_is_a_finding_and_stays_out_of_the_file(
    maisie, kai, hannah, priya
):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    on_plan(kai, hannah)

    file = sent(priya)

    assert [line.child for line in file.told.all()] == [maisie]
    (left,) = queries.to_be_told(TODAY)
    assert (left.child, left.missing) == (kai, "nhs_number")
    number(kai, KAIS_NUMBER, hannah)
    assert [line.child for line in sent(priya).told.all()] == [kai]


def test_an_unborn_child_goes_under_the_mothers_number_and_is_born(hannah, team, priya):
    baby = families.a_child(
        "Baby Brindlow", expected_on=date(2026, 5, 2), worker=hannah, team=team, by=hannah
    )
    practice.a_referral(baby)
    on_plan(baby, hannah)
    assert queries.to_be_told(TODAY)[0].missing == "mother"
    leanne = families.a_person("Leanne Brindlow", born_on=date(1994, 4, 4), sex="F", by=hannah)
    families.is_parent(leanne, baby, by=hannah)
    assert queries.to_be_told(TODAY)[0].missing == "mothers_number"
    number(leanne, LEANNES_NUMBER, hannah)

    (row,) = rows(acknowledged(priya))
    assert (row["NHS_NUMBER"], row["NUMBER_OF"]) == (LEANNES_NUMBER, "MOTHER")
    assert (row["DATE_OF_BIRTH"], row["EXPECTED_DATE"]) == ("", "2026-05-02")

    people.record_birth(child=baby, born_on=date(2026, 3, 30), given="Rose", by=hannah)
    assert queries.to_be_told(TODAY)[0].missing == "nhs_number"
    number(baby, KAIS_NUMBER, hannah)
    (row,) = rows(acknowledged(priya))
    assert (row["RECORD_ACTION"], row["NHS_NUMBER"], row["DATE_OF_BIRTH"]) == (
        "UPDATE", KAIS_NUMBER, "2026-03-30",
    )  # fmt: skip


def test_nothing_to_send_makes_no_file(told, priya):
    with pytest.raises(actions.NothingToSend):
        sent(priya)

    assert File.objects.count() == 1


def test_a_file_that_could_not_say_whom_to_ring_is_not_made(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    Team.objects.filter(code="emergency_duty").update(telephone="")

    with pytest.raises(actions.NobodyToRing):
        sent(priya)

    assert due() == [("Maisie Brindlow", "new")]


def test_a_name_that_a_spreadsheet_would_run_does_not_go(maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    people.add_name(
        person=maisie, kind="legal", given="=HYPERLINK(1)", family="X", started_on=LATER, by=hannah
    )

    assert queries.to_be_told(TODAY)[0].missing == "name"
    with pytest.raises(actions.NothingToSend):
        sent(priya)


def test_the_conference_warns_of_a_missing_number_and_goes_on(maisie, kai, hannah, denise):
    number(maisie, MAISIES_NUMBER, hannah)
    for child in (maisie, kai):
        practice.a_discussion(child, by=hannah)
    given = practice.conference_answers([maisie, kai], held_on=CONFERENCE)
    step = practice.complete(
        "child_protection.initial_conference", [maisie, kai], given, on=CONFERENCE, by=denise
    )

    answers = work.answers_of(step)
    (found,) = [f for f in findings(step, answers, CONFERENCE) if "NHS" in f.words]

    assert found.soft
    assert found.child == kai
    assert "Kai Brindlow has no NHS number" in found.words


def test_the_worker_is_asked_for_a_missing_number_until_it_is_there(ask, maisie, kai, hannah):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    plan = on_plan(kai, hannah)

    page = ask(hannah, "workflow:my_work").content.decode()
    assert page.count("Find the NHS number") == 1
    assert f"/people/{kai.public_id}/numbers/add/" in page

    number(kai, KAIS_NUMBER, hannah)
    assert "Find the NHS number" not in ask(hannah, "workflow:my_work").content.decode()
    assert plan.ended_on is None


def test_nobody_is_asked_for_the_number_of_an_unborn_child_or_of_a_plan_that_is_over(
    team, maisie, hannah
):
    baby = families.a_child(
        "Baby Brindlow", expected_on=date(2026, 5, 2), worker=hannah, team=team, by=hannah
    )
    practice.a_referral(baby)
    on_plan(baby, hannah)
    on_plan(maisie, hannah)
    child_protection.end_plan(child=maisie, ended_on=LATER, by=hannah)

    prepared, given = queries.numbers_to_find(actor_of(hannah, TODAY))
    assert prepared.ask(**given) == []
