from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.foundations.records.queries import versions_of
from tessera.people import actions
from tessera.people.models import Involvement, Line, Name, Person, SearchKey
from tests.factories import people as make

BORN = date(2018, 9, 9)


def lines_of(person):
    return {(line.kind, line.on) for line in Line.objects.filter(person=person)}


def test_a_person_is_added_with_a_name_a_birth_and_something_to_be_found_by(worker):
    maisie = actions.add_person(
        given="Maisie", family="Brindlow", known_as="Mais", born_on=BORN, sex="F", by=worker
    )

    assert maisie.name == "Maisie Brindlow"
    assert {(n.kind, n.given) for n in maisie.names.all()} == {
        ("legal", "Maisie"),
        ("preferred", "Mais"),
    }
    assert lines_of(maisie) == {("people.born", BORN)}
    assert "t:brindlow" in maisie.search_key.keys
    assert Person.objects.get(pk=maisie.pk).recorded_by == worker


def test_nobody_is_added_without_a_name(worker):
    with pytest.raises(actions.NeedsAName):
        actions.add_person(given=" ", family="", born_on=BORN, by=worker)


def test_nobody_is_both_born_and_expected(worker):
    with pytest.raises(actions.BornAndExpected):
        actions.add_person(given="Baby", born_on=BORN, expected_on=BORN, by=worker)


def test_a_birth_keeps_the_record_of_the_unborn_child(worker):
    baby = make.a_person("Baby Brindlow", expected_on=date(2026, 4, 20), by=worker)
    before = baby.public_id
    assert baby.is_unborn
    assert lines_of(baby) == set()

    actions.record_birth(child=baby, born_on=date(2026, 4, 2), given="Robin", sex="M", by=worker)

    born = Person.objects.get(public_id=before)
    assert (born.pk, born.name, born.expected_on) == (baby.pk, "Robin Brindlow", None)
    assert ("people.born", date(2026, 4, 2)) in lines_of(born)
    assert set(born.names.filter(ended_on=None).values_list("given", flat=True)) == {"Robin"}


def test_a_child_is_born_once(child, worker):
    with pytest.raises(actions.NotUnborn):
        actions.record_birth(child=child, born_on=BORN, by=worker)


def test_a_death_is_a_fact_and_closes_nothing(child, worker):
    actions.record_death(person=child, died_on=date(2026, 2, 1), by=worker)

    assert Involvement.objects.get(person=child).ended_on is None
    assert ("people.died", date(2026, 2, 1)) in lines_of(child)
    with pytest.raises(actions.AlreadyDied):
        actions.record_death(person=child, died_on=date(2026, 2, 1), by=worker)


def test_a_death_cannot_come_before_the_birth(child, worker):
    with pytest.raises(actions.DiedBeforeBirth):
        actions.record_death(person=child, died_on=date(2018, 9, 8), by=worker)
    with pytest.raises(actions.DiedBeforeBirth):
        actions.correct_person(person=child, died_on=date(2018, 1, 1), reason="mistyped", by=worker)


def test_a_new_legal_name_ends_the_one_before_and_both_are_found(child, worker):
    actions.add_name(
        person=child,
        kind="legal",
        given="Maisie",
        family="Haverstoke",
        started_on=date(2025, 5, 1),
        by=worker,
    )

    assert child.name == "Maisie Haverstoke"
    assert Name.objects.get(person=child, family="Brindlow").ended_on == date(2025, 5, 1)
    keys = set(SearchKey.objects.get(person=child).keys)
    assert {"t:haverstoke", "t:brindlow"} <= keys
    assert ("people.renamed", date(2025, 5, 1)) in lines_of(child)


def test_a_name_dated_before_the_one_it_follows_leaves_no_period_backwards(child, worker):
    actions.add_name(
        person=child, kind="legal", given="May", started_on=date(2010, 1, 1), by=worker
    )

    earlier = Name.objects.get(person=child, family="Brindlow")
    assert earlier.ended_on == earlier.started_on


def test_a_correction_keeps_what_was_there_and_why(child, worker):
    actions.correct_person(person=child, born_on=date(2018, 9, 10), reason="Certificate", by=worker)

    versions = versions_of(child)
    assert [v.row["born_on"] for v in versions] == ["2018-09-09"]
    now = Person.objects.get(pk=child.pk)
    assert (now.recorded_why, now.recorded_by) == ("Certificate", worker)
    assert ("people.born", date(2018, 9, 10)) in lines_of(child)
    assert SearchKey.objects.get(person=child).born_on == date(2018, 9, 10)


def test_a_correction_says_why(child, worker):
    with pytest.raises(actions.NoReason):
        actions.correct_person(person=child, sex="M", reason="  ", by=worker)


def test_only_particulars_are_corrected_so(child, worker):
    with pytest.raises(TypeError):
        actions.correct_person(person=child, name="Someone Else", reason="x", by=worker)
    with pytest.raises(TypeError):
        actions.record_particulars(person=child, born_on=BORN, by=worker)


def test_a_birth_date_taken_away_takes_its_line_with_it(child, worker):
    actions.correct_person(person=child, born_on=None, reason="Not known after all", by=worker)

    assert lines_of(child) & {("people.born", BORN)} == set()


def test_what_has_been_learnt_is_recorded(child, worker):
    actions.record_particulars(person=child, ethnicity="WBRI", needs_interpreter=True, by=worker)

    assert Person.objects.get(pk=child.pk).ethnicity == "WBRI"


def test_many_are_added_in_few_queries(worker, django_assert_max_num_queries):
    newcomers = [
        actions.NewPerson(given=f"Given{i}", family="Massed", identifiers=(("legacy", f"A{i}"),))
        for i in range(300)
    ]

    with django_assert_max_num_queries(16):
        people = actions.add_people(newcomers=newcomers, by=worker)

    assert len({person.pk for person in people}) == 300
    assert SearchKey.objects.filter(identifiers__contains=["legacy:A7"]).count() == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"born_on": date(2020, 1, 1), "died_on": date(2019, 1, 1)},
        {"born_on": date(2020, 1, 1), "expected_on": date(2020, 1, 1)},
    ],
)
def test_the_database_forbids_impossible_lives(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="X", name_key="x", **broken)
