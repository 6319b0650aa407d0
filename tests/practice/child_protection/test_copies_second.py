"""A copy about or to a protected person goes after a meeting only as a second person read it."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.documents import actions as documents
from tessera.engine.documents.models import Document
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Timer
from tessera.foundations.audit.models import Event
from tessera.people.models import Protection, Relationship, Restriction
from tessera.people.rules import IS_PROTECTED, IS_RESTRICTED
from tessera.practice.child_protection.actions import copies as made
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Reading, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import SEND, _parent, confer
from tests.practice.child_protection.test_sending_again import put_right

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(date(2026, 2, 4))
LATER = practice.at(date(2026, 2, 5))


@pytest.fixture(autouse=True)
def on_the_next_day(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def leanne(maisie):
    return _parent("Leanne Brindlow", "F", maisie)


def shielded(model, person, owner):
    return model.objects.create(
        person=person, why="Looked for", owner=owner,
        review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def protected(maisie, hannah):
    return shielded(Protection, maisie, hannah)


@pytest.fixture
def step(maisie, leanne, protected, denise):
    """The decisions about a protected child, to be sent."""
    confer([maisie], denise)
    return work.open_step(maisie, SEND)


@pytest.fixture
def asked(step, support):
    return sending.ask_for_reading(step=step, at=AT, by=support)


def found(step, by):
    rows = sending.copies(meeting=sending.meeting_of(step), what="decisions", at=AT, by=by)
    return {copy.invited.name: copy for copy in rows}


def answer(step, by, agreed=True, why="", seen=None):
    digests = {each.invited.public_id: each.digest for each in Reading.objects.all()}
    return sending.answer_copies(
        step=step, agreed=agreed, why=why, seen=seen or digests, at=AT, by=by
    )


def send(step, by, at=AT, how="post"):
    ways = {each.public_id: how for each in Invited.objects.all()}
    return sending.finish_sending(step=step, how=ways, not_sent_why="Away", at=at, by=by)


class TestWhoseCopyNeedsASecondPerson:
    def test_none_where_nobody_is_protected(self, maisie, leanne, denise, support):
        confer([maisie], denise)
        step = work.open_step(maisie, SEND)

        assert not any(copy.second_why for copy in found(step, support).values())
        with pytest.raises(meetings.NoSecondNeeded):
            sending.ask_for_reading(step=step, at=AT, by=support)
        send(step, support)
        assert not Sending.objects.filter(needed_second=True).exists()

    def test_every_copy_that_leaves_the_house_where_a_child_is_protected(self, step, support):
        by_name = found(step, support)

        assert by_name["Leanne"].second_why == IS_PROTECTED
        assert by_name["Leanne"].needs_second
        assert by_name["Hannah Treloyd"].invited.worker is not None
        assert not by_name["Hannah Treloyd"].second_why
        assert not by_name["Craig Sharrow"].needs_second  # nothing goes to him

    @pytest.mark.parametrize(
        ("model", "whose", "why"),
        [
            (Protection, "leanne", IS_PROTECTED),
            (Restriction, "maisie", IS_RESTRICTED),
            (Protection, "at_home", IS_PROTECTED),
        ],
    )
    def test_by_the_rule_of_letters(
        self, maisie, leanne, denise, support, hannah, model, whose, why
    ):
        from tessera.people import actions as people

        grandma = make.a_child("Nan Brindlow", born_on=date(1960, 5, 1))
        people.move_home(
            person=maisie, lines="14 Hawthorn Road\nEskmoor", postcode="YO1 9QL",
            moved_on=date(2025, 1, 1), together_with=[grandma], by=hannah,
        )  # fmt: skip
        who = {"maisie": maisie, "leanne": leanne, "at_home": grandma}[whose]
        shielded(model, who, hannah)
        confer([maisie], denise)
        step = work.open_step(maisie, SEND)

        assert found(step, support)["Leanne"].second_why == why

    def test_a_copy_about_a_brother_alone_needs_it_too(
        self, maisie, kai, leanne, protected, denise, support
    ):
        """What was said in one meeting may tell where the other child is."""
        craig = _parent("Craig Sharrow", "M", kai)
        Relationship.objects.create(person=craig, relative=make.a_child("X Y"), kind="parent")
        confer([maisie, kai], denise)

        copy = found(work.open_step(maisie, SEND), support)["Craig Sharrow"]
        assert "Maisie" not in str(copy.data)
        assert copy.needs_second


class TestSending:
    def test_without_a_second_person_nothing_of_it_goes(self, step, support):
        with pytest.raises(meetings.NeedsSecond):
            send(step, support)

        assert not Document.objects.exists()
        assert not Sending.objects.exists()

    def test_asked_is_not_agreed_and_the_clock_runs_on(self, step, asked, support, maisie):
        with pytest.raises(meetings.NeedsSecond):
            send(step, support)
        assert Timer.objects.get(rule="T064", person=maisie).stopped_on is None

    def test_agreed_they_go_as_they_were_read_also_a_day_later(
        self, step, asked, support, joseph, maisie
    ):
        answer(step, joseph)

        send(step, support, at=LATER)

        sent = Sending.objects.get(invited__name="Leanne")
        assert sent.needed_second
        assert sent.reading.answered_by == joseph
        assert sent.content_digest == sent.reading.digest
        done = Event.objects.filter(action__startswith="meetings.second_person")
        assert {event.action for event in done} == {
            "meetings.second_person_asked",
            "meetings.second_person_agreed",
        }
        assert Timer.objects.get(rule="T064", person=maisie).stopped_on == date(2026, 2, 5)

    def test_what_is_put_right_after_agreeing_is_read_again(
        self, step, asked, support, joseph, maisie, denise
    ):
        from tessera.engine.workflow.models import Step

        answer(step, joseph)
        conference = Step.objects.get(code="child_protection.initial_conference")
        put_right(conference, maisie, denise, joseph, category="EMO")
        step.refresh_from_db()

        with pytest.raises(meetings.NeedsSecond):
            send(step, support)
        sending.ask_for_reading(step=step, at=LATER, by=support)
        answer(step, joseph)
        send(step, support, at=LATER)
        assert Sending.objects.get(invited__name="Leanne").is_withheld is False

    def test_another_who_sends_asks_for_it_to_be_read_with_their_name(
        self, step, asked, joseph, denise
    ):
        answer(step, joseph)

        with pytest.raises(meetings.NeedsSecond):
            send(step, denise)

    def test_the_others_go_while_one_waits_and_the_work_stays_open(self, step, asked, support):
        worker = Invited.objects.get(name="Hannah Treloyd")
        ways = {each.public_id: sending.WAIT for each in Invited.objects.exclude(pk=worker.pk)}
        ways[worker.public_id] = "system"

        sending.finish_sending(step=step, how=ways, at=AT, by=support)

        step.refresh_from_db()
        assert step.is_open
        assert set(Sending.objects.filter(withheld_why="").values_list("invited", flat=True)) == {
            worker.pk
        }

    def test_who_is_not_to_have_it_after_all_is_kept_back_without_a_second_person(
        self, step, support
    ):
        sending.finish_sending(step=step, how={}, not_sent_why="Told by visit", at=AT, by=support)

        step.refresh_from_db()
        assert step.state == State.DONE
        assert not Sending.objects.filter(withheld_why="").exists()


class TestAnswering:
    def test_nobody_agrees_to_what_they_asked(self, step, asked, support):
        with pytest.raises(documents.TheirOwn):
            answer(step, support)

    def test_a_refusal_says_why_and_another_may_be_asked_for(self, step, asked, support, joseph):
        with pytest.raises(documents.SayWhyNot):
            answer(step, joseph, agreed=False, why=" ")
        answer(step, joseph, agreed=False, why="The club tells the place.")

        with pytest.raises(meetings.NeedsSecond):
            send(step, support)
        with pytest.raises(documents.NotAsked):
            answer(step, joseph)
        again = sending.ask_for_reading(step=step, at=LATER, by=support)
        assert {each.pk for each in again}.isdisjoint({each.pk for each in asked})

    def test_what_was_changed_while_it_was_read_is_not_agreed(self, step, asked, joseph):
        with pytest.raises(documents.ChangedMeanwhile):
            answer(step, joseph, seen={each.invited.public_id: "else" for each in asked})
        assert not Reading.objects.exclude(answered_at=None).exists()

    def test_who_agreed_does_not_send(self, step, support, joseph):
        sending.ask_for_reading(step=step, at=AT, by=support)
        answer(step, joseph)

        with pytest.raises(meetings.NeedsSecond):
            send(step, joseph)


class TestTheDatabase:
    def fails(self, change, error=DatabaseError, match=None):
        with pytest.raises(error, match=match), transaction.atomic():
            change()

    def test_it_holds_that_copies_about_the_protected_go_by_two(self, step, support, monkeypatch):
        monkeypatch.setattr(made, "second_person_why", lambda **kwargs: "")

        self.fails(lambda: send(step, support), match="needs a second person")

    def test_it_holds_that_somebody_else_agreed_to_this_copy(
        self, step, asked, support, joseph, monkeypatch
    ):
        from tessera.practice.meetings.actions import sending as kept

        monkeypatch.setattr(kept, "_agreed", lambda invited, *rest: None)
        self.fails(lambda: send(step, support), match="sending_to_the_protected|second person")
        answer(step, joseph)
        monkeypatch.setattr(kept, "_agreed", lambda *rest: asked[0])
        self.fails(lambda: send(step, support), match="only as a second person agreed")

    def test_a_reading_is_asked_once_answered_by_another_and_never_changes(
        self, step, asked, support, joseph
    ):
        rows = Reading.objects.filter(pk=asked[0].pk)
        whole = {"answered_at": AT, "agreed": True}

        self.fails(lambda: rows.update(answered_at=AT), IntegrityError)
        self.fails(lambda: rows.update(answered_by=support, **whole), IntegrityError)
        self.fails(
            lambda: rows.update(answered_by=joseph, answered_at=AT, agreed=False), IntegrityError
        )
        self.fails(
            lambda: Reading.objects.create(
                invited=asked[0].invited, what="decisions", digest="a", asked_at=AT,
                asked_by=support,
            ),
            IntegrityError,
        )  # fmt: skip
        rows.update(answered_by=joseph, **whole)
        self.fails(lambda: rows.update(agreed=False, why="No"), match="never changes")
        self.fails(lambda: asked[0].delete(), match="never changes")


def text(answer):
    return answer.content.decode()


class TestThePages:
    def test_the_sender_asks_and_the_manager_finds_it_where_letters_are(
        self, ask, step, support, joseph, team
    ):
        parts = {"step_id": step.public_id}
        html = text(ask(support, "child_protection:send", **parts))
        assert "A second person reads it first" in html
        assert IS_PROTECTED in html
        ask(support, "child_protection:send", {"go": "ask"}, **parts)
        html = text(ask(support, "child_protection:send", **parts))
        assert "Waiting" in html
        assert "When it has been read" in html

        for page, found_in in (
            ("workflow:my_work", {}),
            ("workflow:team", {"team_id": team.public_id}),
        ):
            html = text(ask(joseph, page, **found_in))
            assert "Asked of you" in html
            assert "Read the decisions before they go" in html
            assert reverse("child_protection:second", kwargs=parts) in html
        assert "Asked of you" not in text(ask(support, "workflow:my_work"))

    def test_the_manager_reads_each_copy_and_agrees_and_they_are_sent(
        self, ask, step, asked, support, joseph
    ):
        parts = {"step_id": step.public_id}
        html = text(ask(joseph, "child_protection:second", **parts))
        assert "For Leanne Brindlow" in html
        assert "Maisie Brindlow" in html
        mum = Invited.objects.get(name="Leanne")
        preview = ask(joseph, "child_protection:second_preview", invited_id=mum.public_id, **parts)
        assert preview.content.startswith(b"%PDF")
        seen = {f"seen-{each.invited.public_id}": each.digest for each in asked}
        ask(joseph, "child_protection:second", {"go": "agree", **seen}, **parts)

        assert "read them and agreed: send them" in text(ask(support, "workflow:my_work"))
        html = text(ask(support, "child_protection:send", **parts))
        assert "Agreed" in html
        ways = {f"how-{each.public_id}": "post" for each in Invited.objects.all()}
        ask(support, "child_protection:send", {"not_sent_why": "Away", **ways}, **parts)
        assert Sending.objects.get(invited__name="Leanne").sent_on == date(2026, 2, 4)
        assert "send them" not in text(ask(support, "workflow:my_work"))

    def test_they_go_back_with_the_reason_on_the_senders_work(
        self, ask, step, asked, support, joseph
    ):
        parts = {"step_id": step.public_id}
        html = text(ask(joseph, "child_protection:second", {"go": "back", "why": ""}, **parts))
        assert "Say what is to be changed" in html
        said = {"go": "back", "why": "Leave out the club"}
        ask(joseph, "child_protection:second", said, **parts)

        assert "sent them back: “Leave out the club”" in text(ask(support, "workflow:my_work"))
        assert "Leave out the club" in text(ask(support, "child_protection:send", **parts))
        assert "Asked of you" not in text(ask(joseph, "workflow:my_work"))

    def test_a_way_cannot_be_chosen_before_it_was_read(self, ask, step, support):
        ways = {f"how-{each.public_id}": "post" for each in Invited.objects.all()}

        html = text(ask(support, "child_protection:send", ways, step_id=step.public_id))

        assert "Say why nothing goes to" in html
        assert not Sending.objects.exists()

    def test_what_was_changed_since_can_only_go_back(
        self, ask, step, asked, joseph, maisie, denise
    ):
        from tessera.engine.workflow.models import Step

        conference = Step.objects.get(code="child_protection.initial_conference")
        put_right(conference, maisie, denise, joseph, category="EMO")

        html = text(ask(joseph, "child_protection:second", step_id=step.public_id))

        assert "Something was changed since you were asked" in html
        assert "they may go" not in html

    def test_only_who_may_agree_and_may_open_every_child_reads_them(
        self, ask, step, asked, hannah, support, joseph, maisie
    ):
        parts = {"step_id": step.public_id}
        far = make.a_worker(
            "Far away", team=make.a_team("Elsewhere"), role="team_manager", manages=True
        )
        for who in (hannah, support, far):
            assert ask(who, "child_protection:second", **parts).status_code in (403, 404)
            assert "before they go" not in text(ask(who, "workflow:my_work"))
        shielded(Restriction, maisie, hannah)
        assert ask(joseph, "child_protection:second", **parts).status_code in (403, 404)
        assert "before they go" not in text(ask(joseph, "workflow:my_work"))

    def test_where_nothing_is_asked_there_is_no_such_page(self, ask, step, joseph):
        assert ask(joseph, "child_protection:second", step_id=step.public_id).status_code == 404

    def test_work_that_was_ended_asks_for_no_reading_any_more(
        self, ask, step, asked, support, joseph
    ):
        sending.finish_sending(step=step, how={}, not_sent_why="Told by visit", at=AT, by=support)

        assert "Asked of you" not in text(ask(joseph, "workflow:my_work"))
        assert ask(joseph, "child_protection:second", step_id=step.public_id).status_code == 404

    def test_the_second_persons_page_and_my_work_ask_few_queries(self, ask, step, asked, joseph):
        def count(name, **parts):
            with CaptureQueriesContext(connection) as captured:
                ask(joseph, name, **parts)
            return len(captured)

        count("workflow:my_work")
        one = count("workflow:my_work"), count("child_protection:second", step_id=step.public_id)
        for number in range(3):
            more = Invited.objects.create(
                meeting=asked[0].invited.meeting, name=f"Nurse {number}", agency="health"
            )
            Reading.objects.create(
                invited=more, what="decisions", digest="a", asked_at=AT,
                asked_by=asked[0].asked_by, team=asked[0].team, step_ref=step.public_id,
            )  # fmt: skip

        many = count("workflow:my_work"), count("child_protection:second", step_id=step.public_id)
        assert many[0] <= one[0]
        assert many[1] <= one[1] <= 60
