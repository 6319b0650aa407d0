"""The web server."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from tessera.website import connections as servers

DEFAULT_PORT = 8000


class Command(BaseCommand):
    help = "Serve the site."
    # A form or a road that is broken, ours or the council's, is told here and not by the first request.
    requires_system_checks = ["processes"]
    permission = "operator"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, port: int, address: str, workers: int, **options: Any) -> None:
        connections.close_all()
        servers.data_folder().mkdir(parents=True, exist_ok=True)
        os.environ["TESSERA_SERVING"] = "on"
        Granian(
            "tessera.website.wsgi:application",
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_enabled=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
