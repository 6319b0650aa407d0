from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    BtreeGinExtension,
    RemoveIndexConcurrently,
)
from django.db import migrations


class Migration(migrations.Migration):
    """One index over dates of birth and names, in place of one of each."""

    # Made beside the work of the day: the table may hold millions.
    atomic = False

    dependencies = [("people", "0004_moved_lines_index")]

    operations = [
        BtreeGinExtension(),
        AddIndexConcurrently(
            "searchkey",
            GinIndex(fields=["born_on", "keys"], name="search_key_born_keys", fastupdate=False),
        ),
        RemoveIndexConcurrently("searchkey", "search_key_keys"),
        RemoveIndexConcurrently("searchkey", "search_key_born"),
    ]
