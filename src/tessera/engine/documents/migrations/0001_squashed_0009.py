import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels

# A document that was kept is the document: only that it went, once, is ever added to it.
DOCUMENTS = """
CREATE FUNCTION documents_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A document that was kept is not removed.';
  END IF;
  IF to_jsonb(OLD) - 'sent_at' - 'sent_how' <> to_jsonb(NEW) - 'sent_at' - 'sent_how'
     OR (OLD.sent_at IS NOT NULL AND (OLD.sent_at, OLD.sent_how) IS DISTINCT FROM (NEW.sent_at, NEW.sent_how))
  THEN
    RAISE EXCEPTION 'A document that was kept never changes.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_kept BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_kept();
"""
WITHOUT_DOCUMENTS = "DROP TRIGGER documents_kept ON documents_document; DROP FUNCTION documents_kept();"

# What the scanner said stays said: nobody makes an infected file clean by changing a row.
SCANS = """
CREATE FUNCTION documents_scans() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'What the virus scanner said is only ever added to.';
END $$;
CREATE TRIGGER documents_scans BEFORE UPDATE OR DELETE ON documents_scan
  FOR EACH ROW EXECUTE FUNCTION documents_scans();
"""
WITHOUT_SCANS = "DROP TRIGGER documents_scans ON documents_scan; DROP FUNCTION documents_scans();"


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_files_added_to_forms"),
        ("documents", "0003_versions_of_letters"),
        ("documents", "0004_documents_never_change"),
        ("documents", "0005_who_a_document_was_for"),
        ("documents", "0006_files_are_scanned"),
        ("documents", "0007_scans_are_only_added"),
        ("documents", "0008_messages_leave"),
        ("documents", "0009_a_document_goes_with_a_message"),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Document",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(max_length=40)),
                    ("title", models.CharField(max_length=200)),
                    ("recipient", models.CharField(blank=True, default="", max_length=200)),
                    ("recipient_address", models.CharField(blank=True, default="", max_length=400)),
                    ("media_type", models.CharField(default="application/pdf", max_length=100)),
                    ("content", models.BinaryField()),
                    ("digest", models.CharField(max_length=64)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("sent_how", models.CharField(blank=True, default="", max_length=20)),
                    ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("people", models.ManyToManyField(db_table="documents_about", related_name="documents", to="people.person")),
                    ("recipient_person", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="documents_to", to="people.person")),
                ],
                options={"db_table": "documents_document"},
            ),
            migrations.CreateModel(
                name="LetterVersion",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("code", models.CharField(max_length=80)),
                    ("number", models.PositiveIntegerField()),
                    ("digest", models.CharField(max_length=64)),
                    ("texts", models.JSONField()),
                    ("layout", models.BinaryField(blank=True, help_text="the council's own Word document", null=True)),
                    ("first_used_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    "db_table": "documents_letter_version",
                    "constraints": [
                        models.UniqueConstraint(fields=("code", "number"), name="one_letter_version_per_number"),
                        models.UniqueConstraint(fields=("code", "digest"), name="one_letter_version_per_wording"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Scan",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("digest", models.CharField(max_length=64)),
                    ("verdict", models.CharField(choices=[("clean", "Nothing found"), ("found", "A virus was found"), ("refused", "The scanner could not check it")], max_length=10)),
                    ("said", models.CharField(blank=True, default="", help_text="in its own words", max_length=200)),
                    ("scanned_at", models.DateTimeField()),
                ],
                options={"db_table": "documents_scan", "constraints": [models.UniqueConstraint(fields=("digest", "verdict"), name="one_scan_per_digest_and_verdict")]},
            ),
            migrations.CreateModel(
                name="File",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("name", models.CharField(max_length=200)),
                    ("media_type", models.CharField(max_length=100)),
                    ("size", models.PositiveBigIntegerField()),
                    ("digest", models.CharField(max_length=64)),
                    ("copy_digest", models.CharField(blank=True, default="", max_length=64)),
                    ("copy_media_type", models.CharField(blank=True, default="", max_length=100)),
                    ("copy_size", models.PositiveBigIntegerField(blank=True, null=True)),
                    ("added_at", models.DateTimeField()),
                    ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "documents_file",
                    "constraints": [
                        models.UniqueConstraint(fields=("step_ref", "digest", "added_by"), name="one_file_per_step_and_maker"),
                        models.CheckConstraint(condition=models.Q(("step_ref__isnull", False)), name="file_belongs_to_a_step"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("copy_digest", ""), ("copy_media_type", ""), ("copy_size", None)),
                                models.Q(models.Q(("copy_digest", ""), _negated=True), models.Q(("copy_media_type", ""), _negated=True), ("copy_size__isnull", False)),
                                _connector="OR",
                            ),
                            name="file_copy_is_whole_or_none",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Message",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("to", models.EmailField(max_length=254)),
                    ("subject", models.CharField(max_length=200)),
                    ("body", models.TextField()),
                    ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ("tries", models.PositiveSmallIntegerField(default=0)),
                    ("next_try_at", models.DateTimeField(blank=True, null=True)),
                    ("failed_why", models.CharField(blank=True, default="", max_length=60)),
                    ("given_up_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "document",
                        models.OneToOneField(
                            blank=True,
                            help_text="goes with it; the document is sent when the server has taken this",
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="message",
                            to="documents.document",
                        ),
                    ),
                ],
                options={
                    "db_table": "documents_message",
                    "constraints": [models.CheckConstraint(condition=models.Q(("sent_at", None), ("given_up_at", None), _connector="OR"), name="message_sent_is_not_given_up")],
                },
            ),
        ]),
        migrations.RunSQL(DOCUMENTS, WITHOUT_DOCUMENTS),
        migrations.RunSQL(SCANS, WITHOUT_SCANS),
    ]
