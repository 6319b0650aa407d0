"""Where the database is, for psql and for whoever checks it from outside."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tessera.website import connections as servers
from tessera.website import postgres


class Command(BaseCommand):
    help = "Print a libpq URL of the database."
    requires_system_checks: list[str] = []
    permission = "operator"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", action="store_true", help="as the owner of the tables")

    def handle(self, *args: Any, owner: bool, **options: Any) -> None:
        if servers.has_own_server():
            self.stdout.write(servers.own_server_address(as_owner=owner))
            return
        postgres.Cluster(servers.data_folder()).keep_running()
        self.stderr.write("The database stays running; `tessera db stop` stops it.")
        self.stdout.write(postgres.url(servers.parameters(as_owner=owner)))
