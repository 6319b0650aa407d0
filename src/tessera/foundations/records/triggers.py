"""The trigger that stamps each fact and keeps every earlier version of it.

Who and why come from the transaction (`tessera.user`, `tessera.why`), set by `records.actions`. The
time is the database's own. Only where the installation's row says that the council is invented does
the database live in that council's time, and may a transaction name another one (`tessera.now`): so
that it has a past that can be asked "as known on". The application role cannot write that row.
"""

from django.apps import apps
from django.db import connections

FUNCTIONS = """
CREATE OR REPLACE FUNCTION records_now() RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  told text := current_setting('tessera.now', true);
  shift bigint := (SELECT clock_offset FROM records_installation WHERE is_invented LIMIT 1);
BEGIN
  IF shift IS NULL THEN RETURN clock_timestamp(); END IF;
  IF told IS NULL OR told = '' THEN RETURN clock_timestamp() + make_interval(secs => shift); END IF;
  RETURN told::timestamptz;
END $$;

CREATE OR REPLACE FUNCTION records_begin_invented(
  told_authority text, told_council text, told_offset bigint
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM access_user) THEN
    RAISE EXCEPTION 'Only an empty database can become an invented council.';
  END IF;
  DELETE FROM records_installation;
  INSERT INTO records_installation (is_invented, authority, council_name, clock_offset)
  VALUES (true, told_authority, told_council, told_offset);
END $$;

CREATE OR REPLACE FUNCTION records_stamp() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.recorded_at := records_now();
  NEW.recorded_by_id := nullif(current_setting('tessera.user', true), '')::bigint;
  NEW.recorded_why := coalesce(current_setting('tessera.why', true), '');
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION records_keep_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'recorded_at' - 'recorded_by_id' - 'recorded_why'
     = to_jsonb(NEW) - 'recorded_at' - 'recorded_by_id' - 'recorded_why' THEN
    RETURN NULL;
  END IF;
  INSERT INTO records_version
    (table_name, row_id, row, operation, recorded_at, recorded_by_id, replaced_at, replaced_by_id)
  VALUES
    (TG_TABLE_NAME, OLD.id, to_jsonb(OLD), left(TG_OP, 1), OLD.recorded_at, OLD.recorded_by_id,
     records_now(), nullif(current_setting('tessera.user', true), '')::bigint);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION records_keep_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) = to_jsonb(NEW) THEN RETURN NULL; END IF;
  INSERT INTO records_version
    (table_name, row_id, row, operation, recorded_at, recorded_by_id, replaced_at, replaced_by_id)
  VALUES
    (TG_TABLE_NAME, OLD.id, to_jsonb(OLD), left(TG_OP, 1),
     coalesce((SELECT max(replaced_at) FROM records_version
                WHERE table_name = TG_TABLE_NAME AND row_id = OLD.id), 'epoch'::timestamptz),
     NULL, records_now(), nullif(current_setting('tessera.user', true), '')::bigint);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION records_log_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.at := records_now();
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are only ever added.', TG_TABLE_NAME;
END $$;
"""

ON_FACTS = """
DROP TRIGGER IF EXISTS records_stamp ON {table};
CREATE TRIGGER records_stamp BEFORE INSERT OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION records_stamp();
DROP TRIGGER IF EXISTS records_keep_version ON {table};
CREATE TRIGGER records_keep_version AFTER UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION records_keep_version();
DROP TRIGGER IF EXISTS records_no_truncate ON {table};
CREATE TRIGGER records_no_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION records_refuse();
"""

ON_MOVED = """
DROP TRIGGER IF EXISTS records_keep_moved ON {table};
CREATE TRIGGER records_keep_moved AFTER UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION records_keep_moved();
"""

ON_LOGS = """
DROP TRIGGER IF EXISTS records_append_only ON {table};
CREATE TRIGGER records_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION records_refuse();
DROP TRIGGER IF EXISTS records_no_truncate ON {table};
CREATE TRIGGER records_no_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION records_refuse();
"""

ON_TIMED_LOGS = """
DROP TRIGGER IF EXISTS records_log_time ON {table};
CREATE TRIGGER records_log_time BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION records_log_time();
"""

TIMED_LOG_TABLES = ("audit_event", "audit_subject")
LOG_TABLES = (
    "audit_event",
    "audit_subject",
    "records_version",
    "forms_form_version",
    "documents_letter_version",
)


def fact_tables() -> list[str]:
    """Every table whose rows are facts, by name."""
    from tessera.foundations.records.models import Fact

    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, Fact))


def moved_tables() -> list[str]:
    """Every table whose rows point to facts and may be moved, by name."""
    from tessera.foundations.records.models import Pointer

    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, Pointer))


def install(using: str = "default") -> None:
    """Put the triggers on every fact and log table that exists. Run after each migration, as owner."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if "records_version" not in present:
        return
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for statements, tables in (
            (ON_FACTS, fact_tables()),
            (ON_MOVED, moved_tables()),
            (ON_LOGS, LOG_TABLES),
            (ON_TIMED_LOGS, TIMED_LOG_TABLES),
        ):
            for table in present.intersection(tables):
                cursor.execute(statements.format(table=connection.ops.quote_name(table)))
