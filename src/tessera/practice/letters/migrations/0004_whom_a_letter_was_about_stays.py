"""Whom a letter that was sent is about changes no more than the letter."""

from django.db import migrations

SQL = """
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
BACK = "DROP TRIGGER letters_also_about ON letters_also_about; DROP FUNCTION letters_also_about();"


class Migration(migrations.Migration):
    dependencies = [("letters", "0003_one_letter_about_several_children")]
    operations = [migrations.RunSQL(SQL, BACK)]
