"""Periods of time as the database sees them: an end is the first day no longer counted."""

from collections.abc import Iterable
from datetime import date

Span = tuple[date, date | None]


def overlap(one: Span, other: Span) -> bool:
    """A period that ends on the day it begins holds no day, and overlaps nothing."""
    (start, end), (other_start, other_end) = one, other
    if start == end or other_start == other_end:
        return False
    return (other_end is None or start < other_end) and (end is None or other_start < end)


def clash(wanted: Span, others: Iterable[Span]) -> Span | None:
    """The first of the others that the wanted period cannot stand beside."""
    for other in others:
        both_open = wanted[1] is None and other[1] is None
        if both_open or overlap(wanted, other):
            return other
    return None
