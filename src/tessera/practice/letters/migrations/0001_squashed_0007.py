import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels

# A letter that was sent is kept as it went.
SENT = """
CREATE FUNCTION letters_sent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'A letter that was sent never changes.';
END $$;
CREATE TRIGGER letters_sent BEFORE UPDATE OR DELETE ON letters_letter
  FOR EACH ROW WHEN (OLD.document_id IS NOT NULL) EXECUTE FUNCTION letters_sent();
"""
WITHOUT_SENT = "DROP TRIGGER letters_sent ON letters_letter; DROP FUNCTION letters_sent();"

# Whom a letter that was sent is about changes no more than the letter.
ALSO_ABOUT = """
CREATE FUNCTION letters_also_about() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM letters_letter letter WHERE letter.document_id IS NOT NULL
             AND letter.id IN (COALESCE(OLD.letter_id, NEW.letter_id), COALESCE(NEW.letter_id, OLD.letter_id)))
  THEN
    RAISE EXCEPTION 'A letter that was sent never changes.';
  END IF;
  IF EXISTS (SELECT 1 FROM letters_letter letter WHERE letter.id = NEW.letter_id AND letter.child_id = NEW.child_id)
  THEN
    RAISE EXCEPTION 'A letter is about each child once.';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER letters_also_about BEFORE INSERT OR UPDATE OR DELETE ON letters_also_about
  FOR EACH ROW EXECUTE FUNCTION letters_also_about();
"""
WITHOUT_ALSO_ABOUT = "DROP TRIGGER letters_also_about ON letters_also_about; DROP FUNCTION letters_also_about();"

# A letter about or to a protected person goes only as a second person read it; what they said stays said.
BY_TWO = """
CREATE FUNCTION letters_reading() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.answered_at IS NOT NULL) THEN
    RAISE EXCEPTION 'What a second person said of a letter never changes.';
  END IF;
  IF NEW.answered_by_id IN (SELECT written_by_id FROM letters_letter WHERE id = NEW.letter_id) THEN
    RAISE EXCEPTION 'Nobody agrees to a letter of their own.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letters_reading BEFORE INSERT OR UPDATE OR DELETE ON letters_reading
  FOR EACH ROW EXECUTE FUNCTION letters_reading();

CREATE FUNCTION letters_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  people bigint[] := array_remove(ARRAY[NEW.child_id, NEW.to_person_id], NULL)
    || ARRAY(SELECT child_id FROM letters_also_about WHERE letter_id = NEW.id);
BEGIN
  IF NOT NEW.needed_second AND (
    EXISTS (SELECT 1 FROM people_protection p WHERE p.person_id = ANY(people)
            AND p.started_on <= NEW.sent_on AND (p.ended_on IS NULL OR p.ended_on > NEW.sent_on))
    OR EXISTS (SELECT 1 FROM people_restriction r WHERE r.person_id = ANY(people)
               AND r.started_on <= NEW.sent_on AND (r.ended_on IS NULL OR r.ended_on > NEW.sent_on)))
  THEN
    RAISE EXCEPTION 'A letter about or to a protected person needs a second person.';
  END IF;
  IF NEW.needed_second AND NOT EXISTS (
    SELECT 1 FROM letters_reading reading
    JOIN documents_document document ON document.id = NEW.document_id
    WHERE reading.id = NEW.reading_id AND reading.letter_id = NEW.id AND reading.agreed
      AND reading.digest = NEW.content_digest
      AND reading.answered_by_id IS DISTINCT FROM document.made_by_id)
  THEN
    RAISE EXCEPTION 'A letter about or to a protected person goes only as a second person agreed it.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letters_second BEFORE INSERT OR UPDATE ON letters_letter
  FOR EACH ROW WHEN (NEW.document_id IS NOT NULL) EXECUTE FUNCTION letters_second();
"""
WITHOUT_BY_TWO = """
DROP TRIGGER letters_second ON letters_letter; DROP FUNCTION letters_second();
DROP TRIGGER letters_reading ON letters_reading; DROP FUNCTION letters_reading();
"""


