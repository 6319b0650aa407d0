"""A person's family, household, and brothers and sisters, computed from relationships and homes.

Whoever shows the answer names the `actor`; hidden people are then absent, and every tie to them.
`actor=None` is the system itself, for work that shows no one.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models.expressions import RawSQL

from tessera.foundations import codesets
from tessera.foundations.records.prepared import CHILD, Prepared, Question
from tessera.people.models import Person, Relationship, Residence
from tessera.people.models.reach import PARENT_KINDS, anyone, asker, is_known
from tessera.people.rules.ages import ADULT_AT, age_on

RELATED = frozenset(
    code.code
    for code in codesets.codes("relationship.kind")
    if code.group in ("Close family", "Wider family", "Partners", "Care")
)
DOWNWARD = frozenset(
    {
        "child",
        "adopted_child",
        "step_child",
        "partners_child",
        "grandchild",
        "great_grandchild",
        "niece_or_nephew",
        "child_of_guardian",
        "fostered_child",
        "privately_fostered_child",
        "cared_for_child",
        "godchild",
    }
)
CARERS = (
    "parent",
    "adoptive_parent",
    "step_parent",
    "special_guardian",
    "foster_carer",
    "private_foster_carer",
)
WIDER = (
    "parents_partner",
    "foster_carer",
    "private_foster_carer",
    "other_carer",
    "sibling",
    "half_sibling",
    "step_sibling",
    "grandparent",
    "great_grandparent",
    "aunt_or_uncle",
    "cousin",
    "other_relative",
    "godparent",
)
WORRY = "source_of_worry"
BORN_BESIDE = ("sibling", "half_sibling", "step_sibling", "cousin")
MOST_TIES = 300


@dataclass(frozen=True)
class Relative:
    """Someone in a person's family: `word` is what they are to that person."""

    person: Person
    word: str
    kind: str
    has_parental_responsibility: bool | None = None
    is_main_carer: bool = False
    note: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    relationship: Relationship | None = None


@dataclass
class Family:
    """A person and the ties around them, two steps out: three generations and the half-families."""

    person: Person
    people: dict[int, Person] = field(default_factory=dict)
    ties: list[Relationship] = field(default_factory=list)

    def parents_of(self, person_id: int) -> dict[int, Relationship]:
        found: dict[int, Relationship] = {}
        for tie in self.ties:
            parent, child = as_parent(tie)
            if child == person_id and parent is not None:
                found[parent] = tie
        return found

    def children_of(self, person_id: int) -> list[int]:
        ties = map(as_parent, self.ties)
        return [child for parent, child in ties if parent == person_id and child is not None]


def as_parent(tie: Relationship) -> tuple[int | None, int | None]:
    """(parent, child) of a tie between parent and child; actions record it that way round."""
    return (tie.person_id, tie.relative_id) if tie.kind in PARENT_KINDS else (None, None)


def family_around(person, on, *, actor) -> Family:
    """Ties of the person, ties of those, and parents of brothers and sisters; in one query."""
    prepared, given = ties_asked(person, on, actor=actor)
    return family_from(person, prepared.ask(**given))


def ties_asked(person, on, *, actor) -> Question:
    """For a page that asks more at once; `family_from` takes the answer."""
    who = {} if actor is None else asker(actor)
    return _ties(on, actor and actor.today), {"child": person.pk, **who}


def family_from(person, ties) -> Family:
    family = Family(person, {person.pk: person})
    for tie in ties:
        family.ties.append(tie)
        for each in (tie.person, tie.relative):
            family.people.setdefault(each.pk, each)
    return family


@lru_cache(maxsize=8)
def _ties(on, today_of_reader) -> Prepared:
    within = RawSQL(_WITHIN, [CHILD, on])  # noqa: S611 - made of constants
    ties = Relationship.objects.filter(pk__in=within).select_related("person", "relative")
    if today_of_reader is not None:
        reader = anyone(today_of_reader)
        ties = ties.filter(is_known(reader, "person_id"), is_known(reader, "relative_id"))
    return Prepared(ties.order_by("pk"))


_TRUE = """(tie.kind IN ('parent', 'adoptive_parent') OR (
  (tie.started_on IS NULL OR tie.started_on <= (SELECT today FROM asked))
  AND (tie.ended_on IS NULL OR tie.ended_on > (SELECT today FROM asked))))"""
_WITHIN = f"""
WITH asked AS (SELECT %s::bigint AS person, %s::date AS today), beside AS (
  SELECT tie.person_id AS id FROM people_relationship tie
   WHERE tie.relative_id = (SELECT person FROM asked) AND {_TRUE}
  UNION SELECT tie.relative_id FROM people_relationship tie
   WHERE tie.person_id = (SELECT person FROM asked) AND {_TRUE}
  UNION SELECT person FROM asked
), siblings AS (
  SELECT tie.relative_id AS id FROM people_relationship tie JOIN beside ON tie.person_id = beside.id
   WHERE tie.kind IN ('parent', 'adoptive_parent')
)
SELECT tie.id FROM people_relationship tie JOIN beside ON tie.person_id = beside.id WHERE {_TRUE}
UNION
SELECT tie.id FROM people_relationship tie JOIN beside ON tie.relative_id = beside.id WHERE {_TRUE}
UNION
SELECT tie.id FROM people_relationship tie JOIN siblings ON tie.relative_id = siblings.id
 WHERE tie.kind IN ('parent', 'adoptive_parent')
LIMIT {MOST_TIES}
"""  # noqa: S608 - made of constants


