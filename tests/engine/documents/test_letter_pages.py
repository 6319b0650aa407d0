"""Every letter in force, for whoever looks after the system: examples about nobody, and what does not fit."""

import pytest

from tests.engine.documents.test_documents import get
from tests.engine.workflow.test_pages import text
from tests.factories.engine import a_worker
from tests.support import layouts

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def keeper(db):
    return a_worker("Ola Strand", role="administrator")


def test_it_shows_each_letter_and_whose_its_words_are(client, keeper, own_letters):
    own_letters("plain.yaml", 'sign: "{worker}"\n')
    own_letters("closing.docx", layouts.a_layout())

    page = text(get(client, keeper, "letters"))

    for words in (
        "Plain letter",
        "Changed by you",
        "Word, your own",
        "Not sent yet",
        "As we ship it",
    ):
        assert words in page
    assert "What does not fit" not in page


def test_what_goes_out_after_a_meeting_may_have_a_layout_too(client, keeper, own_letters):
    own_letters("conference_record.docx", layouts.a_layout("{{ opening }}", "{{ sections }}"))

    page = text(get(client, keeper, "letters"))
    example = get(client, keeper, "sample", "conference_record")

    assert page.count("Word, your own") == 1
    assert "What does not fit" not in page
    assert example["Content-Disposition"].endswith('.docx"')


def test_what_does_not_fit_is_said_as_the_folder_is_now(client, keeper, own_letters):
    get(client, keeper, "letters")
    file = own_letters("plain.docx", layouts.a_layout("{{ pay_rate }}"))

    page = text(get(client, keeper, "letters"))

    assert "What does not fit" in page
    assert f"{file}: the field pay_rate cannot be filled in" in page


def test_an_example_is_about_nobody(client, keeper, own_letters):
    assert get(client, keeper, "sample", "closing").content.startswith(b"%PDF")
    assert get(client, keeper, "sample", "nothing").status_code == 404


def test_a_worker_with_children_does_not_keep_the_letters(client, hannah):
    assert get(client, hannah, "letters").status_code == 403
