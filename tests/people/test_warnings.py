"""What to beware of: of whom it is about, and on whose record it stands."""

from datetime import date

import pytest

from tessera.people import actions
from tessera.people.models import Warning
from tessera.people.queries.now import now_of, warnings_of
from tests.factories import people as make
from tests.people.asking import SINCE, address

TODAY = date(2026, 4, 1)
NOT_HERE = "Craig Haverstoke must not come to the house"


@pytest.fixture
def craig_stays_away(family, worker):
    return actions.add_warning(
        person=family.maisie,
        kind="no_contact",
        whom="Craig Haverstoke",
        started_on=SINCE,
        by=worker,
    )


@pytest.mark.parametrize("name", ["record", "details", "warnings", "family"])
def test_the_badge_beside_a_childs_name_says_who_must_not_come(
    visit, worker, family, craig_stays_away, name
):
    text = visit(worker, address(name, family.maisie)).content.decode()

    assert NOT_HERE in text
    assert "Must not come to the house" not in text


def test_every_list_says_who_must_not_come(visit, worker, family, craig_stays_away):
    ids = [family.maisie.pk]

    assert now_of(ids, TODAY, actor=make.an_actor(worker))[ids[0]].warnings == [NOT_HERE]
    assert warnings_of(ids, TODAY).answer() == {ids[0]: [NOT_HERE]}
    chronology = visit(worker, address("chronology", family.maisie) + "?much=all")
    assert f"Warning: {NOT_HERE}" in chronology.content.decode()


def test_a_warning_from_before_names_were_asked_sends_the_reader_to_it(visit, worker, family):
    actions.add_warning(person=family.maisie, kind="no_contact", started_on=SINCE, by=worker)

    text = visit(worker, address("record", family.maisie)).content.decode()

    assert "Somebody must not come to the house: see the warning" in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("violence", "Violence or threats to staff: Craig Haverstoke"),
        ("abduction", "Risk of being taken away by Craig Haverstoke"),
        ("address_protected", "Address kept from Craig Haverstoke"),
    ],
)
def test_another_kind_may_say_of_whom_it_is(family, worker, kind, said):
    actions.add_warning(
        person=family.maisie, kind=kind, whom="Craig Haverstoke", started_on=SINCE, by=worker
    )

    assert warnings_of([family.maisie.pk], TODAY).answer()[family.maisie.pk] == [said]


def test_a_protected_address_of_nobody_in_particular_says_only_that(family, worker):
    actions.add_warning(person=family.maisie, kind="address_protected", started_on=SINCE, by=worker)

    assert warnings_of([family.maisie.pk], TODAY).answer()[family.maisie.pk] == [
        "Address protected"
    ]


def test_whom_a_warning_is_about_is_chosen_from_the_family(visit, worker, family):
    page = visit(worker, address("add_warning", family.maisie)).content.decode()
    assert "Craig Haverstoke, dad" in page

    data = {"kind": "no_contact", "whom": str(family.craig.public_id)}
    assert visit(worker, address("add_warning", family.maisie), data).status_code == 302

    assert family.maisie.warnings.get().whom == "Craig Haverstoke"


def test_whom_a_warning_is_about_may_be_typed(visit, worker, family):
    data = {"kind": "not_alone_with_child", "whom_typed": "Denny from next door"}
    visit(worker, address("add_warning", family.maisie), data)

    assert family.maisie.warnings.get().whom == "Denny from next door"


@pytest.mark.parametrize("kind", ["no_contact", "not_alone_with_child"])
def test_a_warning_about_somebody_asks_who(visit, worker, family, kind):
    answer = visit(worker, address("add_warning", family.maisie), {"kind": kind})

    assert "Say who: choose or type their name" in answer.content.decode()
    assert not Warning.objects.exists()


def test_on_a_grown_ups_own_record_it_may_be_about_themselves(visit, worker, family):
    page = visit(worker, address("add_warning", family.leanne)).content.decode()

    assert f"{family.leanne.name}, themselves" in page
    assert "themselves" not in visit(worker, address("add_warning", family.maisie)).content.decode()


def test_whoever_has_a_restricted_record_is_not_offered(visit, worker, family, manager):
    actions.restrict(person=family.craig, why="x", started_on=SINCE, by=manager)

    page = visit(manager, address("add_warning", family.maisie)).content.decode()

    assert "Craig Haverstoke" not in page


def test_a_warning_is_written_once_for_brothers_and_sisters(visit, worker, family):
    data = {
        "kind": "no_contact",
        "whom_typed": "Craig Haverstoke",
        "also": [str(family.kai.public_id), str(family.ivy.public_id)],
    }
    visit(worker, address("add_warning", family.maisie), data)

    for each in (family.maisie, family.kai, family.ivy):
        own = each.warnings.get()
        assert (own.kind, own.whom) == ("no_contact", "Craig Haverstoke")
        text = visit(worker, address("chronology", each) + "?much=all").content.decode()
        assert f"Warning: {NOT_HERE}" in text


def test_each_of_them_has_a_warning_that_ends_by_itself(family, worker):
    first = actions.add_warning(
        person=family.maisie, kind="dog", started_on=SINCE, also_for=[family.kai], by=worker
    )
    actions.end_warning(warning=first, ended_on=TODAY, reason="gone", by=worker)

    assert family.kai.warnings.get().ended_on is None


def test_only_those_whom_the_worker_may_write_about_are_offered(visit, worker, family, manager):
    actions.declare_conflict(
        person=family.kai, user=worker, why="Neighbour", started_on=SINCE, by=manager
    )
    data = {"kind": "dog", "also": [str(family.kai.public_id)]}

    page = visit(worker, address("add_warning", family.maisie)).content.decode()
    answer = visit(worker, address("add_warning", family.maisie), data)

    assert str(family.ivy.public_id) in page
    assert str(family.kai.public_id) not in page
    assert answer.status_code == 200
    assert not Warning.objects.exists()
