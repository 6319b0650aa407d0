import pytest

from tessera.people.models import Line
from tessera.practice.front_door import actions, invariants
from tessera.practice.front_door.models import Contact
from tests.factories import front_door as make
from tests.factories.front_door import NOW

pytestmark = pytest.mark.django_db

EVERY = (
    invariants.contacts_out_of_step,
    invariants.contacts_without_a_line,
    invariants.referrals_without_a_line,
)


@pytest.fixture
def contact(staff, child):
    return make.referred(staff, make.a_contact(staff, child))


def test_nothing_is_out_of_step_after_a_contacts_whole_way(staff, contact):
    actions.end_without_letter(contact=contact, reason="Told", at=NOW, by=staff.officer)
    make.a_contact(staff, make.a_child("Theo"))

    assert [list(rows()) for rows in EVERY] == [[], [], []]


def test_a_contact_put_back_behind_its_step_is_found(contact):
    Contact.objects.filter(pk=contact.pk).update(stage="new")

    assert [row["public_id"] for row in invariants.contacts_out_of_step()] == [contact.public_id]


def test_a_missing_line_is_found(contact, child):
    Line.objects.filter(person=child).delete()

    assert [row["person__public_id"] for row in invariants.contacts_without_a_line()] == [
        child.public_id
    ]
    assert len(invariants.referrals_without_a_line()) == 1
