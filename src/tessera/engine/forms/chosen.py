"""Whom an answer names: a person, a worker, a team or an organisation."""

from typing import Any
from uuid import UUID

from tessera.foundations.access.models import Team, User
from tessera.people.models import Organisation, Person

MODELS: dict[str, Any] = {
    "person": Person,
    "worker": User,
    "team": Team,
    "organisation": Organisation,
}


def chosen(noun: str, public_id: str):
    """The person, worker, team or organisation that an answer names, or None."""
    try:
        return MODELS[noun].objects.filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def known_to(actor, signer=None):
    """What an answer may name: for `kinds.Asked.known`, within what the worker may know."""

    def known(noun: str, public_id: str) -> dict | None:
        if noun == "signer":
            return {"id": str(signer.public_id), "name": signer.name} if signer else None
        model = MODELS[noun]
        found = model.objects.known_to(actor) if noun == "person" else model.objects.all()
        one = found.filter(public_id=public_id).first()
        return {"id": str(one.public_id), "name": one.name} if one else None

    return known
