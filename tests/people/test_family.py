from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.people import actions, queries
from tessera.people.models import Line, Relationship
from tessera.people.queries.family import family_around, household_in, word_for
from tessera.people.queries.now import now_of
from tests.factories import people as make

TODAY = make.TODAY


def words(relatives):
    return {r.person.given_name: r.word for r in relatives}


def test_a_tie_is_recorded_once_and_read_both_ways(family, worker):
    actor = make.an_actor(worker)

    assert words(queries.family_of(family.maisie, TODAY, actor=actor)) == {
        "Leanne": "mum",
        "Craig": "dad",
        "Kai": "brother",
        "Ivy": "half-sister",
        "Maureen": "grandmother",
    }
    assert words(queries.family_of(family.leanne, TODAY, actor=actor))["Maisie"] == "daughter"


def test_brothers_and_sisters_are_computed_from_parents(family, worker):
    siblings = queries.siblings_of(family.maisie, TODAY, actor=make.an_actor(worker))

    assert [(s.person.given_name, s.kind) for s in siblings] == [
        ("Kai", "sibling"),
        ("Ivy", "half_sibling"),
    ]


def test_one_known_parent_each_is_not_enough_to_say_half(worker):
    mum, one, other = (make.a_person(name, by=worker) for name in ("Ann A", "Bea B", "Cy C"))
    make.is_parent(mum, one, by=worker)
    make.is_parent(mum, other, by=worker)

    siblings = queries.siblings_of(one, TODAY, actor=None)

    assert [s.kind for s in siblings] == ["sibling"]


def test_a_hidden_person_and_every_tie_to_them_are_absent(family, worker, duty):
    actions.restrict(person=family.craig, why="Police", started_on=date(2026, 1, 1), by=duty)

    around = family_around(family.maisie, TODAY, actor=make.an_actor(worker))
    relatives = queries.family_of(family.maisie, TODAY, actor=make.an_actor(worker))

    assert family.craig.pk not in around.people
    assert "Craig" not in words(relatives)
    assert words(relatives)["Ivy"] == "sister"


def test_a_household_is_whoever_lives_at_the_same_place_that_day(family, worker):
    actor = make.an_actor(worker)
    actions.move_home(
        person=family.kai, lines="3 Weir Lane, Eskmoor", postcode="YO1 9TL",
        moved_on=date(2026, 3, 1), by=worker,
    )  # fmt: skip

    before = queries.household_of(family.maisie, date(2026, 2, 28), actor=actor)
    after = queries.household_of(family.maisie, TODAY, actor=actor)

    assert [p.given_name for p in before] == ["Leanne", "Kai", "Ivy"]
    assert [p.given_name for p in after] == ["Leanne", "Ivy"]


def test_the_dead_are_not_in_the_household(family, worker):
    actions.record_death(person=family.leanne, died_on=date(2026, 3, 1), by=worker)

    household = queries.household_of(family.maisie, TODAY, actor=make.an_actor(worker))

    assert [p.given_name for p in household] == ["Kai", "Ivy"]


def test_a_family_around_is_one_query(family, worker, django_assert_num_queries):
    actor = make.an_actor(worker)

    with django_assert_num_queries(1):
        around = family_around(family.maisie, TODAY, actor=actor)
        queries.family_of(family.maisie, TODAY, actor=actor, family=around)

    assert len(around.people) == 7


def test_nobody_is_their_own_relative_or_twice_the_same(family, worker):
    with pytest.raises(actions.OwnRelative):
        make.is_parent(family.maisie, family.maisie, by=worker)
    with pytest.raises(actions.AlreadyRelated):
        make.is_parent(family.leanne, family.maisie, by=worker)
    with pytest.raises(actions.AlreadyRelated):
        make.is_related(family.maisie, family.leanne, "child", by=worker)


def test_a_tie_told_from_the_childs_side_is_the_parents(child, worker):
    ann = make.a_person("Ann Brindlow", by=worker)

    tie = make.is_related(child, ann, "child", has_parental_responsibility=True, by=worker)

    assert (tie.person, tie.relative, tie.kind) == (ann, child, "parent")


def test_an_ended_tie_is_gone_but_a_parent_stays_a_parent(family, worker):
    tie = make.is_related(family.jordan, family.leanne, "partner", started_on=date(2024, 1, 1))

    actions.end_relationship(relationship=tie, ended_on=date(2026, 2, 16), by=worker)

    actor = make.an_actor(worker)
    assert "Jordan" not in words(queries.family_of(family.leanne, TODAY, actor=actor))
    assert "Jordan" in words(queries.family_of(family.leanne, date(2025, 1, 1), actor=actor))
    with pytest.raises(actions.NotCurrentRelationship):
        actions.end_relationship(relationship=tie, ended_on=TODAY, by=worker)
    kinds = set(Line.objects.filter(person=family.leanne).values_list("kind", flat=True))
    assert {"people.related", "people.unrelated"} <= kinds


def test_a_tie_is_put_right_with_its_reason(family, worker):
    tie = Relationship.objects.get(person=family.jordan, relative=family.ivy)

    actions.correct_relationship(
        relationship=tie, has_parental_responsibility=True, reason="Birth certificate", by=worker
    )

    tie.refresh_from_db()
    assert (tie.has_parental_responsibility, tie.recorded_why) == (True, "Birth certificate")
    with pytest.raises(actions.NoReason):
        actions.correct_relationship(relationship=tie, note="x", reason="", by=worker)


