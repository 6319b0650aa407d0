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
    replaces = [("children_in_need", "0001_initial"), ("children_in_need", "0002_plans_end_outside"), ("children_in_need", "0003_short_breaks")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("front_door", "0001_squashed_0006"), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Plan",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    (
                        "end_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("protection", "A child protection plan began"),
                                ("early_help", "Early help goes on"),
                                ("closed", "No longer in need"),
                                ("looked_after", "The child is looked after"),
                                ("moved", "Moved away"),
                                ("eighteen", "Turned 18"),
                                ("died", "Died"),
                                ("left_country", "Left the country for good"),
                                ("other", "Another reason"),
                            ],
                            default="",
                            max_length=12,
                        ),
                    ),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="child_in_need_plans", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="child_in_need_plans", to="front_door.referral")),
                ],
                options={
                    "db_table": "children_in_need_plan",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("child",), name="one_current_child_in_need_plan"),
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="child_in_need_plan_ends_on_or_after_start"
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (tessera.practice.front_door.models.referral.DateRange("started_on", "ended_on", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                                ("child", "="),
                            ],
                            name="child_in_need_plans_do_not_overlap",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Meeting",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(choices=[("first", "First meeting"), ("review", "Review")], max_length=6)),
                    ("held_on", models.DateField()),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("continues", "The plan goes on"),
                                ("step_up", "Strategy discussion"),
                                ("early_help", "The plan ends: early help"),
                                ("close", "The plan ends: no longer in need"),
                            ],
                            default="continues",
                            max_length=12,
                        ),
                    ),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="children_in_need.plan")),
                ],
                options={
                    "db_table": "children_in_need_meeting",
                    "constraints": [
                        models.UniqueConstraint(fields=("plan", "held_on"), name="one_meeting_a_day_of_a_plan"),
                        models.UniqueConstraint(condition=models.Q(("kind", "first")), fields=("plan",), name="one_first_meeting_of_a_plan"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ShortBreaks",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("ended_ref", models.UUIDField(blank=True, null=True)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="short_breaks", to="children_in_need.plan")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "children_in_need_short_breaks",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="short_breaks_end_on_or_after_start"),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("plan",), name="one_package_of_a_plan"),
                    ],
                },
            ),
        ]),
    ]
