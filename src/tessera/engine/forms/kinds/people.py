"""A person, a worker, a team, an organisation, an address. The name is kept as it was when it was chosen."""

import re
from uuid import UUID

from tessera.engine.forms.kinds.base import Asked, Kind, is_typed, register, typed
from tessera.people import rules


class Chosen(Kind):
    """Someone chosen from the record: {"id": public id, "name": as it was then}."""

    noun = ""

    def clean(self, field, raw, asked: Asked):
        if not raw:
            return None
        try:
            public_id = str(UUID(raw))
        except ValueError:
            return typed(raw[:200], f"Choose the {self.noun} from the list")
        return asked.known(self.noun, public_id) or typed(
            raw[:200], f"Choose the {self.noun} from the list"
        )

    def store(self, value):
        if value is None or isinstance(value, dict):
            return value
        return {"id": str(value.public_id), "name": value.name}

    def shown(self, field, value, on):
        return value["name"]


@register("person")
class APerson(Chosen):
    noun = "person"


@register("worker")
class AWorker(Chosen):
    noun = "worker"


@register("team")
class ATeam(Chosen):
    noun = "team"


@register("organisation")
class AnOrganisation(Chosen):
    noun = "organisation"


PARTS = ("line1", "line2", "town", "postcode")


@register("address")
class AnAddress(Kind):
    def read(self, field, post, name, asked):
        parts = {part: (post.get(f"{name}-{part}") or "").strip()[:200] for part in PARTS}
        if not any(parts.values()):
            return None
        if parts["postcode"]:
            try:
                parts["postcode"] = rules.clean_postcode(parts["postcode"])
            except rules.NotValid as wrong:
                return typed(parts, str(wrong))
        return parts

    def problem(self, field, value, asked):
        if is_typed(value):
            return value["problem"]
        return "" if value["line1"] else "Write the house and street"

    def shown(self, field, value, on):
        return re.sub(r"(, )+", ", ", ", ".join(value[part] for part in PARTS if value.get(part)))

    def names(self, field, name):
        return tuple(f"{name}-{part}" for part in PARTS)
