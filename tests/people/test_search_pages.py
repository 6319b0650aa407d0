"""Searching and adding by page."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.foundations.audit.models import Event, Subject
from tessera.people import actions
from tessera.people.models import Person, Relationship
from tests.factories import people as make
from tests.people.asking import BACKEND, SINCE, address, asked, day


def test_a_search_shows_the_likeliest_and_offers_to_add(visit, duty, family):
    text = visit(duty, reverse("people:search") + "?q=masie brindlo").content.decode()

    assert "Maisie Brindlow" in text
    assert "Hannah Treloyd, Eskmoor North" in text
    add = "?given=Masie&amp;family=Brindlo"
    assert add in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("zzzz", "Nobody here is like"),
        ("!!", "There is nothing to look for"),
        ("", "Find a person"),
    ],
)
def test_a_search_without_a_find_says_what_to_try(visit, duty, typed, words):
    answer = visit(duty, reverse("people:search"), QUERY_STRING=f"q={typed}")

    assert words in answer.content.decode()


def test_a_search_keeps_its_budget_and_logs_all_it_shows(client, duty, worker):
    actions.add_people(
        newcomers=[actions.NewPerson(given=f"Ada{n}", family="Corrimore") for n in range(15)],
        by=worker,
    )
    client.force_login(duty, backend=BACKEND)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("people:search") + "?q=corrimore")

    assert len(asked(queries)) <= 12
    event = Event.objects.using("audit").filter(actor_id=duty.pk).latest("at")
    assert Subject.objects.using("audit").filter(event_id=event.pk).count() == 15


def test_a_number_that_somebody_has_is_said_in_words_whoever_has_it(visit, duty, worker):
    """Also where that record is hidden from who adds: nothing of whom, and nothing typed is lost."""
    hidden = make.a_person("Otto Quenby", identifiers=[("nhs", "9434765919")])
    actions.restrict(person=hidden, why="Child of a colleague", started_on=SINCE, by=worker)
    typed = {"given": "Ilka", "family": "Sorrow", "nhs_number": "943 476 5919", "sex": "F"}

    answer = visit(duty, reverse("people:add"), {**typed, "looked": "yes"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "This number is already in use" in text
    assert 'value="Ilka"' in text
    assert "Quenby" not in text
    assert not Person.objects.filter(given_name="Ilka").exists()


def test_pickers_ask_the_same_search(visit, duty, family):
    found = visit(duty, reverse("people:find") + "?q=maisie").json()["results"]
    assert found[0] == {
        "id": str(family.maisie.public_id),
        "name": "Maisie Brindlow",
        "about": "7, born 9 September 2018",
    }
    workers = visit(duty, reverse("people:find_worker") + "?q=treloyd").json()["results"]
    assert [each["name"] for each in workers] == ["Hannah Treloyd"]
    assert visit(duty, reverse("people:find_worker") + "?q=").json() == {"results": []}


NEW = {"given": "Robin", "family": "Kelk", "sex": "M", **day(date(2015, 3, 2), "born_on")}


def test_adding_asks_the_least_and_opens_the_record(visit, duty, db):
    answer = visit(duty, reverse("people:add"), NEW)

    robin = Person.objects.get(family_name="Kelk")
    assert answer.headers["Location"] == address("record", robin)
    assert (robin.born_on, robin.sex, robin.recorded_by) == (date(2015, 3, 2), "M", duty)


def test_adding_shows_likely_duplicates_first_and_adds_when_told(visit, duty, family):
    alike = {**NEW, "given": "Mazie", "family": "Brindlow", **day(date(2018, 9, 9), "born_on")}

    answer = visit(duty, reverse("people:add"), alike)

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Is it one of these?" in text
    assert "same date of birth" in text
    assert not Person.objects.filter(given_name="Mazie").exists()
    assert visit(duty, reverse("people:add"), {**alike, "looked": "yes"}).status_code == 302
    assert Person.objects.filter(given_name="Mazie").count() == 1


def test_adding_is_silent_about_hidden_people(visit, duty, family, manager):
    actions.restrict(person=family.maisie, why="x", started_on=SINCE, by=manager)
    alike = {**NEW, "given": "Maisie", "family": "Brindlow", **day(date(2018, 9, 9), "born_on")}

    assert visit(duty, reverse("people:add"), alike).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"given": "", "family": ""}, "Enter at least one name"),
        (day(date(2027, 3, 2), "born_on"), "This date is still to come"),
        ({"born_on-month": "13"}, "There is no such date"),
        ({"born_on-year": ""}, "Enter the year as well"),
        (day(date(2026, 5, 2), "expected_on"), "either born or expected"),
        ({"nhs_number": "943 476 5918"}, "This is not an NHS number"),
        ({"postcode": "XX"}, "postcode"),
        ({"sex": "Q"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(visit, duty, wrong, words):
    answer = visit(duty, reverse("people:add"), {**NEW, "nhs_number": "", **wrong})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert "govuk-error-summary" in text
    if "family" not in wrong:
        assert 'value="Kelk"' in text
    assert not Person.objects.filter(family_name="Kelk").exists()


def test_a_form_posted_twice_acts_once(visit, duty, db):
    once = {**NEW, "idempotency_key": str(uuid.uuid4())}

    first = visit(duty, reverse("people:add"), once)
    second = visit(duty, reverse("people:add"), once)

    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.filter(family_name="Kelk").count() == 1


def test_whom_one_adds_for_a_family_is_then_related(visit, worker, family):
    answer = visit(worker, f"{reverse('people:add')}?for={family.maisie.public_id}", NEW)
    robin = Person.objects.get(family_name="Kelk")
    path = answer.headers["Location"]
    assert path.startswith(address("relate", family.maisie))
    assert "Robin Kelk" in visit(worker, path).content.decode()

    visit(
        worker,
        path,
        {"who": str(robin.public_id), "kind": "step_parent", "has_parental_responsibility": "no"},
    )

    tie = Relationship.objects.get(person=robin, relative=family.maisie)
    assert (tie.kind, tie.has_parental_responsibility) == ("step_parent", False)


def test_who_may_find_nobody_is_offered_no_search(visit, worker):
    analyst = make.a_worker("Priya Lanswick", role="analyst")
    box = 'id="find"'

    assert box in visit(worker, "/work/").content.decode()
    assert visit(analyst, reverse("people:search")).status_code == 403
    assert box not in visit(analyst, "/work/").content.decode()
