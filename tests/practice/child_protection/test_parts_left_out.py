"""A copy can go without some of its parts, for one recipient; and is shown as it went, once it has gone."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from lxml.html import fromstring

from tessera.engine.workflow import queries as work
from tessera.foundations.audit.models import Event, Subject
from tessera.people.models import Relationship, Restriction
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting, Omission, Sending
from tests.factories import engine as make
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

INITIAL = "child_protection.initial_conference"
SEND, RECORD = "child_protection.send_decisions", "child_protection.send_record"
HELD, SENT = date(2026, 2, 3), date(2026, 2, 4)
SAFETY = "Leanne has a way out of the flat and a word for the school"
WHY = "He must not learn how they keep safe from him"


@pytest.fixture(autouse=True)
def on_the_next_day(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def step(maisie, denise):
    for name, sex in (("Leanne Brindlow", "F"), ("Craig Sharrow", "M")):
        parent = make.a_child(name, born_on=date(1994, 5, 1))
        parent.sex = sex
        parent.save()
        Relationship.objects.create(person=parent, relative=maisie, kind="parent")
    confer(maisie, denise)
    return work.open_step(maisie, SEND)


def confer(child, chair, *, code=INITIAL, on=HELD, outcome="plan", safety=SAFETY, **more):
    answers = practice.conference_answers([child], held_on=on, outcome=outcome)
    answers["answers"]["attendance"].append({"who": "Craig Sharrow", "role": "Dad", "came": "no"})
    answers["answers"]["outcomes"] = [
        *practice.OUTCOMES,
        {"title": "Mum and Maisie are safe from dad", "area": "safety", "how_we_know": safety},
    ]
    return practice.complete(code, [child], answers, on=on, by=chair, **more)


def copies(step, by, at=SENT):
    meeting, what = sending.meeting_of(step), sending.what_of(step)
    found = sending.copies(meeting=meeting, what=what, at=practice.at(at), by=by)
    return {copy.invited.name: copy for copy in found}


def part(copy, words):
    return next(each.key for each in copy.parts if words in f"{each.label} {each.shown}")


def leave_out(step, by, *, name="Craig Sharrow", words="safe from dad", why=WHY):
    copy = copies(step, by)[name]
    keys = {part(copy, words)} if words else set()
    return sending.leave_parts_out(
        step=step,
        invited_id=copy.invited.public_id,
        keys=keys,
        why=why,
        at=practice.at(SENT),
        by=by,
    )


def send_all(step, by, at=SENT):
    ways = {each.public_id: "post" for each in Invited.objects.filter(meeting__kind="initial")}
    return sending.finish_sending(step=step, how=ways, at=practice.at(at), by=by)


class TestLeavingOut:
    def test_it_is_in_no_word_of_that_copy_and_whole_in_the_others(self, step, support):
        leave_out(step, support)

        found = copies(step, support)

        dad = str(found["Craig Sharrow"].data)
        assert "safe from dad" not in dad
        assert SAFETY not in dad
        assert WHY not in dad
        assert "In bed by eight" in dad
        assert SAFETY in str(found["Leanne"].data)

    def test_the_check_says_so_and_the_sending_keeps_it(self, step, support):
        leave_out(step, support)
        note = copies(step, support)["Craig Sharrow"].verdict.notes[-1]
        assert "Left out: What happens next: Mum and Maisie are safe from dad" in note
        assert WHY in note

        send_all(step, support)

        sent = Sending.objects.get(invited__name="Craig Sharrow")
        assert "Mum and Maisie are safe from dad" in sent.left_out
        assert Sending.objects.get(invited__name="Leanne").left_out == ""

    def test_the_record_goes_without_it_too_until_somebody_chooses_otherwise(
        self, step, support, maisie
    ):
        leave_out(step, support)
        send_all(step, support)
        record = work.open_step(maisie, RECORD)
        assert "safe from dad" not in str(copies(record, support)["Craig Sharrow"].data)

        leave_out(record, support, words="")

        assert "safe from dad" in str(copies(record, support)["Craig Sharrow"].data)
        assert not copies(step, support)["Craig Sharrow"].is_corrected

    def test_a_part_that_is_worded_differently_is_never_sent_by_that(
        self, step, support, maisie, denise
    ):
        leave_out(step, support)
        omission = Omission.objects.get()
        omission.parts = [{"key": "0" * 16, "words": "What was there before"}]
        omission.save()

        copy = copies(step, support)["Craig Sharrow"]

        assert copy.data is None
        assert "worded differently now" in copy.verdict.withheld_why
        assert copy.parts

    def test_with_everything_left_out_nothing_goes(self, step, support):
        copy = copies(step, support)["Craig Sharrow"]
        sending.leave_parts_out(
            step=step, invited_id=copy.invited.public_id, keys={p.key for p in copy.parts},
            why=WHY, at=practice.at(SENT), by=support,
        )  # fmt: skip

        assert copies(step, support)["Craig Sharrow"].data is None

    def test_it_says_why(self, step, support):
        with pytest.raises(meetings.SayWhyLeftOut):
            leave_out(step, support, why=" ")

        invited = Invited.objects.get(name="Craig Sharrow")
        with pytest.raises(IntegrityError, match="omission_says_why"), transaction.atomic():
            Omission.objects.create(
                invited=invited, what="decisions", parts=[{"key": "a", "words": "b"}]
            )

    def test_what_went_is_not_changed_by_it(self, step, support):
        send_all(step, support)

        with pytest.raises(meetings.AlreadySent):
            leave_out(step, support)

    def test_a_second_reader_reads_it_as_it_then_goes(self, step, support):
        before = copies(step, support)["Craig Sharrow"].digest

        leave_out(step, support)

        assert copies(step, support)["Craig Sharrow"].digest != before


@pytest.fixture
def ask(client):
    def asked(user, name, data=None, **parts):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse(f"child_protection:{name}", kwargs=parts)
        if data is None:
            return client.get(address)
        return client.post(address, {"idempotency_key": str(uuid4()), **data})

    return asked


class TestThePage:
    def test_from_the_sending_to_the_parts_and_back(self, ask, step, support):
        dad = Invited.objects.get(name="Craig Sharrow")
        where = {"step_id": step.public_id, "invited_id": dad.public_id}
        assert "Leave a part out" in ask(support, "send", step_id=step.public_id).content.decode()
        page = ask(support, "send_parts", **where).content.decode()
        assert SAFETY in page
        key = part(copies(step, support)["Craig Sharrow"], "safe from dad")

        refused = ask(support, "send_parts", {"part": [key]}, **where).content.decode()
        done = ask(support, "send_parts", {"part": [key], "why": WHY}, **where)

        assert "Say why this is left out" in refused
        assert done.url == reverse("child_protection:send", args=[step.public_id])
        html = ask(support, "send", step_id=step.public_id).content.decode()
        assert "Change what is left out" in html
        assert WHY in html

    def test_nobody_who_may_not_send_comes_there(self, ask, step):
        stranger = make.a_worker("Sam Ellerby", team=make.a_team("Elsewhere"))
        dad = Invited.objects.get(name="Craig Sharrow")

        answer = ask(stranger, "send_parts", step_id=step.public_id, invited_id=dad.public_id)

        assert answer.status_code in (403, 404)

    def test_who_is_hidden_is_not_named_and_whoever_is_named_is_in_the_log(
        self, ask, step, support, maisie, denise
    ):
        send_all(step, support)
        record = work.open_step(maisie, RECORD)
        mum, dad = (Invited.objects.get(name=name) for name in ("Leanne", "Craig Sharrow"))
        where = {"step_id": record.public_id, "invited_id": mum.public_id}
        seen = ask(support, "send_parts", **where).content.decode()
        look = Event.objects.using("audit").filter(actor_id=support.pk).latest("at")
        shown = Subject.objects.using("audit").filter(event_id=look.pk)
        Restriction.objects.create(
            person=dad.person, why="Staff", owner=denise, review_on=date(2026, 6, 1),
            started_on=date(2026, 1, 1),
        )  # fmt: skip

        hidden = ask(support, "send_parts", **where).content.decode()

        assert "Craig Sharrow" in seen
        assert shown.filter(person_id=dad.person.public_id).exists()
        assert "Craig Sharrow" not in hidden

    def test_there_are_no_parts_of_what_has_gone(self, ask, step, support):
        send_all(step, support)
        dad = Invited.objects.get(name="Craig Sharrow")

        answer = ask(support, "send_parts", step_id=step.public_id, invited_id=dad.public_id)

        assert answer.status_code == 404

    @pytest.fixture
    def again(self, step, support, maisie, denise, monkeypatch):
        """The decisions of the next conference, after something was left out for dad at the first."""
        leave_out(step, support, why=f"{WHY}.")
        send_all(step, support)
        review = work.open_step(maisie, "child_protection.review_conference")
        on = date(2026, 4, 28)
        confer(maisie, denise, code=review.code, on=on, outcome="plan_continues", step=review)
        monkeypatch.setenv("TESSERA_NOW", "2026-04-29T09:00:00+01:00")
        meeting = Meeting.objects.get(kind="review")
        return next(
            each for each in work.open_steps(maisie).filter(code=SEND)
            if sending.meeting_of(each) == meeting
        )  # fmt: skip

    def test_after_the_next_meeting_it_is_held_until_somebody_has_chosen(self, ask, again, support):
        dad = Invited.objects.get(name="Craig Sharrow", meeting__kind="review")
        where = {"step_id": again.public_id, "invited_id": dad.public_id}

        html = ask(support, "send", step_id=again.public_id).content.decode()
        parts = ask(support, "send_parts", **where).content.decode()

        held = copies(again, support)
        assert held["Craig Sharrow"].data is None
        assert held["Leanne"].data is not None
        assert f"how-{dad.public_id}" not in html
        assert "Left out before" in html
        assert "keep safe from him. Nothing goes until you have chosen" in html
        assert f"{WHY}." in parts

        ask(support, "send_parts", {}, **where)

        assert copies(again, support)["Craig Sharrow"].data is not None
        html = ask(support, "send", step_id=again.public_id).content.decode()
        assert f"how-{dad.public_id}" in html

    def test_what_a_record_went_without_is_asked_about_for_the_next_record(
        self, ask, step, support, maisie, denise, monkeypatch
    ):
        leave_out(step, support)
        send_all(step, support)
        record = work.open_step(maisie, RECORD)
        more = next(
            p
            for p in copies(record, support)["Craig Sharrow"].parts
            if p.section != "What happens next"
        )
        leave_out(record, support, words=more.label or more.shown)
        send_all(record, support)
        monkeypatch.setenv("TESSERA_NOW", "2026-04-29T09:00:00+01:00")
        review = work.open_step(maisie, "child_protection.review_conference")
        confer(
            maisie,
            denise,
            code=review.code,
            on=date(2026, 4, 28),
            outcome="plan_continues",
            step=review,
        )
        sends = [
            each for each in work.open_steps(maisie).filter(code__in=(SEND, RECORD))
            if sending.meeting_of(each).kind == "review"
        ]  # fmt: skip
        decisions = next(each for each in sends if each.code == SEND)
        before = copies(decisions, support)["Craig Sharrow"].cut_before
        assert [each["words"] for each in before.parts] == [
            "What happens next: Mum and Maisie are safe from dad"
        ]

        leave_out(decisions, support)

        dad = Invited.objects.get(name="Craig Sharrow", meeting__kind="review")
        sending.finish_sending(
            step=decisions, how={each.public_id: "post" for each in Invited.objects.all()},
            at=practice.at(date(2026, 4, 29)), by=support,
        )  # fmt: skip
        next_record = next(
            each for each in work.open_steps(maisie).filter(code=RECORD)
            if sending.meeting_of(each).kind == "review"
        )  # fmt: skip
        held = copies(next_record, support)["Craig Sharrow"]
        assert held.data is None
        assert more.words in [each["words"] for each in held.cut_before.parts]
        where = {"step_id": next_record.public_id, "invited_id": dad.public_id}
        page = fromstring(ask(support, "send_parts", **where).content.decode())
        ticked = set(page.xpath("//input[@name='part'][@checked]/@value"))
        assert more.key in ticked
        assert len(ticked) > 1

        ask(support, "send_parts", {"part": sorted(ticked), "why": WHY}, **where)

        copy = copies(next_record, support)["Craig Sharrow"]
        assert copy.cut_before is None
        assert more.shown not in str(copy.data)

    def test_what_was_held_can_be_chosen_after_the_others_have_gone(self, ask, again, support):
        at = date(2026, 4, 29)
        ways = {each.public_id: "post" for each in Invited.objects.all()}
        sending.finish_sending(step=again, how=ways, at=practice.at(at), by=support)
        again.refresh_from_db()
        assert Sending.objects.filter(
            invited__name="Craig Sharrow", meeting__kind="review"
        ).get().is_withheld  # fmt: skip

        html = ask(support, "send", step_id=again.public_id).content.decode()
        ask(support, "send", {"go": "after_all"}, step_id=again.public_id)

        again.refresh_from_db()
        assert "Send what was kept back" in html
        assert again.is_open
        assert "Choose what it goes without" in (
            ask(support, "send", step_id=again.public_id).content.decode()
        )

    def test_the_copy_is_opened_as_it_went_on_its_day(self, ask, step, support, monkeypatch):
        send_all(step, support)
        sent = Sending.objects.get(invited__name="Leanne")
        monkeypatch.setenv("TESSERA_NOW", "2026-03-20T09:00:00+00:00")

        page = ask(support, "send", step_id=step.public_id).content.decode()
        shown = ask(
            support, "send_preview", step_id=step.public_id, invited_id=sent.invited.public_id
        )

        assert "Look at the copy as it went" in page
        assert shown.content == bytes(sent.document.content)
