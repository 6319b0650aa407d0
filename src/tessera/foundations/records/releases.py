"""Whether a database stands where this release can take it up."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.loader import MigrationLoader


def between_releases(connection: Any) -> Sequence[str]:
    """The apps whose tables have some of the steps that were since put into one, and not all of them.

    Django passes over such an app in silence once the single steps are gone from the source.
    """
    loader = MigrationLoader(connection)
    done = loader.applied_migrations
    return sorted(
        app
        for (app, _), migration in loader.replacements.items()
        if any(step in done for step in migration.replaces)
        and not all(step in done for step in migration.replaces)
    )
