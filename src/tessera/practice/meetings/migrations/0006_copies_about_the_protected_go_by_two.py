"""A copy about or to a protected person goes only as a second person read it; what they said stays said."""

from django.db import migrations

SQL = """
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
BACK = """
DROP TRIGGER meetings_second_sent ON meetings_sending;
DROP TRIGGER meetings_second_sent_later ON meetings_sending; DROP FUNCTION meetings_second();
DROP TRIGGER meetings_reading ON meetings_reading; DROP FUNCTION meetings_reading();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_a_second_person_reads_copies"),
    ]
    operations = [migrations.RunSQL(SQL, BACK)]
