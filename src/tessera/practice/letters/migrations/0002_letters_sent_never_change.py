"""A letter that was sent is kept as it went."""

from django.db import migrations

SQL = """
CREATE FUNCTION letters_sent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'A letter that was sent never changes.';
END $$;
CREATE TRIGGER letters_sent BEFORE UPDATE OR DELETE ON letters_letter
  FOR EACH ROW WHEN (OLD.document_id IS NOT NULL) EXECUTE FUNCTION letters_sent();
"""
BACK = "DROP TRIGGER letters_sent ON letters_letter; DROP FUNCTION letters_sent();"


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
