"""A letter is filled from the record, checked for its one recipient, and kept as it went."""

import hashlib
from datetime import date

import pytest
from django.db import Error, IntegrityError, connection, transaction

from tessera.engine.documents.models import Document, LetterVersion
from tessera.foundations.access.actors import actor_of
from tessera.people.models import Line, Relationship, Restriction
from tessera.practice.assessments.models import Assessment
from tessera.practice.front_door import actions as front_door_actions
from tessera.practice.letters import actions, queries
from tessera.practice.letters.models import Letter
from tessera.practice.meetings import actions as meetings
from tests.factories import engine as make
from tests.factories import front_door, practice
from tests.practice.letters.conftest import ON

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(ON)


def compose(letter, by):
    return queries.compose(letter, ON, actor=actor_of(by, ON), by=by)


def send(letter, by, how="post", why=""):
    """By one who was asked, where something is known of the recipient, and said that they may have it."""
    return actions.send_letter(letter=letter, how=how, despite_why=why, may_have=True, at=AT, by=by)


class TestWhomItIsFor:
    def test_the_child_the_parents_and_the_agencies_with_their_addresses(
        self, maisie, leanne, craig, school, around
    ):
        found = around(maisie)

        assert set(found) == {
            "Maisie Brindlow",
            "Leanne Brindlow",
            "Craig Sharrow",
            "Bella Corrimore",
        }
        assert found["Craig Sharrow"].lines == ("3 Weir Lane", "Eskmoor", "YO1 9TL")
        assert found["Bella Corrimore"].email == "office@aidans.example"
        assert found["Bella Corrimore"].agency == "St Aidan's Primary"

    def test_a_protected_place_is_on_no_paper_even_for_who_may_see_it(
        self, maisie, leanne, protected, around, hannah, joseph
    ):
        for reader in (hannah, joseph):
            mum = around(maisie, by=reader)["Leanne Brindlow"]
            assert (mum.lines, mum.is_protected) == ((), True)
            assert queries.ways_to(mum) == ["hand"]

    def test_a_grandmother_may_have_one_about_the_children_she_is_grandmother_of_for_a_reason(
        self, maisie, kai, around, a_letter, hannah
    ):
        nana = make.a_child("Maureen Orrel", born_on=date(1961, 3, 4))
        Relationship.objects.create(person=nana, relative=maisie, kind="grandparent")
        to = around(maisie)["Maureen Orrel"]
        assert (to.role, to.told_of) == ("Grandparent", {maisie.pk})
        actor = actor_of(hannah, ON)
        assert queries.not_for_all(to, [maisie, kai], actor=actor)

        letter = a_letter(maisie, "Maureen Orrel")

        assert compose(letter, hannah).gate.cautions == (
            "Maureen Orrel is not recorded as a parent or carer of Maisie Brindlow.",
        )
        with pytest.raises(actions.SayWhy):
            send(letter, hannah, how="hand")
        assert send(letter, hannah, how="hand", why="She is asked to the conference").is_sent

    def test_a_grown_brother_may_have_one_and_a_child_may_not(self, maisie, around):
        for name, born_on in (("Jon Orrel", date(2004, 1, 1)), ("Ned Orrel", date(2014, 1, 1))):
            other = make.a_child(name, born_on=born_on)
            Relationship.objects.create(person=other, relative=maisie, kind="sibling")

        assert "Jon Orrel" in around(maisie)
        assert "Ned Orrel" not in around(maisie)

    def test_brothers_and_sisters_are_no_recipients(self, maisie, craig, around):
        assert "Kai Brindlow" not in around(maisie)


