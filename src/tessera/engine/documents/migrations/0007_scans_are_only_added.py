"""What the scanner said stays said: nobody makes an infected file clean by changing a row."""

from django.db import migrations

SQL = """
CREATE FUNCTION documents_scans() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'What the virus scanner said is only ever added to.';
END $$;
CREATE TRIGGER documents_scans BEFORE UPDATE OR DELETE ON documents_scan
  FOR EACH ROW EXECUTE FUNCTION documents_scans();
"""
BACK = "DROP TRIGGER documents_scans ON documents_scan; DROP FUNCTION documents_scans();"


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_files_are_scanned")]
    operations = [migrations.RunSQL(SQL, BACK)]