class Migration(migrations.Migration):
    replaces = [
        ("letters", "0001_initial"),
        ("letters", "0002_letters_sent_never_change"),
        ("letters", "0003_one_letter_about_several_children"),
        ("letters", "0004_whom_a_letter_was_about_stays"),
        ("letters", "0005_a_second_person_reads"),
        ("letters", "0006_the_protected_are_written_to_by_two"),
        ("letters", "0007_readings_are_alike"),
    ]

    initial = True

    dependencies = [("access", "0001_squashed_0002"), migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("documents", "0001_squashed_0009"), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Letter",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("code", models.CharField(max_length=80)),
                    ("asked", models.JSONField(blank=True, default=dict)),
                    ("words", models.TextField(blank=True, default="")),
                    ("despite_why", models.TextField(blank=True, default="", help_text="why it goes although somebody else is named in it")),
                    ("begun_on", models.DateField()),
                    ("set_aside_on", models.DateField(blank=True, null=True)),
                    ("needed_second", models.BooleanField(default=False, help_text="it is about or to a protected person, so a second person read it")),
                    ("content_digest", models.CharField(blank=True, default="", help_text="of what it says, whatever the day", max_length=64)),
                    ("how", models.CharField(blank=True, choices=[("post", "Post"), ("email", "Secure e-mail"), ("hand", "By hand")], default="", max_length=10)),
                    ("sent_on", models.DateField(blank=True, null=True)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="people.person")),
                    ("document", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letter", to="documents.document")),
                    ("reading", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="went_as", to="letters.reading")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("to_involvement", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="people.involvement")),
                    ("to_person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters_to", to="people.person")),
                    ("version", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="documents.letterversion")),
                    ("written_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "letters_letter",
                    "indexes": [
                        models.Index(condition=models.Q(("document", None), ("set_aside_on", None)), fields=["child"], name="letter_begun"),
                        models.Index(condition=models.Q(("document", None), ("set_aside_on", None)), fields=["written_by"], name="letter_begun_by"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("to_involvement__isnull", False), ("to_person", None)), models.Q(("to_involvement", None), ("to_person__isnull", False)), _connector="OR"),
                            name="letter_is_to_one",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("document", None), ("how", ""), ("sent_on", None), ("version", None)),
                                models.Q(("document__isnull", False), ("sent_on__isnull", False), ("version__isnull", False), models.Q(("how", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="letter_is_begun_or_sent",
                        ),
                        models.CheckConstraint(condition=models.Q(("set_aside_on", None), ("document", None), _connector="OR"), name="letter_sent_is_not_set_aside"),
                        models.CheckConstraint(
                            condition=models.Q(("document", None), ("needed_second", False), ("reading__isnull", False), _connector="OR"), name="letter_to_the_protected_was_read"
                        ),
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
                    ("answered_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("letter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="letters.letter")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("team", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team")),
                ],
                options={
                    "db_table": "letters_reading",
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("agreed", None), ("answered_at", None), ("answered_by", None), ("why", "")),
                                models.Q(("agreed__isnull", False), ("answered_at__isnull", False), ("answered_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="letters_reading_asked_or_answered",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("agreed", False), _negated=True), models.Q(("why", ""), _negated=True), _connector="OR"), name="letters_sent_back_says_why"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("answered_by", None), models.Q(("answered_by", models.F("asked_by")), _negated=True), _connector="OR"), name="letters_read_by_somebody_else"
                        ),
                        models.UniqueConstraint(condition=models.Q(("answered_at", None)), fields=("letter",), name="one_reading_asked_for"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AlsoAbout",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="letters_also_about", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("letter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="also_about", to="letters.letter")),
                ],
                options={"db_table": "letters_also_about", "constraints": [models.UniqueConstraint(fields=("letter", "child"), name="letter_about_each_once")]},
            ),
        ]),
        migrations.RunSQL(SENT, WITHOUT_SENT),
        migrations.RunSQL(ALSO_ABOUT, WITHOUT_ALSO_ABOUT),
        migrations.RunSQL(BY_TWO, WITHOUT_BY_TWO),
    ]
