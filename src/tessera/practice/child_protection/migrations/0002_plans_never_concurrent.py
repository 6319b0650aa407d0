"""A child never has a protection plan and a child in need plan at once (CIN rules 4001, 4003, 4016, 4017).

The two plans stand in two tables, where no exclusion constraint reaches: a trigger on each looks at
the other, under a lock on the child, so that two writers at the same moment cannot both be right. Children
share 1024 locks: a load of a whole county takes that many in one transaction and no more.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION child_protection_never_concurrent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  other text := TG_ARGV[0];
  found boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('plans_never_concurrent'), (NEW.child_id % 1024)::int);
  EXECUTE format(
    'SELECT EXISTS (SELECT 1 FROM %I WHERE child_id = $1'
    ' AND daterange(started_on, ended_on) && daterange($2, $3))', other)
    INTO found USING NEW.child_id, NEW.started_on, NEW.ended_on;
  IF found THEN
    RAISE EXCEPTION 'plans_never_concurrent: the child has a plan of the other kind at that time'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'plans_never_concurrent';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER plans_never_concurrent
  BEFORE INSERT OR UPDATE OF child_id, started_on, ended_on ON child_protection_plan
  FOR EACH ROW EXECUTE FUNCTION child_protection_never_concurrent('children_in_need_plan');
CREATE TRIGGER plans_never_concurrent
  BEFORE INSERT OR UPDATE OF child_id, started_on, ended_on ON children_in_need_plan
  FOR EACH ROW EXECUTE FUNCTION child_protection_never_concurrent('child_protection_plan');
"""

BACKWARDS = """
DROP TRIGGER plans_never_concurrent ON children_in_need_plan;
DROP TRIGGER plans_never_concurrent ON child_protection_plan;
DROP FUNCTION child_protection_never_concurrent();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("child_protection", "0001_initial"),
        ("children_in_need", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
