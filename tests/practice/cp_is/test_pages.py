"""The data team's pages: who may, what they show, what a press does, and how often they ask."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.foundations.access.models import Team
from tessera.foundations.audit.models import Event, Subject
from tessera.people import actions as people
from tessera.practice.cp_is import queries
from tessera.practice.cp_is.models import File, Line
from tests.factories import practice
from tests.practice.cp_is.conftest import (
    CONFERENCE,
    KAIS_NUMBER,
    MAISIES_NUMBER,
    TODAY,
    due,
    on_plan,
    sent,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


def text(response, status=200):
    assert response.status_code == status, response.content
    return response.content.decode()


def test_the_data_team_sees_what_is_due_late_first_and_what_cannot_go(
    ask, maisie, kai, hannah, priya
):
    on_plan(maisie, hannah, MAISIES_NUMBER, started_on=TODAY)
    on_plan(kai, hannah)

    html = text(ask(priya, "cp_is:home"))

    assert "Maisie Brindlow" in html
    assert "On a protection plan since 31 March 2026" in html
    assert "The record has no NHS number" in html
    assert "Hannah Treloyd" in html
    assert "Late by 40 working days" in html
    assert "have not been checked against the NHS specification" in html
    assert f"/people/{maisie.public_id}/" not in html  # an analyst opens no records


def test_my_work_of_the_data_team_says_what_waits(ask, maisie, kai, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER, started_on=TODAY)
    on_plan(kai, hannah)

    html = text(ask(priya, "workflow:my_work"))
    of_worker = text(ask(hannah, "workflow:my_work"))

    assert "To tell the NHS by today (CP-IS): " in html
    assert "1 late" in html
    assert "1 cannot go yet" in html
    assert "Nothing is due today" not in html
    assert "To tell the NHS" not in of_worker


@pytest.mark.parametrize("role", ["hannah", "joseph", "denise"])
def test_workers_managers_and_chairs_neither_see_nor_send(ask, request, role):
    worker = request.getfixturevalue(role)

    assert ask(worker, "cp_is:home").status_code == 403
    assert ask(worker, "cp_is:make", {}).status_code == 403
    assert File.objects.count() == 0


def test_a_service_manager_sees_but_does_not_send(ask, maisie, hannah, priya):
    from tests.factories import engine as make

    petra = make.a_worker("Petra Lindqvall", role="service_manager")
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)

    assert "Make the file" not in text(ask(petra, "cp_is:home"))
    assert ask(petra, "cp_is:make", {}).status_code == 403
    assert ask(petra, "cp_is:download", file_id=file.public_id).status_code == 403
    assert "Record the answer" not in text(ask(petra, "cp_is:file", file_id=file.public_id))
    assert ask(petra, "cp_is:file", {}, file_id=file.public_id).status_code == 404
    assert file.told.get().answer == ""


def test_one_press_makes_the_file_and_a_second_person_is_led_to_it(
    ask, maisie, hannah, priya, owen
):
    on_plan(maisie, hannah, MAISIES_NUMBER)

    first = ask(priya, "cp_is:make", {})
    second = ask(owen, "cp_is:make", {})

    file = File.objects.get()
    assert (file.made_by, file.lines, file.made_on) == (priya, 1, TODAY)
    assert first.url == second.url == reverse("cp_is:file", args=[file.public_id])
    html = text(ask(owen, "cp_is:file", file_id=file.public_id))
    assert "ours, not verified, in use from 1 January 2014" in html
    assert "Made by Priya Sandhar" in html


def test_the_file_is_fetched_as_it_was_made(ask, maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)
    people.correct_person(person=maisie, born_on=date(2018, 1, 1), reason="Misread", by=hannah)

    response = ask(priya, "cp_is:download", file_id=file.public_id)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert row["DATE_OF_BIRTH"] == "2016-09-01"
    look = Event.objects.using("audit").filter(actor_id=priya.pk).latest("at")
    shown = Subject.objects.using("audit").filter(event_id=look.pk)
    assert [each.person_id for each in shown] == [maisie.public_id]


def test_the_answer_is_recorded_line_by_line(ask, maisie, kai, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    on_plan(kai, hannah, KAIS_NUMBER)
    file = sent(priya)
    line = file.told.get(child=kai)
    ticked = {f"refused-{line.public_id}": "yes", f"why-{line.public_id}": ""}

    html = text(ask(priya, "cp_is:file", ticked, file_id=file.public_id), 422)
    assert "Say why the NHS refused it" in html
    assert "checked" in html
    assert file.told.filter(answer="").count() == 2

    ticked[f"why-{line.public_id}"] = "Number and name differ"
    ask(priya, "cp_is:file", ticked, file_id=file.public_id)

    assert Line.objects.get(child=kai).answer == "refused"
    assert Line.objects.get(child=maisie).answer == "acknowledged"
    html = text(ask(priya, "cp_is:home"))
    assert "The NHS refused it: Number and name differ" in html
    assert "Maisie Brindlow" not in html
    line_id = str(Line.objects.get(child=kai).public_id)
    ask(priya, "cp_is:again", {"line": line_id})
    assert due() == [("Kai Brindlow", "new")]


def test_an_answer_is_put_right_with_its_reason(ask, told, hannah, priya):
    line = Line.objects.get()
    wrong = {"answer": "refused", "why": "", "reason": ""}
    html = text(ask(priya, "cp_is:answer", wrong, line_id=line.public_id), 422)
    assert "Say why the NHS refused it" in html
    assert "Say why it is being put right" in html
    assert ask(hannah, "cp_is:answer", wrong, line_id=line.public_id).status_code == 403

    right = {"answer": "refused", "why": "No match", "reason": "I misread it"}
    ask(priya, "cp_is:answer", right, line_id=line.public_id)

    assert Line.objects.get().answer == "refused"
    assert Line.objects.get().recorded_why == "I misread it"
    assert "Put the answer right" in text(ask(priya, "cp_is:file", file_id=line.file.public_id))


def test_a_file_that_was_never_sent_asks_why(ask, maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    file = sent(priya)
    html = text(ask(priya, "cp_is:put_back", {"why": " "}, file_id=file.public_id), 422)
    assert "Say why the file was not sent" in html

    ask(priya, "cp_is:put_back", {"why": "The portal was shut"}, file_id=file.public_id)

    assert due() == [("Maisie Brindlow", "new")]
    assert "Never sent" in text(ask(priya, "cp_is:home"))


def test_a_restricted_child_goes_to_the_nhs_and_is_not_named_to_the_data_team(
    ask, maisie, hannah, priya
):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    people.restrict(person=maisie, why="A colleague's child", started_on=CONFERENCE, by=hannah)

    html = text(ask(priya, "cp_is:home"))
    assert "Maisie" not in html
    assert "1 more child is counted whom you may not be shown" in html

    ask(priya, "cp_is:make", {})
    file = File.objects.get()
    assert MAISIES_NUMBER in bytes(file.content).decode()
    html = text(ask(priya, "cp_is:file", file_id=file.public_id))
    assert "Maisie" not in html
    assert "A child whom you may not be shown" in html
    ask(priya, "cp_is:file", {}, file_id=file.public_id)
    assert Line.objects.get().answer == "acknowledged"


def test_without_a_telephone_the_page_says_what_is_missing(ask, maisie, hannah, priya):
    on_plan(maisie, hannah, MAISIES_NUMBER)
    Team.objects.filter(code="front_door").update(telephone="")

    html = text(ask(priya, "cp_is:make", {}), 422)

    assert "whom the NHS rings" in html
    assert due() == [("Maisie Brindlow", "new")]


def test_the_pages_ask_no_more_for_more_children(ask, client, team, hannah, priya):
    def count(name, **parts):
        address = reverse(name, kwargs=parts)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    numbers = iter(("9434765919", "4010232137", "4505577104", "9876543210"))
    for name in ("Ada Brindlow", "Bea Brindlow", "Cal Brindlow"):
        child = practice.an_open_case(name, worker=hannah, team=team)
        on_plan(child, hannah, next(numbers) if name != "Bea Brindlow" else None)
        ask(priya, "cp_is:home")
        found = count("cp_is:home")
        assert found <= 22, found
    file = sent(priya)
    assert count("cp_is:file", file_id=file.public_id) <= 16
    assert len(queries.to_be_told(TODAY)) == 1


def test_t072_stands_on_the_record_and_not_on_the_workers_list(ask, maisie, hannah):
    on_plan(maisie, hannah, MAISIES_NUMBER)

    record = text(ask(hannah, "people:record", person_id=maisie.public_id))
    mine = text(ask(hannah, "workflow:my_work"))

    assert "The data team tells the NHS (CP-IS)" in record
    assert "The data team tells the NHS (CP-IS)" not in mine
