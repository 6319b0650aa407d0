"""A census file written child by child, each element in its place for the year."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, BinaryIO

from lxml import etree

from tessera.insight.cin_census import layout, shape, values


def header_for(
    *, year: int, authority: str, made_at: datetime, release: str, serial_number: int = 1
) -> shape.Header:
    return shape.Header(
        collection="CIN",
        year=year,
        reference_on=date(year, 3, 31),
        source_level="L",
        authority=authority,
        software_code="Tessera",
        release=release,
        serial_number=f"{serial_number:03}",
        made_at=made_at,
    )


def write(
    stream: BinaryIO,
    *,
    header: shape.Header,
    children: Iterable[shape.Child],
    year: int,
    one_wrapper_per_review: bool = False,
) -> int:
    """Write the whole return and give the number of children. Nothing is written empty.

    The sector's checker reads only the first date inside a Reviews element: a copy for its use has
    one such element for each date.
    """
    count = 0
    with etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("Message"):
            file.write("\n")
            file.write(_element(layout.HEADER, header, year, False), pretty_print=True)
            with file.element("Children"):
                file.write("\n")
                for child in children:
                    element = _element(layout.CHILD, child, year, one_wrapper_per_review)
                    file.write(element, pretty_print=True)
                    count += 1
            file.write("\n")
    return count


def _element(rows: layout.Rows, row: shape.Row, year: int, split: bool) -> etree._Element:
    element = etree.Element(rows.tag)
    _fill(element, _parts(rows, year), row, year, split)
    return element


@lru_cache(maxsize=256)
def _parts(holder: layout.Rows | layout.Wrapper, year: int) -> tuple[Any, ...]:
    """What the year's layout has in this element, in order."""
    return tuple(part for part in holder.parts if _is_in_use(part, year))


def _is_in_use(part: Any, year: int) -> bool:
    if isinstance(part, layout.Leaf):
        return part.since <= year <= part.until
    return not isinstance(part, layout.Rows) or part.since <= year


def _fill(
    element: etree._Element, parts: tuple[Any, ...], row: shape.Row, year: int, split: bool
) -> None:
    for part in parts:
        if isinstance(part, layout.Leaf):
            _add_value(element, part.tag, getattr(row, part.name))
        elif isinstance(part, layout.Values):
            _add_values(element, part, getattr(row, part.name))
        elif part.tag == "Reviews":
            _add_reviews(element, row.reviews, split)  # type: ignore[attr-defined]
        elif isinstance(part, layout.Wrapper):
            inner = etree.SubElement(element, part.tag)
            _fill(inner, _parts(part, year), row, year, split)
        else:
            for each in getattr(row, part.name):
                element.append(_element(part, each, year, split))


def _add_value(element: etree._Element, tag: str, value: Any) -> None:
    if value is not None and value != "":
        etree.SubElement(element, tag).text = values.write(value)


def _add_values(element: etree._Element, part: layout.Values, found: tuple[str, ...]) -> None:
    if found:
        wrapper = etree.SubElement(element, part.tag)
        for value in found:
            _add_value(wrapper, part.item, value)


def _add_reviews(element: etree._Element, reviews: tuple[shape.Review, ...], split: bool) -> None:
    dates = [review.held_on for review in reviews if review.held_on]
    for group in [[day] for day in dates] if split else [dates]:
        if group:
            wrapper = etree.SubElement(element, "Reviews")
            for day in group:
                _add_value(wrapper, "CPPreviewDate", day)
