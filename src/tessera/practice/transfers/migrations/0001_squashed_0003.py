import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("transfers", "0001_transfers"), ("transfers", "0002_step_down_with_agreement"), ("transfers", "0003_who_was_replaced")]

    initial = True

    dependencies = [("access", "0001_squashed_0002"), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Transfer",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(choices=[("team", "Between teams"), ("early_help", "Step down to early help")], max_length=12)),
                    ("point", models.CharField(blank=True, default="", max_length=24)),
                    ("why", models.TextField()),
                    ("summary", models.TextField(blank=True, default="")),
                    ("consent", models.CharField(blank=True, default="", max_length=20)),
                    ("agreed_by_family", models.CharField(blank=True, default="", max_length=150)),
                    ("not_ready_why", models.TextField(blank=True, default="")),
                    ("asked_on", models.DateField()),
                    ("agreed_on", models.DateField()),
                    ("accepted_on", models.DateField(blank=True, null=True)),
                    ("planned_on", models.DateField(blank=True, null=True)),
                    ("joint_visit_planned_on", models.DateField(blank=True, null=True)),
                    ("declined_on", models.DateField(blank=True, null=True)),
                    ("declined_why", models.TextField(blank=True, default="")),
                    ("settlement", models.CharField(blank=True, choices=[("goes", "The other team takes it"), ("stays", "It stays where it is")], default="", max_length=5)),
                    ("settled_on", models.DateField(blank=True, null=True)),
                    ("settled_why", models.TextField(blank=True, default="")),
                    ("effective_on", models.DateField(blank=True, null=True)),
                    ("joint_visit_on", models.DateField(blank=True, null=True)),
                    ("no_joint_visit_why", models.TextField(blank=True, default="")),
                    ("withdrawn_on", models.DateField(blank=True, null=True)),
                    ("withdrawn_why", models.TextField(blank=True, default="")),
                    ("accepted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("agreed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="people.person")),
                    ("declined_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("from_team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("settled_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("to_team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                    ("to_worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "transfers_transfer",
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("effective_on", None), ("withdrawn_on", None), models.Q(("settlement", "stays"), _negated=True)),
                            fields=("child",),
                            name="one_open_transfer_per_child",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("kind", "early_help"), _negated=True), ("consent__in", ["given", "given_in_part"]), _connector="OR"),
                            name="step_down_with_the_familys_agreement",
                        ),
                        models.CheckConstraint(condition=models.Q(("from_team", models.F("to_team")), _negated=True), name="transfer_is_to_another_team"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("accepted_by", None), ("accepted_on", None)), models.Q(("accepted_by__isnull", False), ("accepted_on__isnull", False)), _connector="OR"),
                            name="transfer_accepted_by_and_on",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("declined_by", None), ("declined_on", None)), models.Q(("declined_by__isnull", False), ("declined_on__isnull", False)), _connector="OR"),
                            name="transfer_declined_by_and_on",
                        ),
                        models.CheckConstraint(condition=models.Q(("accepted_on", None), ("declined_on", None), ("settlement", "goes"), _connector="OR"), name="transfer_accepted_or_declined"),
                        models.CheckConstraint(condition=models.Q(("declined_on", None), models.Q(("declined_why", ""), _negated=True), _connector="OR"), name="declined_says_why"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("settled_by", None), ("settled_on", None), ("settlement", "")),
                                models.Q(
                                    ("declined_on__isnull", False),
                                    ("settled_on__isnull", False),
                                    ("settled_by__isnull", False),
                                    models.Q(("settlement", ""), _negated=True),
                                    models.Q(("settled_why", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="only_what_was_declined_is_settled",
                        ),
                        models.CheckConstraint(condition=models.Q(("accepted_on", None), ("to_worker__isnull", False), _connector="OR"), name="accepted_names_the_worker"),
                        models.CheckConstraint(condition=models.Q(("effective_on", None), ("accepted_on__isnull", False), _connector="OR"), name="only_what_was_accepted_takes_effect"),
                        models.CheckConstraint(condition=models.Q(("effective_on", None), ("effective_on__gte", models.F("asked_on")), _connector="OR"), name="transfer_takes_effect_after_asking"),
                        models.CheckConstraint(
                            condition=models.Q(("effective_on", None), ("joint_visit_on__isnull", False), models.Q(("no_joint_visit_why", ""), _negated=True), _connector="OR"),
                            name="joint_visit_or_why_not",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("withdrawn_on", None), models.Q(("effective_on", None), models.Q(("withdrawn_why", ""), _negated=True)), _connector="OR"),
                            name="withdrawn_says_why_and_has_no_effect",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RequiredPart",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("code", models.CharField(max_length=24)),
                    ("title", models.CharField(max_length=100)),
                    ("stands", models.CharField(choices=[("there", "There"), ("missing", "Missing")], max_length=8)),
                    ("missing", models.CharField(blank=True, default="", max_length=300)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("transfer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="transfers.transfer")),
                ],
                options={
                    "db_table": "transfers_required_part",
                    "constraints": [
                        models.UniqueConstraint(fields=("transfer", "code"), name="each_part_once"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("stands", "missing"), models.Q(("missing", ""), _negated=True)), models.Q(("missing", ""), ("stands", "there")), _connector="OR"),
                            name="missing_part_says_what",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Replaced",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("until", models.DateField()),
                    ("why", models.TextField()),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("replaced_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("worker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("transfer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replaced", to="transfers.transfer")),
                ],
                options={"db_table": "transfers_replaced", "constraints": [models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="replaced_says_why")]},
            ),
        ]),
    ]
