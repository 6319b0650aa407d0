"""The council's own number of somebody whom nobody has given one: it never changes, and can be looked up."""

import re
from uuid import UUID

LENGTH = 19
SHAPE = re.compile(rf"T[0-9a-f]{{{LENGTH}}}")


def own_number(public_id: UUID) -> str:
    """20 letters and figures, as the returns ask of a council's own number."""
    return f"T{public_id.hex[:LENGTH]}"


def own_number_span(text: str) -> tuple[UUID, UUID] | None:
    """The first and the last public id that the number may stand for; None if it is no such number."""
    number = text.strip()
    number = number[:1].upper() + number[1:].lower()
    if not SHAPE.fullmatch(number):
        return None
    left = 32 - LENGTH
    return UUID(number[1:] + "0" * left), UUID(number[1:] + "f" * left)
