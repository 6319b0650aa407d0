"""`tessera access matrix`: the policy as a table, one row for each permission and role."""

from typing import Any

from tessera.foundations.access.commands import TesseraCommand
from tessera.foundations.access.models import Grant, current_on
from tessera.foundations.access.permissions import permissions
from tessera.foundations.calendar import clock


class Command(TesseraCommand):
    help = "Print which role may do what, and how far it reaches."

    def perform(self, **options: Any) -> list[dict]:
        words = {p.code: p.words for p in permissions()}
        rows = (
            Grant.objects.filter(current_on(clock.today()))
            .values_list("permission", "role__code", "scope")
            .order_by("permission", "role__code")
        )
        return [
            {"permission": code, "words": words.get(code, ""), "role": role, "scope": scope}
            for code, role, scope in rows
        ]

    def words(self, document: list[dict]) -> str:
        return "\n".join(f"{r['permission']:<45} {r['role']:<25} {r['scope']}" for r in document)
