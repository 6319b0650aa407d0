"""The chronology is computed: lines by key, each read from its source."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.people import actions, queries, record_page
from tessera.people.models import Line
from tessera.people.queries.chronology import BadKey, Wanted, counts, parts
from tessera.people.record_page import Entry
from tests.factories import people as make

FIRST = date(2020, 1, 1)


@pytest.fixture
def kinds(monkeypatch):
    """Two kinds of line of a room that is not there, read from their ids."""
    monkeypatch.setattr(record_page._registers, "kinds", dict(record_page._registers.kinds))
    for code in ("test.visit", "test.note"):
        record_page.chronology_kind(
            code, code, lambda ids: {pk: Entry(f"Event {pk}") for pk in ids}, group="Tests"
        )


def written(person, days, *, kind="test.visit", significance=1, first_id=1):
    lines = [
        Line(
            person=person,
            on=FIRST + timedelta(days=day),
            kind=kind,
            source_id=number,
            significance=significance,
        )
        for number, day in enumerate(days, first_id)
    ]
    actions.write_lines(lines=lines)


def sources(page):
    return [shown.line.source_id for shown in page.lines]


def whole(wanted, size):
    """Every page, from the newest to the oldest."""
    pages, after = [], ""
    while True:
        page = queries.chronology_page(wanted, after=after, size=size)
        pages.append(page)
        after = page.older
        if not after:
            return pages


def test_a_line_is_moved_not_doubled_and_taken_away(child):
    for day in (FIRST, FIRST + timedelta(days=9)):
        actions.write_line(person=child, on=day, kind="test.visit", source_id=7, significance=2)

    line = Line.objects.get(person=child, kind="test.visit")
    assert (line.on, line.significance) == (FIRST + timedelta(days=9), 2)
    actions.remove_line(person=child, kind="test.visit", source_id=7)
    assert not Line.objects.filter(person=child, kind="test.visit").exists()


def test_the_database_forbids_two_lines_of_one_source(child):
    fields = {"person": child, "on": FIRST, "kind": "test.visit", "source_id": 1}
    Line.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(**fields)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(st.integers(0, 6), min_size=1, max_size=25),
    size=st.integers(1, 7),
)
def test_pages_by_key_are_the_whole_in_order_forwards_and_back(db, kinds, days, size):
    with transaction.atomic():
        child = make.a_person()
        written(child, days)
        wanted = Wanted((child.pk,), kinds=("test.visit",))
        newest_first = sorted(
            Line.objects.filter(person=child, kind="test.visit"),
            key=lambda line: (line.on, line.pk),
            reverse=True,
        )

        pages = whole(wanted, size)

        assert [s for page in pages for s in sources(page)] == [n.source_id for n in newest_first]
        for earlier, later in pairwise(pages):
            back = queries.chronology_page(wanted, before=later.newer, size=size)
            assert sources(back) == sources(earlier)
        assert pages[0].newer == ""
        transaction.set_rollback(True)


def test_any_page_of_twenty_thousand_lines_comes_by_index(child, kinds):
    Line.objects.bulk_create(
        [
            Line(
                person=child,
                on=FIRST + timedelta(days=n % 2000),
                kind="test.visit",
                source_id=n,
                significance=1 + n % 3,
            )
            for n in range(20_000)
        ],
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT * FROM people_line"
            ' WHERE person_id = %s AND ("on", id) < (%s, %s) ORDER BY "on" DESC, id DESC LIMIT 51',
            [child.pk, FIRST + timedelta(days=1000), 10**9],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Scan using people_line_page" in plan
    assert "Sort" not in plan
    page = queries.chronology_page(Wanted((child.pk,)), after="20200210-0")
    assert len(page.lines) == 50
    assert not counts(Wanted((child.pk,))).is_all  # counted no further than a thousand


def test_lines_are_chosen_by_kind_significance_and_dates(child, kinds):
    written(child, range(10))
    written(child, range(10), kind="test.note", significance=3, first_id=101)
    base = {"people": (child.pk,), "kinds": ("test.visit", "test.note")}

    def chosen(**more):
        return sources(queries.chronology_page(Wanted(**{**base, **more})))

    assert len(chosen()) == 20
    assert set(chosen(kinds=("test.note",))) == set(range(101, 111))
    assert set(chosen(least=3)) == set(range(101, 111))
    since, until = FIRST + timedelta(days=3), FIRST + timedelta(days=5)
    assert len(chosen(since=since, until=until)) == 6


def test_figures_count_what_is_there(child, kinds):
    written(child, [0, 1, 400])
    written(child, [2], kind="test.note", significance=3, first_id=101)

    found = counts(Wanted((child.pk,), kinds=("test.visit", "test.note")))

    assert found.is_all
    assert (found.at_least(1), found.at_least(2)) == (4, 1)
    assert (found.in_year(2020), found.in_year(2021)) == (3, 1)
    assert found.at_least(1, ["test.note"]) == 1
    assert found.kinds == {"test.visit", "test.note"}


def test_one_event_of_brothers_and_sisters_is_one_line_with_their_names(family, kinds):
    for child in (family.maisie, family.kai):
        written(child, [5])

    wanted = Wanted((family.maisie.pk, family.kai.pk), kinds=("test.visit",))
    page = queries.chronology_page(wanted)

    assert [set(shown.person_ids) for shown in page.lines] == [{family.maisie.pk, family.kai.pk}]


def test_a_line_whose_source_is_gone_says_nothing(child, monkeypatch):
    monkeypatch.setattr(record_page._registers, "kinds", dict(record_page._registers.kinds))
    record_page.chronology_kind("test.visit", "Visit", lambda ids: {})
    written(child, [1])
    written(child, [2], kind="test.of_no_room")

    page = queries.chronology_page(Wanted((child.pk,), kinds=("test.visit", "test.of_no_room")))

    assert page.lines == []


@pytest.mark.parametrize("key", ["x", "20200101", "20201301-1", "2020-01-01", "20200101-x"])
def test_a_key_of_somebodys_own_making_is_refused(child, key):
    with pytest.raises(BadKey):
        queries.chronology_page(Wanted((child.pk,)), after=key)


def test_each_kind_is_read_once_for_all_its_lines(child, kinds, django_assert_num_queries):
    written(child, range(30))

    with django_assert_num_queries(1):
        queries.chronology_page(Wanted((child.pk,), kinds=("test.visit",)))


def test_a_childs_own_story_reads_in_words_and_never_says_where(family, worker):
    maisie = family.maisie
    actions.add_name(
        person=maisie, kind="legal", given="Maisie", family="Haverstoke",
        started_on=date(2025, 6, 1), by=worker,
    )  # fmt: skip
    actions.add_warning(
        person=maisie, kind="dog", detail="In the yard", started_on=date(2025, 7, 1), by=worker
    )
    tie = make.is_related(family.jordan, maisie, "source_of_worry", started_on=date(2025, 8, 1))
    actions.end_relationship(relationship=tie, ended_on=date(2025, 9, 1), by=worker)
    actions.record_death(person=maisie, died_on=date(2026, 3, 1), by=worker)
    actions.end_involvement(
        involvement=maisie.involvements.get(), ended_on=date(2026, 3, 2), by=worker
    )

    entries = [shown.entry for shown in queries.latest_lines(maisie, most=50)]

    assert [entry.title for entry in entries] == [
        "Hannah Treloyd ended as social worker",
        "Maisie died",
        "Hannah Treloyd began as social worker",
        "Family: no longer person who may be a risk to them",
        "Family recorded: person who may be a risk to them",
        "Warning: dog at home",
        "Name is now Maisie Haverstoke",
        "Moved home",
        "Maisie is born",
    ]
    assert entries[5].text == "In the yard"
    assert not any("Tanner" in f"{entry.title} {entry.text}" for entry in entries)


def test_two_rooms_cannot_take_one_kind(kinds):
    with pytest.raises(record_page.RegisteredTwice):
        record_page.chronology_kind("test.visit", "Again", lambda ids: {})


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(st.integers(0, 6), max_size=25), size=st.integers(1, 9))
def test_the_parts_of_a_long_chronology_leave_nothing_out_and_say_nothing_twice(
    db, kinds, days, size
):
    with transaction.atomic():
        child = make.a_person()
        written(child, days)
        wanted = Wanted((child.pk,), kinds=("test.visit",))

        found = parts(wanted, size=size)

        pages = [queries.chronology_page(wanted, after=part.after, size=size) for part in found]
        assert [len(page.lines) for page in pages] == [part.lines for part in found]
        assert sorted(s for page in pages for s in sources(page)) == list(range(1, len(days) + 1))
        for part, page in zip(found, pages, strict=True):
            days_of = (page.lines[0].line.on, page.lines[-1].line.on)
            assert days_of == (part.newest_on, part.oldest_on)
        transaction.set_rollback(True)
