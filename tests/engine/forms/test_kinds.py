from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tessera.engine.forms.answers import AnswerSet
from tessera.engine.forms.definitions import FormDefinition, FormField
from tessera.engine.forms.kinds import Asked, is_typed, kind_of
from tessera.engine.forms.kinds.base import said

TODAY = date(2026, 3, 31)
ASKED = Asked(TODAY, "Zayd")


def field(kind, **more):
    if kind in ("one_of", "many_of"):
        more.setdefault("options", [{"value": "a", "label": "Aye"}, {"value": "b", "label": "Bee"}])
    if kind == "statement":
        more.setdefault("text", "Words")
    return FormField.model_validate({"key": "x", "kind": kind, "label": "When was it?", **more})


def read(kind, post, **more):
    query = QueryDict(mutable=True)
    for name, value in post.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    each = field(kind, **more)
    return kind_of(each).read(each, query, "x", ASKED)


def day(d, m, y, **more):
    return {"x-day": d, "x-month": m, "x-year": y, **more}


@pytest.mark.parametrize(
    ("kind", "post", "stored"),
    [
        ("short_text", {"x": "  Tidy "}, "Tidy"),
        ("short_text", {"x": "  "}, None),
        ("long_text", {"x": "One\r\ntwo"}, "One\ntwo"),
        ("number", {"x": "1,200"}, 1200),
        ("number", {"x": "2.50"}, "2.5"),
        ("money", {"x": "£12.5"}, "12.50"),
        ("date", day("6", "5", "2026"), "2026-05-06"),
        ("date", day("6", "May", "26"), "2026-05-06"),
        ("date", {}, None),
        ("datetime", day("31", "3", "2026", **{"x-time": "14.05"}), "2026-03-31T14:05:00+01:00"),
        ("yes_no", {"x": "yes"}, True),
        ("yes_no", {"x": "no"}, False),
        ("yes_no", {}, None),
        ("one_of", {"x": "a"}, "a"),
        ("many_of", {"x": ["b", "a"]}, ["a", "b"]),
        ("many_of", {}, None),
        ("childs_words", {"x": "I like it"}, {"words": "I like it", "not_heard": ""}),
        ("childs_words", {"x-not_heard": "Asleep"}, {"words": "", "not_heard": "Asleep"}),
        ("childs_words", {}, None),
        (
            "address",
            {"x-line1": "6 Weir Court", "x-postcode": "yo1  9tl"},
            {"line1": "6 Weir Court", "line2": "", "town": "", "postcode": "YO1 9TL"},
        ),
        ("signature", {"x": "yes"}, {"name": "", "on": "2026-03-31"}),
        ("statement", {"x": "anything"}, None),
    ],
)
def test_what_is_typed_becomes_an_answer(kind, post, stored):
    assert read(kind, post) == stored


@pytest.mark.parametrize(
    ("kind", "post"),
    [
        ("date", day("31", "2", "2026")),
        ("date", day("6", "", "2026")),
        ("date", day("6", "5", "٢٠٢٦")),
        ("datetime", day("6", "5", "2026")),
        ("datetime", day("6", "5", "2026", **{"x-time": "25:00"})),
        ("number", {"x": "three"}),
        ("number", {"x": "NaN"}),
        ("number", {"x": "1e999"}),
        ("money", {"x": "1.234"}),
        ("one_of", {"x": "c"}),
        ("many_of", {"x": ["a", "c"]}),
        ("short_text", {"x": "x" * 501}),
        ("person", {"x": "not an id"}),
        ("person", {"x": "00000000-0000-0000-0000-000000000000"}),
        ("address", {"x-line1": "6 Weir Court", "x-postcode": "nowhere"}),
    ],
)
def test_what_does_not_fit_is_kept_as_typed_with_what_to_do(kind, post):
    value = read(kind, post)

    assert is_typed(value)
    assert kind_of(field(kind)).problem(field(kind), value, ASKED)
    assert said(field(kind), value, TODAY)


