"""Clocks that no piece of work answers stand on the worklists of those whose they are."""

from datetime import date

import pytest
from django.urls import reverse
from lxml.html import fromstring

from tessera.engine.workflow import actions, lines, queries, register
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.queries.clocks import Clock
from tests.engine.workflow.test_pages import page, text
from tests.factories.engine import NOW, TODAY, a_child, a_team, a_worker, grant

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def a_clock(child, rule="T071", *, on=date(2025, 6, 20), kind="sample.plan", number=1):
    return actions.start_timer(
        rule=rule, person=child, trigger_kind=kind, trigger_id=number, triggered_on=on, by=None
    )


def of_worker(worker, until=date(2026, 4, 30)):
    found = queries.clocks_without_work(TODAY, until=until, user_ids=[worker.pk])
    return [clock.timer.rule for clock in found]


def test_a_late_clock_stands_with_the_childs_worker_and_their_team(
    client, hannah, joseph, team, zayd
):
    a_clock(zayd)

    mine = text(page(client, hannah, "my_work"))
    theirs = text(page(client, joseph, "team", team.public_id))

    assert "Due, not begun yet" in mine
    assert "Late by 7 working days" in mine
    late = theirs.split('id="late"')[1].split("</section>")[0]
    for html in (mine, late):
        assert "Look at how long the plan has lasted" in html
        assert "Zayd Rahmeen" in html
    assert "Hannah Treloyd" in late
    assert "7 working days" in late


@pytest.fixture
def noah(hannah, team):
    """A brother of Zayd's."""
    return a_child("Noah Rahmeen", worker=hannah, team=team, born_on=date(2012, 5, 6))


def clocks_panel(page):
    heading = fromstring(page).get_element_by_id("clocks")
    return heading.xpath("ancestor-or-self::section")[0]


def rows_of(panel):
    return [" ".join(row.text_content().split()) for row in panel.find_class("ts-item")]


def test_the_same_clock_of_brothers_and_sisters_is_one_line_with_each_childs_way(
    client, hannah, zayd, noah
):
    grant("social_worker", "recording:decision:record")
    for child in (zayd, noah):
        a_clock(child, on=date(2025, 7, 4))

    panel = clocks_panel(text(page(client, hannah, "my_work")))

    (row,) = rows_of(panel)
    assert "Look at how long the plan has lasted" in row
    names = [" ".join(link.text_content().split(":")[0].split()) for link in panel.xpath(".//a")]
    assert names == ["Noah", "Zayd Rahmeen"]
    ways = [str(way).split("/start/")[0] for way in panel.xpath(".//a/@href")]
    assert ways == [f"/people/{child.public_id}" for child in (noah, zayd)]


def test_a_clock_of_another_day_or_of_another_family_has_its_own_line(
    client, joseph, team, hannah, zayd, noah
):
    for child, day in ((zayd, 4), (noah, 7)):
        a_clock(child, on=date(2025, 7, day))
    a_clock(a_child("Idris Brack", worker=hannah, team=team), on=date(2025, 7, 4))
    a_clock(a_child("Ada Rahmeen", worker=joseph, team=team), on=date(2025, 7, 4))

    shown = rows_of(clocks_panel(text(page(client, joseph, "team", team.public_id))))

    assert len(shown) == 4
    for name in ("Zayd Rahmeen", "Noah Rahmeen", "Idris Brack", "Ada Rahmeen"):
        assert sum(name in row for row in shown) == 1


def test_children_of_one_place_have_one_way_to_it(hannah, zayd, noah):
    place = register.Place(href="/there/", worker=hannah)
    alike = [
        lines.Line(
            item=Clock(a_clock(child), place), title="See them", href="/there/",
            people=[child], words="", due_on=TODAY, why="", tag="To do", tag_kind="todo",
            is_late=False,
        )
        for child in (zayd, noah)
    ]  # fmt: skip

    (line,) = lines.together(alike)

    assert (line.href, line.ways, line.people) == ("/there/", {}, [noah, zayd])


def test_nobody_else_has_it(hannah, zayd):
    a_clock(zayd)
    stranger = a_worker("Iris Bellweather", team=a_team("Elsewhere"))

    assert of_worker(hannah) == ["T071"]
    assert of_worker(stranger) == []


def test_one_not_due_for_long_and_one_that_stopped_are_not_shown(hannah, zayd, noor):
    a_clock(zayd, on=date(2026, 3, 1))
    a_clock(noor)
    actions.stop_timer(rule="T071", person=noor, on=TODAY, by=None)

    assert of_worker(hannah) == []


