from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Made beside the work of the day: the table may hold millions.
    atomic = False

    dependencies = [
        ('recording', '0003_decided_actions'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='managementdecision',
            index=models.Index(fields=['person', '-decided_on', '-id'], name='decision_person'),
        ),
    ]
