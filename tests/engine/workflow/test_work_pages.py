"""The lists of work: one's own, a team's, sorted, filtered, paged."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.urls import reverse

from tessera.engine.workflow import actions, queries, today
from tessera.engine.workflow.models import Timer, WorkItem
from tessera.engine.workflow.queries import expected_item, home
from tessera.foundations.calendar import add_working_days
from tests.engine.workflow.pages import fill, page, post, sign_in, text
from tests.factories.engine import NOW, TODAY, a_child, a_step, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_a_worker_sees_late_work_with_its_reason(client, hannah, zayd):
    a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27), due_why="Joseph asked for it")

    html = text(page(client, hannah, "my_work"))

    assert "Late by 2 working days" in html
    assert "Joseph asked for it." in html


def test_all_that_is_late_stands_and_what_comes_next_after_it(client, hannah, zayd):
    for days in range(1, 51):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY - timedelta(days=days), due_why="Old")
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=2), due_why="Comes next")

    due = due_panel(client, hannah)

    assert due.count("Old.") == 50
    assert due.rindex("Old.") < due.index("Comes next.")
    assert "more that" not in due


def test_what_has_a_new_day_after_its_own_has_gone_stands_too(client, hannah, zayd):
    """Day 45 of an assessment was yesterday; its manager gave it eight days more."""
    step = a_step(subjects=[zayd], worker=hannah)
    timer = actions.start_timer(
        rule="T040",
        person=zayd,
        step=step,
        trigger_kind="front_door.referral",
        trigger_id=1,
        triggered_on=add_working_days(TODAY, -46),
        by=hannah,
    )
    Timer.objects.filter(pk=timer.pk).update(
        managed_due_on=TODAY + timedelta(days=8), managed_why="Waits for the hospital"
    )
    WorkItem.objects.update(**expected_item(step))
    for _ in range(30):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=1))

    assert "Waits for the hospital" in due_panel(client, hannah)


def test_of_what_is_to_come_as_much_is_read_as_may_find_place(hannah, zayd):
    for days in (-2, -1, 0, 3, 2, 1):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=days))

    found = home.my_due_soon([hannah.pk], NOW, 100, ahead=2, near=[])

    assert [(each.due_on - TODAY).days for each in found] == [-2, -1, 0, 1, 2]


def test_what_is_late_in_the_same_way_for_brothers_and_sisters_is_one_row(client, hannah):
    orla, kai = a_child("Orla Brindlow"), a_child("Kai Brindlow")
    for child in (orla, kai, orla):
        a_step(subjects=[child], worker=hannah, due_on=TODAY - timedelta(days=1), due_why="Old")
    a_step(subjects=[kai], worker=hannah, due_on=TODAY - timedelta(days=2), due_why="Older")

    due = due_panel(client, hannah)

    assert due.count("Old.") == 2
    assert due.count("Older.") == 1
    assert 'Orla<span class="govuk-visually-hidden">: Sample visit' in due
    assert 'Kai Brindlow<span class="govuk-visually-hidden">: Sample visit' in due


def test_what_is_due_later_or_on_no_day_is_said_and_opens(client, hannah, zayd):
    for days in (40, 60):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=days))
    a_step(subjects=[zayd], worker=hannah)

    html = text(page(client, hannah, "my_work"))

    assert "2 things, the first on Sun 10 May; 1 thing without a day" in html
    assert 'href="/work/all/?show=later"' in html
    later = text(page(client, hannah, "all_work", show="later"))
    assert later.count('class="ts-item"') == 3


def test_what_is_shown_is_not_said_again(client, hannah, zayd):
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=2))

    html = text(page(client, hannah, "my_work"))

    assert "Later:" not in html
    assert "more that" not in html


def test_the_soonest_that_find_no_place_are_counted(client, hannah, zayd):
    for days in range(1, 16):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY - timedelta(days=days))
    for days in range(10):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=days))

    assert "3 more that are late or due by then" in text(page(client, hannah, "my_work"))


def test_the_urgent_stand_first_in_a_day_and_among_what_is_late(client, hannah, zayd):
    for day, urgent in ((TODAY, "Urgent now"), (TODAY - timedelta(days=1), "Urgent and late")):
        a_step(subjects=[zayd], worker=hannah, due_on=day - timedelta(days=1), due_why="Before")
        a_step(subjects=[zayd], worker=hannah, due_on=day, due_why=urgent, urgency=3)
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY, due_why="Can wait")

    html = text(page(client, hannah, "my_work"))

    now = html.split('id="today"')[1].split("</section>")[0]
    assert now.index("Urgent now.") < now.index("Can wait.")
    due = html.split('id="due"')[1]
    assert due.index("Urgent and late.") < due.index("Before.")


def test_a_meeting_stands_with_the_day_that_is_set_and_the_last_one_behind(
    client, hannah, zayd, monkeypatch
):
    step = a_step(
        "children_in_need.review", subjects=[zayd], worker=hannah, due_on=date(2026, 4, 10)
    )
    moment = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
    monkeypatch.setattr(today, "_settings", [lambda ids: {step.public_id: moment}])

    html = text(page(client, hannah, "my_work"))

    assert "Tue 7 April, 10:00" in html.split('id="due"')[1]
    assert "By Friday 10 April" in html
    assert "Tue 7 April, 10:00" in text(page(client, hannah, "all_work"))


def due_panel(client, worker):
    return text(page(client, worker, "my_work")).split('id="due"')[1].split("</section>")[0]


def test_what_is_shown_though_it_is_due_later_says_why(client, hannah, zayd):
    """34 of the 45 working days of an assessment are gone; eleven are to come."""
    step = a_step(subjects=[zayd], worker=hannah)
    timer = actions.start_timer(
        rule="T040",
        person=zayd,
        step=step,
        trigger_kind="front_door.referral",
        trigger_id=1,
        triggered_on=add_working_days(TODAY, -34),
        by=hannah,
    )
    assert timer.due_on > add_working_days(TODAY, 10)

    due = text(page(client, hannah, "my_work")).split('id="due"')[1].split("</section>")[0]

    assert "Due after that, and shown because most of its time has gone: 1 thing." in due


def test_a_colleague_who_is_away_is_acted_for(client, hannah, team, zayd):
    from tessera.foundations.access import actions as access

    abel = a_worker("Abel Quist", team=team)
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY)
    access.cover_absence(
        user=hannah, covered_by=abel, started_on=TODAY, ended_on=TODAY + timedelta(days=7), by=None
    )

    html = text(page(client, abel, "my_work"))

    assert "You act for Hannah Treloyd" in html
    assert "Sample visit" in html


def test_a_manager_says_why_it_is_late_for_the_meeting(client, hannah, joseph, team, zayd):
    step = a_step(subjects=[zayd], worker=hannah, due_on=date(2026, 3, 27))
    assert "Needs your words" in text(page(client, joseph, "team", team.public_id))

    post(client, joseph, "extend", step.public_id, why="Off sick; Abel goes today")
    post(client, joseph, "team", team.public_id, say="All in hand")

    html = text(page(client, joseph, "team", team.public_id))
    assert "Off sick; Abel goes today" in html
    assert "All in hand" in html


def test_a_long_list_is_paged_by_key(client, hannah, zayd):
    for n in range(55):
        a_step(subjects=[zayd], worker=hannah, due_on=TODAY + timedelta(days=n))

    first = text(page(client, hannah, "all_work"))
    mark = first.split("after=")[1].split('"')[0]
    second = text(page(client, hannah, "all_work", after=mark.replace("%2C", ",")))

    assert first.count('class="ts-item"') == 50
    assert second.count('class="ts-item"') == 5


@pytest.mark.parametrize("order", ["due", "family", "urgency"])
def test_every_order_shows_every_line_once(client, hannah, order, zayd, noor):
    for n, child in enumerate([zayd, noor, zayd, None, noor, None, zayd]):
        a_step(
            subjects=[child] if child else [],
            worker=hannah,
            urgency=n % 2,
            due_on=TODAY + timedelta(days=n % 3) if n % 2 else None,
        )
    seen, after = [], ""
    while True:
        found, after = queries.page_of(
            queries.for_workers([hannah.pk]), order=queries.Order(order), after=after, limit=2
        )
        seen += [item.pk for item in found]
        if not after:
            break

    assert sorted(seen) == sorted(WorkItem.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("name", "user", "budget"), [("my_work", "hannah", 18), ("team", "joseph", 38)]
)
def test_a_longer_list_asks_no_more_queries(
    client, hannah, joseph, team, name, user, budget, django_assert_max_num_queries
):
    who = {"hannah": hannah, "joseph": joseph}[user]
    args = [team.public_id] if name == "team" else []
    counts = []
    sign_in(client, who)
    for more in (3, 30):
        for n in range(more):
            child = a_child(f"Child{n} Of{more}", worker=hannah, team=team)
            a_step(subjects=[child], worker=hannah, due_on=TODAY - timedelta(days=n % 4))
        with django_assert_max_num_queries(budget) as captured:
            assert page(client, who, name, *args).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("show", ["", "late", "soon", "waiting", "unallocated"])
def test_a_teams_list_shows_what_was_asked_for(client, hannah, joseph, team, zayd, noor, show):
    a_step(subjects=[zayd], worker=hannah, due_on=TODAY - timedelta(days=1))
    a_step(subjects=[noor], worker=hannah, due_on=TODAY + timedelta(days=1))
    a_step(subjects=[zayd], team=team, by=joseph)
    handed_in = a_step("sample.decision", subjects=[noor], worker=hannah)
    fill(handed_in, hannah, decision="Go on", why="It helps")
    actions.submit_step(step=handed_in, at=NOW, by=hannah)
    wanted = {"": 4, "late": 1, "soon": 1, "waiting": 1, "unallocated": 1}

    html = text(page(client, joseph, "team_work", team.public_id, show=show, kind=""))

    assert html.count('class="ts-item"') == wanted[show]


def test_a_list_shows_one_kind_of_work(client, hannah, zayd):
    a_step(subjects=[zayd], worker=hannah)
    a_step("sample.decision", subjects=[zayd], worker=hannah)

    html = text(page(client, hannah, "all_work", kind="sample.decision"))

    assert html.count('class="ts-item"') == 1


def test_a_service_manager_sees_every_team(client, team):
    manager = a_worker("Denise Kilvarn", role="service_manager")

    html = text(page(client, manager, "team_home"))

    assert "All teams" in html
    assert team.name in html


def test_a_manager_goes_straight_to_the_team(client, joseph, team):
    response = page(client, joseph, "team_home")

    assert response["Location"] == reverse("workflow:team", args=[team.public_id])


def test_another_teams_page_is_not_found(client, joseph):
    from tests.factories.engine import a_team

    assert page(client, joseph, "team", a_team("Southgate").public_id).status_code == 404


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Orla Brindlow"], "Orla Brindlow"),
        (["Orla Brindlow", "Kai Brindlow"], "Orla and Kai Brindlow"),
        (["Orla Brindlow", "Zayd Rahmeen"], "Orla Brindlow and Zayd Rahmeen"),
        (["Orla Brindlow", "Noor Rahmeen", "Zayd Rahmeen"], "Orla Brindlow, Noor and Zayd Rahmeen"),
    ],
)
def test_nobody_is_given_anothers_surname(names, words):
    macro = "{% from 'workflow/lines.html' import people_of with context %}{{ people_of(people) }}"
    people = [a_child(name) for name in names]

    said = engines["jinja"].env.from_string(macro).render(people=people, note_shown=lambda each: "")

    assert said.strip() == words


def test_a_clock_of_hours_says_by_when_on_every_list(client, hannah, joseph, team):
    """A red contact: four hours from 06:20 in London, within the day that any decision has."""
    came = datetime(2026, 3, 31, 5, 20, tzinfo=UTC)
    step = a_step(code="front_door.decision", worker=hannah, team=team)
    for rule, at in (("T001", came), ("T003", came)):
        actions.start_timer(
            rule=rule,
            person=None,
            step=step,
            trigger_kind="front_door.contact",
            trigger_id=1,
            triggered_on=TODAY,
            triggered_at=at,
            by=hannah,
        )

    assert "By 10:20" in text(page(client, hannah, "my_work"))
    assert "Today, 10:20" in text(page(client, hannah, "all_work"))


def test_what_was_due_earlier_today_says_that_it_is_late(client, hannah, team):
    """Four hours from 04:20 in London."""
    actions.start_timer(
        rule="T003",
        person=None,
        step=a_step(code="front_door.decision", worker=hannah, team=team),
        trigger_kind="front_door.contact",
        trigger_id=1,
        triggered_on=TODAY,
        triggered_at=datetime(2026, 3, 31, 3, 20, tzinfo=UTC),
        by=hannah,
    )

    today = text(page(client, hannah, "my_work")).split('id="today"')[1].split("</section>")[0]

    assert "By 08:20" in today
    assert "Late since 08:20" in today


def test_of_two_clocks_on_one_day_the_sooner_hour_counts(hannah, team):
    """Told at 22:00: the working day ends at 22:00 of the next one, the four hours at two in the morning."""
    came = datetime(2026, 3, 31, 21, 0, tzinfo=UTC)
    step = a_step(code="front_door.decision", worker=hannah, team=team)
    for rule in ("T001", "T003"):
        actions.start_timer(
            rule=rule,
            person=None,
            step=step,
            trigger_kind="front_door.contact",
            trigger_id=1,
            triggered_on=TODAY,
            triggered_at=came,
            by=hannah,
        )

    item = WorkItem.objects.get(step=step)
    assert item.due_at == came + timedelta(hours=4)
