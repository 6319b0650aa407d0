from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.people.rules import (
    KnownPerson,
    births_that_may_be_one,
    could_be_one,
    date_slips,
    likeness,
    parse_query,
    score,
    typed_name,
)

TODAY = date(2026, 3, 31)


def asked(text):
    query = parse_query(text, today=TODAY)
    parts = vars(query)
    return {k: v for k, v in parts.items() if v and k not in ("text", "keys")}


TWELVE = (("any", "12"),)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Brindlow, Maisie 12/3/2015",
            {"words": ("brindlow", "maisie"), "born_on": date(2015, 3, 12)},
        ),
        (
            "maisie yo1 9tl",
            {"words": ("maisie",), "postcode": "YO1 9TL", "outward": "YO1"},
        ),
        ("Maisie yo24", {"words": ("maisie",), "outward": "YO24"}),
        ("YO1 9 Maisie", {"words": ("maisie",), "outward": "YO1 9"}),
        ("943 476 5919", {"identifiers": (("nhs", "9434765919"),)}),
        ("nhs 9434765919", {"identifiers": (("nhs", "9434765919"),)}),
        ("h801200001001", {"identifiers": (("upn", "H801200001001"),)}),
        ("CH12345", {"identifiers": (("any", "CH12345"),)}),
        ("bob smith 2015", {"words": ("bob", "smith"), "birth_year": 2015}),
        ("12 mar 15 o'brien", {"words": ("obrien",), "born_on": date(2015, 3, 12)}),
        ("Leanne 01632 960344", {"words": ("leanne",), "phone": "+441632960344"}),
        ("someone@Example.org", {"email": "someone@example.org"}),
        ("born 12032015 mo", {"words": ("mo",), "born_on": date(2015, 3, 12)}),
        ("the Brindlow family", {"words": ("brindlow",)}),
        ("   ", {}),
        ("a@b 9434765918", {"identifiers": (("any", "9434765918"),), "words": ("a", "b")}),
        ("mo 12 foo 2015", {"words": ("mo", "foo"), "birth_year": 2015, "identifiers": TWELVE}),
        ("mo 2099", {"words": ("mo",), "identifiers": (("any", "2099"),)}),
        ("'; drop table", {"words": ("drop", "table")}),
    ],
)
def test_what_is_typed_is_taken_apart(text, parts):
    assert asked(text) == parts


def test_a_search_for_nothing_is_known_as_such():
    assert parse_query(" - ", today=TODAY).is_empty
    assert not parse_query("yo1", today=TODAY).is_empty
    assert not parse_query("2015", today=TODAY).is_empty
    assert not parse_query("CH12345", today=TODAY).is_empty


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_search_box(text):
    query = parse_query(text, today=TODAY)

    assert score(query, MAISIE).score >= 0
    assert query.keys.tokens == tuple(dict.fromkeys(query.words))


def known(names, born_on=None, **more):
    return KnownPerson(names=tuple(names.split("|")), born_on=born_on, **more)


MAISIE = known(
    "Maisie Brindlow|Mais",
    date(2018, 9, 9),
    sex="F",
    postcodes=("YO1 9TL",),
    identifiers=(("nhs", "9434765919"), ("legacy", "CH12345")),
    phones=("+441632960344",),
    emails=("Leanne.B@example.org",),
)


@pytest.mark.parametrize(
    "text",
    [
        "maisie brindlow",
        "brindlow maisie",
        "masie brindlow",
        "maisie brindloe",
        "mazy bryndlow",
        "mais",
        "margaret brindlow",
        "brind",
        "maisie 9/9/2018",
        "maisie 9/9/2008",
        "maisie brindlow yo1",
        "maisie yo1 9",
        "yo1 9tl",
        "9/9/2018",
        "maisie 2018",
        "943 476 5919",
        "ch12345",
        "01632 960 344",
        "leanne.b@Example.org",
    ],
)
def test_a_child_is_found_by_a_search_that_is_nearly_right(text):
    found = score(parse_query(text, today=TODAY), MAISIE)

    assert found.band in ("likely", "same"), found
    assert found.reasons