def problem(kind, value, asked=ASKED, **more):
    each = field(kind, **more)
    return kind_of(each).problem(each, value, asked)


def test_a_day_is_held_against_today_another_answer_and_a_fixed_day():
    assert "today or before" in problem("date", "2026-04-01", not_after="today")
    assert problem("date", "2026-03-31", not_after="today") == ""
    asked = Asked(TODAY, values={"seen_on": "2026-03-20"})
    assert "20 March 2026 or later" in problem("date", "2026-03-19", asked, not_before="seen_on")
    assert problem("date", "2026-03-19", not_before="2026-03-19") == ""


def test_a_number_keeps_within_its_bounds():
    assert "1 or more" in problem("number", 0, min=1)
    assert "60 or fewer" in problem("number", 61, max=60)
    assert "100 or fewer" in problem("money", "100.01", max=100)


def test_consent_says_who_agreed_and_when():
    agreed = {"answer": "agreed", "by": "", "on": None, "to": "", "why": ""}
    assert problem("consent", agreed) == "Say who agreed, and when"
    assert problem("consent", {**agreed, "by": "Samira", "on": "2026-03-30"}) == ""
    assert "today or before" in problem("consent", {**agreed, "by": "Samira", "on": "2026-04-30"})
    assert "why" in problem("consent", {**agreed, "answer": "not-asked"})


def test_rows_that_are_empty_are_not_kept():
    columns = [{"key": "who", "kind": "short_text", "label": "Who", "required": True}]
    rows = read("table", {"x-count": "3", "x-0-who": "Hana", "x-2-who": "Idris"}, columns=columns)

    assert rows == [{"who": "Hana"}, {"who": "Idris"}]


@pytest.mark.parametrize(
    ("kind", "post"),
    [
        ("number", {"x-0-when": "as said"}),
        ("money", {"x-0-when": "a lot"}),
        ("date", {"x-0-when-day": "32", "x-0-when-month": "1", "x-0-when-year": "2026"}),
        ("one_of", {"x-0-when": "c"}),
    ],
)
def test_what_is_none_of_its_kind_in_a_row_is_kept_said_and_given_to_no_handler(kind, post):
    """It was an error of ours (500), and the form could not be opened again."""
    column = {"key": "when", "kind": kind, "label": "When"}
    if kind == "one_of":
        column["options"] = [{"value": "a", "label": "Aye"}]
    columns = [{"key": "who", "kind": "short_text", "label": "Who"}, column]
    table = field("table", columns=columns)

    rows = read("table", {"x-count": "1", "x-0-who": "Hana", **post}, columns=columns)

    assert kind_of(table).python_of(table, rows) == [{"who": "Hana", "when": None}]
    assert kind_of(table).problem(table, rows, ASKED).startswith("Row 1: ")
    assert "Hana" in kind_of(table).shown(table, rows, TODAY)


def test_a_table_takes_no_endless_rows():
    columns = [{"key": "who", "kind": "short_text", "label": "Who"}]
    post = {"x-count": "999999", **{f"x-{n}-who": "x" for n in range(200)}}

    assert len(read("table", post, columns=columns)) == 100


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", date(2026, 5, 6)),
        ("datetime", datetime(2026, 3, 31, 13, 5, tzinfo=UTC)),
        ("money", Decimal("12.50")),
        ("number", 3),
        ("number", Decimal("2.5")),
        ("yes_no", False),
        ("many_of", ["a", "b"]),
    ],
)
def test_a_python_value_comes_back_as_it_was_given(kind, value):
    kept = kind_of(field(kind)).store(value)

    assert kind_of(field(kind)).python(kept) == value


def test_answers_read_as_words():
    assert said(field("date"), "2026-05-06", TODAY) == "6 May 2026"
    assert said(field("datetime"), "2026-03-31T14:05:00+01:00", TODAY) == "31 March 2026, 14:05"
    assert said(field("money"), "12.50", TODAY) == "£12.50"
    assert said(field("many_of"), ["a", "b"], TODAY) == "Aye\nBee"
    assert said(field("yes_no"), False, TODAY) == "No"


