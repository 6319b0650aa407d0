"""A letter about or to a protected person goes only as a second person read it; what they said stays said."""

from django.db import migrations

SQL = """
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
BACK = """
DROP TRIGGER letters_second ON letters_letter; DROP FUNCTION letters_second();
DROP TRIGGER letters_reading ON letters_reading; DROP FUNCTION letters_reading();
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0005_a_second_person_reads")]
    operations = [migrations.RunSQL(SQL, BACK)]
