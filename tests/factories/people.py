"""People, families, workers and teams, made by the room's own actions. Lawful by default."""

from datetime import date
from itertools import count
from types import SimpleNamespace

from tessera.foundations.access import actions as access
from tessera.foundations.access.actors import actor_of
from tessera.people import actions

TODAY = date(2026, 3, 31)
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def a_team(name="Eskmoor North"):
    return access.open_team(code=f"people-team-{next(_numbers)}", name=name, by=None)


def a_worker(name="Hannah Treloyd", *, role="social_worker", team=None, manages=False, **account):
    worker = access.open_account(
        username=f"people-worker-{next(_numbers)}", name=name, by=None, **account
    )
    if role:
        access.assign_role(user=worker, role=role, started_on=LONG_AGO, by=None)
    if team:
        access.join_team(user=worker, team=team, started_on=LONG_AGO, is_manager=manages, by=None)
    return worker


def an_actor(worker, on=TODAY):
    return actor_of(worker, on)


def a_person(name="Maisie Brindlow", *, by=None, **more):
    given, _, family = name.partition(" ")
    more.setdefault("born_on", None if "expected_on" in more else date(2018, 9, 9))
    return actions.add_person(given=given, family=family, by=by, **more)


def a_child(name="Maisie Brindlow", *, worker=None, team=None, by=None, **more):
    """A child; with a worker, allocated to them."""
    child = a_person(name, by=by, **more)
    if worker:
        actions.allocate(
            person=child, worker=worker, team=team, started_on=date(2026, 1, 27), by=by
        )
    return child


def at_home(
    *people, lines="14 Tanner's Row, Eskmoor", postcode="", since=date(2021, 2, 1), by=None
):
    first, *others = people
    return actions.move_home(
        person=first,
        lines=lines,
        postcode=postcode,
        moved_on=since,
        together_with=others,
        by=by,
    )


def the_brindlows(*, worker=None, team=None, by=None):
    """A mum, her three children by two dads, and her own mum: the family of the design."""
    maisie = a_child(sex="F", worker=worker, team=team, by=by)
    kai = a_person("Kai Brindlow", born_on=date(2014, 6, 2), sex="M", by=by)
    ivy = a_person("Ivy Brindlow", born_on=date(2024, 11, 20), sex="F", by=by)
    leanne = a_person("Leanne Brindlow", born_on=date(1994, 8, 1), sex="F", by=by)
    craig = a_person("Craig Haverstoke", born_on=date(1991, 10, 1), sex="M", by=by)
    jordan = a_person("Jordan Pellowe", born_on=date(1997, 1, 1), sex="M", by=by)
    maureen = a_person("Maureen Brindlow", born_on=date(1967, 8, 1), sex="F", by=by)
    at_home(leanne, maisie, kai, ivy, since=date(2024, 11, 20), by=by)
    at_home(craig, lines="3 Weir Lane, Eskmoor", postcode="YO1 9TL", by=by)
    for child in (maisie, kai, ivy):
        is_parent(leanne, child, has_parental_responsibility=True, is_main_carer=True, by=by)
    for child in (maisie, kai):
        is_parent(craig, child, has_parental_responsibility=True, by=by)
    is_parent(jordan, ivy, by=by)
    is_parent(maureen, leanne, by=by)
    is_related(maureen, maisie, "grandparent", by=by)
    is_related(craig, leanne, "former_partner", by=by)
    return SimpleNamespace(
        maisie=maisie, kai=kai, ivy=ivy, leanne=leanne, craig=craig, jordan=jordan, maureen=maureen
    )


def is_parent(parent, child, by=None, **more):
    return actions.record_relationship(person=parent, relative=child, kind="parent", by=by, **more)


def is_related(person, relative, kind, by=None, **more):
    return actions.record_relationship(person=person, relative=relative, kind=kind, by=by, **more)
