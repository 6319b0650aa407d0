import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("workflow", "0001_initial"), ("workflow", "0002_signatures"), ("workflow", "0003_oversight_of_late_work"), ("workflow", "0004_notes_on_timers")]

    initial = True

    dependencies = [("access", "0001_squashed_0002"), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("forms", "0001_squashed_0002"), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Step",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("code", models.CharField(max_length=80)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("to_do", "To do"),
                                ("in_progress", "In progress"),
                                ("awaiting_authorisation", "Awaiting authorisation"),
                                ("returned", "Came back for changes"),
                                ("done", "Done"),
                                ("cancelled", "Cancelled"),
                                ("reopened", "Reopened"),
                            ],
                            default="to_do",
                            max_length=24,
                        ),
                    ),
                    ("about", models.JSONField(blank=True, default=dict, help_text="room's keys, such as contact id")),
                    ("urgency", models.PositiveSmallIntegerField(default=0)),
                    ("authorisation_level", models.CharField(blank=True, default="", max_length=100)),
                    ("levels", models.JSONField(blank=True, null=True)),
                    ("happened_on", models.DateField(blank=True, null=True)),
                    ("due_on", models.DateField(blank=True, null=True)),
                    ("due_why", models.CharField(blank=True, default="", max_length=200)),
                    ("next_steps", models.JSONField(blank=True, default=list)),
                    ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ("started_at", models.DateTimeField(blank=True, null=True)),
                    ("submitted_at", models.DateTimeField(blank=True, null=True)),
                    ("authorised_at", models.DateTimeField(blank=True, null=True)),
                    ("completed_at", models.DateTimeField(blank=True, null=True)),
                    ("reason", models.TextField(blank=True, default="")),
                    ("authorised_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("follows", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="followed_by", to="workflow.step")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("sheet", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="step", to="forms.sheet")),
                    ("submitted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="access.team")),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="steps", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "workflow_step",
                    "indexes": [models.Index(fields=["code", "-id"], name="workflow_step_code"), models.Index(fields=["follows"], name="workflow_step_follows")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("authorised_at", None), ("authorised_by", None)), models.Q(("authorised_at__isnull", False), ("authorised_by__isnull", False)), _connector="OR"
                            ),
                            name="step_authorised_by_and_at",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("authorised_by", None), ("submitted_by", None), models.Q(("authorised_by", models.F("submitted_by")), _negated=True), _connector="OR"),
                            name="nobody_authorises_their_own",
                        ),
                        models.CheckConstraint(condition=models.Q(models.Q(("state", "done"), _negated=True), ("completed_at__isnull", False), _connector="OR"), name="done_step_has_completion"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("state", "cancelled"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"), name="cancelled_step_says_why"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Signature",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("level", models.CharField(max_length=100)),
                    ("at", models.DateTimeField()),
                    ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("step", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="workflow.step")),
                ],
                options={
                    "db_table": "workflow_signature",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("withdrawn_at", None)), fields=("step", "by"), name="one_signature_per_person"),
                        models.UniqueConstraint(condition=models.Q(("withdrawn_at", None)), fields=("step", "level"), name="one_signature_per_level"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StepEvent",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("made", "Made"),
                                ("allocated", "Allocated"),
                                ("started", "Started"),
                                ("submitted", "Sent for authorisation"),
                                ("returned", "Returned for changes"),
                                ("authorised", "Authorised"),
                                ("completed", "Completed"),
                                ("cancelled", "Cancelled"),
                                ("reopened", "Reopened"),
                                ("corrected", "Corrected"),
                                ("extended", "New date set"),
                                ("commented", "Manager's words"),
                                ("out_of_order", "Started before an earlier step was finished"),
                            ],
                            max_length=14,
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("comment", models.TextField(blank=True, default="")),
                    ("by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("step", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="workflow.step")),
                    ("to_worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "workflow_step_event", "indexes": [models.Index(fields=["step", "id"], name="workflow_event_step")]},
            ),
            migrations.CreateModel(
                name="Subject",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("position", models.PositiveSmallIntegerField(default=0)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="step_subjects", to="people.person")),
                    ("step", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="workflow.step")),
                ],
                options={"db_table": "workflow_subject", "constraints": [models.UniqueConstraint(fields=("step", "person"), name="one_subject_per_step")]},
            ),
            migrations.CreateModel(
                name="Timer",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("rule", models.CharField(max_length=10)),
                    ("trigger_kind", models.CharField(max_length=40)),
                    ("trigger_id", models.BigIntegerField()),
                    ("triggered_on", models.DateField()),
                    ("triggered_at", models.DateTimeField(blank=True, null=True)),
                    ("statutory_due_on", models.DateField()),
                    ("statutory_due_at", models.DateTimeField(blank=True, null=True)),
                    ("why", models.TextField()),
                    ("managed_due_on", models.DateField(blank=True, null=True)),
                    ("managed_why", models.TextField(blank=True, default="")),
                    ("note", models.TextField(blank=True, db_default="", default="", help_text="what is known of it while it runs")),
                    ("stopped_on", models.DateField(blank=True, null=True)),
                    ("stopped_at", models.DateTimeField(blank=True, null=True)),
                    ("stopped_why", models.CharField(blank=True, default="", max_length=100)),
                    ("managed_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="timers", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("step", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="timers", to="workflow.step")),
                ],
                options={
                    "db_table": "workflow_timer",
                    "indexes": [
                        models.Index(condition=models.Q(("stopped_on", None)), fields=["person", "statutory_due_on"], name="workflow_timer_running"),
                        models.Index(condition=models.Q(("stopped_on", None)), fields=["statutory_due_on", "id"], name="workflow_timer_due"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("rule", "person", "trigger_kind", "trigger_id"), name="one_timer_per_trigger", nulls_distinct=False),
                        models.CheckConstraint(condition=models.Q(("managed_due_on", None), models.Q(("managed_why", ""), _negated=True), _connector="OR"), name="managed_date_says_why"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Oversight",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("group", models.UUIDField(default=uuid.uuid4)),
                    ("due_on", models.DateField(blank=True, null=True)),
                    ("words", models.TextField()),
                    ("new_on", models.DateField(blank=True, null=True)),
                    ("said_on", models.DateField()),
                    ("said_at", models.DateTimeField()),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="oversights", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("said_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("step", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="oversights", to="workflow.step")),
                    ("timer", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="oversights", to="workflow.timer")),
                ],
                options={
                    "db_table": "workflow_oversight",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="oversight_says_something"),
                        models.CheckConstraint(condition=models.Q(("step__isnull", False), ("timer__isnull", False), _connector="OR"), name="oversight_is_of_work_or_a_clock"),
                        models.CheckConstraint(condition=models.Q(("new_on", None), ("new_on__gte", models.F("said_on")), _connector="OR"), name="oversight_sets_a_day_to_come"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Remark",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("on", models.DateField()),
                    ("words", models.TextField()),
                    ("at", models.DateTimeField()),
                    ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="access.team")),
                ],
                options={"db_table": "workflow_remark", "constraints": [models.UniqueConstraint(fields=("team", "on"), name="one_remark_per_team_and_day")]},
            ),
            migrations.CreateModel(
                name="WorkItem",
                fields=[
                    ("step", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="work_item", serialize=False, to="workflow.step")),
                    ("code", models.CharField(max_length=80)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("to_do", "To do"),
                                ("in_progress", "In progress"),
                                ("awaiting_authorisation", "Awaiting authorisation"),
                                ("returned", "Came back for changes"),
                                ("done", "Done"),
                                ("cancelled", "Cancelled"),
                                ("reopened", "Reopened"),
                            ],
                            max_length=24,
                        ),
                    ),
                    ("authorisation_level", models.CharField(blank=True, default="", max_length=100)),
                    ("family", models.BigIntegerField(default=0)),
                    ("due_on", models.DateField(blank=True, null=True)),
                    ("statutory_due_on", models.DateField(blank=True, null=True)),
                    ("due_at", models.DateTimeField(blank=True, null=True)),
                    ("why", models.TextField(blank=True, default="")),
                    ("urgency", models.PositiveSmallIntegerField(default=0)),
                    ("sort_on", models.DateField(help_text="due date, or a far day when nothing is due")),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "workflow_work_item",
                    "indexes": [
                        models.Index(fields=["worker", "sort_on", "step"], name="work_item_worker"),
                        models.Index(fields=["team", "sort_on", "step"], name="work_item_team"),
                        models.Index(fields=["team", "worker", "sort_on", "step"], name="work_item_team_worker"),
                        models.Index(fields=["state", "team", "sort_on", "step"], name="work_item_state"),
                        models.Index(fields=["family"], name="work_item_family"),
                    ],
                },
            ),
        ]),
    ]
