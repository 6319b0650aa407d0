"""What was decided, in a council's own Word layout: Word's own headings and tables, in its own styles."""

import io

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn

from tessera.engine.documents import passages, word
from tests.support import layouts

NAMES = {"title", "opening", "sections", "closing"}
SECTIONS = [
    {
        "title": "Maisie",
        "rows": [
            {"label": "Decided", "shown": "A plan\n\nFrom today & on"},
            {"label": "Maisie said", "shown": "I like it here", "voice": True},
        ],
    },
    {
        "title": "What happens next",
        "rows": [{"label": "", "columns": ["What", "By"], "table": [["{{ title }}", "1 May"]]}],
    },
]


def made(*paragraphs, **values):
    given = {"title": "T", "opening": "O", "closing": "C", "sections": SECTIONS, **values}
    return WordDocument(io.BytesIO(word.render(layouts.a_layout(*paragraphs), given)))


def test_each_passage_stands_where_the_layout_says_with_its_heading():
    found = made("{{ opening }}", "{{ sections }}", "{{ closing }}")

    said = [(each.style.name, each.text) for each in found.paragraphs]
    assert said == [
        ("Normal", "O"),
        ("Heading 2", "Maisie"),
        ("Normal", "Decided"),
        ("Normal", "A plan"),
        ("Normal", "From today & on"),
        ("Normal", "Maisie said"),
        ("Quote", "I like it here"),
        ("Heading 2", "What happens next"),
        ("Normal", "C"),
    ]


def test_a_table_has_a_header_row_and_is_read_as_data():
    (table,) = made("{{ sections }}").tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["What", "By"],
        ["{{ title }}", "1 May"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.style.name == "Table Grid"


def test_a_layout_without_these_styles_gets_real_headings_all_the_same():
    layout = layouts.without_styles(
        layouts.a_layout("{{ sections }}"), "Heading2", "TableGrid", "Quote"
    )

    found = WordDocument(io.BytesIO(word.render(layout, {"sections": SECTIONS})))

    heading = found.paragraphs[0]
    assert (heading.text, heading.style.name) == ("Maisie", "Heading 2")
    assert heading.style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "1"
    properties = [each.tag for each in found.tables[0]._tbl.tblPr]
    assert properties.index(qn("w:tblBorders")) < properties.index(qn("w:tblLook"))


def test_two_tables_never_become_one():
    layout = layouts.with_a_table_after(layouts.a_layout("{{ sections }}"))

    found = WordDocument(io.BytesIO(word.render(layout, {"sections": SECTIONS})))

    assert len(found.tables) == 2
    assert found.tables[0]._tbl.getnext().tag == qn("w:p")


def test_signs_that_word_cannot_hold_are_left_out():
    bad = [{"title": "A\x0bB", "rows": [{"label": "C\x07", "shown": "D\x00E"}]}]

    found = made("{{ sections }}", sections=bad)

    assert [each.text for each in found.paragraphs] == ["AB", "C", "DE"]


@pytest.mark.parametrize(
    "layout",
    [
        layouts.a_layout("{{ opening }}", "Decided: {{ sections }}"),
        layouts.a_layout("{{ opening }}", "{{ sections }}", "{{ sections }}"),
        layouts.a_layout("{{ opening }}", "{{ sections }}", header="{{ sections }}"),
        layouts.a_layout("{{ opening }}", header="{{ sections }}"),
        layouts.in_a_table(layouts.a_layout("{{ opening }}"), "{{ sections }}"),
    ],
)
def test_the_passages_need_a_paragraph_of_their_own(layout):
    with pytest.raises(word.BadLayout, match="needs a paragraph of its own, once, in the body"):
        word.check(layout, NAMES, ("opening", "sections"))


def test_a_layout_that_leaves_out_what_was_decided_is_refused():
    with pytest.raises(word.BadLayout, match=r"it lacks \{\{ sections \}\}, without which"):
        word.check(layouts.a_layout("{{ opening }}"), NAMES, ("opening", "sections"))
    word.check(layouts.a_layout("{{ opening }}", "{{ sections }}"), NAMES, ("opening", "sections"))


def test_the_example_has_every_kind_of_passage():
    rows = [row for one in passages.EXAMPLE for row in one["rows"]]

    assert any("table" in row for row in rows)
    assert any(row.get("voice") for row in rows)
