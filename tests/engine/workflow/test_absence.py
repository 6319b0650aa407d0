"""A worker is away and a colleague acts for them: said by the team's manager, on the team's page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.foundations.access import actions as access
from tessera.foundations.access.models import Absence
from tessera.foundations.audit.models import Event
from tests.engine.workflow.pages import page, post, text
from tests.factories.engine import TODAY, a_step, a_team, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

BACK = TODAY + timedelta(days=7)


@pytest.fixture
def abel(team):
    return a_worker("Abel Quist", team=team)


def days(**named):
    return {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in named.items()
        for part in ("day", "month", "year")
    }


def say(client, manager, team, worker, colleague, *, first=TODAY, back=BACK):
    return post(
        client,
        manager,
        "away",
        team.public_id,
        worker.public_id,
        covered_by=str(colleague.public_id),
        **days(started_on=first, ended_on=back),
    )


def test_a_manager_says_who_acts_and_their_lists_have_the_work(
    client, hannah, joseph, abel, team, zayd
):
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY)
    address = f"/teams/{team.public_id}/away/{hannah.public_id}/"
    assert address in text(page(client, joseph, "team", team.public_id))
    assert "Abel Quist" in text(page(client, joseph, "away", team.public_id, hannah.public_id))

    assert say(client, joseph, team, hannah, abel).status_code == 302

    assert "Abel Quist acts" in text(page(client, joseph, "team", team.public_id))
    html = text(page(client, abel, "my_work"))
    assert "You act for Hannah Treloyd" in html
    assert "Sample visit" in html
    assert Event.objects.filter(action="access.absence_covered").count() == 1


def test_whoever_is_back_sooner_works_on_alone(client, hannah, joseph, abel, team, zayd):
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY)
    say(client, joseph, team, hannah, abel)
    absence = Absence.objects.get()

    post(client, joseph, "away", team.public_id, hannah.public_id, back=str(absence.pk))

    assert "You act for" not in text(page(client, abel, "my_work"))
    assert "Abel Quist acts" not in text(page(client, joseph, "team", team.public_id))
    assert Event.objects.filter(action="access.absence_ended").count() == 1
    assert say(client, joseph, team, hannah, abel).status_code == 302


@pytest.mark.parametrize(
    ("first", "back", "words"),
    [
        (TODAY + timedelta(days=9), BACK, "must be after"),
        (TODAY - timedelta(days=9), TODAY, "must be after today"),
    ],
)
def test_nobody_is_back_before_they_go(client, hannah, joseph, abel, team, first, back, words):
    html = text(say(client, joseph, team, hannah, abel, first=first, back=back))

    assert words in html
    assert not Absence.objects.exists()


def test_one_colleague_acts_at_a_time_and_is_there(client, hannah, joseph, abel, team):
    ona = a_worker("Ona Far", team=team)
    say(client, joseph, team, hannah, abel)

    again = text(say(client, joseph, team, hannah, ona, first=BACK - timedelta(days=1), back=BACK))
    away_too = text(say(client, joseph, team, ona, hannah))

    assert "Somebody acts for this worker" in again
    assert "Whoever should act is away" in away_too
    assert (
        say(
            client, joseph, team, hannah, ona, first=BACK, back=BACK + timedelta(days=3)
        ).status_code
        == 302
    )


def test_it_is_for_managers_and_for_workers_of_the_team(client, hannah, joseph, abel, team):
    stranger = a_worker("Ona Far", team=a_team("Eskmoor South"))

    assert page(client, abel, "away", team.public_id, hannah.public_id).status_code == 403
    assert page(client, joseph, "away", team.public_id, stranger.public_id).status_code == 404
    other = stranger.memberships.get().team
    assert page(client, joseph, "away", other.public_id, stranger.public_id).status_code == 404


def test_cover_that_ends_the_day_it_begins_counts_on_no_day(hannah, joseph, abel):
    absence = access.cover_absence(
        user=hannah, covered_by=abel, started_on=BACK, ended_on=BACK + timedelta(days=2), by=joseph
    )

    access.end_absence(absence=absence, ended_on=TODAY, by=joseph)

    assert not Absence.objects.in_force_on(BACK).exists()


def test_the_page_asks_as_much_for_a_big_team(client, hannah, joseph, team):
    def asked():
        with CaptureQueriesContext(connection) as found:
            page(client, joseph, "away", team.public_id, hannah.public_id)
        return len(found)

    asked()
    few = asked()
    for number in range(6):
        a_worker(f"Worker {number}", team=team)

    assert asked() == few
