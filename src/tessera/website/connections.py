"""Which server the site talks to, and as whom: never as the owner, unless the schema itself is changed."""

import getpass
import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tessera.website import postgres
from tessera.website.postgres_binaries import Refused

PROJECT = Path(__file__).resolve().parents[3]
OWN_SERVER_WANTS = {"connect_timeout": 10}


def data_folder() -> Path:
    """Everything of one installation: database, files, keys."""
    return Path(os.environ.get("TESSERA_DATA") or PROJECT / ".data").expanduser().absolute()


def has_own_server() -> bool:
    """Whether DATABASE_URL names a server that somebody else runs."""
    return bool(os.environ.get("DATABASE_URL"))


def parameters(*, as_owner: bool = False) -> dict:
    """libpq's words for the connection of the site, or of the owner who changes the schema."""
    if has_own_server():
        return _to_own_server(as_owner=as_owner)
    role = postgres.OWNER if as_owner else postgres.APPLICATION
    database = os.environ.get("TESSERA_DATABASE_NAME") or postgres.DATABASE
    try:
        return postgres.Cluster(data_folder()).parameters(role, database)
    except Refused:
        # No server runs yet: commands that need none may still load the settings.
        return {"host": "127.0.0.1", "port": 1, "user": role, "dbname": database}


def for_django(*, as_owner: bool, pool: dict | bool) -> dict:
    """One entry of Django's DATABASES."""
    given = parameters(as_owner=as_owner)
    named = {name: given.pop(key, "") for name, key in _NAMES.items()}
    options = {**given, "pool": pool} if pool else given
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_MAX_AGE": 0,
        # With the pool: a connection that died with its server is replaced before a page meets it.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
    }


_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def own_server_address(*, as_owner: bool) -> str:
    address = os.environ["DATABASE_URL"]
    return os.environ.get("DATABASE_OWNER_URL") or address if as_owner else address


def site_login() -> str:
    """As whom the site signs in to the council's own server."""
    given = conninfo_to_dict(own_server_address(as_owner=False))
    return str(given.get("user") or os.environ.get("PGUSER") or getpass.getuser())


def _to_own_server(*, as_owner: bool) -> dict:
    address = own_server_address(as_owner=as_owner)
    # Several hosts in one URL are libpq's own: other parsers fail on them.
    given = {**OWN_SERVER_WANTS, **conninfo_to_dict(address)}
    if os.environ.get("TESSERA_DATABASE_NAME"):
        given["dbname"] = os.environ["TESSERA_DATABASE_NAME"]
    if not as_owner:
        given["options"] = f"{given.get('options', '')} -c role={postgres.APPLICATION}".strip()
    return given
