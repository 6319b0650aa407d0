import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import tessera.practice.front_door.models.referral
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("plans", "0001_working_plans"), ("plans", "0002_outcome_came_from")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Outcome",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("position", models.PositiveSmallIntegerField()),
                    ("title", models.CharField(max_length=200)),
                    ("change", models.TextField(blank=True, default="", help_text="what will be different")),
                    ("how_we_know", models.TextField(blank=True, default="")),
                    ("contingency", models.TextField(blank=True, default="", help_text="if it does not change")),
                    ("area", models.CharField(max_length=24)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    (
                        "how_ended",
                        models.CharField(
                            blank=True,
                            choices=[("reached", "Reached"), ("replaced", "Another outcome took its place"), ("not_needed", "No longer needed"), ("plan_ended", "The plan ended")],
                            default="",
                            max_length=12,
                        ),
                    ),
                    ("ended_why", models.TextField(blank=True, default="")),
                    (
                        "came_from",
                        models.ForeignKey(
                            blank=True, help_text="the outcome of the plan before this one", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="went_to", to="plans.outcome"
                        ),
                    ),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="plans.workingplan")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "plans_outcome",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="outcome_ends_on_or_after_start"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("ended_on", None), ("how_ended", "")), models.Q(("ended_on__isnull", False), models.Q(("how_ended", ""), _negated=True)), _connector="OR"),
                            name="ended_outcome_says_how",
                        ),
                        models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="outcome_says_what"),
                        models.CheckConstraint(condition=models.Q(("came_from", None), models.Q(("came_from", models.F("pk")), _negated=True), _connector="OR"), name="outcome_came_from_another"),
                        models.UniqueConstraint(fields=("plan", "position"), name="one_outcome_in_each_place_of_a_plan"),
                        models.UniqueConstraint(condition=models.Q(("came_from__isnull", False)), fields=("plan", "came_from"), name="an_outcome_goes_over_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WorkingPlan",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(choices=[("protection", "Child protection plan"), ("in_need", "Child in need plan")], max_length=10)),
                    ("why", models.TextField(blank=True, default="", help_text="why there is a plan")),
                    ("can_end_when", models.TextField(blank=True, default="")),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "plans_plan",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="working_plan_ends_on_or_after_start")
                    ],
                },
            ),
            migrations.CreateModel(
                name="VisitFrequency",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("every_working_days", models.PositiveSmallIntegerField()),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visit_frequencies", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visit_frequencies", to="plans.workingplan")),
                ],
                options={
                    "db_table": "plans_visit_frequency",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="visit_frequency_ends_on_or_after_start"),
                        models.CheckConstraint(condition=models.Q(("every_working_days__gte", 1), ("every_working_days__lte", 60)), name="visits_every_1_to_60_working_days"),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (tessera.practice.front_door.models.referral.DateRange("started_on", "ended_on", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                                ("child", "="),
                                ("plan", "="),
                            ],
                            name="visit_frequencies_do_not_overlap",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="View",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("whose", models.CharField(choices=[("child", "The child"), ("parent", "A parent or carer"), ("other", "Somebody else in the family")], max_length=6)),
                    ("named", models.CharField(blank=True, default="", max_length=150)),
                    ("on", models.DateField()),
                    ("heard", models.CharField(choices=[("before", "Before the meeting"), ("meeting", "At the meeting"), ("between", "Between meetings")], default="meeting", max_length=8)),
                    ("words", models.TextField()),
                    ("outcome", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="views", to="plans.outcome")),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="plan_views", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="views", to="plans.workingplan")),
                ],
                options={
                    "db_table": "plans_view",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="view_has_words"),
                        models.CheckConstraint(condition=models.Q(("person__isnull", False), models.Q(("named", ""), _negated=True), _connector="OR"), name="view_is_somebodys"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanChild",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("kind", models.CharField(choices=[("protection", "Child protection plan"), ("in_need", "Child in need plan")], max_length=10)),
                    ("fact_id", models.BigIntegerField(help_text="the statutory plan of this kind")),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="plan_memberships", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="members", to="plans.workingplan")),
                ],
                options={
                    "db_table": "plans_child",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="child_leaves_plan_on_or_after_joining"),
                        models.UniqueConstraint(fields=("kind", "fact_id"), name="one_working_plan_per_statutory_plan"),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("child", "kind"), name="one_open_working_plan_of_a_kind"),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (tessera.practice.front_door.models.referral.DateRange("started_on", "ended_on", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                                ("child", "="),
                                ("kind", "="),
                            ],
                            name="working_plans_of_a_kind_do_not_overlap",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Action",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("what", models.TextField()),
                    ("named", models.CharField(blank=True, default="", max_length=150)),
                    ("role", models.CharField(blank=True, default="", max_length=100)),
                    ("due_on", models.DateField(blank=True, null=True)),
                    ("how_often", models.CharField(blank=True, default="", max_length=100)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("how_ended", models.CharField(blank=True, choices=[("done", "Done"), ("dropped", "Dropped")], default="", max_length=8)),
                    ("ended_why", models.TextField(blank=True, default="")),
                    (
                        "came_from",
                        models.ForeignKey(
                            blank=True, help_text="the action of the plan before this one", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="went_to", to="plans.action"
                        ),
                    ),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("outcome", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="plans.outcome")),
                ],
                options={
                    "db_table": "plans_action",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="action_ends_on_or_after_start"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("ended_on", None), ("how_ended", "")), models.Q(("ended_on__isnull", False), models.Q(("how_ended", ""), _negated=True)), _connector="OR"),
                            name="ended_action_says_how",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("how_ended", "dropped"), _negated=True), models.Q(("ended_why", ""), _negated=True), _connector="OR"), name="dropped_action_says_why"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("worker__isnull", False), ("person__isnull", False), models.Q(("named", ""), _negated=True), _connector="OR"), name="action_has_somebody"
                        ),
                        models.UniqueConstraint(condition=models.Q(("came_from__isnull", False)), fields=("outcome", "came_from"), name="an_action_goes_over_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OutcomeChild",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="plan_outcomes", to="people.person")),
                    ("outcome", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="members", to="plans.outcome")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "plans_outcome_child",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="outcome_of_child_ends_on_or_after_start"),
                        models.UniqueConstraint(fields=("outcome", "child"), name="an_outcome_once_per_child"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Progress",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("on", models.DateField()),
                    ("scale", models.CharField(max_length=12)),
                    ("score", models.SmallIntegerField()),
                    ("evidence", models.TextField()),
                    ("risk", models.TextField(blank=True, default="", help_text="what it means for the risk")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="plan_progress", to="people.person")),
                    ("outcome", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="progress", to="plans.outcome")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "plans_progress",
                    "constraints": [
                        models.UniqueConstraint(fields=("outcome", "child", "on"), name="one_score_a_day_of_an_outcome"),
                        models.CheckConstraint(condition=models.Q(("evidence", ""), _negated=True), name="score_rests_on_evidence"),
                    ],
                },
            ),
        ]),
    ]
