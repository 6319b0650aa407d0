import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("recording", "0001_initial"),
        ("recording", "0002_words_indexes"),
        ("recording", "0003_decided_actions"),
        ("recording", "0004_decision_index"),
        ("recording", "0005_decided_actions_are_answered"),
        ("recording", "0006_unseen_visits_matter"),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="CaseSummary",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("written_on", models.DateField()),
                    ("text", models.TextField()),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="case_summaries", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("written_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "recording_case_summary"},
            ),
            migrations.CreateModel(
                name="ManagementDecision",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("group", models.UUIDField(default=uuid.uuid4)),
                    ("decided_on", models.DateField()),
                    ("decision", models.TextField()),
                    ("basis", models.TextField()),
                    ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="management_decisions", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "recording_management_decision",
                    "indexes": [models.Index(fields=["person", "-decided_on", "-id"], name="decision_person")],
                    "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("decision", ""), _negated=True), models.Q(("basis", ""), _negated=True)), name="decision_has_its_basis")],
                },
            ),
            migrations.CreateModel(
                name="DecidedAction",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("what", models.TextField()),
                    ("who", models.CharField(max_length=150)),
                    ("due_on", models.DateField(blank=True, null=True)),
                    ("work_ref", models.UUIDField(blank=True, null=True, unique=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("how_ended", models.CharField(blank=True, choices=[("done", "Done"), ("not_done", "Not done")], db_default="", default="", max_length=8)),
                    ("ended_why", models.TextField(blank=True, db_default="", default="")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("decision", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="recording.managementdecision")),
                ],
                options={
                    "db_table": "recording_decided_action",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(models.Q(("what", ""), _negated=True), models.Q(("who", ""), _negated=True)), name="decided_action_has_somebody"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("ended_on", None), ("how_ended", "")), models.Q(("ended_on__isnull", False), models.Q(("how_ended", ""), _negated=True)), _connector="OR"),
                            name="ended_decided_action_says_how",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("how_ended", "not_done"), _negated=True), models.Q(("ended_why", ""), _negated=True), _connector="OR"),
                            name="decided_action_not_done_says_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Visit",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("group", models.UUIDField(default=uuid.uuid4)),
                    ("kind", models.CharField(max_length=24)),
                    ("happened_on", models.DateField()),
                    ("happened_at", models.DateTimeField(blank=True, null=True)),
                    ("place", models.CharField(blank=True, default="", max_length=200)),
                    ("is_announced", models.BooleanField(null=True)),
                    ("was_seen", models.BooleanField()),
                    ("was_seen_alone", models.BooleanField(null=True)),
                    ("not_seen_why", models.TextField(blank=True, default="")),
                    ("not_alone_why", models.TextField(blank=True, default="")),
                    ("bedroom_seen", models.BooleanField(null=True)),
                    ("text", models.TextField(blank=True, default="")),
                    ("childs_words", models.TextField(blank=True, default="")),
                    ("not_heard_why", models.TextField(blank=True, default="")),
                    ("significance", models.PositiveSmallIntegerField(choices=[(1, "Ordinary"), (2, "Significant"), (3, "Key event")], default=1)),
                    ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "recording_visit",
                    "indexes": [
                        models.Index(fields=["person", "-happened_on"], name="visit_person"),
                        models.Index(condition=models.Q(("childs_words", ""), _negated=True), fields=["person", "-happened_on", "-id"], name="visit_words"),
                    ],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("was_seen", True), models.Q(("not_seen_why", ""), _negated=True), _connector="OR"), name="unseen_child_says_why"),
                        models.CheckConstraint(condition=models.Q(("was_seen", True), ("was_seen_alone", None), ("was_seen_alone", False), _connector="OR"), name="alone_only_when_seen"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CaseNote",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("group", models.UUIDField(default=uuid.uuid4)),
                    ("kind", models.CharField(max_length=24)),
                    ("happened_on", models.DateField()),
                    ("happened_at", models.DateTimeField(blank=True, null=True)),
                    ("title", models.CharField(max_length=150)),
                    ("text", models.TextField()),
                    ("childs_words", models.TextField(blank=True, default="")),
                    ("significance", models.PositiveSmallIntegerField(choices=[(1, "Ordinary"), (2, "Significant"), (3, "Key event")], default=1)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="case_notes", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("written_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "recording_case_note",
                    "indexes": [
                        models.Index(fields=["person", "-happened_on"], name="case_note_person"),
                        models.Index(condition=models.Q(("childs_words", ""), _negated=True), fields=["person", "-happened_on", "-id"], name="case_note_words"),
                    ],
                },
            ),
        ]),
    ]
