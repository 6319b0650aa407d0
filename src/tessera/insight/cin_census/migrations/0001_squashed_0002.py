import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("cin_census", "0001_initial"), ("cin_census", "0002_runs")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Run",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("year", models.PositiveSmallIntegerField()),
                    ("asked_at", models.DateTimeField()),
                    ("made_at", models.DateTimeField(blank=True, help_text="from what was known at this moment", null=True)),
                    ("failed_at", models.DateTimeField(blank=True, null=True)),
                    ("children", models.PositiveIntegerField(default=0)),
                    ("cases", models.PositiveIntegerField(default=0)),
                    ("asked_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "cin_census_run",
                    "indexes": [models.Index(fields=["year", "-asked_at"], name="run_year")],
                    "constraints": [models.CheckConstraint(condition=models.Q(("made_at", None), ("failed_at", None), _connector="OR"), name="run_is_made_or_failed")],
                },
            ),
            migrations.CreateModel(
                name="RunFinding",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("place", models.PositiveIntegerField()),
                    ("rule", models.CharField(max_length=10)),
                    ("severity", models.CharField(max_length=5)),
                    ("la_child_id", models.CharField(blank=True, default="", max_length=60)),
                    ("field", models.CharField(max_length=60)),
                    ("message", models.TextField()),
                    ("owner", models.CharField(max_length=255)),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                    ("run", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="cin_census.run")),
                ],
                options={
                    "db_table": "cin_census_run_finding",
                    "indexes": [models.Index(fields=["run", "rule", "place"], name="run_finding_rule")],
                    "constraints": [models.UniqueConstraint(fields=("run", "place"), name="one_finding_in_a_place")],
                },
            ),
            migrations.CreateModel(
                name="FrozenReturn",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("year", models.PositiveSmallIntegerField()),
                    ("file", models.BinaryField(help_text="the XML, gzipped")),
                    ("digest", models.CharField(help_text="SHA-256 of the XML", max_length=64)),
                    ("children", models.PositiveIntegerField()),
                    ("rows", models.PositiveIntegerField()),
                    ("findings", models.JSONField(default=list)),
                    ("note", models.TextField(blank=True, default="")),
                    ("frozen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ("frozen_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "cin_census_frozen_return", "indexes": [models.Index(fields=["year", "-frozen_at"], name="frozen_return_year")]},
            ),
        ]),
    ]
