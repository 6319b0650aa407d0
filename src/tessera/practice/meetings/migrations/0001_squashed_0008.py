import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels

# A copy about or to a protected person goes only as a second person read it; what they said stays said.
BY_TWO = """
CREATE FUNCTION meetings_reading() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL THEN
    RAISE EXCEPTION 'What a second person said of a copy never changes.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meetings_reading BEFORE UPDATE OR DELETE ON meetings_reading
  FOR EACH ROW EXECUTE FUNCTION meetings_reading();

CREATE FUNCTION meetings_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  asked meetings_invited := (SELECT i FROM meetings_invited i WHERE i.id = NEW.invited_id);
  made documents_document := (SELECT d FROM documents_document d WHERE d.id = NEW.document_id);
  day date := (made.made_at AT TIME ZONE 'Europe/London')::date;
  people bigint[] := array_remove(ARRAY[asked.person_id], NULL)
    || ARRAY(SELECT child_id FROM meetings_child WHERE meeting_id = NEW.meeting_id);
BEGIN
  IF NOT NEW.needed_second AND asked.worker_id IS NULL AND (
    EXISTS (SELECT 1 FROM people_protection p WHERE p.person_id = ANY(people)
            AND p.started_on <= day AND (p.ended_on IS NULL OR p.ended_on > day))
    OR EXISTS (SELECT 1 FROM people_restriction r WHERE r.person_id = ANY(people)
               AND r.started_on <= day AND (r.ended_on IS NULL OR r.ended_on > day)))
  THEN
    RAISE EXCEPTION 'A copy about or to a protected person needs a second person.';
  END IF;
  IF NEW.needed_second AND NOT EXISTS (
    SELECT 1 FROM meetings_reading reading
    WHERE reading.id = NEW.reading_id AND reading.agreed
      AND reading.invited_id = NEW.invited_id AND reading.what = NEW.what
      AND reading.digest = NEW.content_digest
      AND reading.answered_by_id IS DISTINCT FROM made.made_by_id)
  THEN
    RAISE EXCEPTION 'A copy about or to a protected person goes only as a second person agreed it.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meetings_second_sent BEFORE INSERT ON meetings_sending
  FOR EACH ROW WHEN (NEW.document_id IS NOT NULL) EXECUTE FUNCTION meetings_second();
CREATE TRIGGER meetings_second_sent_later BEFORE UPDATE ON meetings_sending
  FOR EACH ROW WHEN (NEW.document_id IS NOT NULL AND (
    OLD.document_id, OLD.needed_second, OLD.reading_id, OLD.content_digest, OLD.invited_id
  ) IS DISTINCT FROM (
    NEW.document_id, NEW.needed_second, NEW.reading_id, NEW.content_digest, NEW.invited_id
  )) EXECUTE FUNCTION meetings_second();
"""
WITHOUT_BY_TWO = """
DROP TRIGGER meetings_second_sent ON meetings_sending;
DROP TRIGGER meetings_second_sent_later ON meetings_sending; DROP FUNCTION meetings_second();
DROP TRIGGER meetings_reading ON meetings_reading; DROP FUNCTION meetings_reading();
"""


