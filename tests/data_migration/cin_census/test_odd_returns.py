"""Whatever a file holds, every row is taken or refused, and the database never has to say no."""

import io

import pytest
from hypothesis import HealthCheck, given, settings

from tessera.data_migration.cin_census import loading
from tessera.data_migration.cin_census.report import FileReport
from tessera.insight.cin_census import checks, queries, shape, writer
from tessera.insight.cin_census.reader import Reading
from tessera.insight.cin_census.years import year_of
from tests.data_migration.cin_census.conftest import MADE_AT
from tests.data_migration.cin_census.odd_returns import YEAR, many_children

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
IN_THE_DATABASE = settings(QUICK, max_examples=40)


def census_file(children, digest="odd"):
    report = FileReport("odd.xml", rows=sum(map(shape.child_rows, children)))
    return loading.CensusFile(digest, report, shape.Header(), list(children), year_of(YEAR))


@QUICK
@given(many_children)
def test_every_row_is_taken_or_refused(children):
    file, record = census_file(children), {}

    loading._fold(file, record, newest=0, lenient=False)

    held = sum(
        1
        + sum(
            1
            + len(e.assessments)
            + len(e.cin_plans)
            + len(e.enquiries)
            + sum(1 + len(p.reviews) for p in e.protection_plans)
            for e in child.episodes
        )
        for child in record.values()
    )
    assert file.report.rows == held + file.report.rows_refused


@pytest.mark.slow
@pytest.mark.django_db
@IN_THE_DATABASE
@given(many_children)
def test_what_is_taken_the_database_takes_too(children):
    from django.db import transaction

    with transaction.atomic():
        file, record = census_file(children), {}
        loading._fold(file, record, newest=0, lenient=True)
        loading.actions.save_loaded(record=record, files=[file], by=None)
        first = queries.census_return(YEAR, made_at=MADE_AT)
        known = loading.known_children(record)

        again = census_file(children, digest="again")
        loading._fold(again, known, newest=0, lenient=True)
        changes = loading.actions.save_loaded(record=known, files=[again], by=None)
        second = queries.census_return(YEAR, made_at=MADE_AT)
        transaction.set_rollback(True)

    assert {what: count for what, count in changes.items() if count} == {}
    assert second.children == first.children
    assert set(known) == set(record)


@QUICK
@given(many_children)
def test_checks_and_writing_stand_whatever_is_in_the_record(children):
    returned = shape.Return(header=shape.Header(), children=tuple(children))

    findings = checks.checks(returned, YEAR)
    stream = io.BytesIO()
    writer.write(stream, header=returned.header, children=returned.children, year=YEAR)
    stream.seek(0)

    assert all(finding.message and finding.field for finding in findings)
    assert len(list(Reading(stream))) == len(children)
