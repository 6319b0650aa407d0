from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_squashed_0008")]

    operations = [
        migrations.AddField(
            model_name="sending",
            name="known",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="what the record knew of this recipient, as whoever decided had it before them",
            ),
        ),
    ]