class Migration(migrations.Migration):
    replaces = [
        ("meetings", "0001_initial"),
        ("meetings", "0002_agreed_actions"),
        ("meetings", "0003_corrected_versions"),
        ("meetings", "0004_copies_keep_their_wording"),
        ("meetings", "0005_a_second_person_reads_copies"),
        ("meetings", "0006_copies_about_the_protected_go_by_two"),
        ("meetings", "0007_answers_and_coming_apart"),
        ("meetings", "0008_omission"),
    ]

    initial = True

    dependencies = [("access", "0001_squashed_0002"), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("documents", "0001_squashed_0009"), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Meeting",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=30)),
                    ("planned_for", models.DateTimeField(blank=True, null=True)),
                    ("held_on", models.DateField(blank=True, null=True)),
                    ("held_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "how",
                        models.CharField(
                            blank=True, choices=[("meeting", "In a meeting"), ("video", "By video"), ("telephone", "By telephone"), ("mixed", "Partly by video")], default="", max_length=10
                        ),
                    ),
                    ("place", models.CharField(blank=True, default="", help_text="a room of ours; never anyone's address", max_length=200)),
                    ("is_quorate", models.BooleanField(null=True)),
                    ("quorum_why", models.TextField(blank=True, default="", help_text="why it went on all the same")),
                    ("called_off_on", models.DateField(blank=True, null=True)),
                    ("called_off_why", models.TextField(blank=True, default="")),
                    ("chair", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "meetings_meeting",
                    "indexes": [
                        models.Index(fields=["kind", "-held_on"], name="meeting_held"),
                        models.Index(condition=models.Q(("called_off_on", None), ("held_on", None)), fields=["planned_for"], name="meeting_to_come"),
                        models.Index(fields=["chair"], name="meeting_chair"),
                    ],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("planned_for__isnull", False), ("held_on__isnull", False), _connector="OR"), name="meeting_is_planned_or_held"),
                        models.CheckConstraint(condition=models.Q(("held_at", None), ("held_on__isnull", False), _connector="OR"), name="meeting_held_at_a_day"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("called_off_on", None), models.Q(("held_on", None), models.Q(("called_off_why", ""), _negated=True), ("planned_for__isnull", False)), _connector="OR"
                            ),
                            name="meeting_called_off_says_why",
                        ),
                        models.UniqueConstraint(condition=models.Q(("step_ref__isnull", False)), fields=("step_ref",), name="one_meeting_of_a_step"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Invited",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("name", models.CharField(max_length=200)),
                    ("agency", models.CharField(blank=True, default="", max_length=30)),
                    ("role", models.CharField(blank=True, default="", max_length=200)),
                    ("asked_on", models.DateField(blank=True, null=True)),
                    ("answer", models.CharField(blank=True, choices=[("coming", "Coming"), ("video", "Coming by video"), ("apologies", "Sends apologies")], default="", max_length=10)),
                    ("apart_why", models.TextField(blank=True, default="", help_text="the chair's reason for this person to come apart")),
                    (
                        "came",
                        models.CharField(blank=True, choices=[("yes", "Came"), ("part", "Came for a part"), ("apologies", "Sent apologies"), ("no", "Did not come")], default="", max_length=10),
                    ),
                    ("report_due_on", models.DateField(blank=True, null=True)),
                    ("report_received_on", models.DateField(blank=True, null=True)),
                    ("view", models.CharField(blank=True, choices=[("agrees", "Agrees"), ("disagrees", "Disagrees")], default="", max_length=10)),
                    ("view_words", models.TextField(blank=True, default="")),
                    ("left_out_why", models.TextField(blank=True, default="", help_text="the chair's reason for leaving this person out")),
                    ("person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invited", to="meetings.meeting")),
                ],
                options={
                    "db_table": "meetings_invited",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="invited_has_a_name"),
                        models.CheckConstraint(condition=models.Q(("person", None), ("worker", None), _connector="OR"), name="invited_is_one_somebody"),
                        models.CheckConstraint(condition=models.Q(("left_out_why", ""), models.Q(("came__in", ["yes", "part"]), _negated=True), _connector="OR"), name="left_out_did_not_come"),
                        models.CheckConstraint(
                            condition=models.Q(("report_due_on", None), ("asked_on", None), ("report_due_on__gte", models.F("asked_on")), _connector="OR"), name="report_is_due_after_asking"
                        ),
                        models.UniqueConstraint(condition=models.Q(("person__isnull", False)), fields=("meeting", "person"), name="one_invitation_of_a_person"),
                        models.UniqueConstraint(condition=models.Q(("worker__isnull", False)), fields=("meeting", "worker"), name="one_invitation_of_a_worker"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AgreedAction",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("what", models.TextField()),
                    ("who", models.CharField(blank=True, default="", max_length=200)),
                    ("due_on", models.DateField(blank=True, null=True)),
                    ("work_ref", models.UUIDField(blank=True, null=True, unique=True)),
                    ("agreed_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("how_ended", models.CharField(blank=True, choices=[("done", "Done"), ("not_done", "Not done")], default="", max_length=8)),
                    ("ended_why", models.TextField(blank=True, default="")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="agreed", to="meetings.meeting")),
                ],
                options={
                    "db_table": "meetings_agreed_action",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="agreed_action_says_what"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("ended_on", None), ("how_ended", "")), models.Q(("ended_on__isnull", False), models.Q(("how_ended", ""), _negated=True)), _connector="OR"),
                            name="ended_agreed_action_says_how",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("how_ended", "not_done"), _negated=True), models.Q(("ended_why", ""), _negated=True), _connector="OR"),
                            name="agreed_action_not_done_says_why",
                        ),
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("agreed_on")), _connector="OR"), name="agreed_action_ends_after_it_was_agreed"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MeetingChild",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("took_part", models.CharField(blank=True, default="", max_length=20)),
                    ("views_before", models.TextField(blank=True, default="")),
                    ("words", models.TextField(blank=True, default="", help_text="in the child's own words")),
                    ("not_heard_why", models.TextField(blank=True, default="")),
                    ("views_after", models.TextField(blank=True, default="")),
                    ("dissent", models.TextField(blank=True, default="")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="people.person")),
                    ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="children", to="meetings.meeting")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "meetings_child",
                    "constraints": [
                        models.UniqueConstraint(fields=("meeting", "child"), name="one_child_of_a_meeting"),
                        models.CheckConstraint(condition=models.Q(("words", ""), ("not_heard_why", ""), _connector="OR"), name="heard_child_has_no_excuse"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Omission",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("what", models.CharField(choices=[("decisions", "Decisions"), ("record", "Full record")], max_length=10)),
                    ("parts", models.JSONField(blank=True, default=list)),
                    ("why", models.TextField(blank=True, default="")),
                    ("invited", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="omissions", to="meetings.invited")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "meetings_omission",
                    "constraints": [
                        models.UniqueConstraint(fields=("invited", "what"), name="one_omission_of_a_copy"),
                        models.CheckConstraint(condition=models.Q(("parts", []), models.Q(("why", ""), _negated=True), _connector="OR"), name="omission_says_why"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reading",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("digest", models.CharField(max_length=64)),
                    ("asked_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ("agreed", models.BooleanField(blank=True, null=True)),
                    ("why", models.TextField(blank=True, default="")),
                    ("what", models.CharField(choices=[("decisions", "Decisions"), ("record", "Full record")], max_length=10)),
                    ("answered_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("invited", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="meetings.invited")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                ],
                options={
                    "db_table": "meetings_reading",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("agreed", None), ("answered_at", None), ("answered_by", None), ("why", "")),
                                models.Q(("agreed__isnull", False), ("answered_at__isnull", False), ("answered_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="meetings_reading_asked_or_answered",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("agreed", False), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"), name="meetings_sent_back_says_why"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("answered_by", None), models.Q(("answered_by", models.F("asked_by")), _negated=True), _connector="OR"), name="meetings_read_by_somebody_else"
                        ),
                        models.UniqueConstraint(condition=models.Q(("answered_at", None)), fields=("invited", "what"), name="one_reading_of_a_copy_asked_for"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Sending",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("what", models.CharField(choices=[("decisions", "Decisions"), ("record", "Full record")], max_length=10)),
                    ("digest", models.CharField(blank=True, default="", max_length=64)),
                    ("version", models.PositiveSmallIntegerField(default=1)),
                    ("told", models.CharField(blank=True, default="", max_length=64)),
                    ("needed_second", models.BooleanField(default=False, help_text="it is about or to a protected person, so a second person read it")),
                    ("content_digest", models.CharField(blank=True, default="", help_text="of what it says to whom, whatever the day", max_length=64)),
                    (
                        "how",
                        models.CharField(
                            blank=True, choices=[("email", "Secure e-mail"), ("post", "Post"), ("hand", "By hand"), ("system", "On their own record here")], default="", max_length=10
                        ),
                    ),
                    ("sent_on", models.DateField(blank=True, null=True)),
                    ("acknowledged_on", models.DateField(blank=True, null=True)),
                    ("left_out", models.TextField(blank=True, default="", help_text="what this copy came without")),
                    ("withheld_why", models.TextField(blank=True, default="")),
                    ("children", models.ManyToManyField(db_table="meetings_sending_about", related_name="sendings", to="people.person")),
                    ("document", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="documents.document")),
                    ("invited", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="meetings.invited")),
                    ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="meetings.meeting")),
                    ("reading", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="went_as", to="meetings.reading")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("wording", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="documents.letterversion")),
                ],
                options={
                    "db_table": "meetings_sending",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("document__isnull", False),
                                    ("withheld_why", ""),
                                    models.Q(("how", ""), _negated=True),
                                    models.Q(("digest", ""), _negated=True),
                                    models.Q(("sent_on__isnull", False), ("how", "email"), _connector="OR"),
                                ),
                                models.Q(models.Q(("withheld_why", ""), _negated=True), ("digest", ""), ("document", None), ("how", ""), ("sent_on", None)),
                                _connector="OR",
                            ),
                            name="sending_is_sent_or_kept_back",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("acknowledged_on", None), models.Q(("acknowledged_on__gte", models.F("sent_on")), ("sent_on__isnull", False)), _connector="OR"),
                            name="sending_acknowledged_after_sent",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("document", None), ("needed_second", False), ("reading__isnull", False), _connector="OR"), name="sending_to_the_protected_was_read"
                        ),
                        models.UniqueConstraint(fields=("invited", "what", "version"), name="one_sending_of_a_version_to_one"),
                        models.CheckConstraint(condition=models.Q(("version", 1), models.Q(("version__gt", 1), ("withheld_why", "")), _connector="OR"), name="sending_corrected_was_sent"),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(BY_TWO, WITHOUT_BY_TWO),
    ]
