"""The site's own role: on a connection of its own for the log, and without rights it does not need."""

import pytest
from django.db import ProgrammingError, connections, transaction


def current_user(alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("select current_user, pg_backend_pid()")
        return cursor.fetchone()


def test_tests_sign_in_as_the_application_and_never_as_the_owner(db):
    assert current_user("default")[0] == "tessera_app"


def test_the_log_has_a_connection_of_its_own(db):
    site, log = current_user("default"), current_user("audit")

    assert log[0] == "tessera_app"
    assert site[1] != log[1]


@pytest.mark.parametrize("table", ["audit_event", "audit_subject"])
@pytest.mark.parametrize(
    "statement", ["delete from {}", "truncate {}", "drop table {}", "update {} set at = now()"]
)
def test_the_application_can_add_to_the_log_and_nothing_else(db, table, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", ["records_version", "records_installation"])
@pytest.mark.parametrize("statement", ["delete from {}", "insert into {} default values"])
def test_the_application_can_only_read_what_triggers_and_the_owner_write(db, table, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.parametrize("name", ["first", "second"])
def test_what_a_committed_test_wrote_is_gone_for_the_next(
    transactional_db, django_user_model, name
):
    assert not django_user_model.objects.filter(username__startswith="left-over").exists()

    django_user_model.objects.create(username=f"left-over-{name}", name="Left Over")
    connections["default"].close()

    assert django_user_model.objects.filter(username=f"left-over-{name}").exists()
