from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.people import actions
from tessera.people.models import (
    Address,
    ContactPoint,
    Disability,
    Identifier,
    Line,
    Name,
    Residence,
)
from tessera.people.rules import NotValid
from tests.factories import people as make

NHS = "943 476 5919"


def test_a_number_is_checked_tidied_and_found_by(child, worker):
    actions.add_identifier(person=child, kind="nhs", value=NHS, by=worker)

    assert child.identifiers.get().value == "9434765919"
    assert "9434765919" in child.search_key.__class__.objects.get(person=child).identifiers
    with pytest.raises(NotValid):
        actions.add_identifier(person=child, kind="nhs", value="943 476 5918", by=worker)


def test_two_people_cannot_have_one_nhs_number(child, worker):
    actions.add_identifier(person=child, kind="nhs", value=NHS, by=worker)
    other = make.a_person("Kai Brindlow", by=worker)

    with pytest.raises(actions.IdentifierTaken):
        actions.add_identifier(person=other, kind="nhs", value=NHS, by=worker)
    mine = actions.add_identifier(person=other, kind="legacy", value="A1", by=worker)
    with pytest.raises(actions.IdentifierTaken):
        actions.correct_identifier(
            identifier=mine, kind="nhs", value=NHS, reason="was the NHS one", by=worker
        )


def test_a_number_is_put_right_and_ended(child, worker):
    number = actions.add_identifier(person=child, kind="legacy", value="A 1", by=worker)

    actions.correct_identifier(identifier=number, value="A 2", reason="misread", by=worker)
    actions.end_identifier(identifier=number, ended_on=date(2026, 1, 1), by=worker)

    number.refresh_from_db()
    assert (number.value, number.ended_on) == ("A 2", date(2026, 1, 1))


def test_a_move_ends_the_home_before_and_is_told(child, worker):
    make.at_home(child, by=worker)

    actions.move_home(
        person=child, lines="9 Low Street", moved_on=date(2025, 6, 1), postcode="yo19tl", by=worker
    )

    homes = list(Residence.objects.filter(person=child).order_by("started_on"))
    assert [h.ended_on for h in homes] == [date(2025, 6, 1), None]
    assert homes[1].address.postcode == "YO1 9TL"
    moved = Line.objects.filter(person=child, kind="people.moved").values_list("on", flat=True)
    assert set(moved) == {date(2021, 2, 1), date(2025, 6, 1)}


def test_one_place_is_one_row_however_it_is_typed(child, worker):
    other = make.a_person("Kai Brindlow", by=worker)
    make.at_home(child, lines="14 Tanner's Row, Eskmoor", postcode="YO1 9TL", by=worker)

    make.at_home(other, lines="14 tanners row\nESKMOOR", postcode="yo1 9tl", by=worker)

    assert Address.objects.count() == 1


def test_the_same_home_twice_and_a_move_out_of_order_are_refused(child, worker):
    make.at_home(child, by=worker)

    with pytest.raises(actions.AlreadyLivesThere):
        make.at_home(child, since=date(2026, 1, 1), by=worker)
    with pytest.raises(actions.MovesOutOfOrder):
        make.at_home(child, lines="9 Low Street", since=date(2020, 1, 1), by=worker)
    with pytest.raises(actions.MovesOutOfOrder):
        make.at_home(child, lines="9 Low Street", since=None, by=worker)


def test_a_refused_move_of_one_moves_nobody(child, worker):
    other = make.a_person("Kai Brindlow", by=worker)
    make.at_home(other, since=date(2026, 2, 1), by=worker)

    with pytest.raises(actions.MovesOutOfOrder):
        make.at_home(child, other, lines="9 Low Street", since=date(2026, 1, 1), by=worker)

    assert not Residence.objects.filter(person=child).exists()


def test_an_address_is_put_right_with_its_dates(child, worker):
    residence = make.at_home(child, by=worker)

    actions.correct_residence(
        residence=residence,
        lines="15 Tanner's Row, Eskmoor",
        started_on=date(2021, 3, 1),
        reason="misheard",
        by=worker,
    )

    residence.refresh_from_db()
    assert residence.address.lines.startswith("15")
    assert Line.objects.get(kind="people.moved", person=child).on == date(2021, 3, 1)


def test_a_home_from_birth_is_no_move(child, worker):
    make.at_home(child, since=child.born_on, by=worker)

    assert not Line.objects.filter(person=child, kind="people.moved").exists()


def test_a_telephone_is_written_one_way_and_forgotten_when_ended(child, worker):
    point = actions.add_contact_point(person=child, kind="mobile", value="07700 900344", by=worker)
    assert point.value == "+447700900344"

    actions.correct_contact_point(
        contact_point=point, value="07700 900345", reason="one figure", by=worker
    )
    actions.end_contact_point(contact_point=point, ended_on=date(2026, 3, 1), by=worker)

    key = type(child.search_key).objects.get(person=child)
    assert not [value for value in key.identifiers if value.startswith("+")]
    with pytest.raises(NotValid):
        actions.correct_contact_point(contact_point=point, value="12", reason="x", by=worker)


def test_disabilities_come_and_go_with_their_dates(child, worker):
    actions.record_disabilities(
        person=child, codes=["LD", "HEAR"], recorded_on=date(2025, 1, 1), by=worker
    )

    actions.record_disabilities(person=child, codes=["LD"], recorded_on=date(2026, 1, 1), by=worker)

    rows = {d.code: d.ended_on for d in Disability.objects.filter(person=child)}
    assert rows == {"LD": None, "HEAR": date(2026, 1, 1)}
    child.refresh_from_db()
    assert child.disability_recorded_on == date(2026, 1, 1)


def test_no_disability_stands_alone(child, worker):
    with pytest.raises(actions.NoneStandsAlone):
        actions.record_disabilities(
            person=child, codes=["NONE", "LD"], recorded_on=date(2025, 1, 1), by=worker
        )


def test_a_name_is_put_right(child, worker):
    name = child.names.get(kind="legal")

    actions.correct_name(name=name, given="Maisy", reason="certificate", by=worker)
    actions.add_name(person=child, kind="preferred", given="Mais", by=worker)

    child.refresh_from_db()
    assert (child.name, child.known_as) == ("Maisy Brindlow", "Mais")


EARLY, LATE = date(2020, 1, 1), date(2021, 1, 1)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Name, {"kind": "alias", "given": "X"}),
        (Identifier, {"kind": "legacy", "value": "X"}),
        (Disability, {"code": "LD"}),
        (ContactPoint, {"kind": "other", "value": "X"}),
    ],
)
def test_the_database_forbids_an_end_before_the_start(child, model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(person=child, started_on=LATE, ended_on=EARLY, **fields)


def test_the_database_forbids_two_homes_at_once_and_a_backward_one(child, worker):
    home = make.at_home(child, by=worker)

    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(person=child, address=home.address, started_on=LATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(
            person=child, address=home.address, started_on=LATE, ended_on=EARLY
        )


def test_the_database_forbids_one_disability_twice_and_one_nhs_number_for_two(child, worker):
    other = make.a_person("Kai Brindlow", by=worker)
    Disability.objects.create(person=child, code="LD")
    Identifier.objects.create(person=child, kind="nhs", value="9434765919")

    with pytest.raises(IntegrityError), transaction.atomic():
        Disability.objects.create(person=child, code="LD")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(person=other, kind="nhs", value="9434765919")
