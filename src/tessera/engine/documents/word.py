"""A council's own layout of a letter: a Word document with `{{ words }}` where the letter goes.

It is read as data: the template language is sandboxed, what people wrote is escaped, and a layout that
brings macros, links to elsewhere, embedded files or fields that fetch something is refused at the start.
"""

import io
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from tessera.engine.documents import passages, rules

LIMIT = 5 * rules.MEGABYTE
WORD = rules.OFFICE[b"wordprocessingml.document.main+xml"]
NEXT_PARAGRAPH = "\a"
"""What docxtpl makes a paragraph of its own."""
FETCHES = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|MACROBUTTON|DATABASE)\b")
BRINGS = ("attachedTemplate", "oleObject", "package", "aFChunk", "frame", "control", "vbaProject")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class BadLayout(ValueError):
    """A layout that is not used: the words say why, and what to do."""


def check(layout: bytes, names: set[str], needed: Collection[str] = ()) -> None:
    """Raises BadLayout for a layout that could not be filled with these names, that lacks one of those
    needed, or is not safe."""
    try:
        _is_safe(layout)
        strange = DocxTemplate(io.BytesIO(layout)).get_undeclared_template_variables(_environment())
        if strange - names:
            raise BadLayout(_strange(sorted(strange - names), names))
        if lacking := sorted(set(needed) - strange):
            raise BadLayout(_lacking(lacking))
        example = {passages.NAME: passages.EXAMPLE} if passages.NAME in names else {}
        render(layout, {**dict.fromkeys(names, "x"), **example})
    except passages.NotAlone as error:
        raise BadLayout(
            f"{_field(passages.NAME)} needs a paragraph of its own, once, in the body of the document:"
            " not in a table, header or footer, and without other words."
        ) from error
    except TemplateSyntaxError as error:
        raise BadLayout(
            f"the field “{_near(error)}” cannot be read: {error.message}. Type it anew, in one go."
        ) from error
    except TemplateError as error:
        raise BadLayout(f"{error.message}. This letter has {', '.join(sorted(names))}.") from error
    except (PackageNotFoundError, KeyError, etree.XMLSyntaxError, ValueError) as error:
        if isinstance(error, BadLayout):
            raise
        raise BadLayout("Word's own parts of it are damaged. Save it again in Word.") from error


def render(layout: bytes, values: Mapping[str, object]) -> bytes:
    """The letter in the council's layout. Raises NotAlone, of a layout that was not checked."""
    document = DocxTemplate(io.BytesIO(layout))
    clean = {name: _clean(value) for name, value in values.items()}
    if sections := clean.get(passages.NAME):
        clean[passages.NAME] = marker = secrets.token_hex(16)
    document.render(clean, jinja_env=_environment(), autoescape=True)
    if sections:
        passages.put(document.docx, marker, _held(sections))
    properties = document.docx.core_properties
    properties.title = _plain(str(values.get("title", "")))
    properties.author = properties.last_modified_by = _plain(str(values.get("council", "")))
    properties.comments = properties.keywords = properties.subject = ""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def text_of(content: bytes) -> str:
    """Everything that stands anywhere in a Word document: body, headers, notes, properties, hidden text."""
    return "\n".join(_texts(content))


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _texts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(packed.read(name), PARSER)
                for paragraph in tree.iter("{*}p"):
                    yield "".join(str(each) for each in paragraph.itertext())
                yield " ".join(str(each) for each in tree.itertext())
                yield " ".join(str(value) for each in tree.iter() for value in each.attrib.values())


def _is_safe(layout: bytes) -> None:
    try:
        found = rules.type_of(io.BytesIO(layout), size=len(layout), limit=LIMIT)
    except rules.NotTaken as refusal:
        raise BadLayout(f"it {refusal}.") from refusal
    if found != WORD:
        raise BadLayout("it is no Word document. Save it as .docx.")
    with zipfile.ZipFile(io.BytesIO(layout)) as packed:
        for name in packed.namelist():
            _part_is_safe(name, packed)


def _part_is_safe(name: str, packed: zipfile.ZipFile) -> None:
    if name.startswith("word/embeddings/"):
        raise BadLayout("it holds an embedded file. Take it out in Word, and save it again.")
    if name.endswith(".rels"):
        for link in etree.fromstring(packed.read(name), PARSER):
            kind = str(link.get("Type", "")).rsplit("/", 1)[-1]
            if kind in BRINGS or link.get("TargetMode") == "External":
                raise BadLayout(
                    f"it links to something outside of itself ({kind}: {str(link.get('Target'))[:80]})."
                    " Take the link out in Word, and save it again."
                )
    if name.startswith("word/") and name.endswith(".xml"):
        tree = etree.fromstring(packed.read(name), PARSER)
        orders = "".join(str(each.text) for each in tree.iter("{*}instrText"))
        orders += " ".join(
            str(value) for each in tree.iter("{*}fldSimple") for value in each.attrib.values()
        )
        if fetched := FETCHES.search(orders.upper()):
            raise BadLayout(
                f"it has a field that fetches something ({fetched[0]}). Take it out in Word."
            )


def _strange(strange: list[str], names: set[str]) -> str:
    return (
        f"the field {', '.join(strange)} cannot be filled in. This letter has"
        f" {', '.join(sorted(names))}."
    )


def _lacking(names: list[str]) -> str:
    fields = " and ".join(_field(name) for name in names)
    return f"it lacks {fields}, without which this would not say what it is for. Put it in."


def _field(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _near(error: TemplateSyntaxError) -> str:
    """The field in which it went wrong, without Word's own marks."""
    lines = (error.source or "").splitlines() or [""]
    line = lines[min(error.lineno, len(lines)) - 1]
    fields = re.findall(r"\{[{%].*?(?:[}%]\}|$)", re.sub(r"<[^>]*>", "", line))
    return (fields or [""])[0][:60]


def _clean(value: object) -> object:
    """Words as Word may hold them: a blank line between two passages makes them paragraphs."""
    if isinstance(value, list | tuple):
        return value
    return re.sub(r"\n{2,}", NEXT_PARAGRAPH, _plain(str(value)))


def _held(value: Any) -> Any:
    """Passages with every word of theirs as Word may hold it."""
    if isinstance(value, Mapping):
        return {key: _held(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_held(each) for each in value]
    return _plain(value) if isinstance(value, str) else value


def _plain(words: str) -> str:
    """Without signs that XML cannot hold."""
    return "".join(c for c in words if c in "\n\t" or unicodedata.category(c)[0] != "C")
