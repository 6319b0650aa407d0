"""What was sent and then put right goes again, as a corrected version that says what it replaces."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Step
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import HELD, INITIAL, SEND, _parent, confer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SENT = date(2026, 2, 4)
RIGHT = date(2026, 2, 5)


@pytest.fixture(autouse=True)
def two_days_later(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-05T09:00:00+00:00")


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def conference(maisie, denise):
    """A conference on Maisie, to which her mum came."""
    _parent("Leanne Brindlow", "F", maisie)
    confer([maisie], denise)
    return Step.objects.get(code=INITIAL)


@pytest.fixture
def sent(conference, maisie, support):
    """Its decisions have gone to all who may have them."""
    step = work.open_step(maisie, SEND)
    how = {each.public_id: "post" for each in Invited.objects.all()}
    sending.finish_sending(
        step=step, how=how, not_sent_why="Away", at=practice.at(SENT), by=support
    )
    step.refresh_from_db()
    return step


def put_right(conference, child, chair, manager, **said):
    workflow.reopen_step(
        step=conference, reason="Written down wrongly", at=practice.at(RIGHT), by=manager
    )
    answers = practice.conference_answers([child], **{"held_on": HELD, **said})
    answers["answers"]["attendance"].append({"who": "Craig Sharrow", "role": "Dad", "came": "no"})
    practice.complete(INITIAL, [child], answers, step=conference, on=RIGHT, by=chair)


def copies(by):
    found = sending.copies(
        meeting=sending.meeting_of(Step.objects.get(code=SEND)), what="decisions",
        at=practice.at(RIGHT), by=by,
    )  # fmt: skip
    return {copy.invited.name: copy for copy in found}


def test_a_correction_of_what_was_sent_makes_its_sending_work_again(
    sent, conference, maisie, denise, joseph
):
    assert sent.state == State.DONE

    put_right(conference, maisie, denise, joseph, category="EMO")

    step = work.open_step(maisie, SEND)
    assert step.pk == sent.pk
    assert step.state == State.REOPENED
    assert step.reason == sending.PUT_RIGHT


def test_a_correction_that_changes_nothing_of_what_was_sent_asks_for_nothing(
    sent, conference, maisie, denise, joseph
):
    put_right(conference, maisie, denise, joseph)

    sent.refresh_from_db()
    assert sent.state == State.DONE
    assert not any(copy.is_corrected for copy in copies(denise).values())


def test_what_was_not_sent_yet_goes_once_as_it_is_now(conference, maisie, denise, joseph):
    put_right(conference, maisie, denise, joseph, category="EMO")

    copy = copies(denise)["Leanne"]
    assert not copy.is_corrected
    assert "corrected version" not in copy.data["title"]


def test_the_corrected_copy_says_which_version_it_is_and_what_it_takes_the_place_of(
    sent, conference, maisie, denise, joseph
):
    put_right(conference, maisie, denise, joseph, category="EMO")

    data = copies(denise)["Leanne"].data

    assert data["title"].endswith("(corrected version 2)")
    assert "corrected version 2" in data["opening"][0]
    assert "4 February 2026" in data["opening"][0]
    assert "Emotional" in str(data["sections"])


def test_both_versions_are_kept_and_a_third_follows(
    sent, conference, maisie, denise, joseph, support
):
    first = Sending.objects.get(invited__name="Leanne")
    for number, category in ((2, "EMO"), (3, "PHY")):
        put_right(conference, maisie, denise, joseph, category=category)
        how = {each.public_id: "post" for each in Invited.objects.all()}
        sending.finish_sending(
            step=work.open_step(maisie, SEND), how=how, not_sent_why="Away",
            at=practice.at(RIGHT), by=support,
        )  # fmt: skip
        newest = Sending.objects.filter(invited__name="Leanne").latest("version")
        assert newest.version == number
        assert f"(corrected version {number})" in newest.document.title

    first.refresh_from_db()
    assert (first.version, first.sent_on) == (1, SENT)
    assert "corrected" not in first.document.title
    assert Sending.objects.filter(invited__name="Leanne").count() == 3
    assert Sending.objects.filter(invited__name="Craig Sharrow").count() == 1


def test_who_is_not_chosen_keeps_what_they_have(sent, conference, maisie, denise, joseph, support):
    put_right(conference, maisie, denise, joseph, category="EMO")

    sending.finish_sending(
        step=work.open_step(maisie, SEND), how={}, not_sent_why="Told by telephone",
        at=practice.at(RIGHT), by=support,
    )  # fmt: skip

    kept = Sending.objects.get(invited__name="Leanne")
    assert (kept.version, kept.withheld_why) == (1, "")


def test_the_page_offers_the_corrected_version_and_the_meeting_lists_both(
    ask, sent, conference, maisie, denise, joseph, support
):
    put_right(conference, maisie, denise, joseph, category="EMO")

    html = ask(support, "child_protection:send", step_id=sent.public_id).content.decode()
    assert "Put right since" in html
    assert "Now goes version 2" in html
    wrong = ask(support, "child_protection:send", {}, step_id=sent.public_id).content.decode()
    assert "Say why nothing goes to" in wrong
    ways = {f"how-{each.public_id}": "post" for each in Invited.objects.all()}
    ways["not_sent_why"] = "Away"
    ask(support, "child_protection:send", ways, step_id=sent.public_id)

    html = ask(support, "child_protection:send", step_id=sent.public_id).content.decode()
    assert "Corrected version 2" in html
    meeting = Meeting.objects.get()
    html = ask(denise, "child_protection:meeting", meeting_id=meeting.public_id).content.decode()
    assert "corrected version 2" in html


def test_the_same_is_never_sent_twice(sent, support):
    last = Sending.objects.get(invited__name="Leanne")
    from tessera.people.rules import Verdict

    same = {
        "invited": last.invited, "what": "decisions", "how": "post",
        "verdict": Verdict(children=frozenset()), "children": [],
        "at": practice.at(RIGHT), "by": support,
    }  # fmt: skip
    for told in (last.told, ""):
        paper = meetings.Paper(title="T", kind="other", content=b"x", told=told)
        with pytest.raises(meetings.AlreadySent):
            meetings.send_document(**same, paper=paper)


def test_a_version_is_there_once_and_only_what_was_sent_has_a_second(sent):
    for name, version in (("Leanne", 1), ("Craig Sharrow", 2)):
        row = Sending.objects.get(invited__name=name)
        row.pk, row.version = None, version
        row.public_id = "00000000-0000-4000-8000-000000000000"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
