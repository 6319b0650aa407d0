"""One question as one page shows it."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tessera.engine.forms.definitions import FormField
from tessera.engine.forms.kinds import dates, is_typed, kind_of
from tessera.engine.forms.kinds.base import TYPED
from tessera.ui.formatting import local


@dataclass
class Question:
    """One field as one page shows it, for everyone or for one child."""

    field: FormField
    child: Any
    name: str
    label: str
    hint: str
    value: Any = None
    shown: str = ""
    error: str = ""
    revision: int = 0
    typed_on: Any = None
    turn: int = 0
    source: dict | None = None
    filled: dict | None = None
    arrived: str = ""
    earlier: dict | None = None
    conflict: dict | None = None
    when: dict | None = None
    is_shown: bool = True
    is_withheld: bool = False
    matches: list = dataclasses.field(default_factory=list)
    query: str = ""
    extra_rows: int = 0
    text: str = ""
    files: list = dataclasses.field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.field.kind

    @property
    def child_id(self) -> str:
        return str(self.child.public_id) if self.child is not None else ""

    @property
    def box(self) -> str:
        """The id of the box that an error links to."""
        first_part = {"date": "-day", "datetime": "-day", "address": "-line1"}
        inner = f"{self.name}-new" if self.filled and self.filled["choice"] == "no" else self.name
        if self.filled and self.filled["choice"] != "no":
            return self.name
        return inner + first_part.get(self.kind, "")

    @property
    def was(self) -> str:
        """What the page was showing: which save, and of what. Comes back with the form."""
        kept = self.conflict["value"] if self.conflict else self.stored
        return f"{self.revision}:{fingerprint(kept)}"

    @property
    def stored(self) -> Any:
        """What has been saved: not what arrived in the box and has not been read over yet."""
        return None if self.arrived else self.value

    @property
    def inner(self) -> str:
        """The name of the box itself: apart from the Yes and Change of a filled answer."""
        return f"{self.name}-new" if self.filled else self.name

    @property
    def typed(self) -> Any:
        """The value as boxes show it."""
        if is_typed(self.value):
            return self.value[TYPED]
        return self.value

    @property
    def boxes(self):
        return dates.boxes(self.value)

    @property
    def time(self) -> str:
        if self.value is None:
            return ""
        if is_typed(self.value):
            return self.value[TYPED].get("time", "")
        return f"{local(kind_of(self.field).python(self.value)):%H:%M}"


def fingerprint(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
