"""Cross-table truths of people: names, homes, family, workers, and what they are found by."""

from tessera.engine.workflow import register
from tessera.engine.workflow.queries.invariants import rows
from tessera.foundations import codesets


@register.invariant("names", "A person's shown name is one of their current names")
def names():
    return rows(
        """
        SELECT person.id AS person FROM people_person person
        WHERE EXISTS (SELECT 1 FROM people_name n WHERE n.person_id = person.id)
          AND NOT EXISTS (
            SELECT 1 FROM people_name n WHERE n.person_id = person.id
            AND n.family = person.family_name)
        """
    )


@register.invariant("one-legal-name", "Nobody has two legal or two preferred names at once")
def two_names_at_once():
    return rows(
        """
        SELECT person_id AS person, kind FROM people_name
        WHERE ended_on IS NULL AND kind IN ('legal', 'preferred')
        GROUP BY person_id, kind HAVING count(*) > 1
        """
    )


@register.invariant("one-home", "Nobody has two homes on one day")
def two_homes_at_once():
    return rows(_overlapping("people_residence", "kind = 'home'"))


@register.invariant("one-allocated-worker", "Nobody has two allocated workers on one day")
def two_workers_at_once():
    return rows(_overlapping("people_involvement", "role = 'allocated_worker'"))


@register.invariant(
    "one-tie", "A tie between two people is recorded once, not again from the other side"
)
def ties_recorded_twice():
    kinds = codesets.codes("relationship.kind")
    return rows(
        """
        SELECT tie.person_id AS person, tie.relative_id AS relative, tie.kind
        FROM people_relationship tie
        JOIN unnest(%(kinds)s::text[], %(inverses)s::text[]) AS said(kind, inverse) ON said.kind = tie.kind
        JOIN people_relationship again ON again.person_id = tie.relative_id
          AND again.relative_id = tie.person_id AND again.kind = said.inverse AND again.id > tie.id
        WHERE tie.ended_on IS NULL AND again.ended_on IS NULL
        """,
        kinds=[kind.code for kind in kinds],
        inverses=[kind.extra["inverse"] for kind in kinds],
    )


@register.invariant("search-keys", "Everybody can be found: each person has a search key")
def search_keys():
    return rows(
        """
        SELECT person.id AS person FROM people_person person
        WHERE NOT EXISTS (SELECT 1 FROM people_search_key key WHERE key.person_id = person.id)
        """
    )


@register.invariant(
    "search-keys-tell-nothing", "A protected place or telephone is not searched for"
)
def protected_found_by_their_place():
    return rows(
        """
        SELECT DISTINCT key.person_id AS person FROM people_protection protection
        JOIN people_search_key key ON key.person_id = protection.person_id
        WHERE protection.ended_on IS NULL AND (key.postcodes <> '{}' OR EXISTS (
          SELECT 1 FROM unnest(key.identifiers) AS value WHERE value LIKE '+%%' OR value LIKE '%%@%%'))
        """
    )


def _overlapping(table: str, which: str) -> str:
    """Periods of one person that begin before an earlier one has ended."""
    return f"""
        SELECT person, id FROM (
          SELECT id, person_id AS person, coalesce(started_on, '-infinity'::date) AS begins,
            max(coalesce(ended_on, 'infinity'::date)) OVER (
              PARTITION BY person_id ORDER BY started_on NULLS FIRST, id
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
          FROM {table} WHERE {which} AND (ended_on IS NULL OR ended_on > started_on)
        ) AS period WHERE begins < taken_until
        """  # noqa: S608 - made of constants
