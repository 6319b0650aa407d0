"""Writing a letter on a child's record: which and for whom, its words, and whether it may go."""

from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import fromstring

from tessera.engine.documents.models import Document
from tessera.foundations.audit.models import Event, Subject
from tessera.people.models import Restriction
from tessera.people.queries import latest_lines
from tessera.practice.letters.models import Letter
from tests.factories import engine as make

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def text(answer):
    return answer.content.decode()


@pytest.fixture
def begun(maisie, leanne, a_letter):
    return a_letter(maisie, "Leanne Brindlow")


def parts(letter):
    return {"person_id": letter.child.public_id, "letter_id": letter.public_id}


def test_the_page_offers_letters_and_recipients_from_the_record(
    ask, hannah, maisie, leanne, craig, school
):
    with CaptureQueriesContext(connection) as captured:
        html = text(ask(hannah, "letters:write", person_id=maisie.public_id))

    assert "Appointment for a visit" in html
    for name in ("Leanne Brindlow", "Craig Sharrow", "Bella Corrimore"):
        assert name in html
    assert len(captured) <= 45


def test_a_child_around_whom_nobody_is_known_may_have_a_letter_of_their_own(ask, hannah, ivy):
    assert "The child, " in text(ask(hannah, "letters:write", person_id=ivy.public_id))


def test_both_must_be_chosen_and_must_fit(ask, hannah, maisie, leanne, school):
    nothing = text(ask(hannah, "letters:write", {}, person_id=maisie.public_id))
    wrong = ask(
        hannah, "letters:write",
        {"template": "visit_appointment", "to": f"i{school.public_id}"}, person_id=maisie.public_id,
    )  # fmt: skip

    assert "Choose a letter" in nothing
    assert "Choose whom it is for" in nothing
    assert "is not a letter for Bella Corrimore" in text(wrong)
    assert not Letter.objects.exists()


def test_a_letter_is_begun_written_looked_at_and_sent(ask, hannah, maisie, leanne):
    choice = {"template": "plain", "to": f"p{leanne.public_id}"}
    answer = ask(hannah, "letters:write", choice, person_id=maisie.public_id)
    letter = Letter.objects.get()
    assert answer.url.endswith(f"/letters/{letter.public_id}/")

    typed = {"asked-subject": "The play scheme", "words": "It begins on Monday."}
    ask(hannah, "letters:letter", {**typed, "go": "save"}, **parts(letter))
    html = text(ask(hannah, "letters:letter", **parts(letter)))
    assert "It begins on Monday." in html
    assert "Nothing in it tells a protected place" in html
    assert ask(hannah, "letters:preview", **parts(letter)).content.startswith(b"%PDF")

    sent = ask(hannah, "letters:letter", {**typed, "go": "send", "how": "post"}, **parts(letter))

    assert sent.status_code == 302
    listed = text(ask(hannah, "documents:list", person_id=maisie.public_id))
    assert "The play scheme" in listed
    assert "Leanne Brindlow" in listed
    line = latest_lines(maisie)[0]
    assert line.entry.title == "Letter: The play scheme"
    assert "Leanne" not in line.entry.text


def test_who_may_not_open_documents_reads_that_the_letter_went(ask, begun):
    owen = make.a_worker("Owen Tarrick", role="business_support")

    sent = ask(owen, "letters:letter", {**WRITTEN, "go": "send", "how": "post"}, **parts(begun))
    with CaptureQueriesContext(connection) as captured:
        went = ask.client.get(sent.url)

    assert went.status_code == 200
    assert len(captured) <= 30
    assert "The letter has gone" in text(went)
    assert "post, 31 March 2026" in text(went)


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/conferences/", True),
        ("//elsewhere.example/", False),
        ("https://elsewhere.example/", False),
    ],
)
def test_a_sent_letter_leads_back_to_the_page_of_ours_that_asked_for_it(
    ask, hannah, begun, back, leads
):
    ask(hannah, "letters:letter", **parts(begun))
    there = f"{reverse('letters:letter', kwargs=parts(begun))}?{urlencode({'back': back})}"
    typed = {**WRITTEN, "go": "send", "how": "post", "idempotency_key": str(uuid4())}

    sent = ask.client.post(there, typed)
    last = ask.client.get(sent.url)

    assert (last.url == back) is leads
    assert last.url.startswith("/")
    assert not last.url.startswith("//")