@pytest.mark.parametrize(
    ("kind", "sex", "word"),
    [
        ("parent", "F", "mum"),
        ("parent", "M", "dad"),
        ("parent", "U", "parent"),
        ("half_sibling", "M", "half-brother"),
        ("cousin", "F", "cousin"),
        ("foster_carer", "F", "foster carer"),
    ],
)
def test_people_are_called_what_families_call_them(kind, sex, word):
    assert word_for(kind, sex) == word


@pytest.mark.parametrize(
    "broken",
    [
        {"started_on": date(2025, 1, 2), "ended_on": date(2025, 1, 1)},
        {"itself": True},
        {"again": True},
    ],
)
def test_the_database_forbids_impossible_ties(family, broken):
    relative = family.leanne if broken.pop("itself", False) else family.maisie
    kind = "parent" if broken.pop("again", False) else "lodger"

    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.create(person=family.leanne, relative=relative, kind=kind, **broken)


def _goes_to_stay(person, worker, moved_on=date(2026, 3, 1), kind="temporary", **more):
    where = {"lines": "7 Mill Yard, Eskmoor", "postcode": "YO1 9TL", **more}
    return actions.move_home(person=person, kind=kind, moved_on=moved_on, by=worker, **where)


def _goes_home(person, worker, moved_on):
    home = {"lines": "14 Tanner's Row, Eskmoor", "kind": "home"}
    return actions.move_home(person=person, moved_on=moved_on, by=worker, **home)


def _household(family, on, worker):
    actor = make.an_actor(worker)
    around = family_around(family.maisie, on, actor=actor)
    now = now_of(list(around.people), on, actor=actor)
    found = [p.given_name for p in queries.household_of(family.maisie, on, actor=actor)]
    drawn = {around.people[pk].given_name for pk in household_in(around, now)}
    assert drawn == set(found), "the drawing and the list say the same"
    return found


@pytest.mark.parametrize("kind", ["temporary", "placement"])
def test_whoever_stays_elsewhere_for_now_does_not_live_with_the_child(family, worker, kind):
    _goes_to_stay(family.leanne, worker, kind=kind)

    assert _household(family, date(2026, 2, 28), worker) == ["Leanne", "Kai", "Ivy"]
    assert _household(family, TODAY, worker) == ["Kai", "Ivy"]


@pytest.mark.parametrize("kind", ["correspondence", "term_time", "second_home"])
def test_an_address_beside_the_home_takes_nobody_from_it(family, worker, kind):
    _goes_to_stay(family.leanne, worker, kind=kind)

    assert _household(family, TODAY, worker) == ["Leanne", "Kai", "Ivy"]


def test_those_who_stay_elsewhere_together_are_a_household(family, worker):
    _goes_to_stay(family.maisie, worker, together_with=[family.leanne])

    assert _household(family, TODAY, worker) == ["Leanne"]


def test_a_stay_ends_when_they_go_home_and_the_home_goes_on(family, worker):
    _goes_to_stay(family.leanne, worker)
    with pytest.raises(actions.MovesOutOfOrder):
        _goes_home(family.leanne, worker, date(2026, 2, 1))
    _goes_home(family.leanne, worker, date(2026, 3, 20))

    homes = family.leanne.residences.order_by("pk").values_list("kind", "ended_on")
    assert list(homes) == [("home", None), ("temporary", date(2026, 3, 20))]
    assert _household(family, date(2026, 3, 19), worker) == ["Kai", "Ivy"]
    assert _household(family, TODAY, worker) == ["Leanne", "Kai", "Ivy"]


def test_a_stay_follows_another_and_is_not_written_twice(family, worker):
    _goes_to_stay(family.leanne, worker)
    with pytest.raises(actions.AlreadyLivesThere):
        _goes_to_stay(family.leanne, worker, date(2026, 3, 10))
    _goes_to_stay(family.leanne, worker, date(2026, 3, 10), lines="8 Mill Yard, Eskmoor")

    stays = family.leanne.residences.filter(kind="temporary").order_by("pk")
    assert [each.ended_on for each in stays] == [date(2026, 3, 10), None]


def test_grown_family_beyond_the_parents_and_whoever_lives_there(worker):
    kid = make.a_child("Ned Orrel", born_on=date(2016, 1, 1), worker=worker)
    born = {
        "Maureen Orrel": (None, "grandparent"), "Jon Orrel": (date(2004, 1, 1), "sibling"),
        "Wren Orrel": (date(2014, 1, 1), "sibling"), "Kit Orrel": (None, "cousin"),
        "Gareth Stane": (date(1980, 1, 1), "source_of_worry"), "Una Orrel": (date(1985, 1, 1), "parent"),
    }  # fmt: skip
    people = {name: make.a_person(name, born_on=on) for name, (on, _) in born.items()}
    for name, (_, kind) in born.items():
        make.is_related(people[name], kid, kind)
    lodger = make.a_person("Lee Marsh", born_on=date(1990, 1, 1))
    make.at_home(kid, people["Gareth Stane"], people["Una Orrel"], lodger)

    found = queries.wider_family_of(kid, TODAY, actor=make.an_actor(worker))

    assert {each.person.name: each.word for each in found} == {
        "Maureen Orrel": "grandparent", "Jon Orrel": "brother or sister", "Lee Marsh": "lives with Ned",
    }  # fmt: skip
