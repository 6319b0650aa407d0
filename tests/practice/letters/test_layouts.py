"""A letter in the council's own Word layout: kept as Word, checked in every part, never shown inline."""

import io

import pytest
from docx import Document as WordDocument

from tessera.engine.documents import queries, word, written
from tessera.engine.documents.models import LetterVersion
from tessera.practice.letters import actions
from tests.factories import practice
from tests.practice.letters.conftest import ON
from tests.support import layouts

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def send(letter, by, how):
    return actions.send_letter(letter=letter, how=how, at=practice.at(ON), by=by)


def test_it_is_kept_as_word_and_downloaded(ask, own_letters, maisie, craig, a_letter, hannah):
    own_letters(
        "plain.docx", layouts.a_layout("{{ address }}", "{{ words }}", header="{{ council }}")
    )

    document = send(
        a_letter(maisie, "Craig Sharrow", words="Hello & goodbye"), hannah, "post"
    ).document

    said = [each.text for each in WordDocument(io.BytesIO(bytes(document.content))).paragraphs]
    assert said == ["Craig Sharrow\n3 Weir Lane\nEskmoor\nYO1 9TL", "Hello & goodbye"]
    assert LetterVersion.objects.get().layout is not None
    assert queries.version_in_use(written.template("plain")) == "Version 1"
    got = ask(
        hannah, "documents:document", person_id=maisie.public_id, document_id=document.public_id
    )  # fmt: skip
    assert got["Content-Type"] == word.WORD.media_type
    assert got["Content-Disposition"].startswith("attachment")


def test_a_layout_that_tells_a_protected_place_is_stopped(
    own_letters, maisie, leanne, protected, a_letter, hannah
):
    own_letters("plain.docx", layouts.a_layout("{{ words }}", header="At 14 Hawthorn Road"))

    with pytest.raises(actions.MustNotGo, match="The Word layout tells"):
        send(a_letter(maisie, "Leanne Brindlow"), hannah, "hand")


def test_a_letter_to_the_school_of_a_protected_child_may_go(
    own_letters, maisie, leanne, school, protected, a_letter, hannah, agree
):
    own_letters("plain.docx", layouts.a_layout("{{ address }}", "{{ greeting }}", "{{ words }}"))

    letter = a_letter(maisie, "Bella Corrimore")
    agree(letter)

    assert send(letter, hannah, "email").is_sent
