"""The chronology as it was known on a day: what stood on the record then, and nothing that came later."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tessera.foundations.records.actions import at_invented_time, begin_invented_council
from tessera.foundations.records.queries import cover_facts, known_at
from tessera.people import actions
from tessera.people.models import Line, Warning
from tests.people.asking import address


@pytest.fixture(autouse=True)
def council(db):
    """Invented, so that it can have a past."""
    begin_invented_council(authority="975", council_name="Eskmoor", clock_offset=0)


@pytest.fixture
def warned(council, child, worker):
    """Written down on 10 January as a dog of the 5th; put right on 1 March: it was the 20th of December."""
    with at_invented_time(datetime(2025, 1, 10, 9, tzinfo=UTC)):
        warning = actions.add_warning(
            person=child, kind="dog", detail="Bites.", started_on=date(2025, 1, 5), by=worker
        )
    with at_invented_time(datetime(2025, 3, 1, 9, tzinfo=UTC)):
        actions.correct_warning(
            warning=warning,
            started_on=date(2024, 12, 20),
            detail="Barks.",
            reason="The wrong day, and it has never bitten.",
            by=worker,
        )
    return warning


def read(visit, worker, child, known=""):
    path = f"{address('chronology', child)}?much=all&known={known}"
    return " ".join(visit(worker, path).content.decode().split())


def told(page):
    return {words for words in ("Bites.", "Barks.", "Sun 5 Jan", "20 Dec") if words in page}


def test_the_chronology_shows_what_was_known_on_the_day(visit, worker, child, warned):
    now = read(visit, worker, child)
    before = read(visit, worker, child, known="9 January 2025")
    then = read(visit, worker, child, known="10 January 2025")
    after = read(visit, worker, child, known="1 March 2025")

    assert told(now) == {"Barks.", "20 Dec"}
    assert "Warning: " not in before
    assert told(then) == {"Bites.", "Sun 5 Jan"}
    assert "as the record was known at the end of Friday 10 January 2025" in then
    assert told(after) == {"Barks.", "20 Dec"}


def test_a_line_taken_away_later_was_there_then(visit, worker, child, council):
    with at_invented_time(datetime(2025, 1, 10, 9, tzinfo=UTC)):
        warning = actions.add_warning(
            person=child, kind="dog", started_on=date(2025, 1, 5), by=worker
        )
    with at_invented_time(datetime(2025, 2, 1, 9, tzinfo=UTC)):
        actions.remove_line(person=child, kind="people.warned", source_id=warning.pk)

    assert "Warning: " not in read(visit, worker, child)
    assert "Warning: " not in read(visit, worker, child, known="1 February 2025")
    assert "Warning: " in read(visit, worker, child, known="31 January 2025")


def test_a_day_that_is_none_is_said_beside_it_and_kept(visit, worker, child, warned):
    text = read(visit, worker, child, known="31 June")

    assert "“31 June” is not a day we know. Write it like 14 May 2026." in text
    assert 'value="31 June"' in text
    assert '<a href="#known">' in text
    assert '<details class="ts-panel ts-filter" open>' in text


def test_who_may_see_the_record_is_asked_of_today(visit, duty, worker, child, warned):
    """Hannah came to the team on a day after the one that is asked about."""
    assert "Bites." in read(visit, duty, child, known="10 January 2025")


def test_a_page_as_known_writes_nothing_and_leaves_the_record_as_it_is(
    visit, worker, child, warned
):
    read(visit, worker, child, known="10 January 2025")

    assert Warning.objects.get(pk=warned.pk).detail == "Barks."
    with pytest.raises(DatabaseError):
        _write_as_known(child)


def _write_as_known(child):
    with transaction.atomic():
        cover_facts()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with known_at(datetime(2025, 1, 11, tzinfo=UTC)):
            Line.objects.filter(person=child).update(significance=3)


def test_covered_facts_are_seen_as_they_are_outside_the_moment(child, warned):
    with transaction.atomic():
        cover_facts()
        assert Warning.objects.get(pk=warned.pk).detail == "Barks."
        with known_at(datetime(2025, 1, 11, tzinfo=UTC)):
            assert Warning.objects.get(pk=warned.pk).detail == "Bites."
        assert Warning.objects.get(pk=warned.pk).detail == "Barks."
        transaction.set_rollback(True)
