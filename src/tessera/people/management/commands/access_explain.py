"""`tessera access explain USER PERSON...`: why someone may or may not see a record."""

import uuid
from argparse import ArgumentParser
from typing import Any

from tessera.foundations.access import gate
from tessera.foundations.access.actors import actor_of
from tessera.foundations.access.commands import BadInput, TesseraCommand
from tessera.foundations.access.models import User
from tessera.foundations.access.policy import EXPLANATIONS
from tessera.foundations.calendar import clock
from tessera.people.models import Person

VIEW = "people:person:view"


class Command(TesseraCommand):
    help = "Say why a worker may or may not see each person's record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("user", help="the name with which the worker signs in")
        parser.add_argument("person", nargs="+", help="the public id of a person")

    def perform(self, *, user: str, person: list[str], **options: Any) -> list[dict]:
        worker = User.objects.filter(username=user).first()
        if worker is None:
            raise BadInput(f"Nobody signs in as {user!r}. Check the name with your administrator.")
        actor = actor_of(worker, clock.today())
        return [self._explain(actor, text) for text in person]

    def _explain(self, actor, text: str) -> dict:
        try:
            found = Person.objects.filter(public_id=uuid.UUID(text)).first()
        except ValueError:
            found = None
        if found is None:
            raise BadInput(f"There is no person with the id {text!r}.")
        decision = gate.check(actor, VIEW, found)
        return {
            "person": text,
            "name": f"{found.given_name} {found.family_name}".strip() or found.name,
            "surname": found.family_name,
            "allow": decision.allow,
            "hidden": decision.hidden,
            "reason": EXPLANATIONS[decision.reason],
        }

    def words(self, document: list[dict]) -> str:
        return "\n".join(
            f"{row['person']}  {'may see' if row['allow'] else 'may not see'}  {row['reason']}"
            for row in document
        )
