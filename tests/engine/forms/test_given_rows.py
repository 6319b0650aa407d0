"""A table whose rows the record gives: each outcome of a plan, each action."""

from datetime import date

import pytest

from tessera.engine.forms.definitions import FormField
from tessera.engine.forms.filling import Row
from tessera.engine.forms.kinds import Asked, kind_of

TODAY = date(2026, 3, 31)
FIELD = FormField.model_validate(
    {
        "key": "progress", "kind": "table", "label": "How does it go?", "rows_from": "sample.rows",
        "row_heading": "Outcome",
        "columns": [
            {"key": "scale", "kind": "one_of", "label": "Progress", "required": True,
             "missing": "say how it goes", "options": [{"value": "good", "label": "Good"}]},
            {"key": "why", "kind": "long_text", "label": "What shows it"},
            {"key": "on", "kind": "date", "label": "Since"},
        ],
    }
)  # fmt: skip
BEDS = Row("beds", "In bed by eight")
KAI = Row("beds:kai", "In bed by eight, only Kai", is_optional=True, under="beds")
TABLE = kind_of(FIELD)


def asked(*rows):
    return Asked(TODAY, rows=lambda field: list(rows))


def post(*rows):
    said = {"progress-count": str(len(rows))}
    for n, (key, values) in enumerate(rows):
        said[f"progress-{n}-row"] = key
        said |= {f"progress-{n}-{name}": value for name, value in values.items()}
    return said


def test_what_is_said_is_kept_with_the_rows_own_words():
    given = post(("beds", {"scale": "good", "why": "Seen"}), ("beds:kai", {}))

    value = TABLE.read(FIELD, given, "progress", asked(BEDS, KAI))

    assert value == [{"_row": "beds", "_words": "In bed by eight", "scale": "good", "why": "Seen"}]
    assert TABLE.shown(FIELD, value, TODAY) == "In bed by eight: Good; Seen"


def test_a_row_that_the_record_has_dropped_meanwhile_keeps_what_was_typed():
    value = TABLE.read(FIELD, post(("old", {"why": "Seen"})), "progress", asked(BEDS))

    assert value == [{"_row": "old", "_words": "No longer asked about", "why": "Seen"}]


@pytest.mark.parametrize(
    ("rows", "value", "problem"),
    [
        ((), [], ""),
        ((BEDS,), [], "In bed by eight: say how it goes"),
        ((BEDS,), [{"_row": "beds", "why": "Seen"}], "In bed by eight: say how it goes"),
        ((BEDS, KAI), [{"_row": "beds", "scale": "good"}], ""),
        (
            (BEDS, KAI),
            [{"_row": "beds", "scale": "good"}, {"_row": "beds:kai", "why": "Not he"}],
            "In bed by eight, only Kai: say how it goes",
        ),
        ((), [{"_row": "beds", "why": "Seen"}], ""),
    ],
)
def test_every_row_is_answered_and_an_optional_one_wholly_or_not_at_all(rows, value, problem):
    assert TABLE.problem(FIELD, value, asked(*rows)) == problem


def test_a_handler_gets_the_key_of_each_row_and_every_column():
    stored = TABLE.store([{"row": BEDS, "scale": "good", "on": date(2026, 3, 2)}])

    assert stored == [
        {"_row": "beds", "_words": "In bed by eight", "scale": "good", "on": "2026-03-02"}
    ]
    assert TABLE.python_of(FIELD, stored) == [
        {"row": "beds", "scale": "good", "why": None, "on": date(2026, 3, 2)}
    ]


def test_rows_of_the_record_need_a_heading():
    with pytest.raises(ValueError, match="row_heading"):
        FormField.model_validate(FIELD.model_dump() | {"row_heading": ""})


def test_only_a_number_is_chosen_among_the_rows_of_the_record():
    with pytest.raises(ValueError, match="only a number"):
        FormField.model_validate(
            {"key": "which", "kind": "short_text", "label": "Which", "numbers_of": "sample.rows"}
        )
