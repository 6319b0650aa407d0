from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tessera.people import actions, queries
from tessera.people.models import Conflict, Involvement, Line, Warning
from tests.factories import people as make

TODAY = make.TODAY
EARLY, LATE = date(2020, 1, 1), date(2021, 1, 1)


def test_a_case_has_one_worker_until_the_day_of_the_next(child, worker, team, manager):
    other = make.a_worker("Abel Quist", team=team)

    actions.allocate(person=child, worker=other, team=team, started_on=date(2026, 3, 2), by=manager)

    first, _second = Involvement.objects.filter(person=child).order_by("started_on")
    assert (first.worker, first.ended_on) == (worker, date(2026, 3, 2))
    assert queries.allocated_worker(child, TODAY).worker == other
    assert queries.allocated_worker(child, date(2026, 3, 1)).worker == worker
    assert queries.team_of(child, TODAY) == team
    assert Line.objects.filter(person=child, kind="people.involvement_ended").count() == 1


def test_the_same_worker_is_not_allocated_twice_nor_before_the_last(child, worker, team, manager):
    with pytest.raises(actions.AlreadyAllocated):
        actions.allocate(person=child, worker=worker, team=team, started_on=TODAY, by=manager)
    other = make.a_worker("Abel Quist", team=team)
    with pytest.raises(actions.StartsBeforeTheLast):
        actions.allocate(
            person=child, worker=other, team=team, started_on=date(2026, 1, 1), by=manager
        )


def test_a_team_that_waits_to_allocate_holds_the_case(team, worker):
    child = make.a_person(by=worker)
    assert queries.team_of(child, TODAY) is None

    actions.start_involvement(
        person=child, role="team_manager", team=team, started_on=TODAY, by=worker
    )

    assert queries.team_of(child, TODAY) == team


def test_those_who_work_with_a_child_stand_in_order(child, worker):
    school = actions.add_organisation(kind="school", name="Larkfield Primary", by=worker)
    actions.start_involvement(
        person=child, role="gp", professional_name="Dr N. Sallowfield", started_on=LATE, by=worker
    )
    actions.start_involvement(
        person=child, role="school", organisation=school, started_on=LATE, by=worker
    )

    roles = [i.role for i in queries.working_with(child, TODAY)]

    assert roles == ["allocated_worker", "school", "gp"]
    # A surgery is not an event of the child's story; our own worker is.
    assert Line.objects.filter(person=child, kind="people.involvement_began").count() == 1


def test_an_involvement_is_somebodys_and_ends_once(child, worker):
    with pytest.raises(actions.NobodyNamed):
        actions.start_involvement(
            person=child, role="gp", professional_name=" ", started_on=TODAY, by=worker
        )
    mine = Involvement.objects.get(person=child)
    actions.end_involvement(involvement=mine, ended_on=TODAY, by=worker)
    with pytest.raises(actions.AlreadyEnded):
        actions.end_involvement(involvement=mine, ended_on=TODAY, by=worker)


def test_an_involvement_put_right_moves_its_lines(child, worker):
    mine = Involvement.objects.get(person=child)
    actions.end_involvement(involvement=mine, ended_on=TODAY, by=worker)

    actions.correct_involvement(
        involvement=mine, started_on=date(2026, 1, 20), ended_on=None, reason="clerical", by=worker
    )

    lines = dict(Line.objects.filter(person=child).values_list("kind", "on"))
    assert lines["people.involvement_began"] == date(2026, 1, 20)
    assert "people.involvement_ended" not in lines


def test_a_warning_stands_with_its_review_until_it_is_ended(child, worker):
    warning = actions.add_warning(person=child, kind="dog", started_on=date(2026, 1, 1), by=worker)
    assert warning.review_on == date(2026, 1, 1) + timedelta(days=182)

    actions.review_warning(warning=warning, review_on=date(2026, 9, 1), by=worker)
    actions.correct_warning(warning=warning, detail="Two dogs", reason="seen", by=worker)
    actions.end_warning(warning=warning, ended_on=TODAY, reason="gone", by=worker)

    warning.refresh_from_db()
    assert (warning.review_on, warning.detail, warning.ended_on) == (
        date(2026, 9, 1),
        "Two dogs",
        TODAY,
    )
    assert Line.objects.get(person=child, kind="people.warned").on == date(2026, 1, 1)


def test_the_database_forbids_what_cannot_be(child, worker, team):
    def refused(model, **fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(person=child, **fields)

    role = "co_worker"
    refused(Involvement, role=role, worker=worker, started_on=LATE, ended_on=EARLY)
    refused(Involvement, role=role, started_on=LATE)
    refused(Involvement, role="allocated_worker", worker=worker, started_on=LATE)
    refused(Warning, kind="dog", review_on=LATE, started_on=LATE, ended_on=EARLY)
    refused(Conflict, user=worker, why="x", started_on=LATE, ended_on=EARLY)
    Conflict.objects.create(person=child, user=worker, why="x", started_on=LATE)
    refused(Conflict, user=worker, why="x", started_on=LATE)
