"""A person is found however the worker remembers them."""

import re
from datetime import date

import pytest
from django.db import connection

from tessera.people import actions, queries, rules
from tessera.people.queries.candidates import Clues, _sql, _ways, candidates
from tests.factories import people as make

BORN = date(2018, 9, 12)


@pytest.fixture
def known(worker):
    """Maisie among others, with everything she can be found by."""
    maisie = make.a_person(
        "Maisie O'Brien-Brindlow",
        by=worker,
        born_on=BORN,
        known_as="Mais",
        identifiers=[("nhs", "9434765919"), ("legacy", "LCS-00417")],
    )
    make.at_home(maisie, postcode="YO1 9TL", by=worker)
    actions.add_contact_point(person=maisie, kind="mobile", value="07700 900344", by=worker)
    actions.add_contact_point(person=maisie, kind="email", value="mum@example.org", by=worker)
    actions.add_name(person=maisie, kind="previous", given="Maisie", family="Haverstoke", by=worker)
    for name in ("Robert Treloyd", "Katherine Ostrand", "Mohammed Rahimi", "Siobhan Pellowe"):
        make.a_person(name, born_on=date(1990, 5, 17), by=worker)
    for given, family in (("Leanne", "Maddocks"), ("Jo Anne", "Pell"), ("Maria", "De Souza")):
        newcomer = actions.NewPerson(given=given, family=family, born_on=date(1984, 3, 2))
        actions.add_people(newcomers=[newcomer], by=worker)
    return maisie


@pytest.fixture
def find(duty):
    actor = make.an_actor(duty)
    return lambda text, **more: [f.person.name for f in queries.search(text, actor, **more).found]


MAISIE = "Maisie O'Brien-Brindlow"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("maisie obrien brindlow", MAISIE),
        ("Brindlow, Maisie", MAISIE),
        ("maisie brindlow", MAISIE),
        ("mazey brindlow", MAISIE),
        ("masie brindlo", MAISIE),
        ("maisie brynlow", MAISIE),
        ("mais", MAISIE),
        ("mai brindlow", MAISIE),
        ("maisie haverstoke", MAISIE),
        ("o'brien 12/09/2018", MAISIE),
        ("12/9/18", MAISIE),
        ("maisie 9/12/2018", MAISIE),
        ("maisie 21/09/2018", MAISIE),
        ("maisie 12/09/2008", MAISIE),
        ("maisie 2018", MAISIE),
        ("brindlow yo1", MAISIE),
        ("brindlow YO1 9", MAISIE),
        ("yo19tl", MAISIE),
        ("943 476 5919", MAISIE),
        ("nhs 9434765919", MAISIE),
        ("lcs-00417", MAISIE),
        ("07700900344", MAISIE),
        ("mum@example.org", MAISIE),
        ("bob treloyd", "Robert Treloyd"),
        ("kathryn ostrund", "Katherine Ostrand"),
        ("katie ostrand", "Katherine Ostrand"),
        ("muhammad rahimi", "Mohammed Rahimi"),
        ("shivaun pellow", "Siobhan Pellowe"),
        ("treloyd 17/05/1990", "Robert Treloyd"),
        ("lee ann maddocks", "Leanne Maddocks"),
        ("lee ann", "Leanne Maddocks"),
        ("leanne", "Leanne Maddocks"),
        ("joanne pell", "Jo Anne Pell"),
        ("jo anne pell", "Jo Anne Pell"),
        ("maria desouza", "Maria De Souza"),
        ("maria de souza", "Maria De Souza"),
    ],
)
def test_a_person_is_found_first(known, find, typed, expected):
    assert find(typed)[:1] == [expected]


@pytest.mark.parametrize("typed", ["zzzz qqqq", "1/1/1901", "SW1A 1AA", "943 476 5870"])
def test_nobody_like_it_finds_nobody(known, find, typed):
    assert find(typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "!!", "the"])
def test_nothing_to_look_for_says_so(known, duty, typed):
    page = queries.search(typed, make.an_actor(duty))

    assert page.is_empty_query
    assert page.found == ()


def test_why_someone_was_found_is_said_in_words(known, duty):
    found = queries.search("mazey brindlow 12/09/2018", make.an_actor(duty)).found[0]

    assert "same date of birth" in found.reasons


def test_a_child_is_found_by_the_number_that_only_the_returns_gave(known, duty):
    number = rules.own_number(known.public_id)

    found = queries.search(f" {number.upper()} ", make.an_actor(duty)).found

    assert [each.person for each in found] == [known]
    assert found[0].reasons == ("number in the returns",)


