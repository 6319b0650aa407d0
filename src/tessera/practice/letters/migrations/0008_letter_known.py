from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_squashed_0007")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="known",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="what the record knew of the recipient, as whoever sent it had it before them",
            ),
        ),
    ]
