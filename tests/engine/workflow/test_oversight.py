"""A manager's words on late work and a new date: owed until both are there, and kept on the record."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from lxml.html import fromstring

from tessera.engine.workflow import actions
from tessera.engine.workflow.models import Oversight, Timer
from tessera.people.models import Line
from tests.engine.workflow.pages import page, post, sign_in, text
from tests.engine.workflow.test_rising import clock, days_late
from tests.factories.engine import NOW, TODAY, a_child, a_step, grant

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NEW = {"on-day": "10", "on-month": "4", "on-year": "2026"}


def late_of(client, manager, team):
    html = text(page(client, manager, "team", team.public_id))
    return html.split('id="late"')[1].split("</section>")[0]


def test_late_work_stays_with_the_manager_until_words_and_date_are_there(
    client, hannah, joseph, team, zayd, noor
):
    step = a_step(subjects=[zayd, noor], worker=hannah)
    for child in (zayd, noor):
        clock(child, due=days_late(2), step=step)
    assert "Needs your words" in late_of(client, joseph, team)

    post(client, joseph, "extend", step.public_id, why="Off sick; Abel goes today")
    panel = late_of(client, joseph, team)
    assert "Off sick; Abel goes today" in panel
    assert "Needs a new date" in panel

    post(client, joseph, "extend", step.public_id, why="Abel goes on the 10th", **NEW)
    assert "Nothing is late." in late_of(client, joseph, team)
    assert {t.managed_due_on for t in Timer.objects.filter(step=step)} == {date(2026, 4, 10)}
    assert {t.statutory_due_on for t in Timer.objects.filter(step=step)} == {days_late(2)}


def test_a_late_clock_with_no_form_open_needs_the_managers_words_too(
    client, hannah, joseph, team, zayd
):
    timer = clock(zayd, "T081", due=days_late(2))
    grant("team_manager", "people:person:view")
    where = reverse("workflow:oversee_clock", args=[zayd.public_id, timer.public_id])
    assert where in late_of(client, joseph, team)
    assert "Visit" in text(client.get(where))

    post(
        client, joseph, "oversee_clock", zayd.public_id, timer.public_id, why="At her aunt’s", **NEW
    )

    assert "Nothing is late." in late_of(client, joseph, team)
    timer.refresh_from_db()
    assert (timer.managed_due_on, timer.managed_by) == (date(2026, 4, 10), joseph)


def test_when_the_new_day_has_passed_as_well_new_words_are_asked_for(
    client, hannah, joseph, team, zayd
):
    timer = clock(zayd, due=days_late(9))
    before = NOW - timedelta(days=7)
    actions.oversee_clock(
        timer=timer, words="Next week", new_on=TODAY - timedelta(days=1), at=before, by=joseph
    )

    panel = late_of(client, joseph, team)

    assert "Next week" in panel
    assert "Needs your words" in panel


def test_the_words_stand_once_on_each_childs_record(client, hannah, joseph, zayd, noor):
    step = a_step(subjects=[zayd, noor], worker=hannah)
    clock(zayd, due=days_late(2), step=step)

    said = actions.oversee_step(
        step=step, words="Seen at school meanwhile", new_on=date(2026, 4, 10), at=NOW, by=joseph
    )

    assert {one.person for one in said} == {zayd, noor}
    assert len({one.group for one in said}) == 1
    lines = Line.objects.filter(kind="workflow.oversight")
    assert {line.person for line in lines} == {zayd, noor}
    grant("team_manager", "people:chronology:view")
    sign_in(client, joseph)
    html = text(client.get(reverse("people:chronology", args=[zayd.public_id])))
    assert "Management oversight: sample visit" in html
    assert "Seen at school meanwhile. New date: 10 April 2026." in html
    assert "Seen at school meanwhile" in text(page(client, joseph, "step", step.public_id))


def test_under_the_new_date_it_says_who_set_it_and_the_reason_stands_once(
    client, hannah, joseph, zayd
):
    step = a_step(subjects=[zayd], worker=hannah)
    clock(zayd, due=days_late(2), step=step)
    alone = a_step(subjects=[zayd], worker=hannah)
    for each in (step, alone):
        actions.oversee_step(
            step=each, words="Dad is away", new_on=date(2026, 4, 10), at=NOW, by=joseph
        )

    says = "as Joseph Adeyin-Rowe says in the management oversight of 31 March 2026"
    for each in (step, alone):
        each.work_item.refresh_from_db()
        assert f"New date set: {says}" in each.work_item.why
        assert "Dad is away" not in each.work_item.why
    assert "the first date still counts" in step.work_item.why
    html = text(page(client, joseph, "step", step.public_id))
    assert html.count("Dad is away") == 1


@pytest.mark.parametrize(
    ("words", "new_on", "refusal"),
    [
        (" ", None, actions.NothingSaid),
        ("Away", TODAY - timedelta(days=1), actions.DayBehind),
    ],
)
def test_oversight_says_something_and_looks_ahead(joseph, zayd, words, new_on, refusal):
    timer = clock(zayd, due=days_late(2))

    with pytest.raises(refusal):
        actions.oversee_clock(timer=timer, words=words, new_on=new_on, at=NOW, by=joseph)


def test_a_clock_that_has_stopped_needs_no_words(client, joseph, zayd):
    timer = clock(zayd, due=days_late(2))
    Timer.objects.filter(pk=timer.pk).update(stopped_on=TODAY)

    with pytest.raises(actions.TimerStopped):
        actions.oversee_clock(timer=timer, words="Too late", at=NOW, by=joseph)
    answer = page(client, joseph, "oversee_clock", zayd.public_id, timer.public_id)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"words": ""}, "oversight_says_something"),
        ({"timer": None}, "oversight_is_of_work_or_a_clock"),
        ({"new_on": TODAY - timedelta(days=1)}, "oversight_sets_a_day_to_come"),
    ],
)
def test_the_database_keeps_oversight_whole(joseph, zayd, changed, name):
    said = actions.oversee_clock(
        timer=clock(zayd, due=days_late(2)), words="Away", at=NOW, by=joseph
    )

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Oversight.objects.filter(pk=said.pk).update(**changed)


def test_the_same_late_thing_of_brothers_and_sisters_is_one_row_with_one_reason(
    client, hannah, joseph, team, zayd, noor
):
    timers = [clock(child, "T081", due=days_late(2)) for child in (zayd, noor)]
    grant("team_manager", "people:person:view")
    panel = fromstring(late_of(client, joseph, team))
    assert len(panel.xpath(".//tbody/tr")) == 1
    (way,) = panel.xpath(".//a[contains(., 'Say why')]/@href")
    asked = text(client.get(way))
    assert zayd.given_name in asked
    assert noor.given_name in asked

    client.post(way, {"idempotency_key": str(uuid4()), "why": "Both away, back on the 10th", **NEW})

    assert "Nothing is late." in late_of(client, joseph, team)
    assert {Timer.objects.get(pk=t.pk).managed_due_on for t in timers} == {date(2026, 4, 10)}
    said = Oversight.objects.all()
    assert {each.person for each in said} == {zayd, noor}
    assert len({each.group for each in said}) == 1


def test_what_was_said_of_one_child_alone_keeps_its_own_row(
    client, hannah, joseph, team, zayd, noor
):
    timer, _ = (clock(child, "T081", due=days_late(2)) for child in (zayd, noor))

    actions.oversee_clock(timer=timer, words="At her aunt’s", at=NOW, by=joseph)

    panel = fromstring(late_of(client, joseph, team))
    assert len(panel.xpath(".//tbody/tr")) == 2


def test_a_clock_of_another_family_is_not_answered_with_it(client, hannah, joseph, team, zayd):
    other = a_child("Idris Brack", worker=hannah, team=team)
    mine, theirs = clock(zayd, "T081", due=days_late(2)), clock(other, "T081", due=days_late(2))
    sign_in(client, joseph)
    way = reverse("workflow:oversee_clock", args=[zayd.public_id, mine.public_id])

    client.post(
        f"{way}?with={theirs.public_id}", {"idempotency_key": str(uuid4()), "why": "Away", **NEW}
    )

    assert [each.person for each in Oversight.objects.all()] == [zayd]
