import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("early_help", "0001_initial"), ("early_help", "0002_assessment_and_end")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="EarlyHelp",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("asked_on", models.DateField()),
                    ("consent", models.CharField(blank=True, default="", max_length=20)),
                    ("agreed_by", models.CharField(blank=True, default="", max_length=150)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("end_reason", models.CharField(blank=True, default="", max_length=20)),
                    ("end_view", models.TextField(blank=True, default="")),
                    ("why", models.TextField(blank=True, default="")),
                    ("childs_words", models.TextField(blank=True, default="")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="early_help", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "early_help_early_help",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), models.Q(("started_on__isnull", False), ("ended_on__gte", models.F("started_on"))), _connector="OR"),
                            name="early_help_ends_on_or_after_start",
                        ),
                        models.CheckConstraint(condition=models.Q(("started_on", None), ("consent__in", ["given", "given_in_part"]), _connector="OR"), name="early_help_starts_with_consent"),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None), ("started_on__isnull", False)), fields=("child",), name="one_open_early_help_per_child"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("end_reason", ""), ("end_view", ""), ("ended_on", None)),
                                models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="early_help_has_a_reason_when_it_ended",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Assessment",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("assessed_on", models.DateField()),
                    (
                        "outcome",
                        models.CharField(choices=[("goes_on", "Help goes on"), ("not_needed", "No more help is needed"), ("worries", "Worries for safety: goes to the front door")], max_length=10),
                    ),
                    ("plan", models.TextField(blank=True, default="")),
                    ("why", models.TextField(blank=True, default="")),
                    ("childs_words", models.TextField(blank=True, default="")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("early_help", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="early_help.earlyhelp")),
                ],
                options={
                    "db_table": "early_help_assessment",
                    "constraints": [
                        models.UniqueConstraint(fields=("early_help", "assessed_on"), name="one_early_help_assessment_a_day"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("outcome", "goes_on"), models.Q(("plan", ""), _negated=True)),
                                models.Q(models.Q(("outcome", "goes_on"), _negated=True), models.Q(("why", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="early_help_assessment_says_what_follows",
                        ),
                    ],
                },
            ),
        ]),
    ]
