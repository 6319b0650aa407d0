"""The background worker: letters, timers, and whatever else was queued in a write's transaction."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    help = "Do queued work until stopped."
    requires_system_checks: list[str] = []
    permission = "operator"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is queued now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        asyncio.run(_work(wait=not once))


async def _work(*, wait: bool) -> None:
    assert isinstance(app.connector, DjangoConnector)
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as worker:
        async with worker.open_async():
            await worker.run_worker_async(wait=wait, shutdown_graceful_timeout=10)
