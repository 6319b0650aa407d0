"""Every route with its permission, for whoever checks that none is bare."""

from typing import Any

from tessera.foundations.access.commands import FOUND, TesseraCommand
from tessera.website.routes import OPERATOR, routes


class Command(TesseraCommand):
    help = "List every address, command and task with the permission it asks for."
    permission = OPERATOR

    def perform(self, **options: Any) -> list[dict]:
        found = [route.as_json() for route in routes()]
        if any(not route["permission"] for route in found):
            self.status = FOUND
        return found

    def words(self, document: list[dict]) -> str:
        return "\n".join(
            f"{','.join(route['methods']) or '-':<9} {route['permission'] or 'BARE':<40} {route['path']}"
            for route in document
        )