FORM = FormDefinition.model_validate(
    {
        "code": "f",
        "title": "F",
        "sections": [
            {
                "key": "s",
                "title": "S",
                "fields": [
                    {"key": "seen", "kind": "yes_no", "label": "Seen?"},
                    {
                        "key": "why_not",
                        "kind": "short_text",
                        "label": "Why not?",
                        "show_when": {"field": "seen", "is": False},
                    },
                    {
                        "key": "told",
                        "kind": "short_text",
                        "label": "Whom did you tell?",
                        "show_when": {"field": "why_not", "not": "asleep"},
                    },
                ],
            }
        ],
    }
)


def answers(**values):
    return AnswerSet(FORM, {(key, None): value for key, value in values.items()})


def test_an_answer_that_is_not_shown_does_not_count_but_is_kept():
    given = answers(seen=True, why_not="Out", told="Mum")

    assert (given["why_not"], given["told"]) == (None, None)
    assert given.stored("why_not") == "Out"


def test_what_is_shown_follows_along_the_chain():
    assert answers(seen=False, why_not="Out", told="Mum")["told"] == "Mum"
    assert answers(seen=False, why_not="asleep", told="Mum")["told"] is None
    assert answers(seen=False, told="Mum")["told"] is None


@dataclass(frozen=True)
class Child:
    pk: int


def test_a_question_to_all_may_wait_for_an_answer_of_any_child_and_for_another_too():
    at_home = {"field": "place", "is": "home", "also": {"field": "seen", "is": True}}
    fields = [
        {"key": "place", "kind": "short_text", "label": "Where?"},
        {"key": "seen", "kind": "yes_no", "label": "Seen?", "each_child": True},
        {"key": "bedroom", "kind": "yes_no", "label": "Bedroom?", "show_when": at_home},
    ]
    form = FormDefinition.model_validate(
        {"code": "f", "title": "F", "sections": [{"key": "s", "title": "S", "fields": fields}]}
    )

    def found(place, *seen):
        each = {("seen", pk): value for pk, value in enumerate(seen, 1)}
        return AnswerSet(form, {("place", None): place, ("bedroom", None): True, **each})

    assert found("home", False, True)["bedroom"] is True
    assert found("home", False, True).of(Child(1))["bedroom"] is None
    assert found("home", False, True).of(Child(2))["bedroom"] is True
    assert found("home", False, False)["bedroom"] is None
    assert found("school", True, True)["bedroom"] is None
    unknown = {"field": "place", "is": "home", "also": {"field": "x", "is": 1}}
    sections = [{"key": "s", "title": "S", "fields": [*fields, field_shown(unknown)]}]
    with pytest.raises(ValidationError, match="which is not there"):
        FormDefinition.model_validate({"code": "f", "title": "F", "sections": sections})


def field_shown(when):
    return {"key": "other", "kind": "yes_no", "label": "Other?", "show_when": when}


def test_a_field_that_the_form_does_not_have_is_an_error():
    with pytest.raises(KeyError):
        answers()["colour"]


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "x",
                "x-day",
                "x-month",
                "x-year",
                "x-time",
                "x-q",
                "x-count",
                "x-0-who",
                "x-by",
                "x-on-day",
                "x-not_heard",
                "x-line1",
                "x-postcode",
            ]
        ),
        st.text(max_size=30),
    ),
    st.sampled_from(
        [
            "short_text",
            "long_text",
            "date",
            "datetime",
            "yes_no",
            "one_of",
            "many_of",
            "number",
            "money",
            "address",
            "childs_words",
            "consent",
            "signature",
            "person",
        ]
    ),
)
def test_whatever_is_typed_is_read_without_failing_and_can_be_shown(post, kind):
    value = read(kind, post)

    if value is not None:
        kind_of(field(kind)).problem(field(kind), value, ASKED)
        assert isinstance(said(field(kind), value, TODAY), str)
