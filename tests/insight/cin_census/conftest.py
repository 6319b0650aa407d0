import uuid
from datetime import UTC, datetime

import pytest

from tessera.data_migration.cin_census.loading import load
from tessera.demo.bench.census_file import write_file
from tessera.foundations.access import actions as access
from tessera.insight.cin_census import queries, writer
from tessera.insight.cin_census.shape import Return
from tests.factories import people as make

MADE_AT = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def in_the_record(db, tmp_path):
    """Children as the census tells of them, brought into the record."""

    def brought(*children, year=2026):
        header = writer.header_for(year=year, authority="975", made_at=MADE_AT, release="test")
        path = write_file(Return(header=header, children=children), tmp_path / f"{year}.xml")
        report = load([path], keep_going=False, by=None)
        assert not report.refused
        return path

    return brought


@pytest.fixture
def census(db):
    def children(year=2026, **more):
        returned = queries.census_return(year, made_at=MADE_AT, **more)
        return {child.la_child_id: child for child in returned.children}

    return children


@pytest.fixture
def analyst(db):
    access.install_roles(started_on=make.LONG_AGO)
    return make.a_worker("Odell Fenn", role="analyst")


@pytest.fixture
def ask(client, analyst):
    """Ask for a page as the analyst, or send its form."""
    client.force_login(analyst)

    def asked(address, **sent):
        if sent:
            return client.post(address, {"idempotency_key": str(uuid.uuid4()), **sent})
        return client.get(address)

    return asked
