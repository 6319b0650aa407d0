from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_squashed_0006'),
    ]

    operations = [
        migrations.AddField(
            model_name='warning',
            name='whom',
            field=models.CharField(blank=True, db_default='', default='', max_length=150),
        ),
    ]
