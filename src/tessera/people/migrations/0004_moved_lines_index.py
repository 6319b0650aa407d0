from django.db import migrations


class Migration(migrations.Migration):
    """Where a person's chronology lines stood before they were moved, without reading everybody's."""

    # Made beside the work of the day: the table may hold millions.
    atomic = False

    dependencies = [
        ("people", "0003_significant_lines_index"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY people_line_moved ON records_version (((row->>'person_id')::bigint))"
            " WHERE table_name = 'people_line'",
            "DROP INDEX people_line_moved",
        )
    ]
