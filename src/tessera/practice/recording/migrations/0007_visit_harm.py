from django.db import migrations, models

HARM = models.TextField(
    blank=True, db_default="", default="", help_text="harm or danger, as a fact"
)


class Migration(migrations.Migration):
    dependencies = [("recording", "0001_squashed_0006")]

    operations = [
        migrations.AddField(model_name="visit", name="harm", field=HARM),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("harm", ""), ("significance__gte", 2), _connector="OR"),
                name="visit_of_harm_is_significant",
            ),
        ),
    ]
