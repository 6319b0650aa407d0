"""Who may know of whom, and open whom: the set and the single answer are the same policy."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.foundations.access import actions as access
from tessera.foundations.access import gate
from tessera.people import actions, queries
from tessera.people.models import Listing, Person, Protection, Restriction, SearchKey, Viewer
from tests.factories import people as make
from tests.people.reaching import ANSWER, EDIT, SINCE, TODAY, VIEW, knows, opens


def test_a_worker_opens_those_they_or_their_team_work_with(child, worker, team):
    colleague = make.a_worker("Abel Quist", team=team)
    stranger = make.a_worker("Ona Far", team=make.a_team("Eskmoor South"))

    assert opens(worker, child)
    assert opens(colleague, child)
    assert not opens(stranger, child)
    assert knows(stranger, child)


def test_a_role_that_reaches_all_opens_everyone(child, duty):
    assert opens(duty, child)


def test_one_who_holds_nothing_opens_nobody(child, team):
    assert not opens(make.a_worker("New", role=None, team=team), child)


def test_family_without_a_worker_is_reached_through_the_child(family, worker):
    assert opens(worker, family.leanne)
    assert opens(worker, family.craig)
    # Brothers and sisters whom only their parents tie to the child.
    assert opens(worker, family.kai)
    assert opens(worker, family.ivy)
    # Jordan is Ivy's father, not Maisie's: two steps away is not family of the child.
    assert not opens(worker, family.jordan)


def test_family_with_a_worker_of_their_own_is_not(family, worker):
    south = make.a_team("Eskmoor South")
    other = make.a_worker("Ona Far", team=south)
    assert opens(worker, family.kai)

    actions.allocate(person=family.kai, worker=other, team=south, started_on=SINCE, by=other)

    assert not opens(worker, family.kai)


def test_reach_ends_with_the_involvement_and_follows_cover(child, worker, team, manager):
    south = make.a_team("Eskmoor South")
    other = make.a_worker("Ona Far", team=south)
    access.cover_absence(
        user=worker,
        covered_by=other,
        started_on=date(2026, 3, 30),
        ended_on=date(2026, 4, 3),
        by=manager,
    )
    assert opens(other, child)

    involvement = child.involvements.get()
    actions.end_involvement(involvement=involvement, ended_on=TODAY, by=manager)

    assert not opens(worker, child)
    assert not opens(other, child)


def test_a_restricted_record_does_not_exist_but_for_its_list(child, worker, duty, manager):
    actions.restrict(
        person=child, why="Relative of staff", started_on=SINCE, listed=[worker], by=manager
    )

    assert (knows(worker, child), opens(worker, child)) == (True, True)
    assert (knows(manager, child), opens(manager, child)) == (True, True)
    assert (knows(duty, child), opens(duty, child)) == (False, False)
    with pytest.raises(actions.AlreadyRestricted):
        actions.restrict(person=child, why="again", started_on=SINCE, by=manager)


def test_a_lifted_restriction_lets_others_know_again(child, duty, manager):
    restriction = actions.restrict(person=child, why="x", started_on=SINCE, by=manager)

    with pytest.raises(actions.NoReason):
        actions.ask_to_lift(restriction=restriction, reason=" ", asked_on=TODAY, by=manager)
    lifting = actions.ask_to_lift(
        restriction=restriction, reason="Panel agreed", asked_on=TODAY, by=manager
    )
    assert not opens(duty, child)
    actions.decide_lifting(lifting=lifting, is_agreed=True, decided_on=TODAY, by=duty)

    assert opens(duty, child)


def test_a_conflict_beats_every_grant_and_list(child, duty, manager):
    actions.restrict(person=child, why="x", started_on=SINCE, listed=[duty], by=manager)
    conflict = actions.declare_conflict(
        person=child, user=duty, why="Neighbour", started_on=SINCE, by=manager
    )
    assert (knows(duty, child), opens(duty, child)) == (False, False)

    actions.clear_conflict(conflict=conflict, ended_on=TODAY, reason="Moved away", by=manager)

    assert opens(duty, child)


def whereabouts_withheld(worker, person):
    actor = make.an_actor(worker)
    return "whereabouts" in gate.check(actor, VIEW, Person.objects.get(pk=person.pk)).mask


def test_protected_whereabouts_are_withheld_from_all_but_their_list(family, duty, manager, worker):
    assert not whereabouts_withheld(duty, family.craig)

    protection = actions.protect_whereabouts(
        person=family.craig, why="Threats", started_on=SINCE, viewers=[worker], by=manager
    )

    assert whereabouts_withheld(duty, family.craig)
    assert not whereabouts_withheld(worker, family.craig)
    assert not whereabouts_withheld(manager, family.craig)
    home = queries.homes_of([family.craig.pk], TODAY, actor=make.an_actor(duty))[family.craig.pk]
    assert (home.words, home.address_id) == ("Address protected", None)
    with pytest.raises(actions.AlreadyProtected):
        actions.protect_whereabouts(person=family.craig, why="x", started_on=SINCE, by=manager)
    with pytest.raises(actions.NoReason):
        actions.end_protection(protection=protection, ended_on=TODAY, reason="", by=manager)
    actions.end_protection(protection=protection, ended_on=TODAY, reason="Safe now", by=manager)
    assert not whereabouts_withheld(duty, family.craig)


def test_whoever_shares_the_home_of_a_protected_person_has_theirs_withheld_too(
    family, duty, manager
):
    actions.protect_whereabouts(person=family.leanne, why="x", started_on=SINCE, by=manager)
    actor = make.an_actor(duty)

    homes = queries.homes_of([family.maisie.pk, family.craig.pk], TODAY, actor=actor)

    assert homes[family.maisie.pk].words == "Address protected"
    assert homes[family.craig.pk].words.startswith("3 Weir Lane")
    assert whereabouts_withheld(duty, family.maisie)


def test_a_protected_place_and_telephone_are_not_in_what_people_are_found_by(family, manager):
    craig = family.craig
    actions.add_contact_point(person=craig, kind="mobile", value="07700 900344", by=manager)
    key = SearchKey.objects.get(person=craig)
    assert "YO1 9TL" in key.postcodes
    assert "+447700900344" in key.identifiers

    protection = actions.protect_whereabouts(person=craig, why="x", started_on=SINCE, by=manager)

    key.refresh_from_db()
    assert key.postcodes == []
    assert "+447700900344" not in key.identifiers
    actions.end_protection(protection=protection, ended_on=TODAY, reason="Safe", by=manager)
    key.refresh_from_db()
    assert "YO1 9TL" in key.postcodes


def test_a_home_is_protected_as_it_is_recorded(child, manager, duty):
    actions.move_home(
        person=child,
        lines="1 Refuge Road",
        postcode="YO1 9TL",
        moved_on=SINCE,
        is_protected=True,
        by=manager,
    )

    assert whereabouts_withheld(duty, child)
    assert SearchKey.objects.get(person=child).postcodes == []


@pytest.mark.parametrize("model", [Restriction, Protection])
def test_the_database_forbids_two_at_once_and_an_end_before_the_start(child, worker, model):
    fields = {"person": child, "why": "x", "owner": worker, "review_on": TODAY}
    one = model.objects.create(started_on=SINCE, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(started_on=TODAY, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(started_on=TODAY, ended_on=SINCE, **fields)
    entry, key = (Listing, "restriction") if model is Restriction else (Viewer, "protection")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.objects.create(**{key: one}, user=worker, started_on=TODAY, ended_on=SINCE)
    entry.objects.create(**{key: one}, user=worker, started_on=SINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.objects.create(**{key: one}, user=worker, started_on=TODAY)


STATES = st.fixed_dictionaries(
    {
        "role": st.sampled_from([None, "social_worker", "conference_chair", "duty_worker"]),
        "allocated": st.booleans(),
        "team": st.booleans(),
        "besides": st.sets(st.sampled_from(["closing_team", "receiving_team"])),
        "besides_by_name": st.booleans(),
        "over": st.booleans(),
        "through_mother": st.booleans(),
        "mother_has_other_worker": st.booleans(),
        "restricted": st.booleans(),
        "listed": st.booleans(),
        "conflict": st.booleans(),
    }
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(state=STATES)
def test_the_set_and_the_single_answer_never_differ(db, state):
    with transaction.atomic():
        team, south = make.a_team(), make.a_team("South")
        worker = make.a_worker(role=state["role"], team=team if state["team"] else None)
        other = make.a_worker("Other", team=south)
        child, mother = make.a_person(by=other), make.a_person("Leanne Brindlow", by=other)
        make.is_parent(mother, child, by=other)
        subject = mother if state["through_mother"] else child
        _work(state, child, worker, team, other)
        if state["mother_has_other_worker"]:
            actions.allocate(person=mother, worker=other, started_on=SINCE, by=other)
        if state["restricted"]:
            listed = [worker] if state["listed"] else []
            actions.restrict(person=subject, why="x", started_on=SINCE, listed=listed, by=other)
        if state["conflict"]:
            actions.declare_conflict(
                person=subject, user=worker, why="x", started_on=SINCE, by=other
            )

        for role in state["besides"]:
            named = worker if state["besides_by_name"] else None
            actions.start_involvement(
                person=child, role=role, worker=named, team=team, started_on=SINCE, by=other
            )

        may = opens(worker, subject)
        may_answer = opens(worker, subject, ANSWER)
        may_write = opens(worker, subject, EDIT)

        assert not (may_write and not may)
        assert may_answer == may_write or "receiving_team" in state["besides"]
        is_hidden = state["conflict"] or (state["restricted"] and not state["listed"])
        assert knows(worker, subject) == (not is_hidden)
        assert not (may and is_hidden)
        transaction.set_rollback(True)


def _work(state, child, worker, team, other):
    if state["allocated"] or state["team"]:
        involvement = actions.start_involvement(
            person=child,
            role="co_worker",
            worker=worker if state["allocated"] else None,
            team=team,
            started_on=SINCE,
            by=other,
        )
        if state["over"]:
            actions.end_involvement(involvement=involvement, ended_on=TODAY, by=other)
