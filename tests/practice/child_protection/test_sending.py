"""After a conference: each of those asked is checked, and has a copy of their own or none."""

from datetime import date
from unittest.mock import patch
from uuid import uuid4

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.forms import filling
from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.people import actions as people
from tessera.people.models import Protection, Relationship, Residence, Restriction
from tessera.practice.child_protection.actions import plan_conference, sending
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tessera.practice.meetings.queries import with_all
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

INITIAL = "child_protection.initial_conference"
SEND = "child_protection.send_decisions"
HELD = date(2026, 2, 3)


@pytest.fixture(autouse=True)
def on_the_next_day(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")


@pytest.fixture
def leanne(maisie, kai):
    return _parent("Leanne Brindlow", "F", maisie, kai)


@pytest.fixture
def craig(kai):
    """The father of one of the two."""
    return _parent("Craig Sharrow", "M", kai)


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


def _parent(name, sex, *children):
    parent = make.a_child(name, born_on=date(1994, 5, 1))
    parent.sex = sex
    parent.save()
    for child in children:
        Relationship.objects.create(person=parent, relative=child, kind="parent")
    people.move_home(
        person=parent, lines=f"{parent.pk} Mill Row\nEskmoor", postcode="YO1 9TL",
        moved_on=date(2024, 1, 1), by=None,
    )  # fmt: skip
    return parent


def confer(children, chair, **more):
    answers = practice.conference_answers(children, held_on=HELD)
    answers["answers"]["attendance"].append({"who": "Craig Sharrow", "role": "Dad", "came": "no"})
    answers["answers"].update(more)
    return practice.complete(INITIAL, children, answers, on=HELD, by=chair)


def copies(what="decisions", by=None):
    meeting = sending.meeting_of(work.open_steps(Meeting.objects.get().children.first().child)[0])
    found = sending.copies(meeting=meeting, what=what, at=practice.at(date(2026, 2, 4)), by=by)
    return {copy.invited.name: copy for copy in found}


def set_as(copy, how):
    """The data that the typesetter is given for a copy that goes this way."""
    with patch("tessera.engine.documents.typesetting.decisions_pdf") as typeset:
        sending.content(copy, how)
    return typeset.call_args.args[0]


def said(copy):
    return str(copy.data)


def test_the_decisions_are_asked_for_within_one_working_day(maisie, denise, leanne):
    confer([maisie], denise)

    step = work.open_step(maisie, SEND)
    assert step.work_item.due_on == date(2026, 2, 4)
    assert "1 working day from the conference" in step.work_item.why
    assert step.worker is None


def test_an_earlier_conference_that_waits_to_be_sent_has_its_own_clock(maisie, denise):
    confer([maisie], denise)
    first = work.open_step(maisie, SEND)
    review = practice.conference_answers(
        [maisie], held_on=date(2026, 4, 28), outcome="plan_continues"
    )
    practice.complete(
        "child_protection.review_conference", [maisie], review, on=date(2026, 4, 28), by=denise
    )

    second = work.open_steps(maisie).filter(code=SEND).exclude(pk=first.pk).get()
    assert [t.triggered_on for t in first.timers.filter(stopped_on=None)] == [HELD]
    assert [t.triggered_on for t in second.timers.filter(stopped_on=None)] == [date(2026, 4, 28)]
    assert second.work_item.due_on == date(2026, 4, 29)


def test_each_parent_hears_of_their_own_children_alone(maisie, kai, denise, leanne, craig):
    confer([maisie, kai], denise)

    found = copies(by=denise)

    assert "Maisie Brindlow" in said(found["Leanne"])
    assert found["Leanne"].verdict.notes == ()
    assert "Maisie" not in said(found["Craig Sharrow"])
    assert "Kai Brindlow" in said(found["Craig Sharrow"])


def test_who_is_not_known_to_the_record_gets_nothing(maisie, kai, denise, leanne):
    confer([maisie, kai], denise)

    craig = copies(by=denise)["Craig Sharrow"]

    assert craig.data is None
    assert "does not say who Craig Sharrow is" in craig.verdict.withheld_why


def test_a_place_kept_for_whoever_is_found_gets_nothing(maisie, denise, leanne):
    answers = practice.conference_answers([maisie], held_on=HELD)
    for who in ("Advocate for Maisie Brindlow", "Nuala Sethwick"):
        answers["answers"]["attendance"].append(
            {"who": who, "role": "Advocate", "agency": "voluntary", "came": "no"}
        )
    practice.complete(INITIAL, [maisie], answers, on=HELD, by=denise)

    found = copies(by=denise)

    assert "nobody has been found" in found["Advocate for Maisie Brindlow"].verdict.withheld_why
    assert found["Nuala Sethwick"].verdict.may_go


def test_no_copy_tells_a_protected_home(maisie, kai, denise, leanne, craig, hannah):
    people.move_home(
        person=maisie, lines="14 Hawthorn Road\nEskmoor", postcode="YO1 9QL",
        moved_on=date(2026, 1, 1), by=hannah,
    )  # fmt: skip
    Protection.objects.create(
        person=maisie, why="Craig looks for them", owner=hannah,
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip
    confer(
        [maisie, kai], denise,
        outline="Safe evenings. They stay at 14 Hawthorn Road, yo19ql. Dad rings on Sundays.",
    )  # fmt: skip

    for copy in copies(by=denise).values():
        if copy.data:
            assert "Hawthorn" not in said(copy)
            assert "yo19ql" not in said(copy)
            assert "Dad rings on Sundays." in said(copy)
            assert (
                "Without anything that tells where a protected person lives" in copy.verdict.notes
            )
            assert sending.PASSAGE in copy.verdict.notes


def test_a_restricted_person_gets_nothing(maisie, kai, denise, leanne, hannah):
    confer([maisie, kai], denise)
    Restriction.objects.create(
        person=leanne, why="Staff", owner=hannah, review_on=date(2026, 6, 1),
        started_on=date(2026, 1, 1),
    )  # fmt: skip

    assert "is restricted" in copies(by=denise)["Leanne"].verdict.withheld_why


@pytest.fixture
def ask(client):
    def asked(user, name, data=None, **parts):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse(name, kwargs=parts)
        if data is None:
            return client.get(address)
        return client.post(address, {"idempotency_key": str(uuid4()), **data})

    return asked


def test_what_is_the_same_for_every_copy_is_asked_once(maisie, kai, denise, leanne):
    """A review of several outcomes, sent to five; and to nine."""
    on = date(2026, 4, 28)
    confer([maisie, kai], denise, outcomes=practice.OUTCOMES)
    review = practice.conference_answers([maisie, kai], held_on=on, outcome="plan_continues")
    practice.complete("child_protection.review_conference", [maisie, kai], review, on=on, by=denise)
    meeting = Meeting.objects.get(held_on=on)

    def asked():
        again = with_all(Meeting.objects.filter(pk=meeting.pk)).get()
        with CaptureQueriesContext(connection) as captured:
            found = sending.copies(meeting=again, what="decisions", at=practice.at(on), by=denise)
        return len(captured), found

    few, found = asked()
    assert "In bed by eight" in said(found[1])
    for number in range(4):
        Invited.objects.create(meeting=meeting, name=f"Nurse {number}", agency="health")

    many, found = asked()
    assert len(found) == 9
    assert many == few


def _way(page, invited):
    (select,) = lxml.html.fromstring(page).xpath(f"//select[@name='how-{invited.public_id}']")
    return select.value


class TestThePage:
    @pytest.fixture
    def step(self, maisie, kai, denise, leanne):
        confer([maisie, kai], denise)
        return work.open_step(maisie, SEND)

    def test_business_support_sees_who_gets_what(self, ask, support, step):
        with CaptureQueriesContext(connection) as captured:
            html = ask(support, "child_protection:send", step_id=step.public_id).content.decode()

        assert "does not say who Craig Sharrow is" in html
        assert html.count("Look at the copy") == 5
        assert len(captured) <= 60

    def test_my_work_of_business_support_says_that_it_waits(self, ask, support, step, denise):
        html = ask(support, "workflow:my_work").content.decode()
        of_chair = ask(denise, "workflow:my_work").content.decode()

        assert "Decisions and records to send by today: 1" in html
        assert "Nothing is due today" not in html
        assert "Nothing of your own is due today" in html
        assert "Decisions and records to send" not in of_chair

    def test_a_conference_without_a_chair_is_said_to_those_who_may_take_it(
        self, ask, support, maisie, denise, hannah
    ):
        workflow.start_step(
            code=INITIAL, subjects=[maisie], due_on=date(2026, 2, 12), due_why="Asked for",
            at=practice.at(HELD), by=hannah,
        )  # fmt: skip
        pages = {who: ask(who, "workflow:my_work").content.decode() for who in (support, denise)}

        for html in pages.values():
            assert "Conferences that need a chair: 1" in html
            assert "The first is due by Thursday 12 February" in html
        assert "need a chair" not in ask(hannah, "workflow:my_work").content.decode()

    def test_the_day_that_is_set_for_it_is_named(self, ask, support, maisie, denise, hannah):
        step = workflow.start_step(
            code=INITIAL, subjects=[maisie], due_on=date(2026, 2, 12), due_why="Asked for",
            at=practice.at(HELD), by=hannah,
        )  # fmt: skip
        day = practice.at(date(2026, 2, 9))
        plan_conference(step=step, planned_for=day, at=practice.at(HELD), by=support)

        for who in (support, denise):
            html = ask(who, "workflow:my_work").content.decode()
            assert "Conferences that need a chair: 1" in html
            assert "The first is on Monday 9 February" in html

    def test_one_that_has_a_chair_is_not(self, ask, support, maisie, denise):
        workflow.start_step(
            code=INITIAL, subjects=[maisie], worker=denise, due_on=date(2026, 2, 12),
            due_why="Asked for", at=practice.at(HELD), by=denise,
        )  # fmt: skip

        assert "need a chair" not in ask(support, "workflow:my_work").content.decode()

    def test_sending_keeps_each_copy_and_stops_the_clock(self, ask, support, step, maisie):
        ways = {
            f"how-{each.public_id}": "post" if each.is_family else "email"
            for each in Invited.objects.all()
        }

        answer = ask(support, "child_protection:send", ways, step_id=step.public_id)

        assert answer.status_code == 302
        sent = {s.invited.name: s for s in Sending.objects.select_related("invited", "document")}
        assert len(sent) == 6
        assert sent["Craig Sharrow"].is_withheld
        assert bytes(sent["Leanne"].document.content).startswith(b"%PDF")
        assert sent["Leanne"].sent_on == date(2026, 2, 4)
        timers = Timer.objects.filter(rule="T064", person=maisie)
        assert [t.stopped_on for t in timers] == [date(2026, 2, 4)]
        assert work.open_step(maisie, "child_protection.send_record").work_item.due_on == date(
            2026, 2, 24
        )

    def test_who_does_not_get_it_now_needs_a_reason(self, ask, support, step):
        html = ask(support, "child_protection:send", {}, step_id=step.public_id).content.decode()

        assert "Say why nothing goes to Leanne" in html
        assert not Sending.objects.exists()

    def test_nothing_is_ready_to_go_to_a_child_by_itself(
        self, ask, support, maisie, denise, leanne
    ):
        home = leanne.residences.get().address
        Residence.objects.create(person=maisie, address=home, started_on=date(2024, 1, 1))
        answers = practice.conference_answers([maisie], held_on=HELD)
        practice.complete(INITIAL, [maisie], answers, on=HELD, by=denise)
        child = Invited.objects.create(
            meeting=Meeting.objects.get(), name="Maisie Brindlow", person=maisie
        )
        mum = Invited.objects.get(name="Leanne")
        step = work.open_step(maisie, SEND)

        page = ask(support, "child_protection:send", step_id=step.public_id).content.decode()

        assert _way(page, mum) == "post"
        assert _way(page, child) == ""
        assert "The child&#39;s own copy: about this child alone" in page
        assert "Only about the children whose parent or carer they are" not in page
        assert "Nothing goes to a child by itself" in page

    def test_nothing_goes_by_post_where_the_record_has_no_address(self, ask, support, step, leanne):
        leanne.residences.all().delete()
        mum = Invited.objects.get(name="Leanne")
        where = {"step_id": step.public_id}
        page = ask(support, "child_protection:send", **where).content.decode()
        how = {f"how-{each.public_id}": "hand" for each in Invited.objects.all()}

        refused = ask(
            support, "child_protection:send", how | {f"how-{mum.public_id}": "post"}, **where
        ).content.decode()

        assert _way(page, mum) == ""
        assert "No address" in page
        assert "The record has no address for Leanne" in refused
        assert not Sending.objects.exists()
        assert ask(support, "child_protection:send", how, **where).status_code == 302
        assert Sending.objects.get(invited=mum).how == "hand"

    def test_by_post_the_address_stands_on_the_letter_and_by_hand_it_does_not(
        self, ask, support, step, leanne
    ):
        where = {"step_id": step.public_id}
        page = ask(support, "child_protection:send", **where).content.decode()
        copy = copies(by=support)["Leanne"]

        assert copy.lines == (f"{leanne.pk} Mill Row", "Eskmoor", "YO1 9TL")
        assert f"By post to: {leanne.pk} Mill Row, Eskmoor, YO1 9TL" in page
        assert set_as(copy, "post")["addressee"].endswith(f"{leanne.pk} Mill Row\nEskmoor\nYO1 9TL")
        assert "Mill Row" not in set_as(copy, "hand")["addressee"]

    def test_a_protected_address_stands_on_no_letter(self, ask, support, step, leanne, hannah):
        Protection.objects.create(
            person=leanne, why="Craig looks for her", owner=hannah,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip
        page = ask(support, "child_protection:send", step_id=step.public_id).content.decode()
        copy = copies(by=support)["Leanne"]

        assert copy.lines == ()
        assert "Mill Row" not in page
        assert "Mill Row" not in set_as(copy, "post")["addressee"]

    def test_a_copy_can_be_looked_at_before_it_goes(self, ask, support, step):
        mum = Invited.objects.get(name="Leanne")
        craig = Invited.objects.get(name="Craig Sharrow")

        found = ask(
            support, "child_protection:send_preview", step_id=step.public_id,
            invited_id=mum.public_id,
        )  # fmt: skip
        refused = ask(
            support, "child_protection:send_preview", step_id=step.public_id,
            invited_id=craig.public_id,
        )  # fmt: skip

        assert found.content.startswith(b"%PDF")
        assert refused.status_code == 404

    def test_a_worker_of_another_team_cannot_send(self, ask, step):
        stranger = make.a_worker("Sam Ellerby", team=make.a_team("Elsewhere"))

        assert ask(stranger, "child_protection:send", step_id=step.public_id).status_code in (
            403,
            404,
        )


def test_the_decisions_of_a_review_say_how_each_outcome_goes_to_those_it_is_for(
    maisie, kai, denise, leanne, craig, monkeypatch
):
    """What became of the actions is answered there too, in columns of its own."""
    answers = practice.conference_answers([maisie, kai], held_on=HELD)
    answers["answers"]["outcomes"] = [
        *practice.OUTCOMES,
        {"title": "Nursery in the mornings", "area": "learning", "only": "Maisie"},
    ]
    practice.complete(INITIAL, [maisie, kai], answers, on=HELD, by=denise)
    on = date(2026, 4, 28)
    monkeypatch.setenv("TESSERA_NOW", "2026-04-29T09:00:00+00:00")
    review = practice.conference_answers([maisie, kai], held_on=on, outcome="plan_continues")
    review["answers"]["attendance"].append({"who": "Craig Sharrow", "role": "Dad", "came": "no"})
    rows = review["answers"]["progress"]
    rows[0] |= {"scale": "reached", "ended": "reached"}
    rows[1] |= {"change": "Nobody raises a hand either."}
    review["answers"]["actions"] = [
        {"row": row, "how": "done"}
        for row in filling.rows_of("plans.protection_actions", [maisie, kai], on)
    ]
    step = work.open_step(maisie, "child_protection.review_conference")
    practice.complete(step.code, [maisie, kai], review, step=step, on=on, by=denise)

    meeting = Meeting.objects.get(kind="review")
    found = {
        copy.invited.name: said(copy)
        for copy in sending.copies(meeting=meeting, what="decisions", at=practice.at(on), by=denise)
    }

    for words in ("In bed by eight', 'Reached', 'Reached", "Nobody raises a hand either."):
        assert words in found["Leanne"]
        assert words in found["Craig Sharrow"]
    assert "Nursery in the mornings" in found["Leanne"]
    assert "Nursery in the mornings" not in found["Craig Sharrow"]


def test_work_about_one_of_the_children_leads_to_no_copies_about_the_others(
    client, maisie, kai, denise, leanne
):
    conference = confer([maisie, kai], denise)
    visit = workflow.start_step(
        code="recording.visit",
        subjects=[maisie],
        follows=conference,
        worker=denise,
        at=practice.at(date(2026, 2, 4)),
        by=denise,
    )
    Restriction.objects.create(
        person=kai,
        why="A relative works for the council",
        owner=make.a_worker("Ines Corbrook", role="head_of_service"),
        review_on=date(2026, 6, 1),
        started_on=HELD,
    )
    client.force_login(denise, backend="allauth.account.auth_backends.AuthenticationBackend")
    theirs = reverse("child_protection:send", args=[visit.public_id])
    invited = Invited.objects.get(person=leanne)
    copy = reverse("child_protection:send_preview", args=[visit.public_id, invited.public_id])

    assert client.get(theirs).status_code == 404
    assert client.get(copy).status_code == 404
