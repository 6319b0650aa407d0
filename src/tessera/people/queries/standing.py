"""A person with all that the policy asks of them and a worker: what every door of a record reads first."""

from functools import lru_cache
from uuid import UUID

from tessera.foundations.access.policy import Actor
from tessera.foundations.records.prepared import THIS, Prepared
from tessera.people.models import Person
from tessera.people.models.reach import anyone, asker


def person_with_standing(public_id: UUID, *, actor: Actor) -> Person | None:
    """Whoever has this public id, for the gate to decide on; None when nobody has."""
    found = _with_standing(actor.today).ask(this=public_id, **asker(actor))
    return found[0] if found else None


@lru_cache(maxsize=8)
def _with_standing(today) -> Prepared:
    return Prepared(Person.objects.with_standing(anyone(today)).filter(public_id=THIS))
