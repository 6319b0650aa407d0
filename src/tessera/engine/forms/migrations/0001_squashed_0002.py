import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("forms", "0001_initial"), ("forms", "0002_saves_in_their_order")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="FormVersion",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("code", models.CharField(max_length=80)),
                    ("version", models.PositiveIntegerField()),
                    ("digest", models.CharField(max_length=64)),
                    ("definition", models.JSONField()),
                    ("published_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    "db_table": "forms_form_version",
                    "constraints": [
                        models.UniqueConstraint(fields=("code", "version"), name="one_form_per_version"),
                        models.UniqueConstraint(fields=("code", "digest"), name="one_version_per_digest"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Sheet",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("is_finished", models.BooleanField(default=False)),
                    ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ("saved_at", models.DateTimeField(blank=True, null=True)),
                    ("earlier", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="later", to="forms.sheet")),
                    ("form_version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="forms.formversion")),
                    ("saved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "forms_sheet"},
            ),
            migrations.CreateModel(
                name="Answer",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("field", models.CharField(max_length=80)),
                    ("value", models.JSONField(null=True)),
                    ("source", models.JSONField(blank=True, null=True)),
                    ("revision", models.PositiveIntegerField(default=1)),
                    ("typed_on", models.UUIDField(editable=False, null=True)),
                    ("turn", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                    ("saved_at", models.DateTimeField()),
                    ("child", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("saved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("sheet", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="forms.sheet")),
                ],
                options={"db_table": "forms_answer", "constraints": [models.UniqueConstraint(fields=("sheet", "field", "child"), name="one_answer_per_field_and_child", nulls_distinct=False)]},
            ),
            migrations.CreateModel(
                name="Unsent",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("field", models.CharField(max_length=80)),
                    ("value", models.JSONField(null=True)),
                    ("at", models.DateTimeField()),
                    ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("child", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                    ("sheet", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="unsent", to="forms.sheet")),
                ],
                options={"db_table": "forms_unsent", "constraints": [models.UniqueConstraint(fields=("sheet", "field", "child", "by"), name="one_unsent_answer_per_worker", nulls_distinct=False)]},
            ),
        ]),
    ]
