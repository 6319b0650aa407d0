"""An empty database made ready, or an older one brought up to date, by its owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections, transaction

from tessera.foundations.records.releases import between_releases
from tessera.website import connections as servers
from tessera.website import privileges

ONE_AT_A_TIME = 7_365_747_001
BETWEEN_RELEASES = (
    "The tables of {apps} were made by an older release, and this one no longer knows the steps between."
    " Run `tessera migrate` of the release before this one first; then run it again here."
    " Nothing was changed."
)


class Command(Migrate):
    help = "Make the database ready: tables, extensions, and what the site may do in it."
    permission = "operator"

    def handle(self, *args: Any, **options: Any) -> None:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            if apps := between_releases(connections[DEFAULT_DB_ALIAS]):
                raise CommandError(BETWEEN_RELEASES.format(apps=", ".join(apps)))
            try:
                privileges.prepare(cursor)
                if servers.has_own_server():
                    privileges.allow_sign_in(cursor, login=servers.site_login())
            except ProgrammingError as refused:
                raise CommandError(privileges.WHAT_AN_ADMINISTRATOR_DOES) from refused
        super().handle(*args, **options)
        with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            privileges.grant(cursor)
            if settings.AUTHORITY:
                name_authority(cursor, settings.AUTHORITY)


def name_authority(cursor: Any, authority: str) -> None:
    """Keep the council's DfE number, by which its returns are known. An invented council keeps its own."""
    if not (len(authority) == 3 and authority.isdigit()):
        raise CommandError(
            f"TESSERA_AUTHORITY is the council's DfE number, three digits; not {authority!r}."
        )
    cursor.execute("select is_invented from records_installation")
    found = cursor.fetchone()
    if found is None:
        cursor.execute(
            "insert into records_installation (is_invented, authority, council_name, clock_offset)"
            " values (false, %s, '', 0)",
            [authority],
        )
    elif not found[0]:
        cursor.execute("update records_installation set authority = %s", [authority])