def test_hidden_people_are_not_found_and_take_no_place(known, duty, worker, monkeypatch):
    hidden = [make.a_person("Zara Quillfeather", by=worker) for _ in range(4)]
    for person in hidden:
        actions.restrict(person=person, why="x", started_on=date(2026, 1, 1), by=worker)
    seen = make.a_person("Zara Quillfeather", by=worker)
    monkeypatch.setattr("tessera.people.queries.candidates.EACH_WAY", 1)
    monkeypatch.setattr("tessera.people.queries.candidates.MOST_ALIKE", 1)

    found = queries.search("zara quillfeather", make.an_actor(duty)).found

    assert [f.person.pk for f in found] == [seen.pk]


def test_a_hidden_person_is_found_by_those_on_the_list(known, duty, worker):
    actions.restrict(person=known, why="x", started_on=date(2026, 1, 1), listed=[duty], by=worker)

    assert queries.search(MAISIE, make.an_actor(duty)).found[0].person == known


def test_someone_out_of_reach_is_found_but_not_to_be_opened(known):
    stranger = make.a_worker("Ona Far", team=make.a_team("South"))

    found = queries.search(MAISIE, make.an_actor(stranger)).found[0]

    assert (found.person, found.may_open) == (known, False)


def test_pages_follow_each_other_by_key_without_a_gap_or_a_repeat(worker, duty):
    actor = make.an_actor(duty)
    actions.add_people(
        newcomers=[
            actions.NewPerson(given=given, family="Corrimore", born_on=date(2000, 1, 1))
            for given in ("Ada", "Bea", "Cy", "Dot", "Eva", "Flo", "Gus")
        ],
        by=worker,
    )

    names, after = [], None
    while True:
        page = queries.search("corrimore", actor, after=after, limit=3)
        names += [f.person.given_name for f in page.found]
        after = page.after
        if not after:
            break

    assert names == ["Ada", "Bea", "Cy", "Dot", "Eva", "Flo", "Gus"]
    assert queries.search("corrimore", actor, after="no-such-key").found == ()


def test_a_search_is_a_few_queries_however_many_are_found(
    known, duty, django_assert_max_num_queries
):
    actor = make.an_actor(duty)
    with django_assert_max_num_queries(6):
        queries.search("maisie brindlow 12/09/2018 yo1", actor)


def test_every_way_of_being_found_has_its_index(known, duty):
    clues = Clues(("maisie", "brindlow"), BORN, ("YO1",), ("9434765919",))
    alike = [["t:maisie", "s:ms"], ["t:brindlow", "s:brntl"]]
    actor = make.an_actor(duty)
    sql, values = _sql(_ways(clues, alike, actor), actor)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on people_search_key" not in plan, plan
    assert plan.count("CTE way") == len(_ways(clues, alike, actor))
    assert [each.pk for each in candidates(clues, actor=actor)] == [known.pk]


def test_whoever_is_born_on_a_day_and_named_so_is_found_by_both_at_once(known, duty):
    """Reading all who were born on a day, or all of a common name, would cost more with every year."""
    actor = make.an_actor(duty)
    ways = _ways(Clues(("maisie",), BORN), [["t:maisie", "s:ms"]], actor)
    sql, values = _sql(ways[:1], actor)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    both = r"search_key_born_keys.*\n +Index Cond: \(\(born_on = .* AND \(keys && "
    assert re.search(both, plan), plan


def test_likely_duplicates_are_shown_before_a_second_record_is_made(known, duty):
    alike = queries.likely_duplicates(
        given="Mazey", family="Brindlow", born_on=date(2018, 12, 9), actor=make.an_actor(duty)
    )

    assert [each.person for each in alike] == [known]
    assert alike[0].band in ("likely", "possible")
    assert alike[0].reasons


def test_the_same_number_is_the_same_person(known, duty):
    alike = queries.likely_duplicates(
        given="Quite",
        family="Different",
        identifiers=[("nhs", "9434765919")],
        actor=make.an_actor(duty),
    )

    assert [(each.person, each.band) for each in alike] == [(known, "same")]


def test_likely_duplicates_are_silent_about_hidden_people(known, duty, worker):
    actions.restrict(person=known, why="x", started_on=date(2026, 1, 1), by=worker)

    alike = queries.likely_duplicates(
        given="Maisie", family="O'Brien-Brindlow", born_on=BORN, actor=make.an_actor(duty)
    )

    assert alike == []
