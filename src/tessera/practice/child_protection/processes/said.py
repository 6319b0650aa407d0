"""What a child said last: at a visit, in the enquiry or in the assessment."""

from datetime import date

from tessera.engine.forms import queries as sheets
from tessera.engine.forms.filling import Filled, fill, filler
from tessera.foundations.calendar.clock import local
from tessera.practice.child_protection import queries

FORMS = (
    ("child_protection.section47", "the section 47 enquiry", ("words",), "seen_on"),
    ("assessments.single_assessment", "the single assessment", ("home_words", "wishes"), None),
)
"""The forms that have a child's words: what they are called, where the words stand, and the day of them."""


@filler("child_protection.said_last")
def said_last(child, on):
    """The latest words; or else why nobody heard any."""
    if child is None:
        return None
    sources = (fill("recording.said_when_seen", child, on, None), *_written(child))
    found = [each for each in sources if each is not None]
    heard = [each for each in found if each.value["words"]]
    return max(heard or found, key=lambda each: each.on or date.min, default=None)


def _written(child):
    for code, label, fields, day in FORMS:
        step = queries.latest_form(child, code)
        if step is not None:
            yield _in_form(step, child, label, fields, day)


def _in_form(step, child, label, fields, day):
    rows = sheets.answer_rows(step.sheet)
    said = [row for field in fields if (row := rows.get((field, child.pk))) and row.value]
    if not said:
        return None
    value = {
        part: "\n\n".join(row.value[part] for row in said if row.value.get(part))
        for part in ("words", "not_heard")
    }
    if value["words"]:
        value["not_heard"] = ""
    seen = rows.get((day, child.pk))
    if seen is not None and seen.value:
        on = date.fromisoformat(seen.value)
    else:
        on = local(max(row.saved_at for row in said)).date()
    return Filled(value, label if step.completed_at else f"{label}, not finished yet", on)
