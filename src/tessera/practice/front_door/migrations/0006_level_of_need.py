from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("front_door", "0005_childs_words")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="level",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="code set contact.level, where it is another than the outcome stands for",
                max_length=4,
            ),
        ),
    ]
