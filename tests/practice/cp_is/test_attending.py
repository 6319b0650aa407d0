"""Health tells us that a child was seen: recorded, worked on, answered, taken back, loaded from a file."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step, Timer
from tessera.engine.workflow.queries.invariants import broken_invariants
from tessera.foundations.access.models import Team
from tessera.people import actions as people
from tessera.people.models import Involvement, Line
from tessera.practice.cp_is import actions
from tessera.practice.cp_is.models import Attendance, File
from tessera.practice.cp_is.rules import notices
from tests.factories import people as families
from tests.factories import practice
from tests.practice.cp_is.conftest import (
    KAIS_NUMBER,
    LEANNES_NUMBER,
    MAISIES_NUMBER,
    TODAY,
    number,
    on_plan,
    sent,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]
LAST_NIGHT = datetime(2026, 3, 30, 20, 40, tzinfo=UTC)
NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)


def text(response, status=200):
    assert response.status_code == status, response.content
    return response.content.decode()


def notice(child, by, **more):
    given = {
        "seen_at": LAST_NIGHT,
        "setting": "emergency",
        "place": "Eskmoor Royal Infirmary",
        "told_on": TODAY,
        "at": NOW,
        **more,
    }
    return actions.record_attendance(child=child, by=by, **given)


def answers(what="Rang the ward: a sprained wrist, fell off the trampoline. Mum took her at once."):
    return {"answers": {"answered_on": TODAY, "what": what}}


def respond(child, by):
    step = work.open_step(child, actions.RESPOND)
    return practice.complete(actions.RESPOND, [child], answers(), step=step, on=TODAY, by=by)


def test_the_worker_has_one_working_day(told, maisie, hannah, priya):
    notice(maisie, priya)

    step = work.open_step(maisie, actions.RESPOND)
    timer = Timer.objects.get(rule="T073")
    assert step.worker == hannah
    assert (timer.step, timer.statutory_due_on) == (step, date(2026, 4, 1))
    assert "notice" in timer.why


def test_without_a_worker_it_is_the_managers(told, maisie, hannah, joseph, team, priya):
    Involvement.objects.filter(person=maisie).update(worker=None)

    notice(maisie, priya)

    step = work.open_step(maisie, actions.RESPOND)
    assert (step.worker, step.team) == (joseph, team)


def test_without_a_team_it_is_the_team_that_the_council_names(told, maisie, priya):
    Involvement.objects.filter(person=maisie).delete()

    notice(maisie, priya)

    assert work.open_step(maisie, actions.RESPOND).team.code == "front_door"


def test_a_notice_that_nobody_would_answer_is_refused(told, maisie, priya):
    Involvement.objects.filter(person=maisie).delete()
    Team.objects.filter(code="front_door").update(code="gone")

    with pytest.raises(actions.NobodyToTell):
        notice(maisie, priya)


def test_it_stands_in_the_story_and_on_the_record_with_what_was_done(
    ask, told, maisie, hannah, priya
):
    notice(maisie, priya)
    story = text(ask(hannah, "people:chronology", person_id=maisie.public_id))
    assert "Seen by the NHS without an appointment" in story
    assert "Eskmoor Royal Infirmary. Not answered yet" in story
    assert "Answer: seen by the NHS without an appointment" in text(ask(hannah, "workflow:my_work"))

    respond(maisie, hannah)

    page = text(ask(hannah, "cp_is:child", person_id=maisie.public_id))
    assert "Emergency department" in page
    assert "a sprained wrist" in page
    assert Timer.objects.get(rule="T073").stopped_on == TODAY
    assert Attendance.objects.get().answered_by == hannah


def test_the_form_says_what_health_told(ask, told, maisie, hannah, priya):
    notice(maisie, priya)
    step = work.open_step(maisie, actions.RESPOND)

    page = text(ask(hannah, "workflow:step", step_id=step.public_id))

    assert "Emergency department, 30 March 2026 at 21:40: Eskmoor Royal Infirmary" in page


def test_an_answer_put_right_is_the_new_one(told, maisie, hannah, joseph, priya):
    notice(maisie, priya)
    step = respond(maisie, hannah)
    workflow.reopen_step(step=step, reason="The other wrist", at=NOW, by=joseph)
    step = Step.objects.get(pk=step.pk)

    practice.complete(
        actions.RESPOND, [maisie], answers("The left wrist."), step=step, on=TODAY, by=hannah
    )

    assert Attendance.objects.get().what_was_done == "The left wrist."


def test_set_aside_it_was_about_somebody_else_and_leaves_the_story(told, maisie, hannah, priya):
    notice(maisie, priya)
    step = work.open_step(maisie, actions.RESPOND)

    workflow.cancel_step(step=step, reason="A child of the same name", at=NOW, by=hannah)

    assert not Attendance.objects.exists()
    assert not Line.objects.filter(kind="cp_is.attendance").exists()
    assert Timer.objects.get(rule="T073").stopped_on is not None


def test_the_same_notice_is_recorded_once(told, maisie, priya):
    notice(maisie, priya)

    with pytest.raises(actions.AlreadyRecorded):
        notice(maisie, priya)


def test_nobody_is_seen_after_the_notice(told, maisie, priya):
    with pytest.raises(actions.SeenAfterNotice):
        notice(maisie, priya, seen_at=datetime(2026, 3, 31, 9, tzinfo=UTC))


def test_a_protected_childs_place_is_told_on_no_list_and_only_to_viewers(
    ask, told, maisie, hannah, joseph, priya
):
    people.protect_whereabouts(
        person=maisie, why="Dad looks for them", started_on=TODAY, owner=joseph, by=joseph
    )
    notice(maisie, priya)

    for worker, name, parts in (
        (hannah, "people:chronology", {"person_id": maisie.public_id}),
        (hannah, "cp_is:child", {"person_id": maisie.public_id}),
        (priya, "cp_is:notices", {}),
        (hannah, "workflow:step", {"step_id": work.open_step(maisie, actions.RESPOND).public_id}),
    ):
        page = text(ask(worker, name, **parts))
        assert "Emergency department" in page
        assert "Eskmoor Royal" not in page
    assert "Eskmoor Royal" in text(ask(joseph, "cp_is:child", person_id=maisie.public_id))


TYPED = {
    "nhs_number": "943 476 5919",
    "seen_on-day": "30", "seen_on-month": "3", "seen_on-year": "2026",
    "seen_time": "21:40", "setting": "emergency", "place": "Eskmoor Royal Infirmary",
}  # fmt: skip


def test_the_data_team_records_it_by_the_nhs_number(ask, told, maisie, priya):
    response = ask(priya, "cp_is:add_notice", TYPED)

    assert response.status_code == 302
    found = Attendance.objects.get()
    assert (found.child, found.seen_at) == (maisie, LAST_NIGHT)
    page = text(ask(priya, "cp_is:notices"))
    assert "Maisie Brindlow" in page
    assert "With the worker" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nhs_number": "9434765918"}, "check each figure"),
        ({"nhs_number": LEANNES_NUMBER}, "Nobody of whom the NHS was told has this number"),
        ({"seen_time": "later"}, "Write the time as 21:40"),
        ({"seen_on-month": "13"}, "There is no such date"),
        ({"seen_on-day": "31", "seen_time": "23:59"}, "cannot have been seen after the notice"),
        ({"setting": ""}, "Choose the setting"),
        ({"place": ""}, "Enter the place"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(ask, told, priya, changed, words):
    html = text(ask(priya, "cp_is:add_notice", TYPED | changed), 422)

    assert words in html
    assert not Attendance.objects.exists()


def test_a_worker_records_no_notice(ask, told, hannah):
    assert ask(hannah, "cp_is:add_notice", TYPED).status_code == 403
    assert ask(hannah, "cp_is:load_notices").status_code == 403
    assert not Attendance.objects.exists()


def test_a_notice_under_a_mothers_number_is_about_her_unborn_child(hannah, team, priya):
    from tessera.practice.cp_is import queries

    baby = families.a_child(
        "Baby Brindlow", expected_on=date(2026, 5, 2), worker=hannah, team=team, by=hannah
    )
    practice.a_referral(baby)
    on_plan(baby, hannah)
    leanne = families.a_person("Leanne Brindlow", born_on=date(1994, 4, 4), sex="F", by=hannah)
    families.is_parent(leanne, baby, by=hannah)
    number(leanne, LEANNES_NUMBER, hannah)
    sent(priya)

    assert queries.children_of_number(LEANNES_NUMBER) == [baby]


FILE = """NHS number,Seen on,Seen time,Setting,Place
943 476 5919,30/03/2026,21:40,Emergency department,Eskmoor Royal Infirmary
943 476 5919,2026-03-30,21:40,emergency,Eskmoor Royal Infirmary
943 476 5918,30/03/2026,21:40,emergency,Eskmoor Royal Infirmary
401 023 2137,30/03/2026,21:40,emergency,Eskmoor Royal Infirmary

