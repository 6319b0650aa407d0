"""Stop the database that an installation runs for itself."""

from typing import Any

from django.core.management.base import BaseCommand

from tessera.website import connections as servers
from tessera.website import postgres


class Command(BaseCommand):
    help = "Stop the database of TESSERA_DATA."
    requires_system_checks: list[str] = []
    permission = "operator"

    def handle(self, *args: Any, **options: Any) -> None:
        if not servers.has_own_server():
            postgres.Cluster(servers.data_folder()).stop()
