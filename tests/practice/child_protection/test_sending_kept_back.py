"""What was kept back from somebody stays kept back until a person decides otherwise, and may go later."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from lxml import html

from tessera.engine.workflow import queries as work
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import SEND, _parent, confer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

RECORD = "child_protection.send_record"
WHY = "On bail not to contact her"
SENT = date(2026, 2, 4)


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-05T09:00:00+00:00")


@pytest.fixture
def support(client):
    user = make.a_worker("Pat Ormroyd", role="business_support")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def craig(maisie, denise):
    """The father, from whom the decisions of a conference were kept back."""
    father = _parent("Craig Sharrow", "M", maisie)
    confer([maisie], denise)
    return father


@pytest.fixture
def decided(craig, maisie, support):
    step = work.open_step(maisie, SEND)
    how = {each.public_id: "post" for each in Invited.objects.exclude(person=craig)}
    sending.finish_sending(step=step, how=how, not_sent_why=WHY, at=practice.at(SENT), by=support)
    step.refresh_from_db()
    return step


def page_of(client, step):
    return client.get(reverse("child_protection:send", args=[step.public_id])).content.decode()


def chosen(page, invited):
    (select,) = html.fromstring(page).xpath(f"//select[@name='how-{invited.public_id}']")
    return select.value


def test_the_full_record_is_kept_back_from_whom_the_decisions_were(client, maisie, craig, decided):
    page = page_of(client, work.open_step(maisie, RECORD))

    assert chosen(page, Invited.objects.get(person=craig)) == ""
    assert chosen(page, Invited.objects.filter(agency="police").first()) == "email"
    assert "Kept back before" in page
    father = Invited.objects.get(person=craig)
    (why,) = html.fromstring(page).xpath(f"//input[@name='why-{father.public_id}']")
    assert why.value == WHY
    (for_all,) = html.fromstring(page).xpath("//textarea[@name='not_sent_why']")
    assert not (for_all.text or "").strip()


def test_each_who_is_kept_back_has_a_reason_of_their_own(client, maisie, craig, support):
    step = work.open_step(maisie, SEND)
    father = Invited.objects.get(person=craig)
    school, nurse = (Invited.objects.get(agency=agency) for agency in ("education", "health"))
    rest = Invited.objects.exclude(pk__in=[father.pk, school.pk, nurse.pk])
    address = reverse("child_protection:send", args=[step.public_id])
    sent = {f"how-{each.public_id}": "post" for each in rest}
    sent |= {f"how-{each.public_id}": "" for each in (father, school, nurse)}
    sent |= {f"why-{father.public_id}": WHY, f"why-{school.public_id}": "Has left the school"}

    def press(**more):
        data = {"go": "send", "idempotency_key": str(uuid4()), **sent, **more}
        return client.post(address, data)

    refused = press().content.decode()
    assert f"Say why nothing goes to {nurse.name}" in refused
    assert "Has left the school" in refused
    press(not_sent_why="Tells us where to")

    kept = dict(Sending.objects.filter(sent_on=None).values_list("invited", "withheld_why"))
    assert (kept[father.pk], kept[school.pk]) == (WHY, "Has left the school")
    assert kept[nurse.pk] == "Tells us where to"


def test_the_next_meetings_copies_are_kept_back_as_well(client, maisie, denise, craig, decided):
    on = date(2026, 4, 28)
    review = practice.conference_answers([maisie], held_on=on, outcome="plan_continues")
    review["answers"]["attendance"].append({"who": "Craig Sharrow", "role": "Dad", "came": "no"})
    practice.complete("child_protection.review_conference", [maisie], review, on=on, by=denise)
    meeting = Meeting.objects.get(held_on=on)

    page = page_of(client, work.open_steps(maisie).filter(code=SEND).get())

    assert chosen(page, meeting.invited.get(person=craig)) == ""
    assert WHY in page


def test_who_was_sent_something_since_is_offered_the_usual_way(client, maisie, craig, decided):
    again = work.open_step(maisie, RECORD)
    how = {each.public_id: "post" for each in Invited.objects.all()}
    sending.finish_sending(step=again, how=how, at=practice.at(SENT), by=decided.submitted_by)
    again.refresh_from_db()

    sending.send_after_all(step=decided, at=practice.at(SENT), by=decided.submitted_by)

    assert chosen(page_of(client, decided), Invited.objects.get(person=craig)) == "post"


def test_what_was_kept_back_can_go_after_all(client, craig, decided):
    assert "Send what was kept back" in page_of(client, decided)

    client.post(
        reverse("child_protection:send", args=[decided.public_id]),
        {"go": "after_all", "idempotency_key": str(uuid4())},
    )
    decided.refresh_from_db()
    father = Invited.objects.get(person=craig)
    before = Sending.objects.exclude(invited=father).count()
    client.post(
        reverse("child_protection:send", args=[decided.public_id]),
        {f"how-{father.public_id}": "hand", "go": "send", "idempotency_key": str(uuid4())},
    )

    decided.refresh_from_db()
    assert not decided.is_open
    assert Sending.objects.get(invited=father, what="decisions").how == "hand"
    assert Sending.objects.exclude(invited=father).count() == before
    assert "Send what was kept back" not in page_of(client, decided)


def test_nothing_is_opened_again_where_all_went_that_might(client, maisie, denise, support):
    _parent("Leanne Brindlow", "F", maisie)
    confer([maisie], denise)
    step = work.open_step(maisie, SEND)
    how = {each.public_id: "post" for each in Invited.objects.all()}
    sending.finish_sending(step=step, how=how, at=practice.at(SENT), by=support)
    step.refresh_from_db()

    assert not sending.send_after_all(step=step, at=practice.at(SENT), by=support)
    assert "Send what was kept back" not in page_of(client, step)
