"""Before anything goes to one of the family, whoever sends sees what is known, and says whether it may."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from tessera.engine.forms.models import Answer
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Step
from tessera.people import actions as people
from tessera.people.models import Residence
from tessera.practice.child_protection.queries.known_of import known_of
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tessera.practice.meetings.queries import decided_before
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import SEND, _parent, confer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
RECORD = "child_protection.send_record"
DISCUSSED, HELD, SENT = date(2026, 1, 14), date(2026, 2, 3), date(2026, 2, 5)
SAYS = "Craig hit Maisie with a belt. School saw the mark."


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-05T09:00:00+00:00")


@pytest.fixture
def support(client):
    user = make.a_worker("Pat Ormroyd", role="business_support")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def leanne(maisie):
    mother = _parent("Leanne Brindlow", "F", maisie)
    home = mother.residences.get()
    Residence.objects.create(person=maisie, address=home.address, started_on=home.started_on)
    return mother


@pytest.fixture
def craig(maisie, leanne):
    return _parent("Craig Sharrow", "M", maisie)


def discussed(children, by, **more):
    answers = practice.discussion_answers(children, held_on=DISCUSSED)
    answers["answers"] |= more
    return practice.complete(practice.STRATEGY, children, answers, on=DISCUSSED, by=by)


@pytest.fixture
def step(maisie, craig, hannah, denise):
    """The decisions wait to be sent to a father who was asked, and of whom a discussion spoke."""
    discussed([maisie], hannah, trigger=SAYS, safety_now="Dad stays with his brother.")
    confer([maisie], denise)
    return work.open_steps(maisie).filter(code=SEND).get()


def page_of(client, step):
    return client.get(reverse("child_protection:send", args=[step.public_id])).content.decode()


def row_of(page, name):
    (row,) = html.fromstring(page).xpath(f"//tr[.//strong[.='{name}']]")
    return " ".join(row.text_content().split())


def field_of(person):
    return f"how-{Invited.objects.filter(person=person).latest('pk').public_id}"


def send(client, step, **how):
    data = {field_of(person): way for person, way in how.pop("to", {}).items()}
    for invited in Meeting.objects.latest("pk").invited.filter(person=None):
        data[f"how-{invited.public_id}"] = "hand"
    url = reverse("child_protection:send", args=[step.public_id])
    return client.post(url, {"go": "send", **data, **how})


class TestWhatIsKnown:
    def test_it_stands_beside_the_question(self, client, support, step):
        row = row_of(page_of(client, step), "Craig Sharrow")

        assert "May Craig Sharrow have this?" in row
        assert "To be decided" in row
        assert "Lives elsewhere than Maisie" in row
        assert "the worry: “Craig hit Maisie with a belt.”" in row
        assert "what keeps the children safe: “Dad stays with his brother.”" in row
        assert "School saw the mark" not in row

    def test_of_whom_nothing_is_known_the_question_says_so(self, client, support, step):
        row = row_of(page_of(client, step), "Leanne Brindlow")

        assert "May Leanne Brindlow have this?" in row
        assert "nothing that stands against it" in row
        assert "To be decided" not in row

    @pytest.mark.parametrize(
        ("said", "is_known"),
        [
            ("Grandmother came and is with the children and their dad.", False),
            ("Nana lives with dad and the children.", False),
            ("Craig is on bail.", True),
            ("Maisie must not be alone with her dad.", True),
            ("Dad has moved to his brother's.", True),
        ],
    )
    def test_of_what_keeps_them_safe_only_what_keeps_somebody_away(
        self, maisie, craig, step, said, is_known
    ):
        discussed = Step.objects.get(code=practice.STRATEGY)
        Answer.objects.filter(sheet=discussed.sheet, field="trigger").update(value="A mark.")
        Answer.objects.filter(sheet=discussed.sheet, field="safety_now").update(value=said)
        meeting = Meeting.objects.get(held_on=HELD)

        words = known_of(meeting, [maisie], SENT)[meeting.invited.get(person=craig).pk]

        assert any(said in each for each in words) == is_known

    def test_who_came_apart_from_the_others_is_known(self, maisie, craig, denise, step):
        meeting = Meeting.objects.get(held_on=HELD)
        asked = meeting.invited.get(person=craig)
        asked.apart_why = "Leanne may not meet him"
        asked.save()

        words = known_of(Meeting.objects.get(pk=meeting.pk), [maisie], SENT)[asked.pk]

        assert words[0].startswith("Came apart from the others to the initial")
        assert words[0].endswith("of 3 February 2026: Leanne may not meet him")

    @pytest.mark.parametrize(
        ("postcode", "is_elsewhere"), [("", False), ("YO1 9TL", False), ("YO1 9ZZ", True)]
    )
    def test_a_postcode_that_was_not_written_makes_no_second_home(
        self, maisie, leanne, step, postcode, is_elsewhere
    ):
        for person, code in ((maisie, "YO1 9TL"), (leanne, postcode)):
            people.move_home(
                person=person, lines="14 Tanner Row", postcode=code, moved_on=SENT, by=None
            )
        meeting = Meeting.objects.get(held_on=HELD)

        words = known_of(meeting, [maisie], SENT).get(meeting.invited.get(person=leanne).pk, ())

        assert ("Lives elsewhere than Maisie" in words) == is_elsewhere

    def test_every_warning_stands_once_and_none_is_crowded_out(self, maisie, kai, hannah, step):
        for child in (maisie, kai):
            people.add_warning(
                person=child, kind="address_protected", whom="Craig Sharrow",
                started_on=HELD, by=hannah,
            )  # fmt: skip
        people.add_warning(
            person=maisie, kind="no_contact", whom="Craig Sharrow", detail="broke in at 9.30 at night",
            started_on=HELD, by=hannah,
        )  # fmt: skip
        meeting = Meeting.objects.get(held_on=HELD)

        words = known_of(meeting, [maisie, kai], SENT)[
            meeting.invited.get(person__name="Craig Sharrow").pk
        ]

        warned = [each for each in words if each.startswith("A warning")]
        assert warned == [
            "A warning of Maisie: “Craig Sharrow must not come to the house. Broke in at 9.30 at night”",
            "A warning of Kai and Maisie: “Address kept from Craig Sharrow”",
        ]
        assert any("Craig hit Maisie with a belt." in each for each in words)

    def test_a_time_of_day_ends_no_sentence(self, maisie, craig, step):
        discussed = Step.objects.get(code=practice.STRATEGY)
        said = "Craig comes at 9.30 with a knife. School saw the mark."
        Answer.objects.filter(sheet=discussed.sheet, field="trigger").update(value=said)
        meeting = Meeting.objects.get(held_on=HELD)

        words = known_of(meeting, [maisie], SENT)[meeting.invited.get(person=craig).pk]

        assert any("“Craig comes at 9.30 with a knife.”" in each for each in words)

    def test_what_is_known_does_not_tell_where_somebody_lives(self, maisie, craig, step):
        meeting = Meeting.objects.get(held_on=HELD)

        words = known_of(meeting, [maisie], SENT)[meeting.invited.get(person=craig).pk]

        assert words
        assert "Mill Row" not in " ".join(words)

    def test_a_home_that_the_record_does_not_know_is_no_other_home(self, maisie, craig, step):
        Residence.objects.filter(person=craig).delete()
        meeting = Meeting.objects.get(held_on=HELD)

        words = known_of(meeting, [maisie], SENT)[meeting.invited.get(person=craig).pk]

        assert not any("Lives elsewhere" in each for each in words)


class TestItIsDecided:
    def test_nothing_is_chosen_and_nothing_goes_until_somebody_has(
        self, client, support, step, craig, leanne
    ):
        answer = send(client, step, to={leanne: "hand"})

        assert "May Craig Sharrow have this? Choose how it goes" in answer.content.decode()
        assert not Sending.objects.exists()

    def test_no_is_an_answer_with_its_reason(self, client, support, step, craig, leanne):
        send(client, step, to={leanne: "hand", craig: "no"}, not_sent_why="He hurt her")

        kept = Sending.objects.get(invited__person=craig)
        assert kept.withheld_why == "He hurt her"
        assert "Craig hit Maisie" in kept.known
        assert Sending.objects.get(invited__person=leanne).sent_on == SENT

    def test_the_full_record_says_more_and_is_asked_about_anew(
        self, client, support, step, maisie, craig, leanne
    ):
        send(client, step, to={leanne: "hand", craig: "hand"})
        record = work.open_steps(maisie).filter(code=RECORD).get()

        assert "To be decided" in row_of(page_of(client, record), "Craig Sharrow")
        send(client, record, to={leanne: "hand"})
        assert not Sending.objects.filter(invited__person=craig, what="record").exists()

    def test_what_was_answered_stands_for_the_next_record(
        self, client, support, step, maisie, denise, craig, leanne
    ):
        send(client, step, to={leanne: "hand", craig: "hand"})
        record = work.open_steps(maisie).filter(code=RECORD).get()
        send(client, record, to={leanne: "hand", craig: "hand"})
        meeting = Meeting.objects.get(held_on=HELD)

        answered = decided_before(meeting, [maisie], "record")
        assert answered[meeting.invited.get(person=craig).pk].what == "record"
        row = row_of(page_of(client, work.step_of(record.public_id)), "Craig Sharrow")
        assert "To be decided" not in row

    def test_no_stands_as_well(self, client, support, step, maisie, craig, leanne):
        send(client, step, to={leanne: "hand", craig: "no"}, not_sent_why="He hurt her")

        page = page_of(client, work.open_steps(maisie).filter(code=RECORD).get())

        assert "Kept back before He hurt her" in row_of(page, "Craig Sharrow")
        (select,) = html.fromstring(page).xpath(f"//select[@name='{field_of(craig)}']")
        assert select.value == ""

    def test_once_something_else_is_known_it_is_asked_again(
        self, client, support, step, maisie, hannah, craig, leanne
    ):
        send(client, step, to={leanne: "hand", craig: "hand"})
        record = work.open_steps(maisie).filter(code=RECORD).get()
        asked = Invited.objects.get(person=craig)
        meetings.come_apart(invited=asked, reason="He threatened her", by=hannah)

        row = row_of(page_of(client, record), "Craig Sharrow")

        assert "To be decided" in row
        assert "He threatened her" in row


class TestAWayOn:
    """Where nothing can go to one of the family, the page says what to do and leads there."""

    def links(self, client, step, name):
        (row,) = html.fromstring(page_of(client, step)).xpath(f"//tr[.//strong[.='{name}']]")
        return {href.rsplit("?", 1)[0] for href in row.xpath(".//a/@href")}

    @pytest.fixture
    def manager(self, client, maisie, joseph):
        client.force_login(joseph, backend="allauth.account.auth_backends.AuthenticationBackend")
        return joseph

    def test_to_the_record_of_whoever_has_no_address(self, client, manager, step, craig):
        Residence.objects.filter(person=craig).delete()

        assert "Hand it over, or: Add an address" in row_of(page_of(client, step), "Craig Sharrow")
        details = reverse("people:details", args=[craig.public_id])
        assert details in self.links(client, step, "Craig Sharrow")

    def test_to_the_family_for_whom_the_record_does_not_know(self, client, manager, step, maisie):
        Invited.objects.create(meeting=Meeting.objects.get(held_on=HELD), name="Nana Bee")

        links = self.links(client, step, "Nana Bee")

        assert reverse("people:relate", args=[maisie.public_id]) in links
        ref = Meeting.objects.get(held_on=HELD).step_ref
        assert reverse("workflow:step", args=[ref]) in links

    def test_to_who_is_whose_for_a_relative_who_is_no_carer(self, client, manager, step, maisie):
        nana = make.a_child("Maureen Brindlow", born_on=date(1961, 3, 4))
        Invited.objects.create(
            meeting=Meeting.objects.get(held_on=HELD), name="Maureen Brindlow", person=nana
        )

        links = self.links(client, step, "Maureen Brindlow")

        assert reverse("people:family", args=[maisie.public_id]) in links