@pytest.mark.parametrize(
    "text",
    ["kai brindlow", "maisie smith", "zz", "1/1/1999", "2003", "9999999", "hu8", "hu8 1aa"],
)
def test_a_search_for_someone_else_does_not_find_her(text):
    assert score(parse_query(text, today=TODAY), MAISIE).band == "unlike"


def test_the_better_match_comes_first():
    query = parse_query("maisie brindlow", today=TODAY)
    people = [
        known("Maisie Brindlow"),
        known("Brindlow Maisie"),
        known("Maisy Brindlow"),
        known("Margaret Brindlow"),
        known("Daisy Brindlow"),
        known("Kai Brindlow"),
    ]

    scores = [score(query, person).score for person in people]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_a_birth_in_the_same_year_counts_a_little():
    other_day = score(parse_query("maisie brindlow 1/1/2018", today=TODAY), MAISIE)
    other_year = score(parse_query("maisie brindlow 1/1/1999", today=TODAY), MAISIE)

    nothing_known = score(
        parse_query("maisie brindlow 1/1/1999", today=TODAY), known("Maisie Brindlow")
    )

    assert nothing_known.score > other_day.score > other_year.score
    assert score(parse_query("maisie brindlow", today=TODAY), known("-")).score == 0


def test_near_a_postcode_counts_for_half():
    whole = score(parse_query("maisie yo1 9tl", today=TODAY), MAISIE)
    near = score(parse_query("maisie yo1 9tt", today=TODAY), MAISIE)
    far = score(parse_query("maisie hu8 1aa", today=TODAY), MAISIE)

    assert whole.score > near.score > far.score
    assert "near the same postcode" in near.reasons


def test_a_number_of_someone_else_puts_a_namesake_last():
    named = score(parse_query("maisie brindlow", today=TODAY), MAISIE)
    numbered = score(parse_query("maisie brindlow XX999", today=TODAY), MAISIE)

    assert numbered.score < named.score


BORN = date(2018, 9, 9)


@pytest.mark.parametrize(
    ("other", "band", "reason"),
    [
        (known("Someone Else", identifiers=(("nhs", "9434765919"),)), "same", "same number"),
        (known("Maisie Brindlow", BORN), "likely", "same date of birth"),
        (known("Maisy Bryndlow", BORN), "likely", "the name sounds alike"),
        (known("Brindlow Maisie", BORN), "likely", "names the other way round"),
        (known("Margaret Brindlow", BORN), "likely", "a short form of the name"),
        (known("Maisie Anne Brindlow", BORN), "likely", "same name"),
        (known("Maisie Brindlow", date(2018, 9, 8)), "likely", "date of birth differs by one slip"),
        (known("Maisie Brindlow", phones=("+441632960344",)), "possible", "same telephone number"),
        (
            known("Maisie Brindlow", emails=("leanne.b@example.org",)),
            "possible",
            "same e-mail address",
        ),
        (known("Maisie Brindlow"), "possible", "same name"),
        (known("Maisie", BORN), "possible", "same name"),
        (known("Maisie Pellowe", BORN, postcodes=("YO1 9TL",)), "possible", "same postcode"),
        (
            known("Baby Brindlow", expected_on=date(2018, 9, 12), postcodes=("YO1 9TL",)),
            "likely",
            "born close to the date expected",
        ),
        # Twins: one birth, one home, another name.
        (known("Kai Brindlow", BORN, sex="M", postcodes=("YO1 9TL",)), "unlike", None),
        (known("Daisy Brindlow", BORN, sex="F", postcodes=("YO1 9TL",)), "possible", None),
        # Namesakes.
        (known("Maisie Brindlow", date(2012, 1, 1)), "unlike", None),
        (known("Maisie Smith", BORN), "unlike", None),
        (known("", BORN), "unlike", None),
        # The same name and birth, and another NHS number.
        (known("Maisie Brindlow", BORN, identifiers=(("nhs", "4010232137"),)), "possible", None),
        (known("Maisie Brindlow", BORN, sex="M"), "possible", None),
    ],
)
def test_records_that_may_be_one_person_are_told_apart_from_those_that_are_not(other, band, reason):
    found = likeness(MAISIE, other)

    assert found.band == band, found
    if reason:
        assert reason in found.reasons
    assert likeness(other, MAISIE).band == band


