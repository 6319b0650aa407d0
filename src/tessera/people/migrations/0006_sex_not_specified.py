from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_born_and_named_index")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="sex",
            field=models.CharField(
                choices=[
                    ("M", "Male"),
                    ("F", "Female"),
                    ("U", "Not known"),
                    ("N", "Not specified"),
                ],
                default="U",
                max_length=1,
            ),
        ),
    ]
