"""Answers to choose from as a page shows them: in one list, or folded under their headings."""

from typing import Any

from tessera.engine.forms.kinds import choices
from tessera.foundations import codesets

LONGEST_LIST = 12


def items_of(field, on) -> list[dict[str, Any]]:
    """As radios and checkboxes want them."""
    if field.codes:
        return [_item(code) for _, codes in codesets.groups(field.codes, on=on) for code in codes]
    return [
        {"value": value, "text": label, **({"hint": hint} if hint else {})}
        for value, label, hint in choices.offered(field, on)
    ]


def groups_of(code_set: str, on, *, last=()) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The headings of a long list with their answers, and those that stand alone, such as "none".

    Nothing for a list that is short or has no headings. A heading with an answer given last time is open.
    """
    headings: list[dict[str, Any]] = []
    apart: list[dict[str, Any]] = []
    for label, codes in codesets.groups(code_set, on=on):
        items = [_item(code) for code in codes]
        apart += [item for item in items if "exclusive" in item]
        items = [item for item in items if "exclusive" not in item]
        was = any(item["value"] in last for item in items)
        headings.append({"label": label, "items": items, "open": was})
    headings = [each for each in headings if each["items"]]
    number = sum(len(each["items"]) for each in headings)
    if number <= LONGEST_LIST or len(headings) < 2 or not all(h["label"] for h in headings):
        return [], []
    return headings, apart


def _item(code) -> dict[str, Any]:
    alone = {"exclusive": True} if "alone" in code.extra else {}
    return {"value": code.code, "text": code.label, **alone}
