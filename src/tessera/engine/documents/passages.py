"""The passages of a paper in a council's own Word layout: headings, paragraphs and tables of Word's own.

They come as data, {title, rows} as the typesetter has them, and stand where the layout says
`{{ sections }}`, in the layout's own styles.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NAME = "sections"
HEADING, GRID, QUOTE = "Heading 2", "Table Grid", "Quote"
AFTER_BORDERS = {qn(f"w:{name}") for name in ("shd", "tblLayout", "tblCellMar", "tblLook")}
EXAMPLE: tuple[Mapping[str, Any], ...] = (
    {
        "title": "Robin Ashdown",
        "rows": [
            {"label": "Decided", "shown": "A child protection plan continues"},
            {"label": "In their own words", "shown": "I like it here.", "voice": True},
            {"label": "Who does what", "columns": ["What", "By"], "table": [["Visit", "1 May"]]},
        ],
    },
)
"""Of nobody: to try a layout with, and to show it."""

Sections = Sequence[Mapping[str, Any]]


class NotAlone(ValueError):
    """The layout has no one paragraph, in the body and outside of tables, that holds these alone."""


def put(document: Any, marker: str, sections: Sections) -> None:
    """Put the passages in place of the one paragraph that is `marker`. Raises NotAlone."""
    body = document.element.body
    found = [p for p in body.iter(qn("w:p")) if _text(p) == marker]
    if len(found) != 1 or found[0].getparent() is not body or marker in _elsewhere(document):
        raise NotAlone
    place = found[0]
    for made in _made(document, sections):
        place.addprevious(made)
    following = place.getnext()
    if following is not None and following.tag == qn("w:tbl"):
        # Two tables without a paragraph between them become one.
        for run in place.findall(qn("w:r")):
            place.remove(run)
    else:
        body.remove(place)


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t"))).strip()


def _elsewhere(document: Any) -> str:
    """What stands in headers and footers, which no reading aloud comes to."""
    parts = [each.target_part for each in document.part.rels.values() if not each.is_external]
    return " ".join(_text(part.element) for part in parts if hasattr(part, "element"))


def _made(document: Any, sections: Sections) -> Iterator[Any]:
    for section in sections:
        heading = document.add_paragraph(section["title"], _style(document, HEADING))
        heading.paragraph_format.keep_with_next = True
        yield heading._p
        for row in section["rows"]:
            if row["label"]:
                yield _label(document, row["label"])
            if row.get("table") is not None:
                yield _table(document, row["columns"], row["table"])
            else:
                yield from _words(document, row)


def _label(document: Any, words: str) -> Any:
    label = document.add_paragraph()
    label.add_run(words).bold = True
    label.paragraph_format.keep_with_next = True
    return label._p


def _words(document: Any, row: Mapping[str, Any]) -> Iterator[Any]:
    style = _style(document, QUOTE) if row.get("voice") else None
    for part in str(row["shown"]).split("\n\n"):
        yield document.add_paragraph(part, style)._p


def _table(document: Any, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> Any:
    """Its first row is a header row, told to those who have it read to them and again on each page."""
    table = document.add_table(rows=1 + len(lines), cols=len(columns))
    for cells, words in zip(table.rows, [columns, *lines], strict=True):
        for cell, said in zip(cells.cells, words, strict=True):
            cell.text = said
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    _ruled(document, table)
    return table._tbl


def _ruled(document: Any, table: Any) -> None:
    if any(style.name == GRID for style in document.styles):
        table.style = GRID
        return
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # Word reads the parts of a table's properties in their order alone.
    after = [each for each in table._tbl.tblPr if each.tag in AFTER_BORDERS]
    after[0].addprevious(borders) if after else table._tbl.tblPr.append(borders)


def _style(document: Any, name: str) -> Any:
    """The layout's own; where Word left it out because nothing used it yet, one of the same name."""
    styles = document.styles
    if any(style.name == name for style in styles):
        return styles[name]
    made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    made.font.bold, made.font.italic = name == HEADING, name == QUOTE
    if name == HEADING:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "1")
        made.element.get_or_add_pPr().append(level)
    return made
