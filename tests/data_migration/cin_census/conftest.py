from datetime import UTC, date, datetime

import pytest

from tessera.data_migration.cin_census.loading import load
from tessera.demo.bench.census_file import write_file
from tessera.insight.cin_census import queries, writer
from tessera.insight.cin_census.shape import Return

MADE_AT = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def file_of(tmp_path):
    """Writes children as the census file of a year; changes to the header's dates by name."""

    def write(*children, year=2026, name="census.xml", reference_on=None):
        header = writer.header_for(year=year, authority="975", made_at=MADE_AT, release="test")
        path = write_file(Return(header=header, children=children), tmp_path / name)
        if reference_on:
            text = path.read_text().replace(f"{year}-03-31", reference_on.isoformat(), 1)
            path.write_text(text)
        return path

    return write


@pytest.fixture
def load_file(db):
    def loaded(*paths, keep_going=False):
        return load(paths, keep_going=keep_going, by=None)

    return loaded


@pytest.fixture
def returned(db):
    """The children of a year's return, by their ids."""

    def children(year=2026, known_at=None):
        census = queries.census_return(year, made_at=MADE_AT, known_at=known_at)
        return {child.la_child_id: child for child in census.children}

    return children


@pytest.fixture
def day():
    return date.fromisoformat
