"""A team's day: its figures as at two days, what is late and whose, and a caseload in points."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions
from tessera.engine.workflow.queries import caseload, home
from tessera.foundations.access.actors import actor_of
from tessera.people import actions as people
from tessera.people.models import Involvement
from tests.engine.workflow.test_pages import fill, page, text
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_team, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
YESTERDAY = TODAY - timedelta(days=1)
LATE = TODAY - timedelta(days=4)


def test_late_work_that_nobody_has_is_late_all_the_same(client, joseph, team, zayd):
    a_step(subjects=[zayd], team=team, by=joseph, due_on=LATE)

    html = text(page(client, joseph, "team", team.public_id))

    assert "Nothing is late." not in html
    assert "Nobody yet" in html


def test_my_work_does_not_tell_a_manager_that_all_is_well(client, joseph, hannah, team, zayd):
    before = text(page(client, joseph, "my_work"))
    assert "Late in your team" not in before
    assert "To be given out" not in before
    a_step(subjects=[zayd], worker=hannah, team=team, due_on=LATE)
    a_step(subjects=[zayd], team=team, by=joseph, due_on=LATE)

    html = text(page(client, joseph, "my_work"))

    assert "Late in your team: 2" in html
    assert "To be given out in your team: 1" in html
    assert reverse("workflow:team_home") in html
    assert "Late in your team" not in text(page(client, hannah, "my_work"))


def test_the_figures_say_what_moved_since_the_last_working_day(client, joseph, team, zayd):
    a_child("Ivy Pellowe", team=team)
    Involvement.objects.filter(person__name="Ivy Pellowe").update(started_on=TODAY)

    html = text(page(client, joseph, "team", team.public_id))

    assert "1 more than yesterday" in html
    assert "Open: 1 to 2." in html
    assert "1 came" in html


def test_a_child_who_left_today_counted_yesterday(joseph, team, zayd):
    Involvement.objects.filter(person=zayd).update(ended_on=TODAY)

    before, now = (caseload.day_of(team, on, late=0) for on in (YESTERDAY, TODAY))

    assert (len(before.children), len(now.children)) == (1, 0)


def test_what_was_late_yesterday_and_is_done_today_was_late(hannah, team, zayd):
    at_first = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/London"))
    still = a_step(subjects=[zayd], worker=hannah, team=team, due_on=LATE, at=at_first)
    done = a_step(subjects=[zayd], worker=hannah, team=team, due_on=LATE, at=at_first)
    actions.cancel_step(step=done, reason="duplicate", at=NOW, by=hannah)

    assert caseload.day_of(team, YESTERDAY).late == 2
    assert caseload.work_of(team, TODAY)["late"] == 1
    assert still.is_open


def test_a_caseload_is_weighed_against_the_workers_limit(client, joseph, hannah, team, zayd, noor):
    load = next(each for each in caseload.caseload_of(team, TODAY) if each.worker == hannah)
    html = text(page(client, joseph, "team", team.public_id))

    assert (load.children, load.points, load.limit) == (2, 2, 20)
    assert "2 of 20: 18 left" in html
    assert "How points are counted" in html


def test_my_work_says_what_i_wrote_today(client, hannah, zayd):
    step = a_step(subjects=[zayd], worker=hannah)
    fill(step, hannah, visited_on=TODAY)
    step.happened_on, step.state, step.completed_at = TODAY, "done", NOW
    step.submitted_by, step.submitted_at = hannah, NOW
    step.save()

    assert [
        each.pk for each in home.done_by(hannah, TODAY, actor=actor_of(hannah, TODAY)).answer()
    ] == [step.pk]
    assert "Written" in text(page(client, hannah, "my_work"))
    assert home.done_by(hannah, YESTERDAY, actor=actor_of(hannah, TODAY)).answer() == []


def test_what_was_done_about_a_restricted_child_is_told_to_nobody_else(
    client, joseph, hannah, team, zayd
):
    step = a_step(subjects=[zayd], worker=hannah, team=team)
    step.happened_on, step.state, step.completed_at = TODAY, "done", NOW
    step.submitted_by, step.submitted_at = hannah, NOW
    step.save()
    assert zayd.name in text(page(client, joseph, "team", team.public_id))
    assert zayd.name in text(page(client, hannah, "my_work"))
    head = a_worker("Ines Corbrook", role="head_of_service")
    people.restrict(person=zayd, why="Child of a colleague", started_on=TODAY, by=head)

    assert zayd.name not in text(page(client, joseph, "team", team.public_id))
    assert zayd.name not in text(page(client, hannah, "my_work"))


def test_a_team_that_holds_no_children_names_who_is_in_it(client):
    office = a_team("Support office")
    pat = a_worker("Pat Ormroyd", role="business_support", team=office)
    a_worker("Ola Whitcombe", role="business_support", team=office)

    html = text(page(client, pat, "team", office.public_id))

    assert "In it are Ola Whitcombe and Pat Ormroyd." in html
    assert "Nobody is in this team yet" not in html


def test_a_quiet_day_says_so_and_what_is_next(client, hannah, zayd):
    assert "Nothing is due today." in text(page(client, hannah, "my_work"))

    a_step(subjects=[zayd], worker=hannah, due_on=LATE)
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=2))

    today = text(page(client, hannah, "my_work")).split('id="today"')[1].split("</section>")[0]
    assert "Nothing is due today. Next, on Thu 2 April" in today


def test_the_page_keeps_to_its_queries_however_many_children(
    client, joseph, team, django_assert_max_num_queries
):
    for number in range(6):
        child = a_child(f"Child{number} Rahmeen", worker=joseph, team=team)
        a_step(subjects=[child], worker=joseph, team=team, due_on=LATE)
    page(client, joseph, "team", team.public_id)

    with django_assert_max_num_queries(37):
        client.get(reverse("workflow:team", args=[team.public_id]))


def test_the_list_of_teams_counts_all_of_them_at_once(
    client, joseph, hannah, team, zayd, noor, django_assert_max_num_queries
):
    south = a_team("Southgate")
    a_step(subjects=[zayd], worker=hannah, team=team, due_on=LATE)
    a_step(subjects=[noor], team=team, by=joseph, due_on=TODAY)
    manager = a_worker("Denise Kilvarn", role="service_manager", team=south)
    page(client, manager, "team_home")

    with django_assert_max_num_queries(12):
        html = text(client.get(reverse("workflow:team_home")))

    assert team.name in html
    assert "Southgate" in html
    assert caseload.figures_of_all([team, south], TODAY) == {
        team.pk: {"children": 2, "open": 2, "late": 1, "unallocated": 1, "due": 1},
        south.pk: {"children": 0, "open": 0, "late": 0, "unallocated": 0, "due": 0},
    }
