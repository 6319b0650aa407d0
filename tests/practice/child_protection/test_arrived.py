"""On the page of a meeting: a copy that was sent has arrived, with its day."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.workflow import queries as work
from tessera.foundations.audit.models import Event
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tests.factories import engine as make
from tests.factories import people as families
from tests.practice.child_protection.test_sending import (
    SEND,
    ask,
    confer,
    leanne,
    on_the_next_day,
    support,
)

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
__all__ = ["ask", "leanne", "on_the_next_day", "support"]


@pytest.fixture
def sent(maisie, denise, leanne, support, ask):
    """The decisions went to Maisie's mother by post; nothing to anybody else yet."""
    confer([maisie], denise)
    step = work.open_step(maisie, SEND)
    mum = Invited.objects.get(name="Leanne")
    ways = {f"how-{mum.public_id}": "post", "not_sent_why": "Later"}
    ask(support, "child_protection:send", ways, step_id=step.public_id)
    return Sending.objects.get(invited=mum)


def boxes(day):
    return {f"on-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def arrived(ask, user, sending, day=None):
    return ask(
        user,
        "child_protection:arrived",
        None if day is None else boxes(day),
        meeting_id=sending.meeting.public_id,
        sending_id=sending.public_id,
    )


def test_it_is_noted_from_the_page_of_the_meeting(ask, support, sent):
    meeting = {"meeting_id": Meeting.objects.get().public_id}
    address = reverse("child_protection:arrived", kwargs={**meeting, "sending_id": sent.public_id})
    assert address in ask(support, "child_protection:meeting", **meeting).content.decode()
    assert "Leanne" in arrived(ask, support, sent).content.decode()

    assert arrived(ask, support, sent, date(2026, 2, 4)).status_code == 302

    html = ask(support, "child_protection:meeting", **meeting).content.decode()
    assert "Arrived 4 February 2026" in html
    assert address not in html
    assert Event.objects.filter(action="meetings.acknowledged").count() == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 3), "cannot have arrived before it was sent"),
        (date(2026, 2, 5), "still to come"),
    ],
)
def test_it_arrives_between_the_sending_and_today(ask, support, sent, day, words):
    assert words in arrived(ask, support, sent, day).content.decode()

    sent.refresh_from_db()
    assert sent.acknowledged_on is None


def test_what_was_kept_back_cannot_arrive(ask, support, sent):
    kept = Sending.objects.exclude(withheld_why="").first()

    assert "What was never sent" in arrived(ask, support, kept, date(2026, 2, 4)).content.decode()


def test_who_may_not_send_notes_nothing(ask, sent):
    stranger = make.a_worker("Sam Ellerby", team=make.a_team("Elsewhere"))

    assert arrived(ask, stranger, sent, date(2026, 2, 4)).status_code in (403, 404)


def test_its_queries_do_not_grow_with_those_who_were_sent_something(
    ask, support, sent, django_assert_max_num_queries
):
    def count():
        with django_assert_max_num_queries(23) as captured:
            assert arrived(ask, support, sent).status_code == 200
        return len(captured)

    arrived(ask, support, sent)  # what is asked once for a process stays
    before = count()
    for number in range(5):
        nana = families.a_person(f"Relative {number}", born_on=date(1967, 8, 1))
        asked = Invited.objects.create(meeting=sent.meeting, name=nana.name, person=nana)
        Sending.objects.create(
            meeting=sent.meeting, invited=asked, what=sent.what, how="post", sent_on=sent.sent_on,
            document=sent.document, digest=sent.digest,
        )  # fmt: skip

    assert count() == before
