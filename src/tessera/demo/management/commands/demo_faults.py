"""`tessera demo faults`: which faults were planted in the invented council, and in whom."""

import json
from typing import Any

from django.conf import settings

from tessera.foundations.access.commands import BadInput, TesseraCommand


class Command(TesseraCommand):
    help = "List the faults planted in the invented council, for whoever teaches with it."

    def perform(self, **options: Any) -> list[dict[str, str]]:
        facts_file = settings.DATA_FOLDER / "demo.json"
        facts = json.loads(facts_file.read_text()) if facts_file.exists() else {}
        if "faults" not in facts:
            raise BadInput("No invented council is here. `bin/demo` makes one.")
        return facts["faults"]

    def words(self, document: list[dict[str, str]]) -> str:
        return "\n".join(f"{row['rule']:<10} {row['fault']}: {row['child']}" for row in document)