class TestFilledFromTheRecord:
    def test_each_part_says_where_it_is_from(self, maisie, leanne, a_letter, hannah):
        letter = a_letter(maisie, "Leanne Brindlow", "visit_appointment", when="Thursday at 4pm")

        paper = compose(letter, hannah)

        known = {part.name: (part.value, part.source) for part in paper.known}
        assert known["child_first"] == ("Maisie", "The record")
        assert known["worker"] == ("Hannah Treloyd", "Your account")
        assert "come and see Maisie at home on Thursday at 4pm" in paper.paragraphs[0]

    def test_an_invitation_knows_the_meeting(self, maisie, leanne, a_letter, hannah, denise):
        meetings.plan_meeting(
            kind="review", children=[maisie], planned_for=practice.at(date(2026, 4, 14), 13),
            chair=denise, by=denise,
        )  # fmt: skip
        letter = a_letter(maisie, "Leanne Brindlow", "meeting_invitation", where="By video.")

        paper = compose(letter, hannah)

        assert paper.texts["title"] == "Review child protection conference about Maisie Brindlow"
        assert "on Tuesday 14 April 2026, 14:00. By video." in paper.paragraphs[0]

    def test_what_the_assessment_led_to(self, maisie, leanne, a_letter, hannah, joseph):
        practice.an_assessment(maisie, by=joseph, authorised_on=date(2026, 3, 2))
        assert Assessment.objects.authorised().exists()

        paper = compose(a_letter(maisie, "Leanne Brindlow", "assessment_outcome"), hannah)

        assert "was finished on 2 March 2026" in paper.paragraphs[0]
        assert paper.missing == {}

    def test_what_the_record_does_not_say_is_missing_and_the_letter_stays(
        self, maisie, leanne, a_letter, hannah
    ):
        hannah.telephone = "01904 551550"
        letter = a_letter(maisie, "Leanne Brindlow", "assessment_outcome")

        with pytest.raises(actions.NotFinished, match="the record does not say it yet"):
            send(letter, hannah)

    def test_that_the_work_ends_can_be_told_before_the_case_is_closed(
        self, maisie, leanne, a_letter, hannah
    ):
        letter = a_letter(maisie, "Leanne Brindlow", "closing")
        assert "asked-closed_on" in compose(letter, hannah).missing

        letter.asked = {"closed_on": "7 April 2026"}
        letter.save()

        paper = compose(letter, hannah)
        assert "with Maisie on 7 April 2026" in paper.paragraphs[0]
        assert paper.missing == {}

    def test_a_closed_case_is_told(self, maisie, leanne, a_letter, hannah):
        referral = maisie.referrals.get()
        referral.closed_on, referral.closure_reason = date(2026, 3, 20), "RC8"
        referral.save()

        paper = compose(a_letter(maisie, "Leanne Brindlow", "closing"), hannah)

        assert "on 20 March 2026" in paper.paragraphs[0]


class TestSending:
    def test_it_is_kept_as_it_went(self, maisie, leanne, craig, a_letter, hannah):
        letter = send(a_letter(maisie, "Craig Sharrow"), hannah)

        document = letter.document
        assert bytes(document.content).startswith(b"%PDF")
        assert b"pdfuaid" in bytes(document.content)
        assert document.digest == hashlib.sha256(bytes(document.content)).hexdigest()
        assert document.recipient_address == "3 Weir Lane, Eskmoor, YO1 9TL"
        assert (document.sent_at, document.sent_how, document.made_by) == (AT, "post", hannah)
        assert (letter.version.code, letter.version.number) == ("plain", 1)
        assert Line.objects.filter(person=maisie, kind="letters.sent", source_id=letter.pk).exists()

    def test_the_same_wording_is_one_version(self, maisie, craig, a_letter, hannah):
        first = send(a_letter(maisie, "Craig Sharrow"), hannah)
        second = send(a_letter(maisie, "Craig Sharrow"), hannah)

        assert first.version == second.version == LetterVersion.objects.get()

    def test_a_protected_place_in_the_words_stops_it(
        self, maisie, leanne, craig, protected, a_letter, hannah
    ):
        letter = a_letter(maisie, "Craig Sharrow", words="They are at 14 hawthorn road now.")

        with pytest.raises(actions.MustNotGo, match="where a protected person is"):
            send(letter, hannah)
        assert not Document.objects.exists()

    def test_a_protected_place_in_a_box_stops_it(
        self, maisie, leanne, craig, protected, a_letter, hannah
    ):
        letter = a_letter(maisie, "Craig Sharrow", subject="YO1 9QL")

        with pytest.raises(actions.MustNotGo, match="What the letter is about tells"):
            send(letter, hannah)

    def test_who_told_us_stops_it(self, maisie, leanne, a_letter, hannah):
        contact = a_contact_unnamed(maisie)
        letter = a_letter(maisie, "Leanne Brindlow", words=f"{contact.referrer_name} rang us.")

        with pytest.raises(actions.MustNotGo, match="who told us"):
            send(letter, hannah)

    def test_another_familys_child_needs_a_reason_that_is_kept(
        self, maisie, leanne, craig, kai, a_letter, hannah
    ):
        letter = a_letter(maisie, "Leanne Brindlow", words="Kai Brindlow may come as well.")

        with pytest.raises(actions.SayWhy):
            send(letter, hannah)
        sent = send(letter, hannah, why="Their father asked for both.")

        assert sent.despite_why == "Their father asked for both."

    def test_a_parent_of_both_may_read_of_both(self, maisie, craig, kai, a_letter, hannah):
        letter = a_letter(maisie, "Craig Sharrow", words="Kai Brindlow may come as well.")

        assert compose(letter, hannah).gate.cautions == ()

    def test_a_recipient_who_became_restricted_gets_nothing(self, maisie, leanne, a_letter, hannah):
        letter = a_letter(maisie, "Leanne Brindlow")
        Restriction.objects.create(
            person=leanne, why="Staff", owner=hannah, review_on=date(2026, 6, 1),
            started_on=date(2026, 1, 1),
        )  # fmt: skip

        with pytest.raises(actions.MustNotGo, match="is restricted"):
            send(letter, hannah)

    def test_who_is_no_longer_around_the_child_gets_nothing(self, maisie, leanne, a_letter, hannah):
        letter = a_letter(maisie, "Leanne Brindlow")
        Relationship.objects.all().delete()
        leanne.residences.all().delete()

        with pytest.raises(actions.MustNotGo, match="no longer around this child"):
            send(letter, hannah)

    def test_what_is_asked_must_be_said(self, maisie, leanne, a_letter, hannah):
        letter = a_letter(maisie, "Leanne Brindlow", words=" ", subject="")

        with pytest.raises(actions.NotFinished) as refusal:
            send(letter, hannah)
        assert set(refusal.value.missing) == {"asked-subject", "words"}

    def test_it_goes_only_where_the_record_has_an_address(self, maisie, leanne, a_letter, hannah):
        with pytest.raises(actions.NoSuchWay):
            send(a_letter(maisie, "Leanne Brindlow"), hannah, how="email")

    def test_a_letter_set_aside_is_gone_from_those_begun(self, maisie, leanne, a_letter, hannah):
        letter = a_letter(maisie, "Leanne Brindlow")
        assert queries.begun(maisie, actor=actor_of(hannah, ON)) == [letter]

        actions.set_letter_aside(letter=letter, on=ON, by=hannah)

        assert queries.begun(maisie, actor=actor_of(hannah, ON)) == []


