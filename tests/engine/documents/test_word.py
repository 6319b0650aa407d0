"""A council's own layout in Word: filled as data, or refused with what is wrong and what to do."""

import io

import pytest
from docx import Document as WordDocument

from tessera.engine.documents import word
from tests.support import layouts

NAMES = {"address", "title", "words", "council"}
VALUES = {"address": "Leanne", "title": "A letter", "words": "", "council": "Eskmoor Council"}


def paragraphs(content):
    return [each.text for each in WordDocument(io.BytesIO(content)).paragraphs]


def test_the_words_stand_where_the_layout_says():
    made = word.render(
        layouts.a_layout("To {{ address }}", "{{ words }}"), {**VALUES, "words": "Hello"}
    )

    assert paragraphs(made) == ["To Leanne", "Hello"]


def test_a_blank_line_makes_paragraphs_and_a_break_a_line():
    made = word.render(layouts.a_layout("{{ words }}"), {**VALUES, "words": "One\nline\n\nTwo"})

    assert paragraphs(made) == ["One\nline", "Two"]


def test_what_people_write_is_never_read_as_template_or_markup():
    typed = "{{ council }} {% for x in y %} <w:b/> & \x07\x0b </w:t> “quoted”"

    made = word.render(layouts.a_layout("{{ words }}"), {**VALUES, "words": typed})

    assert paragraphs(made) == ["{{ council }} {% for x in y %} <w:b/> &  </w:t> “quoted”"]


def test_the_properties_say_the_title_and_the_council_and_nobodys_name():
    made = word.render(layouts.a_layout("{{ words }}", title="Draft by Sam"), VALUES)

    properties = WordDocument(io.BytesIO(made)).core_properties
    assert (properties.title, properties.author) == ("A letter", "Eskmoor Council")


def test_all_its_text_is_found_wherever_it_stands():
    layout = layouts.a_layout("In {{ words }}", header="Head", title="Property")

    text = word.text_of(layout)

    for words in ("In {{ words }}", "Head", "Property"):
        assert words in text


def test_a_good_layout_is_taken():
    word.check(layouts.a_layout(header="{{ council }}"), NAMES)


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        (
            layouts.a_layout("{{ pay_rate }}"),
            "the field pay_rate cannot be filled in. This letter has",
        ),
        (layouts.a_layout(header="{{ pay_rate }}"), "the field pay_rate cannot be filled in"),
        (layouts.a_layout(title="{{ pay_rate }}"), "'pay_rate' is undefined. This letter has"),
        (layouts.a_layout("{{ words"), "cannot be read"),
        (layouts.a_layout("{{ words.__class__.__mro__ }}"), "unsafe|undefined"),
        (layouts.linking_out(layouts.a_layout()), "links to something outside of itself"),
        (layouts.linking_out(layouts.a_layout(), "attachedTemplate"), "attachedTemplate"),
        (layouts.fetching(layouts.a_layout()), "fetches something .INCLUDETEXT"),
        (layouts.fetching_simply(layouts.a_layout()), "fetches something .DDEAUTO"),
        (layouts.with_macros(layouts.a_layout()), "holds macros"),
        (layouts.with_a_file_inside(layouts.a_layout()), "embedded file"),
        (layouts.damaged(layouts.a_layout()), "damaged"),
        (b"%PDF-1.7\n%%EOF", "no Word document"),
        (b"", "is empty"),
    ],
)
def test_a_bad_layout_is_refused_with_what_to_do(layout, words):
    with pytest.raises(word.BadLayout, match=words):
        word.check(layout, NAMES)
