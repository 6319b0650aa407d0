"""What stands in a worker's calendar: their meetings and visits, no name, no place; and who gets nothing."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from lxml import html

from tessera.engine.feeds import actions as feeds
from tessera.engine.feeds import rules
from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.foundations.access.actors import actor_of
from tessera.foundations.access.models import User
from tessera.foundations.audit.models import Event, Subject
from tessera.people.models import Person, Restriction
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings import queries
from tests.factories import engine as make
from tests.factories import practice

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]
MORNING = make.NOW


@pytest.fixture
def fetch():
    """What a calendar program gets, which is not signed in."""

    def fetched(secret):
        return Client().get(reverse("feeds:feed", args=[secret]))

    return fetched


def a_secret(worker):
    return feeds.start_feed(worker=worker, at=MORNING, by=worker)


def a_meeting(*children, by, on=date(2026, 4, 14), kind="review", **more):
    return meetings.plan_meeting(
        kind=kind, children=children, planned_for=practice.at(on), place="Room 4, Civic Hall",
        by=by, **more,
    )  # fmt: skip


def a_visit(child, worker, due_on=date(2026, 4, 2)):
    return make.a_step(
        "recording.visit", subjects=[child], worker=worker, due_on=due_on, due_why="As agreed"
    )


def titles(answer):
    assert answer.status_code == 200
    return [str(each["summary"]) for each in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_meetings_chaired_asked_to_or_of_ones_own_children(fetch, maisie, hannah, denise, joseph):
    a_meeting(maisie, by=denise, chair=denise)
    asked = a_meeting(maisie, by=denise, kind="core_group")
    meetings.ask_to_meeting(meeting=asked, name=joseph.name, worker=joseph, by=denise)

    found = {each: titles(fetch(a_secret(each))) for each in (hannah, denise, joseph)}

    assert sorted(found[hannah]) == ["Core group", "Review child protection conference"]
    assert found[denise] == ["Review child protection conference"]
    assert found[joseph] == ["Core group"]


def test_a_visit_stands_on_the_day_it_is_due_with_the_way_to_it(fetch, maisie, hannah):
    visit = a_visit(maisie, hannah)

    (event,) = Calendar.from_ical(fetch(a_secret(hannah)).content).walk("VEVENT")

    assert (str(event["summary"]), event["dtstart"].dt) == ("Visit due", date(2026, 4, 2))
    assert event["url"].endswith(f"/steps/{visit.public_id}/")
    assert Client().get(event["url"]).status_code == 302  # to the sign-in


def test_a_meeting_in_april_is_at_its_summer_time(fetch, maisie, denise):
    a_meeting(maisie, by=denise, chair=denise)

    (event,) = Calendar.from_ical(fetch(a_secret(denise)).content).walk("VEVENT")

    assert event["dtstart"].dt.astimezone(ZoneInfo("Europe/London")).hour == 11


def test_nothing_in_it_tells_of_anybody(fetch, maisie, kai, hannah, denise):
    a_meeting(maisie, kai, by=denise, chair=denise)
    a_visit(kai, hannah)

    for worker in (hannah, denise):
        said = fetch(a_secret(worker)).content.decode()
        known = [*Person.objects.values_list("name", "given_name", "family_name")]
        words = {word for names in known for word in names if word}
        words |= set(User.objects.values_list("name", flat=True)) | {"Room 4", "Civic Hall"}
        words |= {str(each) for each in Person.objects.values_list("public_id", flat=True)}
        assert [word for word in words if word in said] == []


@pytest.mark.parametrize(("on", "stands"), [(13, None), (14, "2026-04-14"), (16, "2026-04-14")])
def test_the_day_that_was_set_stands_in_the_form_once_it_has_come(maisie, denise, on, stands):
    step = make.a_step("child_protection.core_group", subjects=[maisie], worker=denise)
    a_meeting(maisie, by=denise, kind="core_group", step_ref=step.public_id)
    day = date(2026, 4, on)

    found = filling.arrived("meetings.held_on", step, [maisie], actor_of(denise, day), day)

    assert (found and found.value) == stands


def test_called_off_held_and_left_out_are_not_there(fetch, maisie, denise, joseph):
    off = a_meeting(maisie, by=denise, chair=denise)
    meetings.call_off_meeting(meeting=off, on=date(2026, 3, 30), reason="Ill", by=denise)
    other = a_meeting(maisie, by=denise)
    invited = meetings.ask_to_meeting(meeting=other, name=joseph.name, worker=joseph, by=denise)
    meetings.leave_out(invited=invited, reason="A relative", by=denise)

    assert titles(fetch(a_secret(denise))) == []
    assert titles(fetch(a_secret(joseph))) == []


def test_what_is_about_a_hidden_child_is_not_there(fetch, maisie, hannah, denise):
    a_meeting(maisie, by=denise, chair=denise)
    a_visit(maisie, hannah)
    Restriction.objects.create(
        person=maisie, why="Staff", owner=make.a_worker("Ines Corbrook"),
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip

    assert titles(fetch(a_secret(hannah))) == []
    assert titles(fetch(a_secret(denise))) == []


def test_my_work_has_the_meetings_of_the_calendar(maisie, kai, hannah, denise, joseph):
    a_meeting(maisie, by=denise, chair=denise)
    asked = a_meeting(kai, by=denise, kind="core_group", on=date(2026, 4, 16))
    meetings.ask_to_meeting(meeting=asked, name=joseph.name, worker=joseph, by=denise)
    since, until = date(2026, 3, 30), date(2026, 4, 30)

    def both(worker):
        ask = {"since": since, "until": until, "actor": actor_of(worker, since)}
        soon = queries.soon_for(worker, **ask)
        assert soon == list(queries.to_come_for(worker, **ask))
        return [[row.child for row in meeting.children.all()] for meeting in soon]

    assert [both(each) for each in (denise, joseph)] == [[[maisie]], [[kai]]]
    Restriction.objects.create(
        person=kai, why="Staff", owner=make.a_worker("Ines Corbrook"),
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip
    assert [both(each) for each in (denise, joseph)] == [[[maisie]], []]


def test_finished_work_leaves_the_calendar(fetch, maisie, hannah):
    visit = a_visit(maisie, hannah)
    workflow.cancel_step(step=visit, reason="Seen at school", at=MORNING, by=hannah)

    assert titles(fetch(a_secret(hannah))) == []


class TestTheAddress:
    def test_unknown_renewed_and_switched_off_answer_alike(self, fetch, hannah):
        old = a_secret(hannah)
        off = a_secret(hannah)
        feeds.end_feed(worker=hannah, at=MORNING, by=hannah)

        assert {fetch(each).status_code for each in ("nothing", old, off)} == {404}
        assert Client().post(reverse("feeds:feed", args=[off])).status_code == 405

    def test_it_ends_with_the_account_and_with_the_last_role(self, fetch, hannah, joseph):
        secrets = [a_secret(hannah), a_secret(joseph)]
        User.objects.filter(pk=hannah.pk).update(is_active=False)
        make.roles_of(joseph).delete()

        assert [fetch(each).status_code for each in secrets] == [404, 404]

    def test_each_fetch_is_in_the_log_and_shows_nobody(self, fetch, maisie, hannah):
        a_visit(maisie, hannah)
        fetch(a_secret(hannah))

        look = Event.objects.using("audit").filter(actor_id=hannah.pk).latest("at")
        assert (look.action, look.object_kind) == ("feeds:calendar:read", "feed")
        assert not Subject.objects.using("audit").filter(event_id=look.pk).exists()
        assert "calendar" in look.route
        assert "str:token" in look.route

    def test_it_opens_nothing_but_the_calendar(self, hannah):
        program = Client()
        answer = program.get(reverse("feeds:feed", args=[a_secret(hannah)]))

        assert answer.cookies == {}
        assert program.get("/work/").status_code == 302

    def test_a_program_that_asks_all_the_time_is_told_to_wait(
        self, fetch, hannah, settings, monkeypatch
    ):
        settings.RATE_LIMITS = True
        monkeypatch.setattr(rules, "MOST", 2)
        monkeypatch.delenv("TESSERA_NOW")  # the log keeps its own time
        secret = a_secret(hannah)

        answers = [fetch(secret) for _ in range(3)]

        assert [each.status_code for each in answers] == [200, 200, 429]
        assert answers[2]["Retry-After"] == "600"


class TestMyPage:
    def test_the_address_is_shown_once_when_it_is_made(self, ask, fetch, hannah):
        assert "You have no address" in ask(hannah, "feeds:mine").content.decode()

        made = ask(hannah, "feeds:mine", {"go": "new"}).content.decode()
        address = made.split('name="copy"')[1].split('value="')[1].split('"')[0]

        assert titles(Client().get(address)) == []
        again = ask(hannah, "feeds:mine").content.decode()
        assert address not in again
        assert "A calendar last came for it" in again

    def test_the_worker_switches_it_off(self, ask, fetch, hannah):
        secret = a_secret(hannah)

        assert ask(hannah, "feeds:mine", {"go": "off"}).status_code == 302
        assert ask(hannah, "feeds:mine", {"go": "off"}).status_code == 302
        assert fetch(secret).status_code == 404

    def test_my_work_leads_there(self, ask, hannah):
        assert reverse("feeds:mine") in ask(hannah, "workflow:my_work").content.decode()


def panel_of(worker, key):
    browser = Client()
    browser.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = html.fromstring(browser.get(reverse("workflow:my_work")).content)
    found = page.xpath(f"//*[@id='{key}']/ancestor-or-self::section[1]")
    return found[0].text_content() if found else ""


def test_todays_meetings_stand_on_my_work_with_their_hour(maisie, hannah, denise, joseph):
    today = MORNING.date()
    a_meeting(maisie, by=denise, on=today)
    a_meeting(maisie, by=denise, on=today + timedelta(days=1), kind="core_group")

    panel = panel_of(hannah, "today")

    assert "Review child protection conference" in panel
    assert maisie.name in panel
    assert "Core group" not in panel
    assert "Review child protection conference" not in panel_of(joseph, "today")


def test_the_meetings_of_the_next_days_stand_on_my_work_by_themselves(
    maisie, hannah, denise, joseph
):
    today = MORNING.date()
    a_meeting(maisie, by=denise, on=today + timedelta(days=5))
    a_meeting(maisie, by=denise, on=today + timedelta(days=40), kind="core_group")

    panel = panel_of(hannah, "meetings")

    assert "Review child protection conference" in panel
    assert maisie.name in panel
    assert "Core group" not in panel
    assert panel_of(joseph, "meetings") == ""


def test_a_meeting_about_a_hidden_child_does_not_stand_there(maisie, hannah, denise):
    a_meeting(maisie, by=denise, on=MORNING.date())
    Restriction.objects.create(
        person=maisie, why="Staff", owner=denise,
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip

    assert maisie.name not in panel_of(hannah, "today")
