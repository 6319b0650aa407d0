import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_lifting_a_restriction"),
        ("people", "0003_significant_lines_index"),
        ("people", "0004_moved_lines_index"),
        ("people", "0005_born_and_named_index"),
        ("people", "0006_sex_not_specified"),
    ]

    initial = True

    dependencies = [("access", "0001_squashed_0002"), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("records", "0001_initial")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Organisation",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=20)),
                    ("name", models.CharField(max_length=150)),
                    ("code", models.CharField(blank=True, default="", max_length=20)),
                    ("telephone", models.CharField(blank=True, default="", max_length=30)),
                    ("email", models.EmailField(blank=True, default="", max_length=254)),
                ],
                options={"db_table": "people_organisation"},
            ),
            migrations.CreateModel(
                name="Person",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("name", models.CharField(max_length=250)),
                    ("known_as", models.CharField(blank=True, default="", max_length=100)),
                    ("given_name", models.CharField(blank=True, default="", max_length=120)),
                    ("family_name", models.CharField(blank=True, default="", max_length=120)),
                    ("name_key", models.CharField(db_index=True, max_length=250)),
                    ("born_on", models.DateField(blank=True, null=True)),
                    ("born_on_is_estimated", models.BooleanField(default=False)),
                    ("expected_on", models.DateField(blank=True, null=True)),
                    ("died_on", models.DateField(blank=True, null=True)),
                    ("sex", models.CharField(choices=[("M", "Male"), ("F", "Female"), ("U", "Not known"), ("N", "Not specified")], default="U", max_length=1)),
                    ("gender", models.CharField(blank=True, default="", max_length=60)),
                    ("ethnicity", models.CharField(blank=True, default="", max_length=4)),
                    ("religion", models.CharField(blank=True, default="", max_length=40)),
                    ("first_language", models.CharField(blank=True, default="", max_length=40)),
                    ("needs_interpreter", models.BooleanField(default=False)),
                    ("communication_needs", models.TextField(blank=True, default="")),
                    ("upn_unknown", models.CharField(blank=True, default="", max_length=3)),
                    ("disability_recorded_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "people_person",
                    "indexes": [models.Index(fields=["born_on"], name="people_person_born")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("died_on", None), ("born_on", None), ("died_on__gte", models.F("born_on")), _connector="OR"), name="person_dies_on_or_after_birth"
                        ),
                        models.CheckConstraint(condition=models.Q(("expected_on", None), ("born_on", None), _connector="OR"), name="person_expected_or_born"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Address",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("lines", models.CharField(max_length=300)),
                    ("postcode", models.CharField(blank=True, default="", max_length=8)),
                    ("uprn", models.CharField(blank=True, default="", max_length=12)),
                    ("key", models.CharField(help_text="folded lines and postcode", max_length=310, unique=True)),
                ],
                options={"db_table": "people_address", "indexes": [models.Index(fields=["postcode"], name="people_address_postcode")]},
            ),
            migrations.CreateModel(
                name="NameToken",
                fields=[("token", models.CharField(max_length=60, primary_key=True, serialize=False))],
                options={"db_table": "people_name_token", "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["token"], name="name_token_trigrams", opclasses=["gin_trgm_ops"])]},
            ),
            migrations.CreateModel(
                name="Name",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=12)),
                    ("given", models.CharField(blank=True, default="", max_length=120)),
                    ("middle", models.CharField(blank=True, default="", max_length=120)),
                    ("family", models.CharField(blank=True, default="", max_length=120)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="names", to="people.person")),
                ],
                options={
                    "db_table": "people_name",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="name_ends_on_or_after_start"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Line",
                fields=[
                    ("id", models.BigAutoField(primary_key=True, serialize=False)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                    ("on", models.DateField()),
                    ("at", models.DateTimeField(blank=True, null=True)),
                    ("kind", models.CharField(max_length=40)),
                    ("source_id", models.BigIntegerField()),
                    ("significance", models.PositiveSmallIntegerField(choices=[(1, "Ordinary"), (2, "Significant"), (3, "Key event")], default=1)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="people.person")),
                ],
                options={
                    "db_table": "people_line",
                    "indexes": [
                        models.Index(fields=["person", "-on", "-id"], name="people_line_page"),
                        models.Index(condition=models.Q(("significance__gte", 2)), fields=["person", "-on", "-id"], name="people_line_significant"),
                    ],
                    "constraints": [models.UniqueConstraint(fields=("person", "kind", "source_id"), name="one_line_per_source")],
                },
            ),
            migrations.CreateModel(
                name="Involvement",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("role", models.CharField(max_length=30)),
                    ("professional_name", models.CharField(blank=True, default="", max_length=150)),
                    ("telephone", models.CharField(blank=True, default="", max_length=30)),
                    ("email", models.EmailField(blank=True, default="", max_length=254)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to=settings.AUTH_USER_MODEL)),
                    ("organisation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to="people.organisation")),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to="people.person")),
                ],
                options={
                    "db_table": "people_involvement",
                    "indexes": [
                        models.Index(condition=models.Q(("ended_on", None)), fields=["worker", "person"], name="involvement_worker"),
                        models.Index(condition=models.Q(("ended_on", None)), fields=["team", "person"], name="involvement_team"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="involvement_ends_on_or_after_start"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("worker__isnull", False), ("team__isnull", False), ("organisation__isnull", False), models.Q(("professional_name", ""), _negated=True), _connector="OR"
                            ),
                            name="involvement_is_somebodys",
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None), ("role", "allocated_worker")), fields=("person",), name="one_allocated_worker"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Identifier",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=20)),
                    ("value", models.CharField(max_length=40)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="identifiers", to="people.person")),
                ],
                options={
                    "db_table": "people_identifier",
                    "indexes": [models.Index(fields=["value"], name="people_identifier_value")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="identifier_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None), ("kind__in", ["nhs", "la_child_id"])), fields=("kind", "value"), name="one_person_per_identifier"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Disability",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("code", models.CharField(max_length=4)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="disabilities", to="people.person")),
                ],
                options={
                    "db_table": "people_disability",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="disability_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("person", "code"), name="one_current_disability"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ContactPoint",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=12)),
                    ("value", models.CharField(max_length=200)),
                    ("note", models.CharField(blank=True, default="", max_length=200)),
                    ("is_safe", models.BooleanField(default=True)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="contact_points", to="people.person")),
                ],
                options={
                    "db_table": "people_contact_point",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="contact_point_ends_on_or_after_start"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Conflict",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("why", models.CharField(max_length=200)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="people.person")),
                ],
                options={
                    "db_table": "people_conflict",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="conflict_ends_on_or_after_start"),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("person", "user"), name="one_current_conflict"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Protection",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("why", models.CharField(max_length=300)),
                    ("review_on", models.DateField()),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="protections", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "people_protection",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="protection_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("person",), name="one_current_protection"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Relationship",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=30)),
                    ("has_parental_responsibility", models.BooleanField(null=True)),
                    ("is_main_carer", models.BooleanField(default=False)),
                    ("note", models.CharField(blank=True, default="", max_length=200)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="relationships", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("relative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inverse_relationships", to="people.person")),
                ],
                options={
                    "db_table": "people_relationship",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="relationship_ends_on_or_after_start"
                        ),
                        models.CheckConstraint(condition=models.Q(("person", models.F("relative")), _negated=True), name="nobody_is_their_own_relative"),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("person", "relative", "kind"), name="one_current_relationship"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Residence",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(default="home", max_length=20)),
                    ("started_on", models.DateField(blank=True, null=True)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("address", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="residences", to="people.address")),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="residences", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "people_residence",
                    "indexes": [models.Index(condition=models.Q(("ended_on", None)), fields=["address", "person"], name="residence_household")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="residence_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None), ("kind", "home")), fields=("person",), name="one_current_home"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Restriction",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("why", models.CharField(max_length=300)),
                    ("review_on", models.DateField()),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="restrictions", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "people_restriction",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="restriction_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("person",), name="one_current_restriction"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Listing",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("restriction", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="listings", to="people.restriction")),
                ],
                options={
                    "db_table": "people_listing",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="listing_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("restriction", "user"), name="one_current_listing"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Lifting",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("why", models.CharField(max_length=300)),
                    ("asked_on", models.DateField()),
                    ("decided_on", models.DateField(blank=True, null=True)),
                    ("is_agreed", models.BooleanField(null=True)),
                    ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("restriction", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="liftings", to="people.restriction")),
                ],
                options={
                    "db_table": "people_lifting",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("decided_on", None)), fields=("restriction",), name="one_open_lifting_per_restriction"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_by", None), ("decided_on", None), ("is_agreed", None)),
                                models.Q(("decided_by__isnull", False), ("decided_on__isnull", False), ("is_agreed__isnull", False)),
                                _connector="OR",
                            ),
                            name="lifting_decided_by_on_and_how",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"), name="nobody_lifts_a_restriction_alone"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Viewer",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("protection", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="viewers", to="people.protection")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "people_viewer",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="viewer_ends_on_or_after_start"
                        ),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("protection", "user"), name="one_current_viewer"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Warning",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=30)),
                    ("detail", models.CharField(blank=True, default="", max_length=300)),
                    ("review_on", models.DateField()),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="warnings", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "people_warning",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ended_on", None), ("started_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="warning_ends_on_or_after_start"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SearchKey",
                fields=[
                    ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="search_key", serialize=False, to="people.person")),
                    ("names", models.TextField(help_text="every name, one a line")),
                    ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                    ("identifiers", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                    ("postcodes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                    ("born_on", models.DateField(null=True)),
                ],
                options={
                    "db_table": "people_search_key",
                    "indexes": [
                        django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["born_on", "keys"], name="search_key_born_keys"),
                        django.contrib.postgres.indexes.GinIndex(fields=["identifiers"], name="search_key_identifiers"),
                        django.contrib.postgres.indexes.GinIndex(fields=["postcodes"], name="search_key_postcodes"),
                    ],
                },
            ),
        ]),
        # Where a person's chronology lines stood before they were moved, without reading everybody's.
        migrations.RunSQL(
            "CREATE INDEX people_line_moved ON records_version (((row->>'person_id')::bigint)) WHERE table_name = 'people_line'",
            "DROP INDEX people_line_moved",
        ),
    ]
