"""Out of hours: what day teams ask it to watch, what it did in the night, and who read the hand-over."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.foundations.access.actors import actor_of
from tessera.people import actions as people
from tessera.people.models import Line
from tessera.practice.front_door import actions
from tessera.practice.front_door.models import HandOver, HandOverTeam, Watch
from tessera.practice.front_door.queries import out_of_hours as nights
from tessera.practice.front_door.rules import out_of_hours as rules
from tests.factories import front_door as make
from tests.factories.front_door import NOW, TODAY

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
MORNING = NOW - timedelta(hours=2)
EVENING = NOW - timedelta(hours=16)
TOMORROW = TODAY + timedelta(days=1)
PAGE = "/front-door/out-of-hours/"
SAID = {
    "worry": "Dad was released today and knows where they live",
    "might_happen": "He comes to the door",
    "what_to_do": "Police first, then ring mum",
    "who_to_call": "Grandma, 01632 960 201",
}


@pytest.fixture
def edt(staff):
    return make.a_worker("Moses Harrowgate", "emergency_duty")


@pytest.fixture
def held(staff, child):
    """A child whose worker is in the assessment team."""
    people.allocate(
        person=child,
        worker=staff.social_worker,
        team=staff.assessment_team,
        started_on=date(2026, 1, 5),
        by=None,
    )
    return child


def watch(staff, child, *, until=TOMORROW, at=NOW):
    [found] = actions.ask_to_watch(
        children=[child], until_on=until, at=at, by=staff.social_worker, **SAID
    )
    return found


def noted(edt, child, at=MORNING):
    return workflow.complete_with(
        code="recording.case_note",
        subjects=[child],
        answers={
            "noted_on": at.date(),
            "note_kind": "telephone",
            "heading": "Mum rang",
            "text": "He was outside and left when she put the light on.",
        },
        at=at,
        by=edt,
    )


def parts_of(given):
    return {part.team.code: part for part in given.teams.select_related("team")}


@pytest.mark.parametrize(
    ("until", "hour", "shown"),
    [(TOMORROW, 20, True), (TODAY, 8, True), (TODAY, 10, False), (TODAY, 20, False)],
)
def test_a_child_is_watched_until_the_morning(staff, child, edt, until, hour, shown):
    watch(staff, child, until=until, at=NOW - timedelta(days=1))
    moment = NOW.replace(hour=hour - 1)  # summer time

    assert bool(nights.watched(actor_of(edt, TODAY), moment)) is shown


def test_a_new_request_takes_the_place_of_the_one_before(staff, child, edt):
    first, second = watch(staff, child), watch(staff, child)

    assert nights.watched(actor_of(edt, TODAY), NOW) == [second]
    first.refresh_from_db()
    assert first.ended_by == staff.social_worker
    assert Line.objects.filter(person=child, kind="front_door.watch").count() == 2
    actions.end_watch(watch=second, at=NOW, by=staff.duty)
    assert nights.watched(actor_of(edt, TODAY), NOW) == []
    with pytest.raises(actions.OverAlready):
        actions.end_watch(watch=second, at=NOW, by=staff.duty)


def test_the_request_is_a_form_on_the_record_and_may_be_put_right(staff, held):
    def ask(until):
        return workflow.complete_with(
            code="front_door.watch",
            subjects=[held],
            answers={**SAID, "until_on": until},
            at=NOW,
            by=staff.social_worker,
        )

    with pytest.raises(workflow.NotYet, match="still to come"):
        ask(TODAY)
    step = ask(TOMORROW)
    workflow.reopen_step(step=step, reason="The wrong number", at=NOW, by=staff.team_manager)
    workflow.save_answer(
        step=step, field="who_to_call", value="Aunt Ines", at=NOW, by=staff.social_worker
    )
    workflow.submit_step(step=step, next_steps=[], at=NOW, by=staff.social_worker)

    assert Watch.objects.get().who_to_call == "Aunt Ines"


def test_what_was_done_in_the_night_goes_to_the_team_of_each_child(staff, held, edt):
    noted(edt, held)
    noted(staff.duty, held)
    contact = actions.record_contact(
        details=make.details(received_at=MORNING), parts=[actions.PartAsTold(given="Zaid")], by=edt
    )

    given = actions.hand_over(words="One call, one visit.", at=NOW, by=edt)

    parts = parts_of(given)
    assert set(parts) == {"front_door", "assessment_north"}
    actor = actor_of(staff.manager, TODAY)
    of_team = {
        code: nights.done_for_team(given, part.team, actor=actor, door=code == "front_door")
        for code, part in parts.items()
    }
    assert [done.step.code for done in of_team["assessment_north"]] == ["recording.case_note"]
    assert [done.contact for done in of_team["front_door"]] == [contact]
    assert nights.since_when(NOW + timedelta(hours=1)) == NOW


def test_each_team_has_a_working_day_in_which_its_manager_reads_it(staff, held, edt):
    noted(edt, held)
    given = actions.hand_over(words="One call.", at=NOW, by=edt)
    part = parts_of(given)["assessment_north"]
    clocks = Timer.objects.filter(rule=rules.HAND_OVER_RULE)
    assert {clock.statutory_due_on for clock in clocks} == {TOMORROW}

    actions.say_read(part=part, at=NOW, by=staff.team_manager)

    part.refresh_from_db()
    assert (part.read_by, part.read_at) == (staff.team_manager, NOW)
    assert clocks.get(trigger_id=part.pk).stopped_on == TODAY
    assert clocks.filter(stopped_on=None).count() == 1
    with pytest.raises(actions.ReadAlready):
        actions.say_read(part=part, at=NOW, by=staff.service_manager)


def test_a_quiet_night_is_handed_over_in_words_too(staff, edt):
    with pytest.raises(actions.NothingSaid):
        actions.hand_over(words=" ", at=NOW, by=edt)

    assert set(parts_of(actions.hand_over(words="Quiet.", at=NOW, by=edt))) == {"front_door"}


def test_by_page_the_night_is_given_and_read(staff, held, edt, sits_down):
    watch(staff, held, until=TOMORROW, at=EVENING)
    noted(edt, held)
    night, day = sits_down(edt), sits_down(staff.team_manager)
    html = night.read(PAGE)
    assert "Police first, then ring mum" in html
    assert "Note" in html
    assert "Say how the night was" in night.post(PAGE, words="").content.decode()

    night.post(PAGE, words="Quiet but for one call.")
    given = HandOver.objects.get()
    team = day.read(f"/teams/{staff.assessment_team.public_id}/")
    assert "Read the hand-over from out of hours" in team
    address = f"{PAGE}{given.public_id}/"
    assert address in team
    html = day.read(address)
    assert "Assessment North" in html
    assert "Front door" not in html.split("<main")[1]
    day.post(address, team=str(staff.assessment_team.public_id))

    assert "Read by Abel Quist" in day.read(address)
    assert "read by Abel Quist" in sits_down(staff.manager).read(PAGE)


def test_a_child_leaves_the_list_by_page_and_the_request_stays_on_the_record(
    staff, held, sits_down
):
    asked, browser = watch(staff, held), sits_down(staff.social_worker)
    address = f"/people/{held.public_id}/watch/end/"
    assert SAID["worry"] in browser.read(address)

    browser.post(address)

    asked.refresh_from_db()
    assert asked.ended_by == staff.social_worker
    story = browser.read(f"/people/{held.public_id}/chronology/")
    assert "Out of hours asked to watch until 1 April 2026" in story


def test_another_teams_manager_does_not_read_it(staff, held, edt, sits_down):
    noted(edt, held)
    given = actions.hand_over(words="One call.", at=NOW, by=edt)
    south = make.a_team("assessment_south", "Assessment South")
    stranger = make.a_worker("Ivo Pencraig", "team_manager", team=south, manages=True)

    assert sits_down(stranger).get(f"{PAGE}{given.public_id}/").status_code == 404
    assert held.name not in sits_down(stranger).read(PAGE)


def test_the_pages_of_the_night_keep_to_their_queries(
    staff, edt, sits_down, django_assert_max_num_queries
):
    for number in range(6):
        child = make.a_child(f"Child{number}")
        watch(staff, child)
        noted(edt, child)
        make.a_contact(SimpleNamespace(duty=edt), child, received_at=MORNING)
    browser = sits_down(edt)
    browser.read(PAGE)

    with django_assert_max_num_queries(27):
        html = browser.read(PAGE)
    assert "Child5" in html
    given = actions.hand_over(words="Busy.", at=NOW, by=edt)
    manager = sits_down(staff.manager)
    manager.read(PAGE)
    with django_assert_max_num_queries(24):
        manager.read(f"{PAGE}{given.public_id}/")


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"what_to_do": ""}, "watch_says_what_to_do"),
        ({"until_on": TODAY - timedelta(days=1)}, "watch_ends_after_it_was_asked"),
        ({"ended_at": NOW}, "watch_ended_by_and_at"),
    ],
)
def test_the_database_keeps_a_watch_whole(staff, child, changed, name):
    found = watch(staff, child)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Watch.objects.filter(pk=found.pk).update(**changed)


def test_a_child_has_one_watch_at_a_time(staff, child):
    first = watch(staff, child)
    watch(staff, child)

    with pytest.raises(IntegrityError, match="one_watch_per_child"), transaction.atomic():
        Watch.objects.filter(pk=first.pk).update(ended_at=None, ended_by=None)


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"words": ""}, "hand_over_says_something"), ({"since_at": NOW}, "hand_over_ends_a_shift")],
)
def test_the_database_keeps_a_hand_over_whole(staff, edt, changed, name):
    given = actions.hand_over(words="Quiet.", at=NOW, by=edt)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HandOver.objects.filter(pk=given.pk).update(**changed)


def test_a_team_reads_a_hand_over_once_by_name(staff, edt):
    [part] = parts_of(actions.hand_over(words="Quiet.", at=NOW, by=edt)).values()

    with pytest.raises(IntegrityError, match="hand_over_read_by_and_at"), transaction.atomic():
        HandOverTeam.objects.filter(pk=part.pk).update(read_at=NOW)
    with pytest.raises(IntegrityError, match="one_hand_over_per_team"), transaction.atomic():
        HandOverTeam.objects.create(hand_over=part.hand_over, team=part.team)
