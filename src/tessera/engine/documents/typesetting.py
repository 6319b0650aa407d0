"""Documents set by typst as PDF/UA: tagged, titled, in reading order, with their fonts inside.

What people wrote goes in as data, never as part of a template, so that nothing typed is ever read as
markup. The same data gives the same bytes.
"""

import json
from functools import cache
from pathlib import Path
from typing import Literal

import typst

TEMPLATES = Path(__file__).parent / "typst"
STANDARD: Literal["ua-1"] = "ua-1"


class NotTypeset(Exception):
    """The document could not be made: a fault of ours, with typst's words."""


def form_pdf(data: dict) -> bytes:
    """A form: {title, council, about, sections, signed, made}."""
    return _set("form.typ", data)


def plan_pdf(data: dict) -> bytes:
    """A plan: {title, council, about, sections, made}."""
    return _set("plan.typ", data)


def chronology_pdf(data: dict) -> bytes:
    """A chronology: {title, council, about, lines by year, made}."""
    return _set("chronology.typ", data)


def letter_pdf(data: dict) -> bytes:
    """A letter to one person: {title, council, addressee, on, reference, greeting, paragraphs, closing}."""
    return _set("letter.typ", data)


def decisions_pdf(data: dict) -> bytes:
    """What was decided: a letter's {title, council, addressee, on, greeting, opening, closing, sign}, and
    sections of {title, rows}."""
    return _set("decisions.typ", data)


@cache
def _fonts() -> "typst.Fonts":
    """The fonts in the wheel alone: the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _set(template: str, data: dict) -> bytes:
    try:
        return typst.compile(
            str(TEMPLATES / template),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            output=None,
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=STANDARD,
        )
    except typst.TypstError as error:
        raise NotTypeset(str(error)) from error
