import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("access", "0001_initial"), ("access", "0002_team_takes_cases")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("username", models.CharField(max_length=150, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("name", models.CharField(max_length=150)),
                ("job_title", models.CharField(blank=True, max_length=100)),
                ("telephone", models.CharField(blank=True, max_length=30)),
                ("is_qualified_social_worker", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "access_user"},
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=100)),
            ],
            options={"db_table": "access_role"},
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("service", models.CharField(blank=True, max_length=100)),
                ("telephone", models.CharField(blank=True, max_length=30)),
                ("takes_cases", models.BooleanField(default=True, help_text="whether a child's case may be given to it")),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={"db_table": "access_team"},
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField()),
                ("covered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="covering", to=settings.AUTH_USER_MODEL)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="absences", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "access_absence",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ended_on__gte", models.F("started_on"))), name="absence_ends_on_or_after_start"),
                    models.CheckConstraint(condition=models.Q(("user", models.F("covered_by")), _negated=True), name="nobody_covers_themselves"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("permission", models.CharField(max_length=100)),
                ("scope", models.CharField(choices=[("own", "Children one works with"), ("team", "Children of one's teams"), ("all", "All children")], max_length=4)),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("role", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="access.role")),
            ],
            options={
                "db_table": "access_grant",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("role", "permission"), name="one_current_grant"),
                    models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="grant_ends_on_or_after_start"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to=settings.AUTH_USER_MODEL)),
                ("role", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="access.role")),
            ],
            options={
                "db_table": "access_assignment",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("user", "role"), name="one_current_assignment"),
                    models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="assignment_ends_on_or_after_start"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_manager", models.BooleanField(default=False)),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL)),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="access.team")),
            ],
            options={
                "db_table": "access_membership",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="membership_ends_on_or_after_start"),
                    models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("user", "team"), name="one_current_membership"),
                ],
            },
        ),
    ]