def family_of(person, on, *, actor, family=None):
    """Everyone tied to a person, and brothers and sisters whom only their parents tie."""
    family = family or family_around(person, on, actor=actor)
    relatives = {}
    for tie in family.ties:
        if person.pk in (tie.person_id, tie.relative_id):
            relative = _as_relative(tie, person, family.people)
            relatives.setdefault((relative.person.pk, relative.kind), relative)
    tied = {person_id for person_id, _ in relatives}
    for sibling in _computed_siblings(family, person):
        if sibling.person.pk not in tied:
            relatives[sibling.person.pk, sibling.kind] = sibling
    return sorted(relatives.values(), key=_nearness)


def carers_of(children, on, *, actor):
    """The living parents and carers of some children, as (person, what they are to them), each once."""
    found = {}
    for child in children:
        for each in family_of(child, on, actor=actor):
            if each.kind in CARERS and each.person.died_on is None:
                found.setdefault(each.person.pk, (each.person, each.word))
    return list(found.values())


def wider_family_of(child, on, *, actor, relatives=None):
    """The grown-ups around a child besides parents: other carers, grandparents, grown brothers and sisters,
    and whoever lives with the child. Each may be asked to a meeting or written to; nobody is by itself, and
    who is on the record as a worry alone is not among them.

    `relatives` is the child's family, where it has been read already.
    """
    if relatives is None:
        relatives = family_of(child, on, actor=actor)
    found = {}
    for each in relatives:
        if each.kind in WIDER and _is_grown(each.person, on, each.kind not in BORN_BESIDE):
            found.setdefault(each.person.pk, each)
    besides = {each.person.pk for each in relatives if each.kind in (*CARERS, WORRY)} | found.keys()
    for person in household_of(child, on, actor=actor):
        if person.pk not in besides and _is_grown(person, on, False):
            found[person.pk] = Relative(person, f"lives with {first_name(child)}", "household")
    return list(found.values())


def _is_grown(person, on, unless_said):
    """`unless_said`: what is taken of somebody whose age is not on the record."""
    if person.died_on is not None or person.is_unborn:
        return False
    return age_on(person.born_on, on) >= ADULT_AT if person.born_on else unless_said


def siblings_of(person, on, *, actor, family=None):
    """Brothers and sisters, half and step too, recorded or computed, eldest first."""
    kinds = {"sibling", "half_sibling", "step_sibling"}
    relatives = family_of(person, on, actor=actor, family=family)
    brothers_and_sisters = [each for each in relatives if each.kind in kinds]
    return sorted(brothers_and_sisters, key=lambda each: (_birth(each.person), each.person.pk))


def household_of(person, on, *, actor):
    """Everyone else who is where the person lives or stays on a day, eldest first."""
    present = Residence.objects.of_those_present(on)
    home = present.filter(person=person).values("address")
    there = present.filter(address__in=home).exclude(person=person)
    people = Person.objects.filter(pk__in=there.values("person"), died_on=None)
    if actor is not None:
        people = people.known_to(actor)
    return sorted(people, key=lambda each: (_birth(each), each.pk))


def household_in(family, now):
    """Whoever of a family is where the person lives or stays, when `now` has been read for all of them."""
    home = now[family.person.pk].address_id
    living = [pk for pk, each in family.people.items() if each.died_on is None]
    return [
        pk
        for pk in living
        if home is not None and pk != family.person.pk and now[pk].address_id == home
    ]


def word_for(kind: str, sex: str) -> str:
    """What someone of this sex is, in this kind of relationship: "mum", "half-brother"."""
    code = codesets.get("relationship.kind", kind)
    words = code.extra.get({"F": "female", "M": "male"}.get(sex, "")) or code.label
    return words[:1].lower() + words[1:]


def inverse_of(kind: str) -> str:
    return codesets.get("relationship.kind", kind).extra["inverse"]


def _as_relative(tie, person, people):
    forwards = tie.relative_id == person.pk
    other = people[tie.person_id if forwards else tie.relative_id]
    kind = tie.kind if forwards else inverse_of(tie.kind)
    return Relative(
        person=other,
        word=word_for(kind, other.sex),
        kind=kind,
        has_parental_responsibility=tie.has_parental_responsibility if forwards else None,
        is_main_carer=tie.is_main_carer and forwards,
        note=tie.note,
        started_on=tie.started_on,
        ended_on=tie.ended_on,
        relationship=tie,
    )


def _computed_siblings(family, person):
    mine = set(family.parents_of(person.pk))
    others = {child for parent in mine for child in family.children_of(parent)} - {person.pk}
    for other in sorted(others):
        theirs = set(family.parents_of(other))
        # Half only when each has a known parent who is not the other's.
        kind = "half_sibling" if mine - theirs and theirs - mine else "sibling"
        found = family.people[other]
        yield Relative(person=found, word=word_for(kind, found.sex), kind=kind)


_ORDER = {code: place for place, code in enumerate(
    ("parent", "adoptive_parent", "special_guardian", "step_parent", "sibling", "half_sibling",
     "step_sibling", "child", "adopted_child", "married", "civil_partner", "partner", "grandparent")
)}  # fmt: skip


def first_name(person):
    """As a sentence about them says it."""
    return person.given_name or person.known_as or person.name


def _nearness(relative):
    return (
        not relative.is_main_carer,
        _ORDER.get(relative.kind, 50),
        _birth(relative.person),
        relative.person.pk,
    )


def _birth(person):
    return person.born_on or person.expected_on or date.max
