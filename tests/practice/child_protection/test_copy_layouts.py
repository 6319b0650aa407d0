"""What goes out after a conference in the council's own Word layout: kept as it went, never shown inline."""

import io
from datetime import date

import pytest
from docx import Document as WordDocument

from tessera.engine.documents import queries, word, written
from tessera.engine.documents.models import Document, LetterVersion
from tessera.engine.workflow import queries as work
from tessera.people import actions as people
from tessera.people.models import Protection
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings.models import Invited, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import (
    SEND,
    _parent,
    confer,
    copies,
)
from tests.support import layouts

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

OURS = (
    "{{ address }}",
    "{{ today }}",
    "{{ opening }}",
    "{{ sections }}",
    "{{ closing }}",
    "{{ sign }}",
)
AT = practice.at(date(2026, 2, 4))


@pytest.fixture(autouse=True)
def on_the_next_day(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def leanne(maisie):
    return _parent("Leanne Brindlow", "F", maisie)


def send_all(step, by):
    how = {each.public_id: "post" for each in Invited.objects.all()}
    return sending.finish_sending(step=step, how=how, not_sent_why="Away", at=AT, by=by)


def test_the_decisions_go_in_it_and_are_kept_as_they_went(
    ask,
    own_letters,
    maisie,
    leanne,
    denise,
    support,
    hannah,
):
    own_letters("conference_decisions.docx", layouts.a_layout(*OURS, header="{{ council }}"))
    confer([maisie], denise)

    send_all(work.open_step(maisie, SEND), support)

    sent = Sending.objects.select_related("document", "wording").get(invited__name="Leanne")
    found = WordDocument(io.BytesIO(bytes(sent.document.content)))
    said = [each.text for each in found.paragraphs]
    assert said[0].startswith("Leanne")
    assert "4 February 2026" in said[1]
    assert ("Heading 2", "Maisie Brindlow") in [(p.style.name, p.text) for p in found.paragraphs]
    assert sent.document.media_type == word.WORD.media_type
    assert sent.wording.layout is not None
    assert queries.version_in_use(written.worded("conference_decisions")) == "Version 1"
    got = ask(
        hannah, "documents:document", person_id=maisie.public_id,
        document_id=sent.document.public_id,
    )  # fmt: skip
    assert got["Content-Disposition"].startswith("attachment")


def test_words_changed_later_make_the_next_version_and_change_nothing_that_went(
    own_letters, maisie, leanne, denise, support, monkeypatch
):
    own_letters("conference_decisions.yaml", 'sign: "{council}"\n')
    confer([maisie], denise)
    send_all(work.open_step(maisie, SEND), support)
    before = Sending.objects.get(invited__name="Leanne")
    assert before.wording.number == 1
    assert before.document.media_type == "application/pdf"

    monkeypatch.delenv("TESSERA_LOCAL")

    assert queries.version_in_use(written.worded("conference_decisions")) == "Not sent yet"
    assert LetterVersion.objects.get().texts["sign"] == "{council}"
    assert not copies_of(denise, maisie)["Leanne"].is_corrected


def copies_of(by, child):
    step = work.open_step(child, "child_protection.send_record")
    found = sending.copies(meeting=sending.meeting_of(step), what="decisions", at=AT, by=by)
    return {copy.invited.name: copy for copy in found}


def test_the_record_has_a_layout_of_its_own(own_letters, maisie, leanne, denise):
    own_letters("conference_record.docx", layouts.a_layout(*OURS))
    confer([maisie], denise)

    decisions, record = copies(by=denise)["Leanne"], copies("record", by=denise)["Leanne"]

    assert sending.content(decisions)[1] == "application/pdf"
    made, media_type = sending.content(record)
    assert media_type == word.WORD.media_type
    assert "Who was asked" in word.text_of(made)


def test_a_layout_that_tells_a_protected_place_keeps_every_copy_back(
    own_letters, maisie, leanne, denise, hannah
):
    people.move_home(
        person=maisie, lines="14 Hawthorn Road\nEskmoor", postcode="YO1 9QL",
        moved_on=date(2026, 1, 1), by=hannah,
    )  # fmt: skip
    Protection.objects.create(
        person=maisie, why="He looks for them", owner=hannah,
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip
    own_letters(
        "conference_decisions.docx", layouts.a_layout(*OURS, header="From 14 Hawthorn Road")
    )
    confer([maisie], denise)

    found = copies(by=denise)

    assert found["Leanne"].data is None
    assert "The Word layout tells where a protected person is" in (
        found["Leanne"].verdict.withheld_why
    )


def test_a_copy_in_word_is_downloaded_before_it_goes_and_nothing_is_kept(
    ask,
    own_letters,
    maisie,
    leanne,
    denise,
    support,
):
    own_letters("conference_decisions.docx", layouts.a_layout(*OURS))
    confer([maisie], denise)
    step, mum = work.open_step(maisie, SEND), Invited.objects.get(name="Leanne")

    got = ask(
        support, "child_protection:send_preview", step_id=step.public_id, invited_id=mum.public_id
    )

    assert got["Content-Type"] == word.WORD.media_type
    assert got["Content-Disposition"].startswith("attachment")
    assert not Document.objects.exists()
