"""A document that was kept is the document: only that it went, once, is ever added to it."""

from django.db import migrations

SQL = """
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
BACK = "DROP TRIGGER documents_kept ON documents_document; DROP FUNCTION documents_kept();"


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_versions_of_letters")]
    operations = [migrations.RunSQL(SQL, BACK)]