943 476 5919,31/02/2026,21:40,emergency,Eskmoor Royal Infirmary
943 476 5919,30/03/2026,noon,emergency,Eskmoor Royal Infirmary
943 476 5919,30/03/2026,21:40,spa,Eskmoor Royal Infirmary
943 476 5919,29/03/2026,21:40,ambulance,
"""


def load(ask, by, content):
    file = SimpleUploadedFile(
        "notices.csv", content.encode() if isinstance(content, str) else content
    )
    return ask(by, "cp_is:load_notices", {"file": file})


def test_a_file_records_what_it_can_and_names_each_other_line(ask, told, maisie, priya):
    html = text(load(ask, priya, FILE))

    assert Attendance.objects.get().child == maisie
    assert "7 lines were not recorded" in html
    for words in (
        "This notice has been recorded already",
        "check each figure",
        "Nobody of whom the NHS was told has this number",
        "There is no such date",
        "There is no such time",
        "It may be Emergency department",
        "Write the place",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        ("NHS number,Place\n", "It does not name seen on, seen time, setting"),
        (b"\xff\xfe\x00", "not a CSV file in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(ask, told, priya, content, words):
    assert words in text(load(ask, priya, content), 422)


def test_a_file_too_long_is_refused():
    lines = ",".join(notices.HEADINGS) + "\n" + "a,b,c,d,e\n" * (notices.MOST_LINES + 1)

    with pytest.raises(notices.BadFile, match="Split it"):
        notices.read(lines.encode(), today=TODAY)


def test_the_plan_on_the_record_says_when_health_was_told(ask, maisie, kai, hannah, priya):
    from tests.practice.plans.conftest import on_protection

    number(maisie, MAISIES_NUMBER, hannah)
    on_protection(maisie, kai, by=hannah)
    page = text(ask(hannah, "people:record", person_id=maisie.public_id))
    assert "Health has not been told yet (CP-IS)." in page

    file = sent(priya)
    page = text(ask(hannah, "people:record", person_id=maisie.public_id))
    assert "Health was told on 31 March 2026 at 11:00 (CP-IS), and has not answered yet." in page
    actions.answer_file(file=file, refused={}, at=NOW, by=priya)
    page = text(ask(hannah, "people:record", person_id=maisie.public_id))
    assert "and acknowledged it." in page

    child = text(ask(hannah, "cp_is:child", person_id=kai.public_id))
    assert "Cannot be told" in child
    assert "The record has no NHS number" in child
    number(kai, KAIS_NUMBER, hannah)
    assert "Cannot be told" not in text(ask(hannah, "cp_is:child", person_id=kai.public_id))


def test_the_pages_of_notices_ask_no_more_for_more(ask, told, maisie, hannah, priya):
    def count(worker, name, **parts):
        ask(worker, name, **parts)
        with CaptureQueriesContext(connection) as asked:
            text(ask(worker, name, **parts))
        return len(asked)

    found = []
    for hour in (18, 19, 20):
        notice(maisie, priya, seen_at=LAST_NIGHT.replace(hour=hour))
        found.append(
            (
                count(priya, "cp_is:notices"),
                count(hannah, "cp_is:child", person_id=maisie.public_id),
            )
        )

    assert len(set(found)) == 1
    of_team, of_child = found[0]
    assert of_team <= 18
    assert of_child <= 32


def test_the_truths_of_the_room_hold_and_say_when_they_do_not(told, maisie, hannah, priya):
    def broken():
        return {name for name, rows in broken_invariants().items() if rows and "cp-is" in name}

    notice(maisie, priya)
    assert broken() == set()

    Timer.objects.filter(rule="T072", person=maisie).update(stopped_on=None)
    assert broken() == {"cp-is-clocks"}
    File.objects.update(lines=7)
    Step.objects.filter(code=actions.RESPOND).update(state="cancelled", reason="A slip")
    assert broken() == {"cp-is-clocks", "cp-is-files", "cp-is-notices"}
