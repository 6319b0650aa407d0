import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("assessments", "0001_initial"), ("assessments", "0002_update_of_an_earlier_one")]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("front_door", "0001_squashed_0006"), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Assessment",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(blank=True, default="", max_length=24)),
                    ("started_on", models.DateField()),
                    ("clock_started_on", models.DateField()),
                    ("review_point_on", models.DateField(blank=True, null=True)),
                    ("seen_on", models.DateField(blank=True, null=True)),
                    ("seen_alone_on", models.DateField(blank=True, null=True)),
                    ("authorised_on", models.DateField(blank=True, null=True)),
                    ("outcome", models.CharField(blank=True, default="", max_length=24)),
                    ("longer_why", models.TextField(blank=True, default="")),
                    ("update_why", models.TextField(blank=True, default="")),
                    ("authorised_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="front_door.referral")),
                    ("update_decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("update_of", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="updated_in", to="assessments.assessment")),
                ],
                options={
                    "db_table": "assessments_assessment",
                    "indexes": [models.Index(fields=["referral"], name="assessment_referral")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("authorised_on", None), ("authorised_on__gte", models.F("started_on")), _connector="OR"), name="assessment_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("authorised_on", None)), fields=("child",), name="one_open_assessment"),
                        models.CheckConstraint(condition=models.Q(("seen_alone_on", None), ("seen_on__isnull", False), _connector="OR"), name="assessment_seen_alone_is_seen"),
                        models.CheckConstraint(condition=models.Q(("authorised_by", None), ("authorised_on__isnull", False), _connector="OR"), name="assessment_authorised_by_and_on"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("update_decided_by", None), ("update_of", None), ("update_why", "")),
                                models.Q(
                                    ("update_decided_by__isnull", False),
                                    ("update_of__isnull", False),
                                    models.Q(("update_why", ""), _negated=True),
                                    models.Q(("update_of", models.F("id")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="assessment_update_says_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Factor",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("code", models.CharField(max_length=3)),
                    ("assessment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="factors", to="assessments.assessment")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "assessments_factor", "constraints": [models.UniqueConstraint(fields=("assessment", "code"), name="one_factor_per_assessment")]},
            ),
            migrations.CreateModel(
                name="Sharing",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("shared_with", models.CharField(max_length=150)),
                    ("relation", models.CharField(blank=True, default="", max_length=100)),
                    ("shared_on", models.DateField()),
                    ("how", models.CharField(blank=True, default="", max_length=100)),
                    ("views", models.TextField(blank=True, default="")),
                    ("assessment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sharings", to="assessments.assessment")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "assessments_sharing"},
            ),
        ]),
    ]
