"""Who somebody is whom a list of names only names: family, or a worker of ours. Never a guess."""

from dataclasses import dataclass
from typing import Any

from tessera.foundations.access.models import User
from tessera.people.queries import family_of
from tessera.people.rules import folded

PARENT_WORDS = {
    "mother": "F", "mum": "F", "mummy": "F", "mam": "F",
    "father": "M", "dad": "M", "daddy": "M",
}  # fmt: skip
PARENTS = ("parent", "adoptive_parent")


@dataclass(frozen=True)
class Known:
    person: Any = None
    worker: Any = None


def who_is_who(names, children, on):
    """name -> Known. `names` are pairs of a name and an agency, "" for the family.

    By the whole name; a member of the family also by a first name or "Mum", where only one can be meant.
    """
    relatives = [each for child in children for each in family_of(child, on, actor=None)]
    family = {person.pk: person for person in (*children, *(r.person for r in relatives))}
    parents = {r.person.pk: r.person for r in relatives if r.kind in PARENTS}
    ours = _workers([name for name, _ in names])
    return {name: _known(name, agency, family, parents, ours) for name, agency in names}


def _known(name, agency, family, parents, ours):
    plain = folded(name)
    if not agency:
        person = _only(p for p in family.values() if plain in _names(p)) or _parent(plain, parents)
        if person is not None:
            return Known(person=person)
    if agency in ("", "social_care") and plain in ours:
        return Known(worker=ours[plain])
    return Known()


def _names(person):
    known_as = person.known_as or person.given_name
    return {folded(each) for each in (person.name, known_as, person.given_name) if each}


def _parent(plain, parents):
    sex = PARENT_WORDS.get(plain)
    return _only(p for p in parents.values() if p.sex == sex) if sex else None


def _only(found):
    found = list(found)
    return found[0] if len(found) == 1 else None


def _workers(names):
    found: dict[str, list] = {}
    for user in User.objects.filter(name__in=[n.strip() for n in names], is_active=True):
        found.setdefault(folded(user.name), []).append(user)
    return {key: users[0] for key, users in found.items() if len(users) == 1}
