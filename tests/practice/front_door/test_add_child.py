"""A child who was forgotten when a contact was taken joins it before it is decided."""

import pytest

from tessera.engine.workflow import queries as work
from tessera.foundations.audit.models import Event
from tessera.people.models import Involvement, Line
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import ContactChild
from tests.factories import front_door as make
from tests.factories.front_door import NOW

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SAID = "I do not want to go home"


@pytest.fixture
def contact(staff, child):
    return make.a_contact(staff, child, childs_words=SAID)


def address(contact):
    return f"/front-door/contacts/{contact.public_id}/add-child/"


def told(**more):
    return {
        "given": "Noor", "family": "Rahmeen",
        "born_on-day": "2", "born_on-month": "4", "born_on-year": "2019", "sex": "F", **more,
    }  # fmt: skip


def test_the_child_joins_the_contact_and_is_then_matched(staff, contact, sits_down):
    browser = sits_down(staff.officer)
    assert address(contact) in browser.read(f"/front-door/contacts/{contact.public_id}/")
    assert "Rahmeen" in browser.read(address(contact))

    answer = browser.post(address(contact), **told())

    part = ContactChild.objects.get(given_as_told="Noor")
    match = f"/front-door/contacts/{contact.public_id}/people/{part.public_id}/"
    assert answer.url == match
    browser.post(match, person="new")
    part.refresh_from_db()
    assert part.person in work.subjects_of(contact.decision_step)
    assert Line.objects.filter(person=part.person, kind="front_door.contact").exists()
    assert Event.objects.filter(action="front_door.part_added").count() == 1


def test_school_and_telephone_that_were_told_are_on_the_record(staff, contact, sits_down):
    """A number that is none stays with the contact, and stands on its page until somebody is matched."""
    browser = sits_down(staff.duty)
    browser.post(address(contact), **told(school="Thimble Road Primary"))
    part = ContactChild.objects.get(given_as_told="Noor")
    for number in ("01632 960118", "ring the shop"):
        ContactChild.objects.filter(pk=part.pk).update(telephone_as_told=number)
        page = browser.read(f"/front-door/contacts/{contact.public_id}/")
        assert f"As told, Thimble Road Primary, {number}" in page
    ContactChild.objects.create(
        contact=contact, part="adult", given_as_told="Sana", telephone_as_told="07700 900118"
    )

    for each in ContactChild.objects.filter(person=None):
        actions.add_as_person(part=each, at=NOW, by=staff.duty)

    noor, sana = (ContactChild.objects.get(given_as_told=n).person for n in ("Noor", "Sana"))
    school = Involvement.objects.get(person=noor, role="school")
    assert (school.professional_name, school.step_ref) == ("Thimble Road Primary", contact.step_ref)
    assert not noor.contact_points.exists()
    number = sana.contact_points.get()
    assert (number.kind, number.value) == ("mobile", "+447700900118")


def test_what_the_only_child_said_stays_that_childs(staff, contact, child, sits_down):
    sits_down(staff.duty).post(address(contact), **told(childs_words="Me too"))

    contact.refresh_from_db()
    assert contact.childs_words == ""
    assert {p.given_as_told: w for p, w in contact.said} == {"Zayd": SAID, "Noor": "Me too"}


def test_the_home_of_the_first_child_is_not_typed_again(staff, sits_down):
    contact = make.a_contact(
        staff, parts=[actions.PartAsTold(given="Zaid", address="3 Weir Lane", postcode="EK1 2AB")]
    )

    sits_down(staff.duty).post(address(contact), **told(same_home="on"))
    sits_down(staff.duty).post(address(contact), **told(given="Ona"))

    homes = dict(contact.children.values_list("given_as_told", "address_as_told"))
    assert homes == {"Zaid": "3 Weir Lane", "Noor": "3 Weir Lane", "Ona": ""}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"born_on-year": "2031"}, "still to come"),
        ({"born_on-day": "31"}, "Give a real date"),
        (
            {"expected_on-day": "2", "expected_on-month": "8", "expected_on-year": "2026"},
            "not both",
        ),
    ],
)
def test_a_date_that_cannot_be_is_said(staff, contact, sits_down, typed, words):
    assert words in sits_down(staff.duty).post(address(contact), **told(**typed)).content.decode()
    assert contact.children.count() == 1


def test_once_it_is_with_a_manager_nobody_joins(staff, contact, child, sits_down):
    make.decided(staff, contact)

    page = sits_down(staff.duty).post(address(contact), **told()).content.decode()

    assert "decided on meanwhile" in page
    with pytest.raises(actions.AlreadyDecided):
        actions.add_part(
            contact=contact, part=actions.PartAsTold(given="Noor"), at=NOW, by=staff.duty
        )
    assert contact.children.count() == 1


def test_a_social_worker_elsewhere_adds_nobody(staff, contact, sits_down):
    assert sits_down(staff.social_worker).get(address(contact)).status_code in (403, 404)


def test_the_page_asks_as_much_of_a_big_family(
    staff, contact, sits_down, django_assert_max_num_queries
):
    for number in range(6):
        actions.add_part(
            contact=contact, part=actions.PartAsTold(given=f"C{number}"), at=NOW, by=staff.duty
        )
    browser = sits_down(staff.duty)

    with django_assert_max_num_queries(16):
        browser.read(address(contact))