def test_brothers_and_sisters_of_the_work_are_ticked(ask, hannah, maisie, kai, craig, leanne):
    for about, ticked in (([maisie], False), ([maisie, kai], True)):
        step = make.a_step("recording.visit", subjects=about, worker=hannah)
        query = {"step": str(step.public_id)}
        page = fromstring(
            text(ask(hannah, "letters:write", None, query, person_id=maisie.public_id))
        )
        (box,) = page.xpath(f'//input[@name="others"][@value="{kai.public_id}"]')
        assert ("checked" in box.attrib) is ticked


def test_each_download_of_a_letter_is_in_the_log(ask, hannah, begun, maisie):
    ask(hannah, "letters:letter", {"go": "send", "how": "post", **WRITTEN}, **parts(begun))
    document = Document.objects.get()

    ask(
        hannah, "documents:document", person_id=maisie.public_id, document_id=document.public_id
    )  # fmt: skip

    look = Event.objects.using("audit").filter(action="documents:document:view").latest("at")
    assert (
        Subject.objects.using("audit").filter(event_id=look.pk, person_id=maisie.public_id).exists()
    )


WRITTEN = {"asked-subject": "Play", "words": "On Monday."}


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({**WRITTEN}, "Choose how it goes"),
        ({"asked-subject": "", "words": "", "how": "post"}, "Say what the letter is about"),
        ({**WRITTEN, "how": "email"}, "Choose how it goes"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(ask, hannah, begun, posted, words):
    html = text(ask(hannah, "letters:letter", {**posted, "go": "send"}, **parts(begun)))

    assert words in html
    assert posted["words"] in html
    assert not Document.objects.exists()


def test_a_letter_that_tells_a_protected_place_is_stopped_and_not_shown(
    ask, hannah, begun, protected
):
    typed = {"asked-subject": "Play", "words": "See you at 14 Hawthorn Road.", "go": "send"}

    html = text(ask(hannah, "letters:letter", {**typed, "how": "hand"}, **parts(begun)))
    ask(hannah, "letters:letter", {**typed, "go": "save"}, **parts(begun))

    assert "This letter may not go as it is" in html
    assert "Take that out" in html
    assert ask(hannah, "letters:preview", **parts(begun)).status_code == 404


def test_somebody_else_in_it_asks_why(ask, hannah, maisie, leanne, craig, kai, a_letter):
    letter = a_letter(maisie, "Leanne Brindlow")
    typed = {
        "asked-subject": "Play",
        "words": "Kai Brindlow comes too.",
        "how": "post",
        "go": "send",
    }

    html = text(ask(hannah, "letters:letter", typed, **parts(letter)))

    assert "Say why it may name somebody else" in html
    assert ask(
        hannah, "letters:letter", {**typed, "despite_why": "His dad asked."}, **parts(letter)
    ).status_code == 302  # fmt: skip


def test_a_letter_set_aside_or_sent_is_written_no_more(ask, hannah, begun):
    ask(hannah, "letters:letter", {"go": "aside"}, **parts(begun))

    assert ask(hannah, "letters:letter", **parts(begun)).status_code == 302
    assert ask(hannah, "letters:preview", **parts(begun)).status_code == 404


def test_a_sent_letter_leads_to_the_documents(ask, hannah, begun):
    ask(hannah, "letters:letter", {"go": "send", "how": "post", **WRITTEN}, **parts(begun))

    assert ask(hannah, "letters:letter", **parts(begun)).url.endswith("/documents/")


def test_a_letter_of_another_child_is_not_found_here(ask, hannah, begun, kai):
    answer = ask(
        hannah, "letters:letter", person_id=kai.public_id, letter_id=begun.public_id
    )  # fmt: skip
    assert answer.status_code == 404


def test_nobody_out_of_reach_writes_about_a_child(ask, maisie):
    stranger = make.a_worker("Sam Ellerby", team=make.a_team("Elsewhere"))

    assert ask(stranger, "letters:write", person_id=maisie.public_id).status_code == 403


def test_from_a_visit_its_letter_comes_first_and_belongs_to_it(ask, hannah, maisie, leanne):
    visit = make.a_step("recording.visit", subjects=[maisie], worker=hannah)
    page = text(ask(hannah, "workflow:step", step_id=visit.public_id))
    assert f"/letters/?step={visit.public_id}" in page

    html = text(
        ask(hannah, "letters:write", query={"step": visit.public_id}, person_id=maisie.public_id)
    )
    assert html.index("Appointment for a visit") < html.index("Invitation to a meeting")
    assert 'value="visit_appointment" checked' in html

    address = f"/people/{maisie.public_id}/letters/?step={visit.public_id}"
    ask.client.post(address, {"template": "visit_appointment", "to": f"p{leanne.public_id}"})
    assert Letter.objects.get().step_ref == visit.public_id


def test_a_step_that_is_none_of_this_childs_is_passed_over(ask, hannah, maisie):
    html = ask(hannah, "letters:write", query={"step": "nonsense"}, person_id=maisie.public_id)

    assert html.status_code == 200


def test_a_letter_to_somebody_hidden_is_on_no_list_and_opens_for_nobody_outside(
    ask, hannah, begun, maisie, leanne
):
    ask(hannah, "letters:letter", {"go": "send", "how": "post", **WRITTEN}, **parts(begun))
    document = Document.objects.get()
    Restriction.objects.create(
        person=leanne, why="Staff", owner=make.a_worker("Ines Corbrook"),
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip

    listed = text(ask(hannah, "documents:list", person_id=maisie.public_id))

    assert "Leanne" not in listed
    assert "No letters or documents are kept" in listed
    assert ask(
        hannah, "documents:document", person_id=maisie.public_id, document_id=document.public_id
    ).status_code == 404  # fmt: skip


def test_the_gate_does_not_tell_of_a_hidden_brother(
    ask, hannah, maisie, leanne, craig, kai, a_letter
):
    letter = a_letter(maisie, "Leanne Brindlow", words="Kai Brindlow comes too.")
    Restriction.objects.create(
        person=kai, why="Staff", owner=make.a_worker("Ines Corbrook"),
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip

    assert "somebody else&#39;s to tell of" not in text(
        ask(hannah, "letters:letter", **parts(letter))
    )
    assert "Take care" not in text(ask(hannah, "letters:letter", **parts(letter)))


def test_what_somebody_else_saved_meanwhile_is_not_written_over(ask, hannah, joseph, begun):
    page = text(ask(hannah, "letters:letter", **parts(begun)))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    theirs = {"asked-subject": "Play", "words": "Theirs."}
    ask(joseph, "letters:letter", {**theirs, "go": "save"}, **parts(begun))

    mine = {"asked-subject": "Play", "words": "Mine.", "seen": seen, "go": "send", "how": "post"}
    html = text(ask(hannah, "letters:letter", mine, **parts(begun)))

    assert "Somebody else saved this letter while you wrote" in html
    assert "Mine." in html
    assert "Theirs." in html
    assert not Document.objects.exists()
    again = {**mine, "seen": html.split('name="seen" value="')[1].split('"')[0]}
    assert ask(hannah, "letters:letter", again, **parts(begun)).status_code == 302
    assert Letter.objects.get().words == "Mine."
