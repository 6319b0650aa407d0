"""Late clocks rise: to the service manager, the chair and the head of service, each on its day."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from tessera.engine.workflow import actions, rules
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.queries import rising
from tessera.foundations.calendar import add_working_days
from tessera.people.models import Involvement
from tests.engine.workflow.pages import page, text
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
_triggers = count(1)
RULES = ["T001", "T040", "T041", "T052", "T055", "T056", "T060", "T066", "T068", "T070", "T071"]
"""By working days, days, hours and months, with rungs and colleagues of their own, and at once."""
STARTS = [date(2025, 12, 19), date(2026, 2, 28)]
DAYS_ON = [0, 1, 2, 10, 11, 14, 17, 21, 22, 34, 64, 78, 92, 112, 275, 549]


def clock(person, rule="T081", *, due=None, since=date(2026, 2, 2), at=None, **more):
    timer = actions.start_timer(
        rule=rule,
        person=person,
        trigger_kind="sample",
        trigger_id=next(_triggers),
        triggered_on=None if at else since,
        triggered_at=at,
        by=None,
        **more,
    )
    if due:
        Timer.objects.filter(pk=timer.pk).update(statutory_due_on=due, statutory_due_at=None)
        timer.refresh_from_db()
    return timer


def days_late(number):
    return add_working_days(TODAY, -number)


def ids(timers):
    return {timer.pk for timer in timers}


@pytest.fixture
def chief():
    return a_worker("Beatrice Oakhanger", role="service_manager")


@pytest.fixture
def head():
    return a_worker("Solomon Thackeray", role="head_of_service")


def test_the_lists_ask_the_database_what_the_ladder_says_of_each_clock():
    """Each rule from each day, as a day and as a moment, looked at on many days: no clock differs."""
    timers = []
    for rule in RULES:
        for start in STARTS:
            timers.append(clock(a_child(f"Ann {rule}"), rule, since=start))
            moment = datetime(start.year, start.month, start.day, 14, 30, tzinfo=UTC)
            timers.append(clock(a_child(f"Ben {rule}"), rule, at=moment))
    seen = set()
    for start in STARTS:
        for days in DAYS_ON:
            day = start + timedelta(days=days)
            now = datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)
            stages = {t.pk: rules.stage_on(rising.due_of(t), now) for t in timers}
            for role in ("service_manager", "head_of_service"):
                expected = {pk for pk, stage in stages.items() if stage and role in stage.sees}
                assert ids(rising.risen_to(role, now)) == expected, (role, now)
                seen |= expected
    assert len(seen) == len(timers)


@pytest.mark.parametrize(
    ("late", "manager", "head"),
    [(4, False, False), (5, True, False), (9, True, False), (10, True, True)],
)
def test_late_work_rises_on_its_day_and_not_before(zayd, late, manager, head):
    timer = clock(zayd, due=days_late(late))

    assert (timer in rising.risen_to("service_manager", NOW)) is manager
    assert (timer in rising.risen_to("head_of_service", NOW)) is head


def test_a_new_date_does_not_bring_it_down_again(joseph, zayd):
    timer = clock(zayd, due=days_late(6))
    actions.oversee_clock(timer=timer, words="On Friday", new_on=TODAY, at=NOW, by=joseph)

    assert timer in rising.risen_to("service_manager", NOW)


@pytest.mark.parametrize(
    ("rule", "rises"), [("T041", True), ("T052", True), ("T070", True), ("T081", False)]
)
def test_a_child_not_seen_in_time_goes_to_the_head_of_service_the_next_day(zayd, rule, rises):
    due = TODAY - timedelta(days=1)
    timer = clock(zayd, rule, since=due, due=due)

    assert (timer in rising.risen_to("head_of_service", NOW)) is rises
    assert list(rising.risen_to("head_of_service", NOW - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("before", "stopped", "rises"),
    [
        (date(2026, 3, 2), date(2026, 3, 5), True),
        (date(2026, 3, 2), date(2026, 3, 2), False),  # done in time
        (date(2025, 3, 31), date(2025, 4, 9), True),  # twelve months less a day before
        (date(2025, 3, 30), date(2025, 4, 9), False),
    ],
)
def test_a_second_breach_for_the_same_child_goes_to_the_head_of_service(
    zayd, noor, before, stopped, rises
):
    first = clock(zayd, due=before)
    Timer.objects.filter(pk=first.pk).update(stopped_on=stopped)
    again = clock(zayd, due=TODAY - timedelta(days=1))
    of_another = clock(noor, due=TODAY - timedelta(days=1))

    found = rising.risen_to("head_of_service", NOW)

    assert (again in found) is rises
    assert of_another not in found


def test_a_chair_hears_of_late_visits_to_the_children_they_chair(client, zayd, noor):
    chair = a_worker("Winifred Ashmole", role="conference_chair")
    for child, role in ((zayd, "conference_chair"), (noor, "family_worker")):
        Involvement.objects.create(person=child, role=role, worker=chair, started_on=TODAY)
        clock(child, "T068", due=days_late(5))
        clock(child, "T081", due=days_late(5))
    clock(zayd, "T067", due=days_late(4))

    [timer] = rising.risen_to_colleague(chair, NOW)

    assert (timer.person, timer.rule) == (zayd, "T068")
    html = text(page(client, chair, "my_work"))
    assert "Late, for children you chair" in html
    assert "First review conference" in html
    assert "No manager’s words yet" in html


def test_a_service_manager_reads_what_has_risen_and_what_its_manager_said(
    client, chief, hannah, joseph, zayd
):
    step = a_step(subjects=[zayd], worker=hannah)
    clock(zayd, due=days_late(10), step=step)

    html = text(page(client, chief, "team_home"))
    assert "Risen to you" in html
    assert "No manager’s words yet" in html
    actions.oversee_step(
        step=step, words="Visit agreed for Friday", new_on=date(2026, 4, 3), at=NOW, by=joseph
    )
    html = text(page(client, chief, "team_home"))
    assert "Visit agreed for Friday" in html
    assert "New date: Friday 3 April" in html
    assert "Late by 10 working days" in html
    assert "Northgate" in html


def test_nothing_has_risen_where_nothing_is_late(client, team, chief):
    html = text(page(client, chief, "team_home"))

    assert "Risen to you" not in html
    assert "/teams/exceptions/" not in html


def test_the_list_above_the_teams_keeps_to_its_queries(
    client, head, team, django_assert_max_num_queries
):
    for number in range(8):
        child = a_child(f"Ivy Pellowe {number}", team=team)
        clock(child, due=days_late(11))
        clock(child, "T070", due=days_late(12), step=a_step(subjects=[child], by=head))
    page(client, head, "team_home")

    with django_assert_max_num_queries(22):
        html = text(page(client, head, "team_home"))

    assert "Ivy Pellowe 7" in html


def test_the_weekly_list_keeps_what_rose_in_each_week_done_since_or_not(
    client, head, hannah, joseph, team
):
    late, done, seen = (
        a_child(n, worker=hannah, team=team) for n in ("Ivy Pell", "Otto Bly", "Ada Quill")
    )
    words = clock(late, due=days_late(11))
    stopped = clock(done, due=days_late(15))
    Timer.objects.filter(pk=stopped.pk).update(stopped_on=days_late(2))
    early = clock(a_child("Mo Vance"), due=days_late(12))
    Timer.objects.filter(pk=early.pk).update(stopped_on=days_late(5))
    clock(seen, "T070", due=TODAY - timedelta(days=1))
    actions.oversee_clock(timer=words, words="Carer in hospital", at=NOW, by=joseph)

    this = text(page(client, head, "exceptions"))
    before = text(page(client, head, "exceptions", week="2026-03-25"))

    assert "Ivy Pell" in this
    assert "Carer in hospital" in this
    assert "Late by 10 working days" in this
    assert "Ada Quill" in this
    assert "Child not seen" in this
    assert "Otto Bly" not in this
    assert "Otto Bly" in before
    assert "Done Fri 27 Mar" in before
    assert "Mo Vance" not in this + before
    assert "Week of 23 March 2026" in before


def test_the_weekly_list_keeps_to_its_queries(client, head, team, django_assert_max_num_queries):
    for number in range(8):
        clock(a_child(f"Ivy Pell {number}", team=team), "T070", due=TODAY - timedelta(days=1))
    page(client, head, "exceptions")

    with django_assert_max_num_queries(18):
        html = text(page(client, head, "exceptions", week="not a week"))

    assert "Ivy Pell 7" in html


def test_only_the_head_of_service_opens_the_weekly_list(client, chief):
    assert page(client, chief, "exceptions").status_code == 403


def test_half_of_a_limit_gone_brings_it_to_the_worker_and_most_of_it_to_the_manager(
    client, hannah, joseph, team, zayd
):
    def shown(since):
        Timer.objects.filter(person=zayd).update(stopped_on=since)
        timer = clock(zayd, "T068", since=since)
        mine = timer.rule in [t.rule for t in rising.nearing(_running(zayd), "worker", NOW)]
        theirs = timer.rule in [t.rule for t in rising.nearing(_running(zayd), "team_manager", NOW)]
        return mine, theirs

    assert shown(date(2026, 3, 2)) == (False, False)
    assert shown(date(2026, 2, 13)) == (True, False)
    clock_title = "First review conference"
    assert clock_title in text(page(client, hannah, "my_work"))
    assert clock_title not in text(page(client, joseph, "team", team.public_id))
    assert shown(date(2026, 1, 12)) == (True, True)
    assert clock_title in text(page(client, joseph, "team", team.public_id))


def _running(person):
    return Timer.objects.filter(person=person, stopped_on=None)