class TestNeverChanged:
    @pytest.fixture
    def sent(self, maisie, leanne, a_letter, hannah):
        return send(a_letter(maisie, "Leanne Brindlow"), hannah)

    def test_no_action_changes_a_letter_that_went(self, sent, hannah):
        for refused in (
            lambda: actions.write_letter(letter=sent, asked={}, words="Other", by=hannah),
            lambda: actions.set_letter_aside(letter=sent, on=ON, by=hannah),
            lambda: send(sent, hannah),
        ):
            with pytest.raises(actions.AlreadySent):
                refused()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE letters_letter SET words = 'Other'",
            "DELETE FROM letters_letter",
            "UPDATE documents_document SET content = 'Other'",
            "UPDATE documents_document SET recipient = 'Other'",
            "UPDATE documents_document SET sent_how = 'email'",
            "DELETE FROM documents_document",
            "UPDATE documents_letter_version SET number = 7",
        ],
    )
    def test_nor_does_the_database_let_anything(self, sent, statement):
        with pytest.raises(
            Error, match=r"never changes|is not removed|only ever added|foreign key"
        ):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


class TestConstraints:
    @pytest.fixture
    def letter(self, maisie, leanne, a_letter):
        return a_letter(maisie, "Leanne Brindlow")

    def test_a_letter_is_to_one(self, letter):
        letter.to_person = None

        self.refused(letter, "letter_is_to_one")

    def test_a_letter_is_begun_or_sent(self, letter):
        letter.sent_on = ON

        self.refused(letter, "letter_is_begun_or_sent")

    def test_a_letter_set_aside_was_not_sent(self, letter, hannah):
        letter.set_aside_on = ON
        with pytest.raises(IntegrityError, match="letter_sent_is_not_set_aside"):
            with transaction.atomic():
                send(letter, hannah)

    def test_a_version_stands_once(self, letter, hannah):
        version = send(letter, hannah).version
        for changes in ({"digest": "other"}, {"number": 2}):
            copy = LetterVersion(
                code=version.code, number=changes.get("number", 1),
                digest=changes.get("digest", version.digest), texts={},
            )  # fmt: skip
            self.refused(copy, "one_letter_version_per")

    def refused(self, row, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save()
        assert Letter.objects.count() == 1


def a_contact_unnamed(child):
    """A contact from somebody who asked not to be named."""
    referrer = front_door_actions.Referrer(name="Mrs Ormskirk", may_be_named=False)
    return front_door.a_contact(front_door.a_staff(), child, referrer=referrer)
