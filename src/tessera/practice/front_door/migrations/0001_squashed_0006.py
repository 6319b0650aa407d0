import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import tessera.practice.front_door.models.contact
import tessera.practice.front_door.models.referral
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("front_door", "0001_initial"),
        ("front_door", "0002_outcome_of_each_child"),
        ("front_door", "0003_watch_and_hand_over"),
        ("front_door", "0004_asking_without_agreement"),
        ("front_door", "0005_childs_words"),
        ("front_door", "0006_level_of_need"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0002"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("documents", "0001_squashed_0009"),
        ("people", "0001_squashed_0006"),
        ("workflow", "0001_squashed_0004"),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Contact",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("reference", models.CharField(default=tessera.practice.front_door.models.contact.new_reference, max_length=12, unique=True)),
                    ("received_at", models.DateTimeField()),
                    ("channel", models.CharField(max_length=20)),
                    ("source", models.CharField(max_length=2)),
                    ("referrer_name", models.CharField(blank=True, default="", max_length=150)),
                    ("referrer_role", models.CharField(blank=True, default="", max_length=100)),
                    ("referrer_agency", models.CharField(blank=True, default="", max_length=150)),
                    ("referrer_telephone", models.CharField(blank=True, default="", max_length=30)),
                    ("referrer_email", models.EmailField(blank=True, default="", max_length=254)),
                    ("referrer_may_be_named", models.BooleanField(null=True)),
                    ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                    ("family_knows", models.BooleanField(null=True)),
                    ("consent", models.CharField(blank=True, default="", max_length=20)),
                    ("consent_note", models.CharField(blank=True, default="", max_length=500)),
                    ("without_agreement_why", models.TextField(blank=True, db_default="", default="", help_text="why agencies were asked though the family did not agree")),
                    ("concerns", models.JSONField(blank=True, default=list)),
                    ("account", models.TextField(blank=True, default="")),
                    ("childs_words", models.TextField(blank=True, default="")),
                    ("immediate_risk", models.BooleanField(null=True)),
                    ("immediate_risk_why", models.TextField(blank=True, default="")),
                    (
                        "stage",
                        models.CharField(
                            choices=[
                                ("new", "To look at"),
                                ("checks", "Agency checks"),
                                ("decision", "To decide"),
                                ("authorisation", "With the manager"),
                                ("tell_referrer", "Tell the referrer"),
                                ("finished", "Finished"),
                            ],
                            default="new",
                            max_length=14,
                        ),
                    ),
                    ("rag", models.CharField(blank=True, default="", max_length=5)),
                    ("rag_set_at", models.DateTimeField(blank=True, null=True)),
                    ("outcome", models.CharField(blank=True, default="", max_length=24)),
                    ("decision_why", models.TextField(blank=True, default="")),
                    ("primary_need", models.CharField(blank=True, default="", max_length=2)),
                    ("passed_to", models.CharField(blank=True, default="", max_length=200)),
                    ("advice", models.TextField(blank=True, default="")),
                    ("level", models.CharField(blank=True, db_default="", default="", help_text="code set contact.level, where it is another than the outcome stands for", max_length=4)),
                    ("decided_at", models.DateTimeField(blank=True, null=True)),
                    ("authorised_at", models.DateTimeField(blank=True, null=True)),
                    ("returned_why", models.TextField(blank=True, default="")),
                    ("for_daily_meeting_on", models.DateField(blank=True, null=True)),
                    ("daily_meeting_note", models.CharField(blank=True, default="", max_length=300)),
                    ("referrer_called_at", models.DateTimeField(blank=True, null=True)),
                    ("referrer_call_note", models.TextField(blank=True, default="")),
                    ("referrer_letter_at", models.DateTimeField(blank=True, null=True)),
                    ("not_told_why", models.CharField(blank=True, default="", max_length=300)),
                    ("authorised_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("decision_step", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="contact_to_decide", to="workflow.step")),
                    ("rag_set_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referrer_letter", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document")),
                    ("referrer_organisation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="people.organisation")),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                ],
                options={
                    "db_table": "front_door_contact",
                    "indexes": [
                        models.Index(fields=["-received_at", "-id"], name="contact_received"),
                        models.Index(condition=models.Q(("stage", "finished"), _negated=True), fields=["stage", "received_at", "id"], name="contact_board"),
                        models.Index(fields=["-decided_at"], name="contact_decided"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                                models.Q(models.Q(("outcome", ""), _negated=True), ("decided_at__isnull", False), models.Q(("decision_why", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="contact_decision_is_whole",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("authorised_at", None), ("authorised_by", None)),
                                models.Q(("authorised_at__isnull", False), ("authorised_by__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="contact_authorised_by_and_at",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("authorised_by", None), ("decided_by", None), models.Q(("authorised_by", models.F("decided_by")), _negated=True), _connector="OR"),
                            name="contact_not_authorised_by_its_decider",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("stage__in", ["tell_referrer", "finished"]), _negated=True), ("authorised_at__isnull", False), _connector="OR"),
                            name="contact_told_after_authorisation",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("stage", "finished"), _negated=True), ("referrer_letter_at__isnull", False), models.Q(("not_told_why", ""), _negated=True), _connector="OR"
                            ),
                            name="finished_contact_was_answered",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AgencyCheck",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("agency", models.CharField(max_length=20)),
                    ("why_asked", models.CharField(blank=True, db_default="", default="", max_length=300)),
                    ("question", models.TextField(blank=True, default="")),
                    ("asked_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField()),
                    ("why_due", models.TextField(blank=True, default="")),
                    ("last_word", models.CharField(blank=True, default="", max_length=200)),
                    ("last_word_at", models.DateTimeField(blank=True, null=True)),
                    ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ("answered_by", models.CharField(blank=True, default="", max_length=150)),
                    ("is_known_to_agency", models.BooleanField(null=True)),
                    ("answer", models.TextField(blank=True, default="")),
                    ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ("withdrawn_why", models.CharField(blank=True, default="", max_length=300)),
                    ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("contact", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="front_door.contact")),
                ],
                options={
                    "db_table": "front_door_agency_check",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("answered_at", None), ("is_known_to_agency__isnull", False), _connector="OR"), name="answered_check_says_if_known"),
                        models.CheckConstraint(condition=models.Q(("withdrawn_at", None), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"), name="withdrawn_check_says_why"),
                        models.CheckConstraint(condition=models.Q(("withdrawn_at", None), ("answered_at", None), _connector="OR"), name="check_answered_or_withdrawn"),
                        models.UniqueConstraint(condition=models.Q(("answered_at", None), ("withdrawn_at", None)), fields=("contact", "agency"), name="one_open_check_per_agency"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ContactChild",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("part", models.CharField(choices=[("child", "Child the contact is about"), ("adult", "Adult in the family")], default="child", max_length=5)),
                    ("given_as_told", models.CharField(blank=True, default="", max_length=120)),
                    ("family_as_told", models.CharField(blank=True, default="", max_length=120)),
                    ("born_on_as_told", models.DateField(blank=True, null=True)),
                    ("expected_on_as_told", models.DateField(blank=True, null=True)),
                    ("sex_as_told", models.CharField(blank=True, default="", max_length=1)),
                    ("address_as_told", models.CharField(blank=True, default="", max_length=300)),
                    ("postcode_as_told", models.CharField(blank=True, default="", max_length=10)),
                    ("school_as_told", models.CharField(blank=True, default="", max_length=150)),
                    ("relation_as_told", models.CharField(blank=True, default="", max_length=100)),
                    ("telephone_as_told", models.CharField(blank=True, default="", max_length=30)),
                    ("matched_at", models.DateTimeField(blank=True, null=True)),
                    ("childs_words", models.TextField(blank=True, default="", help_text="of one of several; an only child's stand with the contact")),
                    ("outcome", models.CharField(blank=True, default="", help_text="where it is not the contact's own", max_length=24)),
                    ("contact", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="children", to="front_door.contact")),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="contact_children", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "front_door_contact_child",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("part", "child"), ("outcome", ""), _connector="OR"), name="only_children_are_decided_on"),
                        models.CheckConstraint(condition=models.Q(("part", "child"), ("childs_words", ""), _connector="OR"), name="only_children_have_childs_words"),
                        models.UniqueConstraint(condition=models.Q(("person__isnull", False)), fields=("contact", "person"), name="one_part_per_person_and_contact"),
                        models.CheckConstraint(condition=models.Q(("person", None), ("matched_at__isnull", False), _connector="OR"), name="matched_part_says_when"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HandOver",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("since_at", models.DateTimeField()),
                    ("given_at", models.DateTimeField()),
                    ("words", models.TextField()),
                    ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "front_door_hand_over",
                    "indexes": [models.Index(fields=["-given_at", "-id"], name="hand_over_given")],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="hand_over_says_something"),
                        models.CheckConstraint(condition=models.Q(("given_at__gt", models.F("since_at"))), name="hand_over_ends_a_shift"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HandOverTeam",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("read_at", models.DateTimeField(blank=True, null=True)),
                    ("hand_over", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="front_door.handover")),
                    ("read_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="access.team")),
                ],
                options={
                    "db_table": "front_door_hand_over_team",
                    "constraints": [
                        models.UniqueConstraint(fields=("hand_over", "team"), name="one_hand_over_per_team"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("read_at", None), ("read_by", None)), models.Q(("read_at__isnull", False), ("read_by__isnull", False)), _connector="OR"),
                            name="hand_over_read_by_and_at",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Knock",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(max_length=10)),
                    ("caller", models.CharField(max_length=64)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "db_table": "front_door_knock",
                    "indexes": [models.Index(fields=["kind", "caller", "-at"], name="front_door_knock_caller"), models.Index(fields=["kind", "-at"], name="front_door_knock_kind")],
                },
            ),
            migrations.CreateModel(
                name="PublicReferral",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("reference", models.CharField(max_length=20, unique=True)),
                    ("email", models.EmailField(blank=True, default="", max_length=254)),
                    ("answers", models.JSONField(default=dict)),
                    ("code_digest", models.CharField(blank=True, default="", max_length=128)),
                    ("code_sent_at", models.DateTimeField(blank=True, null=True)),
                    ("code_tries", models.PositiveSmallIntegerField(default=0)),
                    ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ("saved_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("contact", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="public_referral", to="front_door.contact")),
                ],
                options={
                    "db_table": "front_door_public_referral",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("contact", None), ("sent_at", None)), models.Q(("answers", {}), ("contact__isnull", False), ("sent_at__isnull", False)), _connector="OR"),
                            name="sent_referral_is_a_contact_and_empty",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Referral",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("received_on", models.DateField()),
                    ("source", models.CharField(max_length=2)),
                    ("primary_need", models.CharField(blank=True, default="", max_length=2)),
                    ("is_nfa", models.BooleanField(default=False)),
                    ("is_re_referral", models.BooleanField(default=False)),
                    ("closed_on", models.DateField(blank=True, null=True)),
                    ("closure_reason", models.CharField(blank=True, default="", max_length=3)),
                    ("closure_summary", models.TextField(blank=True, default="")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="people.person")),
                    ("contact", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="front_door.contact")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                ],
                options={
                    "db_table": "front_door_referral",
                    "indexes": [models.Index(fields=["child", "-received_on"], name="referral_child")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("closed_on", None), ("closure_reason", "")), models.Q(("closed_on__isnull", False), models.Q(("closure_reason", ""), _negated=True)), _connector="OR"
                            ),
                            name="referral_closed_with_reason",
                        ),
                        models.CheckConstraint(condition=models.Q(("closed_on", None), ("closed_on__gte", models.F("received_on")), _connector="OR"), name="referral_closes_on_or_after_receipt"),
                        models.UniqueConstraint(condition=models.Q(("closed_on", None), ("is_nfa", False)), fields=("child",), name="one_open_referral_per_child"),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            condition=models.Q(("is_nfa", False)),
                            expressions=[
                                (tessera.practice.front_door.models.referral.DateRange("received_on", "closed_on", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                                ("child", "="),
                            ],
                            name="referrals_do_not_overlap",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Watch",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("worry", models.TextField()),
                    ("might_happen", models.TextField()),
                    ("what_to_do", models.TextField()),
                    ("who_to_call", models.TextField()),
                    ("asked_on", models.DateField()),
                    ("until_on", models.DateField()),
                    ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("ended_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "front_door_watch",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("person",), name="one_watch_per_child"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("worry", ""), _negated=True), models.Q(("what_to_do", ""), _negated=True), models.Q(("who_to_call", ""), _negated=True)),
                            name="watch_says_what_to_do",
                        ),
                        models.CheckConstraint(condition=models.Q(("until_on__gte", models.F("asked_on"))), name="watch_ends_after_it_was_asked"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("ended_at", None), ("ended_by", None)), models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)), _connector="OR"),
                            name="watch_ended_by_and_at",
                        ),
                    ],
                },
            ),
        ]),
    ]
