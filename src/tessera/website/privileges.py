"""What the site's own role may do in the database: everything it needs, and nothing to the log's past.

Run by the owner after each migration, in one transaction: a running site never sees a moment without.
"""

from typing import Any

from psycopg import sql

from tessera.website.postgres import APPLICATION

EXTENSIONS = ("btree_gin", "btree_gist", "pg_trgm", "unaccent", "fuzzystrmatch")
EVERYTHING = "select, insert, update, delete"
ADD_ONLY = "select, insert"
READ_ONLY = "select"
LOG_PREFIX = "audit_"
# Written by triggers, by migrations, or by the owner alone.
READ_ONLY_TABLES = {"records_version", "records_installation", "django_migrations"}

_CREATE_EXTENSIONS = "; ".join(f"create extension if not exists {name}" for name in EXTENSIONS)
WHAT_AN_ADMINISTRATOR_DOES = (
    f"The owner of the tables may not make the role {APPLICATION} or the extensions. Once, as an "
    f"administrator of the server: create role {APPLICATION} nologin; grant {APPLICATION} to OWNER "
    f"with admin option; and in the database: {_CREATE_EXTENSIONS}."
)


def prepare(cursor: Any) -> None:
    """What must stand before the first migration: the site's role, and the extensions we index with."""
    cursor.execute("select 1 from pg_roles where rolname = %s", [APPLICATION])
    if cursor.fetchone() is None:
        cursor.execute(_with_role("create role {} nologin"))
    for extension in EXTENSIONS:
        cursor.execute(
            sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
        )


def allow_sign_in(cursor: Any, *, login: str) -> None:
    """On a server of the council's own: the site's sign-in may take on the site's role."""
    if login == APPLICATION:
        return
    cursor.execute("select pg_has_role(%s, %s, 'member')", [login, APPLICATION])
    if not cursor.fetchone()[0]:
        cursor.execute(
            sql.SQL("grant {} to {}").format(sql.Identifier(APPLICATION), sql.Identifier(login))
        )


def grant(cursor: Any) -> None:
    cursor.execute(_with_role("grant usage on schema public to {}"))
    cursor.execute(_with_role("grant usage, select on all sequences in schema public to {}"))
    cursor.execute(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind in ('r', 'p', 'v', 'm') order by 1"
    )
    for (table,) in cursor.fetchall():
        name = sql.Identifier(table)
        role = sql.Identifier(APPLICATION)
        cursor.execute(sql.SQL("revoke all on {} from {}").format(name, role))
        rights = sql.SQL(rights_on(table))
        cursor.execute(sql.SQL("grant {} on {} to {}").format(rights, name, role))


def rights_on(table: str) -> str:
    if table in READ_ONLY_TABLES:
        return READ_ONLY
    return ADD_ONLY if table.startswith(LOG_PREFIX) else EVERYTHING


def _with_role(statement: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(APPLICATION))
