from django.db import migrations

SQL = """
UPDATE people_line SET significance = 2
 WHERE kind = 'recording.visit' AND significance = 1
   AND source_id IN (
     SELECT visit.id FROM recording_visit AS visit JOIN people_person AS child ON child.id = visit.person_id
      WHERE NOT visit.was_seen
        AND (child.born_on <= visit.happened_on OR (child.born_on IS NULL AND child.expected_on IS NULL)))
"""


class Migration(migrations.Migration):
    """A visit at which the child was not seen is a significant event, as new ones are written."""

    dependencies = [
        ("recording", "0005_decided_actions_are_answered"),
        ("people", "0005_born_and_named_index"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
