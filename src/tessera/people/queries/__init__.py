"""What the house asks about people. Whoever shows the answer names the `actor` it is shown to."""

from tessera.people.queries.chronology import chronology_page, latest_lines
from tessera.people.queries.family import (
    carers_of,
    family_of,
    household_of,
    siblings_of,
    wider_family_of,
)
from tessera.people.queries.involvement import (
    allocated_worker,
    allocated_workers,
    email_of,
    team_of,
    working_with,
)
from tessera.people.queries.likeness import likely_duplicates
from tessera.people.queries.looks import who_has_looked
from tessera.people.queries.own_numbers import people_of_own_numbers
from tessera.people.queries.particulars import homes_of, ways_to_reach
from tessera.people.queries.reach import records_open, subject_for
from tessera.people.queries.search import search

__all__ = [
    "allocated_worker",
    "allocated_workers",
    "carers_of",
    "chronology_page",
    "email_of",
    "family_of",
    "homes_of",
    "household_of",
    "latest_lines",
    "likely_duplicates",
    "people_of_own_numbers",
    "records_open",
    "search",
    "siblings_of",
    "subject_for",
    "team_of",
    "ways_to_reach",
    "who_has_looked",
    "wider_family_of",
    "working_with",
]
