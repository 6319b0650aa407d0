"""A letter about or to a protected person goes only as a second person read it."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.engine.documents.models import Document
from tessera.foundations.access.actors import actor_of
from tessera.foundations.audit.models import Event
from tessera.people import actions as people
from tessera.people import rules
from tessera.people.models import Involvement, Protection, Restriction
from tessera.practice.letters import actions, queries
from tessera.practice.letters.models import Letter, Reading
from tessera.practice.letters.queries import composing
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.letters.conftest import ON

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(ON)
LATER = practice.at(date(2026, 4, 2))


def text(answer):
    return answer.content.decode()


def compose(letter, by, on=ON):
    return queries.compose(letter, on, actor=actor_of(by, on), by=by)


def send(letter, by, how="hand", at=AT):
    return actions.send_letter(letter=letter, how=how, at=at, by=by)


def parts(letter):
    return {"person_id": letter.child.public_id, "letter_id": letter.public_id}


@pytest.fixture
def letter(maisie, leanne, protected, a_letter):
    """To the mum of a child whose place is protected."""
    return a_letter(maisie, "Leanne Brindlow")


@pytest.fixture
def asked(letter, hannah):
    return actions.ask_second(letter=letter, at=AT, by=hannah)


def answer(reading, by, agreed=True, why="", seen=None):
    return actions.answer_second(
        reading=reading, agreed=agreed, why=why, seen=seen or reading.digest, at=AT, by=by
    )


class TestAnAddressThatAWarningProtects:
    """Whoever writes that an address is kept from somebody has said what no letter may tell."""

    @pytest.fixture
    def warned(self, maisie, leanne, craig, hannah):
        return people.add_warning(
            person=maisie, kind="address_protected", whom="Craig Sharrow",
            started_on=date(2026, 1, 1), by=hannah,
        )  # fmt: skip

    def test_it_is_found_in_what_is_written(self, maisie, warned, a_letter, hannah):
        letter = a_letter(maisie, "Craig Sharrow")
        assert not compose(letter, hannah).gate.stops

        letter.words = "We last saw Maisie at 14 Hawthorn Road."

        assert compose(letter, hannah).gate.stops

    def test_a_second_person_reads_it_first(self, maisie, warned, a_letter, hannah):
        assert compose(a_letter(maisie, "Craig Sharrow"), hannah).second_why

    def test_once_it_is_no_longer_so_nothing_is_kept_back(self, maisie, warned, a_letter, hannah):
        people.end_warning(warning=warned, ended_on=ON, reason="He has moved away", by=hannah)

        assert not compose(a_letter(maisie, "Craig Sharrow"), hannah).second_why


class TestWhatNeedsASecondPerson:
    def test_a_protected_child_a_restricted_child_and_a_protected_recipient(
        self, maisie, leanne, a_letter, hannah, team
    ):
        letter = a_letter(maisie, "Leanne Brindlow")
        assert compose(letter, hannah).second_why == ""

        protection = Protection.objects.create(
            person=leanne, why="He looks for her", owner=hannah,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip
        assert compose(letter, hannah).second_why == rules.IS_PROTECTED
        protection.ended_on = ON
        protection.save()
        assert compose(letter, hannah).second_why == ""
        Restriction.objects.create(
            person=maisie, why="Known to staff", owner=hannah,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip
        assert compose(letter, hannah).second_why == rules.IS_RESTRICTED

    def test_a_protected_recipients_own_address_is_on_no_paper_even_for_its_owner(
        self, maisie, craig, around, hannah
    ):
        Protection.objects.create(
            person=craig, why="He is looked for", owner=hannah,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip

        assert around(maisie)["Craig Sharrow"].lines == ()


class TestSending:
    def test_without_a_second_person_it_does_not_go(self, letter, hannah):
        with pytest.raises(actions.NeedsSecond):
            send(letter, hannah)
        assert not Document.objects.exists()

    def test_asked_is_not_agreed(self, letter, asked, hannah):
        with pytest.raises(actions.NeedsSecond):
            send(letter, hannah)

    def test_agreed_it_goes_as_it_was_read_also_days_later(self, letter, hannah, joseph, agree):
        agree(letter)

        sent = send(letter, hannah, at=LATER)

        assert sent.reading.answered_by == joseph
        assert sent.needed_second
        assert sent.content_digest == sent.reading.digest
        done = Event.objects.filter(action__startswith="letters.second_person")
        assert {event.action for event in done} == {
            "letters.second_person_asked",
            "letters.second_person_agreed",
        }

    @pytest.mark.parametrize("change", ["words", "asked"])
    def test_words_changed_after_agreeing_need_agreeing_again(self, letter, hannah, agree, change):
        agree(letter)
        new = {"words": letter.words, "asked": letter.asked} | {
            "words": {"words": "Another thing."}, "asked": {"asked": {"subject": "Else"}}
        }[change]  # fmt: skip
        actions.write_letter(letter=letter, **new, by=hannah)

        with pytest.raises(actions.NeedsSecond):
            send(letter, hannah)
        agree(letter)
        assert send(letter, hannah).is_sent

    def test_a_record_that_changed_what_the_letter_says_needs_agreeing_again(
        self, maisie, craig, protected, a_letter, hannah, agree
    ):
        letter = a_letter(maisie, "Craig Sharrow")
        agree(letter)
        people.move_home(
            person=craig, lines="9 Weir Lane\nEskmoor", postcode="YO1 9TL",
            moved_on=date(2026, 3, 30), by=hannah,
        )  # fmt: skip

        with pytest.raises(actions.NeedsSecond):
            send(letter, hannah, how="post")

    def test_a_letter_about_nobody_protected_needs_nobody(self, maisie, leanne, a_letter, hannah):
        letter = a_letter(maisie, "Leanne Brindlow")

        with pytest.raises(actions.NoSecondNeeded):
            actions.ask_second(letter=letter, at=AT, by=hannah)
        assert not send(letter, hannah).needed_second

    def test_what_the_gate_stops_is_not_asked_about(self, letter, hannah):
        actions.write_letter(
            letter=letter, asked=letter.asked, words="At 14 Hawthorn Road.", by=hannah
        )

        with pytest.raises(actions.MustNotGo):
            actions.ask_second(letter=letter, at=AT, by=hannah)

    def test_what_is_not_finished_is_not_asked_about(self, letter, hannah):
        actions.write_letter(letter=letter, asked={}, words="", by=hannah)

        with pytest.raises(actions.NotFinished):
            actions.ask_second(letter=letter, at=AT, by=hannah)


class TestAnswering:
    def test_nobody_agrees_to_their_own(self, letter, asked, hannah):
        with pytest.raises(actions.TheirOwn):
            answer(asked, hannah)

    def test_a_refusal_says_why_and_another_may_be_asked_for(self, letter, asked, hannah, joseph):
        with pytest.raises(actions.SayWhyNot):
            answer(asked, joseph, agreed=False, why=" ")
        answer(asked, joseph, agreed=False, why="Leave out the club.")

        with pytest.raises(actions.NeedsSecond):
            send(letter, hannah)
        with pytest.raises(actions.NotAsked):
            answer(asked, joseph)
        again = actions.ask_second(letter=letter, at=LATER, by=hannah)
        assert again.pk != asked.pk

    def test_what_was_changed_while_it_was_read_is_not_agreed(self, letter, asked, hannah, joseph):
        actions.write_letter(letter=letter, asked=letter.asked, words="More.", by=hannah)

        with pytest.raises(actions.ChangedMeanwhile):
            answer(asked, joseph)

    def test_what_was_asked_again_while_it_was_read_is_not_agreed(
        self, letter, asked, hannah, joseph
    ):
        seen = asked.digest
        actions.write_letter(letter=letter, asked=letter.asked, words="More.", by=hannah)
        again = actions.ask_second(letter=letter, at=LATER, by=hannah)

        with pytest.raises(actions.ChangedMeanwhile):
            answer(again, joseph, seen=seen)
        assert again.pk == asked.pk
        assert answer(again, joseph).agreed


class TestTheDatabase:
    def fails(self, change, error=DatabaseError, match=None):
        with pytest.raises(error, match=match), transaction.atomic():
            change()

    def test_it_holds_that_the_protected_are_written_to_by_two(
        self, letter, hannah, joseph, agree, monkeypatch
    ):
        monkeypatch.setattr(composing, "second_person_why", lambda **kwargs: "")

        self.fails(lambda: send(letter, hannah), match="needs a second person")

    def test_it_holds_that_somebody_else_agreed_to_these_words(
        self, letter, hannah, joseph, asked, monkeypatch
    ):
        from tessera.practice.letters.actions import sending

        monkeypatch.setattr(sending, "_agreed", lambda paper, by: asked)
        self.fails(
            lambda: send(Letter.objects.get(), hannah), match="only as a second person agreed"
        )
        monkeypatch.setattr(sending, "_agreed", lambda paper, by: None)
        self.fails(
            lambda: send(Letter.objects.get(), hannah), match="only as a second person agreed"
        )

        answer(asked, joseph)
        actions.write_letter(letter=letter, asked=letter.asked, words="Other.", by=hannah)
        monkeypatch.setattr(sending, "_agreed", lambda paper, by: Reading.objects.get())
        self.fails(
            lambda: send(Letter.objects.get(), hannah), match="only as a second person agreed"
        )

    def test_who_agreed_does_not_send(self, letter, hannah, joseph, agree):
        agree(letter)

        with pytest.raises(actions.NeedsSecond):
            send(letter, joseph)

    def test_a_reading_is_asked_or_answered_by_another_and_never_changes(
        self, letter, asked, hannah, joseph
    ):
        rows = Reading.objects.filter(pk=asked.pk)
        whole = {"answered_at": AT, "agreed": True}

        self.fails(lambda: rows.update(answered_at=AT), IntegrityError)
        self.fails(lambda: rows.update(answered_by=hannah, **whole))
        self.fails(lambda: rows.update(answered_by=joseph, answered_at=AT, agreed=False))
        self.fails(
            lambda: Reading.objects.create(letter=letter, digest="a", asked_at=AT, asked_by=hannah),
            IntegrityError,
        )
        rows.update(answered_by=joseph, **whole)
        self.fails(lambda: rows.update(agreed=False, why="No"), match="never changes")
        self.fails(lambda: asked.delete(), match="never changes")

    def test_who_wrote_it_agrees_not_even_when_another_asked(self, letter, joseph, hannah):
        reading = Reading.objects.create(letter=letter, digest="a", asked_at=AT, asked_by=joseph)
        rows = Reading.objects.filter(pk=reading.pk)

        self.fails(
            lambda: rows.update(answered_by=hannah, answered_at=AT, agreed=True), match="their own"
        )


class TestThePages:
    def test_the_writer_asks_and_the_manager_finds_it_on_both_first_pages(
        self, ask, letter, hannah, joseph, team
    ):
        html = text(ask(hannah, "letters:letter", **parts(letter)))
        assert "A second person reads it first" in html
        assert "Send it" not in html
        typed = {"asked-subject": "The play scheme", "words": "We talked about a play scheme."}
        ask(hannah, "letters:letter", {**typed, "go": "ask"}, **parts(letter))
        assert "Waiting" in text(ask(hannah, "letters:letter", **parts(letter)))

        for page, found in (
            ("workflow:my_work", {}),
            ("workflow:team", {"team_id": team.public_id}),
        ):
            html = text(ask(joseph, page, **found))
            assert "Asked of you" in html
            assert "Read a letter to Leanne Brindlow: plain letter" in html
            assert reverse("letters:second", kwargs=parts(letter)) in html
        assert "Asked of you" not in text(ask(hannah, "workflow:my_work"))

    def test_the_manager_reads_agrees_and_the_writer_sends(
        self, ask, letter, asked, hannah, joseph
    ):
        html = text(ask(joseph, "letters:second", **parts(letter)))
        assert "We talked about a play scheme." in html
        assert "14 Hawthorn Road" not in html
        assert ask(joseph, "letters:second_preview", **parts(letter)).content.startswith(b"%PDF")
        said = {"go": "agree", "seen": asked.digest}
        ask(joseph, "letters:second", said, **parts(letter))

        assert "read it and agreed: send it" in text(ask(hannah, "workflow:my_work"))
        html = text(ask(hannah, "letters:letter", **parts(letter)))
        assert "Agreed" in html
        typed = {"asked-subject": "The play scheme", "words": letter.words}
        ask(hannah, "letters:letter", {**typed, "go": "send", "how": "hand"}, **parts(letter))
        assert Letter.objects.get().is_sent

    def test_it_goes_back_with_the_reason_on_the_writers_work(
        self, ask, letter, asked, hannah, joseph
    ):
        html = text(ask(joseph, "letters:second", {"go": "back", "why": ""}, **parts(letter)))
        assert "Say what is to be changed" in html
        ask(joseph, "letters:second", {"go": "back", "why": "Leave out the club"}, **parts(letter))

        assert "sent it back: “Leave out the club”" in text(ask(hannah, "workflow:my_work"))
        assert "Leave out the club" in text(ask(hannah, "letters:letter", **parts(letter)))
        assert "Asked of you" not in text(ask(joseph, "workflow:my_work"))

    def test_what_was_changed_since_can_only_go_back(self, ask, letter, asked, hannah, joseph):
        actions.write_letter(letter=letter, asked=letter.asked, words="More.", by=hannah)

        html = text(ask(joseph, "letters:second", **parts(letter)))

        assert "It was changed since you were asked" in html
        assert "I have read it, and it may go" not in html
        assert "Changed since" in text(ask(hannah, "letters:letter", **parts(letter)))

    def test_only_who_may_agree_and_may_open_every_child_reads_it(
        self, ask, letter, asked, hannah, joseph, kai
    ):
        assert ask(hannah, "letters:second", **parts(letter)).status_code in (403, 404)
        far = a_manager("Far away", make.a_team("Elsewhere"))
        assert ask(far, "letters:second", **parts(letter)).status_code in (403, 404)
        assert "Asked of you" not in text(ask(far, "workflow:my_work"))
        letter.also_about.create(child=kai)
        Restriction.objects.create(
            person=kai, why="Known to staff", owner=hannah,
            review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
        )  # fmt: skip
        assert ask(joseph, "letters:second", **parts(letter)).status_code == 404
        assert "Asked of you" not in text(ask(joseph, "workflow:my_work"))

    def test_a_letter_that_nobody_asks_about_has_no_such_page(self, ask, letter, joseph):
        assert ask(joseph, "letters:second", **parts(letter)).status_code == 404

    def test_a_manager_who_wrote_it_is_told_that_another_must_read_it(
        self, ask, letter, asked, joseph
    ):
        Letter.objects.filter(pk=letter.pk).update(written_by=joseph)

        html = text(ask(joseph, "letters:second", **parts(letter)))
        assert "somebody else must read it" in html
        html = text(
            ask(joseph, "letters:second", {"go": "agree", "seen": asked.digest}, **parts(letter))
        )
        assert "You wrote this letter: somebody else must read it" in html

    def test_what_is_asked_of_a_manager_adds_few_queries(self, ask, letter, asked, joseph):
        def count():
            with CaptureQueriesContext(connection) as captured:
                ask(joseph, "workflow:my_work")
            return len(captured)

        count()
        one = count()
        Involvement.objects.exists()
        for number in range(3):
            more = Letter.objects.create(
                child=letter.child, code="plain", to_person=letter.to_person,
                words=f"{number}", begun_on=ON, written_by=letter.written_by,
            )  # fmt: skip
            Reading.objects.create(
                letter=more, digest="a", asked_at=AT, asked_by=letter.written_by, team=asked.team
            )

        assert count() <= one


def a_manager(name, team):
    return make.a_worker(name, team=team, role="team_manager", manages=True)
