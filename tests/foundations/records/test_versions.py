"""Every earlier version of a fact is kept, with who and why, and can be asked for by moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tessera.foundations.records.actions import acting, at_invented_time, begin_invented_council
from tessera.foundations.records.models import Installation, Version
from tessera.foundations.records.queries import as_known, versions_of
from tessera.people.models import Person, Warning

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return Person.objects.create(name="Ada Thistlewick", name_key="thistlewick ada")


@pytest.fixture
def warning(person):
    return Warning.objects.create(
        person=person, kind="dog", started_on=date(2026, 1, 5), review_on=date(2026, 7, 5)
    )


def test_a_change_keeps_the_row_as_it_was(warning, django_user_model):
    worker = django_user_model.objects.create(username="w", name="W")
    with acting(worker, "The dog has died."):
        warning.ended_on = date(2026, 3, 1)
        warning.save(update_fields=["ended_on"])

    warning.refresh_from_db()
    (version,) = versions_of(warning)
    assert version.row["ended_on"] is None
    assert version.operation == Version.Operation.UPDATE
    assert version.replaced_by_id == worker.pk
    assert (warning.recorded_by_id, warning.recorded_why) == (worker.pk, "The dog has died.")


def test_saving_without_a_change_adds_no_version(warning):
    warning.save()

    assert versions_of(warning) == []


def test_a_caller_cannot_give_the_time_of_recording(person):
    past = datetime(2001, 1, 1, tzinfo=UTC)
    Person.objects.filter(pk=person.pk).update(recorded_at=past, name="Ada Thistle")

    person.refresh_from_db()
    assert person.recorded_at > past


def test_a_removed_fact_keeps_its_last_version(warning):
    pk = warning.pk
    warning.delete()

    version = Version.objects.get(table_name="people_warning", row_id=pk)
    assert version.operation == Version.Operation.DELETE


def test_told_time_is_not_heeded_where_the_council_is_real(person):
    with at_invented_time(datetime(2020, 5, 1, tzinfo=UTC)):
        Person.objects.filter(pk=person.pk).update(known_as="Addie")

    person.refresh_from_db()
    assert person.recorded_at.year > 2020


@pytest.fixture
def invented(db):
    begin_invented_council(authority="975", council_name="Eskmoor", clock_offset=0)
    assert Installation.objects.get().is_invented


def test_a_council_with_workers_cannot_become_an_invented_one(db, django_user_model):
    django_user_model.objects.create(username="w", name="W")

    with pytest.raises(DatabaseError), transaction.atomic():
        begin_invented_council(authority="975", council_name="Eskmoor", clock_offset=0)


def test_as_known_shows_each_fact_as_it_stood_then(person, invented):
    with at_invented_time(datetime(2025, 1, 10, tzinfo=UTC)):
        warning = Warning.objects.create(
            person=person, kind="dog", started_on=date(2025, 1, 5), review_on=date(2025, 7, 5)
        )
    with at_invented_time(datetime(2025, 3, 1, tzinfo=UTC)):
        warning.ended_on = date(2025, 2, 28)
        warning.save(update_fields=["ended_on"])

    with as_known(datetime(2025, 1, 9, tzinfo=UTC)):
        assert not Warning.objects.filter(pk=warning.pk).exists()
    with as_known(datetime(2025, 2, 1, tzinfo=UTC)):
        assert Warning.objects.get(pk=warning.pk).ended_on is None
    with as_known(datetime(2025, 3, 2, tzinfo=UTC)):
        assert Warning.objects.get(pk=warning.pk).ended_on == date(2025, 2, 28)
    assert Warning.objects.get(pk=warning.pk).ended_on == date(2025, 2, 28)


def test_as_known_keeps_nothing_that_is_written_inside(person):
    with as_known(datetime.now(UTC) + timedelta(days=1)):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.people_person SET known_as = 'X' WHERE id = %s", [person.pk]
            )

    person.refresh_from_db()
    assert person.known_as == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_version SET row = '{}'",
        "DELETE FROM records_version",
        "TRUNCATE records_version",
        "INSERT INTO records_version (table_name) VALUES ('x')",
        "ALTER TABLE people_warning DISABLE TRIGGER ALL",
        "DROP TABLE records_version",
        "UPDATE records_installation SET is_invented = true",
        "TRUNCATE people_warning",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_role_cannot_undo_history(warning, statement):
    warning.delete()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
