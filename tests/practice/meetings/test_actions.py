"""Meetings are planned, held and put right; each copy goes to one recipient, or is kept back."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from tessera.foundations.records.queries import versions_of
from tessera.people.models import Relationship
from tessera.people.rules import Recipient, verdict
from tessera.practice.meetings import actions
from tessera.practice.meetings.models import Invited, Meeting, Sending
from tests.factories import engine as make

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

PLANNED = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
HELD = date(2026, 2, 3)


@pytest.fixture
def leanne(maisie, kai):
    mum = make.a_child("Leanne Brindlow", born_on=date(1994, 5, 1))
    mum.sex = "F"
    mum.save()
    for child in (maisie, kai):
        Relationship.objects.create(person=mum, relative=child, kind="parent")
    return mum


@pytest.fixture
def meeting(maisie, kai, denise):
    return actions.plan_meeting(
        kind="initial", children=[maisie, kai], planned_for=PLANNED, chair=denise, by=denise
    )


def held(meeting, by, **more):
    return actions.hold_meeting(
        meeting=meeting, kind="initial", children=[c.child for c in meeting.children.all()],
        held_on=HELD, by=by, **more,
    )  # fmt: skip


def attend(meeting, by, *rows):
    return actions.keep_attendance(meeting=meeting, rows=rows, by=by)


def send(invited, by, **more):
    children = [row.child for row in invited.meeting.children.all()]
    judged = more.pop("verdict", None) or verdict(
        Recipient(name=invited.name, is_family=False),
        [child.pk for child in children],
        protected=False,
        informant=False,
    )
    return actions.send_document(
        invited=invited, what="decisions", how="email", verdict=judged, children=children,
        paper=actions.Paper(title="Decisions", kind="conference_decisions", content=b"%PDF"),
        at=PLANNED, by=by,
    )  # fmt: skip


class TestAMeeting:
    def test_planned_then_held_is_one_meeting(self, meeting, denise):
        held(meeting, denise, is_quorate=True)

        kept = Meeting.objects.get()
        assert (kept.planned_for, kept.held_on, kept.is_quorate) == (PLANNED, HELD, True)
        assert [row.child.given_name for row in kept.children.order_by("pk")] == ["Maisie", "Kai"]

    def test_is_about_somebody(self, denise):
        with pytest.raises(actions.NoChildren):
            actions.plan_meeting(kind="initial", children=[], planned_for=PLANNED, by=denise)

    def test_can_be_moved_while_it_is_to_come(self, meeting, denise):
        later = datetime(2026, 2, 5, 9, 30, tzinfo=UTC)
        actions.move_meeting(
            meeting=meeting, planned_for=later, chair=denise, reason="Police cannot come", by=denise
        )

        meeting.refresh_from_db()
        assert meeting.planned_for == later
        assert meeting.recorded_why == "Police cannot come"
        assert [v.row["planned_for"][:10] for v in versions_of(meeting)] == ["2026-02-03"]

    def test_that_was_held_is_neither_moved_nor_called_off(self, meeting, denise):
        held(meeting, denise)

        with pytest.raises(actions.AlreadyOver):
            actions.call_off_meeting(meeting=meeting, on=HELD, reason="Snow", by=denise)

    def test_called_off_says_why(self, meeting, denise):
        actions.call_off_meeting(meeting=meeting, on=HELD, reason="Snow", by=denise)

        assert not Meeting.objects.to_come().exists()
        meeting.refresh_from_db()
        assert meeting.called_off_why == "Snow"

    def test_the_childs_part_keeps_what_was_said_before_and_after(self, meeting, maisie, denise):
        held(meeting, denise)
        for views_after in ("", "She was glad to be asked."):
            actions.keep_childs_part(
                meeting=meeting,
                child=maisie,
                part=actions.ChildsPart(
                    took_part="met_chair", words="Please make it quiet.", views_after=views_after
                ),
                by=denise,
            )

        part = meeting.children.get(child=maisie)
        assert (part.took_part, part.views_after) == ("met_chair", "She was glad to be asked.")
        assert len(versions_of(part)) == 2


class TestWhoCame:
    def test_a_name_becomes_the_person_or_worker_that_it_must_be(
        self, meeting, leanne, hannah, denise
    ):
        held(meeting, denise)
        attend(
            meeting,
            denise,
            actions.Attended("Mum", came="yes"),
            actions.Attended("Hannah Treloyd", agency="social_care", came="yes"),
            actions.Attended("Named nurse", agency="health", came="no"),
        )

        mum, worker, nurse = Invited.objects.order_by("pk")
        assert (mum.person, worker.worker) == (leanne, hannah)
        assert (nurse.person, nurse.worker) == (None, None)
        assert (mum.is_family, nurse.is_family) == (True, False)

    def test_an_agencys_worker_of_a_parents_name_is_not_the_parent(self, meeting, leanne, denise):
        held(meeting, denise)
        attend(meeting, denise, actions.Attended("Leanne", agency="health", came="yes"))

        assert Invited.objects.get().person is None

    def test_two_who_might_be_meant_are_neither(self, meeting, leanne, maisie, denise):
        other = make.a_child("Leanne Sharrow", born_on=date(1990, 1, 1))
        Relationship.objects.create(person=other, relative=maisie, kind="parent")
        held(meeting, denise)
        attend(meeting, denise, actions.Attended("Leanne", came="yes"))

        assert Invited.objects.get().person is None

    def test_one_who_was_asked_and_came_is_one_row(self, meeting, denise):
        actions.ask_to_meeting(
            meeting=meeting, name="Named nurse", agency="health", asked_on=date(2026, 1, 26),
            report_due_on=date(2026, 1, 30), by=denise,
        )  # fmt: skip
        held(meeting, denise)
        attend(
            meeting, denise,
            actions.Attended("named nurse", came="apologies", has_report=True, view="disagrees",
                             view_words="Too soon"),
        )  # fmt: skip

        nurse = Invited.objects.get()
        assert (nurse.came, nurse.view, nurse.view_words) == ("apologies", "disagrees", "Too soon")
        assert (nurse.agency, nurse.report_received_on) == ("health", HELD)

    def test_a_name_that_was_a_mistake_goes_and_its_version_stays(self, meeting, denise):
        held(meeting, denise)
        (wrong,) = attend(meeting, denise, actions.Attended("Nmaed nurse", agency="health"))
        attend(meeting, denise, actions.Attended("Named nurse", agency="health"))

        assert [each.name for each in Invited.objects.all()] == ["Named nurse"]
        assert versions_of(wrong)[-1].row["name"] == "Nmaed nurse"

    def test_one_whom_something_was_sent_to_stays(self, meeting, denise):
        held(meeting, denise)
        (nurse,) = attend(meeting, denise, actions.Attended("Named nurse", agency="health"))
        send(nurse, denise)
        attend(meeting, denise, actions.Attended("Police", agency="police"))

        assert {each.name for each in Invited.objects.all()} == {"Named nurse", "Police"}


class TestSending:
    @pytest.fixture
    def nurse(self, meeting, denise):
        held(meeting, denise)
        return attend(meeting, denise, actions.Attended("Named nurse", agency="health"))[0]

    def test_the_copy_is_kept_as_it_went(self, nurse, denise, maisie, kai):
        sending = send(nurse, denise)

        assert bytes(sending.document.content) == b"%PDF"
        assert sending.digest == sending.document.digest
        assert (sending.how, sending.sent_on, sending.document.sent_how) == ("email", HELD, "email")
        assert set(sending.children.all()) == {maisie, kai}

    def test_nothing_goes_twice(self, nurse, denise):
        send(nurse, denise)

        with pytest.raises(actions.AlreadySent):
            send(nurse, denise)
        with pytest.raises(actions.AlreadySent):
            actions.keep_back(
                invited=nurse, what="decisions", reason="Late", children=[], at=PLANNED, by=denise
            )

    def test_a_copy_against_the_verdict_does_not_go(self, nurse, denise):
        stop = verdict(
            Recipient(name="A man", is_family=True), [1], protected=False, informant=False
        )

        with pytest.raises(actions.MustNotGo):
            send(nurse, denise, verdict=stop)
        assert not Sending.objects.exists()

    def test_what_was_kept_back_can_go_later(self, nurse, denise, maisie):
        actions.keep_back(
            invited=nurse,
            what="decisions",
            reason="No safe address",
            children=[maisie],
            at=PLANNED,
            by=denise,
        )

        sending = send(nurse, denise)

        assert Sending.objects.get() == sending
        assert versions_of(sending)[0].row["withheld_why"] == "No safe address"

    def test_it_arrives_only_when_it_was_sent(self, nurse, denise, maisie):
        kept = actions.keep_back(
            invited=nurse,
            what="decisions",
            reason="No address",
            children=[maisie],
            at=PLANNED,
            by=denise,
        )
        with pytest.raises(actions.NotSent):
            actions.acknowledge_sending(sending=kept, on=HELD, by=denise)

        sent = send(nurse, denise)
        actions.acknowledge_sending(sending=sent, on=date(2026, 2, 5), by=denise)
        sent.refresh_from_db()
        assert sent.acknowledged_on == date(2026, 2, 5)

    def test_one_left_out_by_the_chair_did_not_come(self, nurse, denise):
        actions.leave_out(invited=nurse, reason="Shouted at the children", by=denise)
        actions.keep_attendance(
            meeting=nurse.meeting, rows=[actions.Attended("Named nurse", came="yes")], by=denise
        )

        nurse.refresh_from_db()
        assert (nurse.came, nurse.left_out_why) == ("", "Shouted at the children")


@pytest.mark.parametrize(
    ("model", "wrong", "constraint"),
    [
        (Meeting, {"planned_for": None}, "meeting_is_planned_or_held"),
        (Meeting, {"held_at": PLANNED}, "meeting_held_at_a_day"),
        (Meeting, {"called_off_on": HELD}, "meeting_called_off_says_why"),
        (Invited, {"name": ""}, "invited_has_a_name"),
        (Invited, {"came": "yes", "left_out_why": "Danger"}, "left_out_did_not_come"),
        (
            Invited,
            {"asked_on": HELD, "report_due_on": date(2026, 1, 1)},
            "report_is_due_after_asking",
        ),
        (Sending, {"sent_on": HELD}, "sending_is_sent_or_kept_back"),
        (Sending, {"withheld_why": ""}, "sending_is_sent_or_kept_back"),
        (Sending, {"acknowledged_on": HELD}, "sending_acknowledged_after_sent"),
    ],
)
def test_the_database_forbids_what_cannot_be(meeting, denise, maisie, model, wrong, constraint):
    nurse = actions.ask_to_meeting(meeting=meeting, name="Nurse", agency="health", by=denise)
    actions.keep_back(
        invited=nurse,
        what="decisions",
        reason="No address",
        children=[maisie],
        at=PLANNED,
        by=denise,
    )

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**wrong)


def test_a_person_is_asked_once(meeting, leanne, denise):
    actions.ask_to_meeting(meeting=meeting, name="Leanne", person=leanne, by=denise)

    with pytest.raises(IntegrityError, match="one_invitation_of_a_person"), transaction.atomic():
        Invited.objects.create(meeting=meeting, name="Mum", person=leanne)
