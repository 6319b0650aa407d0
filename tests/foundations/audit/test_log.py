import pytest
from django.db import DatabaseError, connection, transaction

from tessera.foundations.audit import actions as audit
from tessera.foundations.audit import context
from tessera.foundations.audit.models import Event, Subject
from tessera.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return Person.objects.create(name="Ada Thistlewick", name_key="thistlewick ada")


def test_what_was_done_is_in_the_log_with_the_person(person):
    event = audit.record("people.name_added", person=person, by=None, name=12)

    assert Event.objects.get(pk=event.pk).details == {"name": 12}
    assert Subject.objects.get(event_id=event.pk).person_id == person.public_id


def test_a_write_that_is_undone_leaves_no_event(person):
    class Undone(Exception):
        pass

    def write_and_fail():
        audit.record("people.name_added", person=person, by=None)
        raise Undone

    with pytest.raises(Undone), transaction.atomic():
        write_and_fail()

    assert not Event.objects.filter(action="people.name_added").exists()


def test_a_look_stays_in_the_log_when_the_page_fails(person):
    class Failed(Exception):
        pass

    def look_and_fail():
        audit.look(object_kind="person", object_id=str(person.public_id))
        raise Failed

    with (
        pytest.raises(Failed),
        context.visiting(context.Visit(actor_id=7, action="people:person:view")),
        transaction.atomic(),
    ):
        look_and_fail()

    assert Event.objects.using("audit").get(object_id=str(person.public_id)).actor_id == 7


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET outcome = 'allow'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_subject",
        "TRUNCATE audit_subject",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TABLE audit_event",
    ],
)
def test_the_application_role_can_only_add_to_the_log(person, statement):
    audit.record("people.name_added", person=person, by=None)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
