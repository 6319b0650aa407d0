"""Handing a form in: what is missing, what follows, what is kept, what is printed."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tessera.engine.forms.models import Unsent
from tessera.engine.workflow import actions
from tessera.engine.workflow.models import Step
from tests.engine.workflow.pages import answer, fill_all, page, post, section_1, text
from tests.factories.engine import NOW

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_the_last_page_names_everything_missing_with_a_link_to_its_box(client, hannah, visit):
    html = text(page(client, hannah, "finish", visit.public_id))

    assert "Five things to put right before it is done" not in html
    assert "Six things to put right before it is done" in html
    assert "?section=visit&amp;check=all#visited_on-day" in html


def test_finishing_makes_what_was_chosen_to_follow(client, hannah, joseph, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor, worried=True)
    html = text(page(client, hannah, "finish", visit.public_id))
    assert "Sample decision" in html

    response = post(
        client,
        hannah,
        "finish",
        visit.public_id,
        **{
            "next-0": "yes",
            "next-0-who": str(joseph.public_id),
            "next-0-on-day": "10",
            "next-0-on-month": "4",
            "next-0-on-year": "2026",
        },
    )

    follows = Step.objects.get(follows=visit)
    assert response["Location"] == reverse("workflow:done", args=[visit.public_id])
    assert (follows.code, follows.worker, follows.due_on) == (
        "sample.decision",
        joseph,
        date(2026, 4, 10),
    )
    assert "With Joseph Adeyin-Rowe" in text(client.get(response["Location"]))


@pytest.mark.parametrize("times", [1, 2, 5])
def test_finishing_counts_once_however_often_it_is_sent(
    client, hannah, visit, zayd, noor, times, handler_calls
):
    fill_all(visit, hannah, zayd, noor)
    key = str(uuid4())

    answers = [
        post(client, hannah, "finish", visit.public_id, idempotency_key=key) for _ in range(times)
    ]

    assert {response["Location"] for response in answers} == {
        reverse("workflow:done", args=[visit.public_id])
    }
    assert [call[0] for call in handler_calls].count("completes") == 1


def test_a_form_finished_meanwhile_keeps_what_was_typed(client, hannah, joseph, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)

    response = post(
        client,
        joseph,
        "step",
        visit.public_id,
        **section_1(place="school", school_name="Larkfield"),
    )
    html = text(client.get(response["Location"]))

    assert answer(visit, "place") == "home"
    assert Unsent.objects.filter(by=joseph, field="school_name").get().value == "Larkfield"
    assert "What you typed" in html
    assert "Larkfield" in html


def test_a_field_typed_after_the_end_is_kept_apart(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)

    response = post(
        client, hannah, "save", visit.public_id, field="days", child="", revision="0", days="7"
    )

    assert response.json()["saved"].startswith("apart")
    assert Unsent.objects.get().value == 7


def test_a_finished_form_prints_and_is_a_tagged_pdf(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor)
    actions.submit_step(step=visit, next_steps=[], at=NOW, by=hannah)

    printed = text(page(client, hannah, "print", visit.public_id))
    pdf = page(client, hannah, "pdf", visit.public_id)

    assert "When did you visit?" in printed
    assert pdf["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in pdf.content


def test_a_handlers_refusal_is_said_where_it_belongs(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor, place="school", school_name="Closed")

    html = text(post(client, hannah, "finish", visit.public_id))

    assert "That school has closed" in html
    assert "#school_name" in html


def test_a_day_for_what_follows_must_be_a_day(client, hannah, visit, zayd, noor):
    fill_all(visit, hannah, zayd, noor, worried=True)
    wrong = {
        "next-0": "yes",
        "next-0-on-day": "31",
        "next-0-on-month": "2",
        "next-0-on-year": "2026",
    }

    html = text(post(client, hannah, "finish", visit.public_id, **wrong))

    assert "Write a real date" in html
    assert not Step.objects.filter(follows=visit).exists()