@given(
    st.lists(st.sampled_from(["mo", "maisie", "brindlow", "khan", "kate"]), max_size=3),
    st.none() | st.dates(date(2000, 1, 1), date(2026, 1, 1)),
)
def test_likeness_is_the_same_both_ways_and_within_its_scale(names, born_on):
    one, other = known(" ".join(names), born_on), MAISIE

    assert likeness(one, other).score == likeness(other, one).score
    assert 0 <= likeness(one, other).score <= 100
    assert score(parse_query(" ".join(names), today=TODAY), other).score <= 100


NAMES = st.sampled_from(
    ["Maisie Brindlow", "Maisy Bryndlow", "Kate", "Mo Khan", "Baby Brindlow", ""]
)
DAYS = st.none() | st.sampled_from([BORN, date(2018, 9, 8), date(2018, 3, 1), date(2012, 1, 1)])
PEOPLE = st.builds(
    known,
    NAMES,
    DAYS,
    expected_on=DAYS,
    sex=st.sampled_from(["F", "M", "U"]),
    postcodes=st.sampled_from([(), ("YO1 9TL",), ("HU8 1AA",)]),
    identifiers=st.sampled_from([(), (("nhs", "9434765919"),), (("nhs", "4010232137"),)]),
    phones=st.sampled_from([(), ("+441632960344",)]),
)


@given(PEOPLE, PEOPLE)
def test_the_quick_look_passes_over_nobody_who_may_be_the_same(one, other):
    if likeness(one, other).band != "unlike":
        assert could_be_one(one, other)


def test_the_quick_look_passes_over_namesakes_of_another_year():
    assert not could_be_one(MAISIE, known("Maisie Brindlow", date(2012, 1, 1)))


@given(PEOPLE, PEOPLE)
def test_whom_the_name_alone_does_not_bring_is_the_same_only_by_something_else(newcomer, other):
    """What the database leaves out by birth is found by the slip, the number, the telephone or the home."""
    if newcomer.born_on is None or other.born_on is None:
        return
    first, last = births_that_may_be_one(newcomer.born_on)
    is_found_otherwise = (
        other.born_on in date_slips(newcomer.born_on)
        or set(newcomer.postcodes) & set(other.postcodes)
        or set(newcomer.identifiers) & set(other.identifiers)
        or set(newcomer.phones) & set(other.phones)
    )
    if not first <= other.born_on <= last and not is_found_otherwise:
        assert not could_be_one(newcomer, other)


@pytest.mark.parametrize(
    ("typed", "given", "family"),
    [
        ("Maya Hill", "Maya", "Hill"),
        ("maya hill", "Maya", "Hill"),
        ("Hill, Maya", "Maya", "Hill"),
        ("maya o'neil 3/5/2019", "Maya", "O'Neil"),
        ("Zoë de Souza", "Zoë", "de Souza"),
        ("Anne-Marie McDonald dob 03/05/2019, EK1 2AB", "Anne-Marie", "McDonald"),
        ("Maya", "Maya", ""),
        ("the Hill family", "", "Hill"),
        ("3/5/2019", "", ""),
        ("", "", ""),
    ],
)
def test_the_name_that_was_searched_for_begins_a_form(typed, given, family):
    assert typed_name(typed, today=TODAY) == (given, family)