def test_a_day_that_a_manager_set_counts_for_the_list(hannah, zayd):
    timer = a_clock(zayd)
    head = a_worker("Solomon Thackeray", role="head_of_service")
    actions.extend_timer(
        timer=timer, managed_due_on=date(2026, 9, 1), why="The court decides", at=NOW, by=head
    )

    assert of_worker(hannah) == []


def test_the_soonest_comes_first_and_a_list_ends_somewhere(hannah, zayd):
    for number in range(30):
        a_clock(zayd, on=date(2025, 5, 1 + number % 28), number=number)

    found = queries.clocks_without_work(TODAY, until=TODAY, user_ids=[hannah.pk])

    assert len(found) == 25
    days = [clock.timer.due_on for clock in found]
    assert days == sorted(days)


def test_it_leads_to_the_start_of_what_answers_it_for_who_may(client, hannah, joseph, zayd):
    a_clock(zayd)
    start = reverse("workflow:start", args=[zayd.public_id])
    grant("team_manager", "recording:decision:record")

    html = text(page(client, joseph, "my_work"))
    assert "Due, not begun yet" not in html
    shown = queries.clocks_of(zayd)
    from tessera.foundations.access.actors import actor_of
    from tessera.people.models import Person

    def href(user):
        actor = actor_of(user, TODAY)
        child = Person.objects.with_standing(actor).get(pk=zayd.pk)
        shown[0].timer.person = child
        return lines.clock_line(shown[0], NOW, actor).href

    assert href(joseph) == f"{start}?code=recording.management_decision"
    assert href(a_worker("Kim Ostler", role="contact_officer")) == ""


def test_a_decision_answers_it_only_once_it_is_nearly_due(joseph, zayd, noor):
    a_clock(zayd)
    a_clock(noor, on=date(2026, 1, 5))

    actions.complete_with(
        code="recording.management_decision",
        subjects=[zayd, noor],
        answers={
            "decided_on": TODAY,
            "decision": "The plan goes on to the review",
            "basis": "Seen by the core group",
        },
        at=NOW,
        by=joseph,
    )

    stopped = Timer.objects.exclude(stopped_on=None)
    assert [timer.person for timer in stopped] == [zayd]


def test_a_room_says_whose_a_clock_about_nobody_is(hannah, joseph, team, monkeypatch):
    timer = actions.start_timer(
        rule="T002",
        person=None,
        trigger_kind="sample.contact",
        trigger_id=7,
        triggered_at=NOW,
        by=None,
    )
    place = {"worker": hannah, "team_id": team.pk, "words": "Brack family", "href": "/there/"}
    monkeypatch.setitem(
        register._places, "T002", lambda timers: {timer.pk: register.Place(**place)}
    )

    assert of_worker(hannah) == ["T002"]
    assert of_worker(joseph) == []
    [clock] = queries.clocks_without_work(TODAY, until=date(2026, 4, 30), team_ids=[team.pk])
    assert (clock.worker, clock.place.words) == (hannah, "Brack family")


def test_a_clock_about_nobody_whose_room_does_not_know_it_is_left_out(hannah, team, monkeypatch):
    actions.start_timer(
        rule="T002",
        person=None,
        trigger_kind="sample.contact",
        trigger_id=8,
        triggered_at=NOW,
        by=None,
    )
    monkeypatch.setitem(register._places, "T002", lambda timers: {})

    assert queries.clocks_without_work(TODAY, until=date(2026, 4, 30), team_ids=[team.pk]) == []


def test_a_hidden_childs_clock_is_not_shown(client, hannah, team, zayd, monkeypatch):
    from tessera.people.models import Person

    a_clock(zayd)
    other = a_child("Idris Brack", worker=hannah, team=team)
    known = type(Person.objects.all()).known_to
    monkeypatch.setattr(
        type(Person.objects.all()),
        "known_to",
        lambda self, actor: known(self, actor).filter(pk=other.pk),
    )

    assert "Due, not begun yet" not in text(page(client, hannah, "my_work"))


def test_the_list_takes_as_many_queries_however_many_clocks(
    hannah, zayd, noor, django_assert_num_queries
):
    a_clock(zayd)
    queries.clocks_without_work(TODAY, until=TODAY, user_ids=[hannah.pk])
    a_clock(noor)
    a_clock(zayd, number=2)

    with django_assert_num_queries(2):
        found = queries.clocks_without_work(TODAY, until=TODAY, user_ids=[hannah.pk])

    assert len(found) == 3
