import hashlib
import html
import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tessera.engine.documents import actions, printing, queries, typesetting
from tessera.foundations.access.actors import actor_of
from tessera.people.actions import add_warning, record_relationship, write_line
from tessera.people.models import Line
from tests.engine.workflow.test_pages import sign_in, text
from tests.factories.engine import NOW, TODAY, a_child, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

LETTER = {
    "title": "A letter",
    "council": "Eskmoor Council",
    "addressee": "Mr Quist",
    "on": "31 March 2026",
    "reference": "C1",
    "greeting": "Dear Mr Quist",
    "paragraphs": ["#let x = 1", "*Not bold*, and $not$ mathematics"],
    "closing": "Yours sincerely",
    "made": "",
}


@pytest.fixture
def letter(zayd, hannah):
    return actions.keep_document(
        kind="appointment",
        title="Appointment",
        people=[zayd],
        content=typesetting.letter_pdf(LETTER),
        recipient="Samira Rahmeen",
        at=NOW,
        by=hannah,
    )


def get(client, user, name, *args, **query):
    sign_in(client, user)
    return client.get(reverse(f"documents:{name}", args=args), query)


def test_a_document_is_kept_with_the_digest_of_what_it_holds(letter, zayd, hannah):
    assert letter.digest == hashlib.sha256(bytes(letter.content)).hexdigest()
    assert list(queries.documents_of(zayd, actor=actor_of(hannah, TODAY))) == [letter]


def test_a_document_remembers_when_it_went_out(letter, hannah):
    actions.mark_sent(document=letter, how="post", at=NOW, by=hannah)

    letter.refresh_from_db()
    assert (letter.sent_at, letter.sent_how) == (NOW, "post")


def test_the_same_words_give_the_same_document_and_typed_markup_stays_words():
    assert typesetting.letter_pdf(LETTER) == typesetting.letter_pdf(LETTER)


def test_a_template_that_cannot_be_set_says_so():
    with pytest.raises(typesetting.NotTypeset):
        typesetting.letter_pdf({"title": "Half a letter"})


def test_documents_stand_on_the_record(client, hannah, zayd, letter):
    assert "Samira Rahmeen" in text(get(client, hannah, "list", zayd.public_id))

    pdf = get(client, hannah, "document", zayd.public_id, letter.public_id)

    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content == bytes(letter.content)


def test_a_document_of_another_child_is_not_found_here(client, hannah, noor, letter):
    assert get(client, hannah, "document", noor.public_id, letter.public_id).status_code == 404
    assert get(client, hannah, "document", noor.public_id, uuid4()).status_code == 404


def test_a_document_about_someone_who_is_hidden_is_not_found(client, hannah, zayd, noor, letter):
    from tessera.people.models import Conflict

    letter.people.add(noor)
    Conflict.objects.create(
        person=noor, user=hannah, why="A neighbour", started_on=date(2026, 1, 1)
    )

    assert get(client, hannah, "document", zayd.public_id, letter.public_id).status_code == 404


def test_nobody_out_of_reach_reads_a_childs_documents(client, zayd, letter):
    stranger = a_worker("Corin Maddaway")

    assert get(client, stranger, "list", zayd.public_id).status_code == 403


def test_the_chronology_is_a_tagged_document(client, hannah, team, zayd):
    brother = a_child("Idris Rahmeen", worker=hannah, team=team)
    record_relationship(person=zayd, relative=brother, kind="sibling", by=hannah)
    write_line(person=zayd, on=zayd.born_on, kind="people.born", source_id=zayd.pk, significance=3)

    pdf = get(client, hannah, "chronology_pdf", zayd.public_id, who="family")

    assert pdf.status_code == 200
    assert b"pdfuaid" in pdf.content


def test_a_chronology_without_lines_says_so(client, hannah, zayd):
    pdf = get(client, hannah, "chronology_pdf", zayd.public_id)

    assert pdf.content.startswith(b"%PDF")


def test_a_long_chronology_comes_in_parts_that_leave_nothing_out(
    client, hannah, zayd, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(printing, "MOST", 1)
    write_line(person=zayd, on=zayd.born_on, kind="people.born", source_id=zayd.pk, significance=3)
    add_warning(person=zayd, kind="dog", started_on=NOW.date(), by=hannah)
    asked = f"{reverse('people:chronology', args=[zayd.public_id])}?much=all"
    sign_in(client, hannah)

    with django_assert_max_num_queries(15):
        page = client.get(
            reverse("documents:chronology_parts", args=[zayd.public_id]), {"much": "all"}
        )

    files = re.findall(r'href="([^"]+chronology\.pdf[^"]*)"', page.content.decode())
    assert len(files) == Line.objects.filter(person=zayd).count() > 1
    assert asked.replace("&", "&amp;").split("?")[0] in page.content.decode()
    for file in files:
        pdf = client.get(html.unescape(file))
        assert pdf.status_code == 200
        assert b"pdfuaid" in pdf.content
    assert client.get(html.unescape(files[0]) + "&after=x").status_code == 404
