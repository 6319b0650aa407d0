"""Whose council's own numbers these are."""

from collections.abc import Iterable

from django.db import connection

from tessera.people.rules import own_number_span

WHOSE = """
    SELECT asked.number, person.id
    FROM unnest(%(numbers)s::text[], %(first)s::uuid[], %(last)s::uuid[]) AS asked (number, first, last)
    JOIN people_person person ON person.public_id BETWEEN asked.first AND asked.last
"""


def people_of_own_numbers(numbers: Iterable[str]) -> dict[str, int]:
    """number -> person id, of those that are the own number of somebody here."""
    spans = [(number, span) for number in numbers if (span := own_number_span(number))]
    if not spans:
        return {}
    asked = {
        "numbers": [number for number, _ in spans],
        "first": [str(first) for _, (first, _) in spans],
        "last": [str(last) for _, (_, last) in spans],
    }
    with connection.cursor() as cursor:
        cursor.execute(WHOSE, asked)
        return dict(cursor.fetchall())
