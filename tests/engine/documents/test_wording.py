"""The wording of letters as data, and a council's own over it: what does not fit is said with its remedy."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tessera.engine.documents import samples, word, wording, written
from tessera.website import command_line
from tests.support import layouts

OWN = """
label: A leaflet
kind: other
to: [family]
fields: {subject: {label: What it is about, ask: true}}
title: "{subject}"
greeting: "Dear {recipient}"
opening: ["Here is something about {subject}."]
closing: []
sign: "{worker}"
"""

LISTED = OWN.replace("{subject: {label", "[{label").replace("true}}", "true}]")


def test_a_letter_is_filled_with_its_fields():
    fields = dict.fromkeys(wording.field_names(wording.letters()["conference_decisions"]), "x")

    said = wording.letter("conference_decisions", {**fields, "children": "Maisie"})

    assert said["title"] == "What was decided about Maisie"


def test_an_unknown_letter_is_nobodys():
    with pytest.raises(wording.UnknownLetter):
        wording.letter("nothing", {})
    with pytest.raises(wording.UnknownLetter):
        written.template("conference_decisions")


def test_a_council_says_it_in_its_own_words(own_letters):
    own_letters("plain.yaml", 'greeting: "Good morning {recipient}"\n')

    assert wording.letters()["plain"]["greeting"] == "Good morning {recipient}"
    assert wording.whose("plain") == "Changed by you"
    assert wording.whose("closing") == "As we ship it"
    assert written.problems() == []


def test_a_council_adds_a_letter_of_its_own(own_letters):
    own_letters("local_leaflet.yaml", OWN)

    template = written.template("local_leaflet")

    assert [each.name for each in template.asked] == ["subject"]
    assert wording.whose("local_leaflet") == "Your own"
    assert written.problems() == []


def test_other_words_are_another_version(own_letters, monkeypatch):
    own_letters("plain.yaml", 'sign: "{worker}"\n')
    theirs = {code: each.digest for code, each in written.templates().items()}
    monkeypatch.delenv("TESSERA_LOCAL")
    ours = {code: each.digest for code, each in written.templates().items()}

    assert theirs["closing"] == ours["closing"]
    assert theirs["plain"] != ours["plain"]


NOT_ALONE = layouts.a_layout("{{ opening }}", "Decided: {{ sections }}")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leaflet.yaml", OWN, "there is no letter leaflet to change. A letter of your own"),
        ("plain.yaml", "title: [", "line 1: this is not YAML. Check colons"),
        ("plain.yaml", "- title", "no list of texts"),
        ("plain.yaml", "colour: red", "colour: only closing, free, greeting"),
        ("plain.yaml", "fields: {}", "fields: only closing"),
        ("plain.yaml", 'title: "{pay}"', "title: pay cannot be filled in. This letter has child,"),
        ("plain.yaml", "title: 7", "title: a text is no text. Put it between quotes"),
        ("plain.yaml", 'free: {label: "{pay}"}', "free label: pay cannot be filled in"),
        ("plain.yaml", "free: {text: Hello}", "free: give it a label"),
        ("plain.yaml", "free: {colour: red}", "free: label, hint, text and required may be there"),
        ("local_leaflet.yaml", "label: A leaflet", "closing, fields, greeting, kind, opening"),
        ("local_leaflet.yaml", OWN.replace("[family]", "everybody"), "to: a list of child, family"),
        ("local_leaflet.yaml", OWN.replace(", ask: true", ""), "subject: give it a label, and either"),
        ("local_leaflet.yaml", LISTED, "fields: each name"),
        ("leaflet.docx", layouts.a_layout(), "there is no letter leaflet. Name it as one, such as"),
        ("conference_decisions.docx", layouts.a_layout(), "words cannot be filled in"),
        ("conference_record.docx", layouts.a_layout("{{ title }}"), "lacks {{ opening }} and {{ sections }}"),
        ("strategy_record.docx", NOT_ALONE, "{{ sections }} needs a paragraph of its own"),
        ("plain.docx", layouts.a_layout("{{ pay_rate }}"), "the field pay_rate cannot be filled in"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_its_file_and_stops_the_start(
    own_letters, name, content, words
):
    file = own_letters(name, content)

    (said,) = written.problems()
    assert said.startswith(str(file))
    assert words in said
    assert command_line._wrong_in_overlay() == [said]
    with pytest.raises(SystemCheckError, match=name):
        call_command("check", tags=["letters"])


def test_words_own_lock_file_is_passed_over(own_letters):
    own_letters("~$plain.docx", b"open in Word")

    assert written.problems() == []


def test_a_layout_of_the_councils_own_makes_another_version(own_letters, monkeypatch):
    own_letters("closing.docx", layouts.a_layout("{{ title }}: {{ words }}"))
    theirs = written.template("closing")
    example, media_type = samples.sample("closing", council="Eskmoor Council")
    monkeypatch.delenv("TESSERA_LOCAL")
    ours = written.template("closing")

    assert theirs.layout is not None
    assert ours.layout is None
    assert theirs.digest != ours.digest
    assert media_type == word.WORD.media_type
    assert f"Our work with Robin ends: {samples.WORDS}" in word.text_of(example)


@pytest.mark.parametrize("code", sorted(wording.letters()))
def test_every_letter_has_an_example_about_nobody(code):
    content, media_type = samples.sample(code, council="Eskmoor Council")

    assert media_type == "application/pdf"
    assert content.startswith(b"%PDF")
