"""A council's own layouts in Word, made while the tests run: good ones, and every kind of bad one."""

import io
import zipfile

from docx import Document as WordDocument

RELS = "word/_rels/document.xml.rels"


def a_layout(*paragraphs, header="", title=""):
    """A Word document with these paragraphs, as Word saves it."""
    document = WordDocument()
    for words in paragraphs or ("{{ council }}", "{{ address }}", "{{ title }}", "{{ words }}"):
        document.add_paragraph(words)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def changed(layout, part, change):
    """The same with one of its parts changed: `change` gets the part's text, or None to add it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(layout)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
        if part not in old.namelist():
            new.writestr(part, change(None))
    return made.getvalue()


def linking_out(layout, kind="hyperlink"):
    link = (
        '<Relationship Id="rId99" Target="https://elsewhere.example/x" TargetMode="External" Type='
        f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    )
    return changed(
        layout, RELS, lambda text: text.replace("</Relationships>", f"{link}</Relationships>")
    )


def fetching(layout):
    order = '<w:p><w:r><w:instrText>INCLUDETEXT "c:\\\\x"</w:instrText></w:r></w:p>'
    return changed(
        layout, "word/document.xml", lambda text: text.replace("<w:body>", f"<w:body>{order}")
    )


def fetching_simply(layout):
    order = '<w:p><w:fldSimple w:instr="DDEAUTO c x"><w:r/></w:fldSimple></w:p>'
    return changed(
        layout, "word/document.xml", lambda text: text.replace("<w:body>", f"<w:body>{order}")
    )


def with_macros(layout):
    return changed(layout, "word/vbaProject.bin", lambda _: "macro")


def with_a_file_inside(layout):
    return changed(layout, "word/embeddings/sheet.xlsx", lambda _: "a sheet")


def damaged(layout):
    return changed(layout, "word/document.xml", lambda text: text[:200])


def without_styles(layout, *ids):
    """The same, as Word saves it where nothing has used these styles yet."""
    document = WordDocument(io.BytesIO(layout))
    for style in list(document.styles):
        if style.style_id in ids:
            style.delete()
    return _saved(document)


def in_a_table(layout, words):
    document = WordDocument(io.BytesIO(layout))
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = words
    return _saved(document)


def with_a_table_after(layout):
    return in_a_table(layout, "The council's own table")


def _saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
