"""A copy is e-mailed from here where the council says its server is safe; the clock stops by what went."""

from datetime import date, timedelta

import pytest

from tessera.engine.documents import posting
from tessera.engine.documents.models import Document, Message
from tessera.engine.forms.queries import answers_of
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import State, Timer
from tessera.foundations.records import queries as records
from tessera.people.models import ContactPoint, Involvement, Organisation, Protection
from tessera.practice.child_protection import queries, tasks
from tessera.practice.child_protection.actions import sending
from tessera.practice.meetings import actions as meetings
from tessera.practice.meetings.models import Invited, Sending
from tests.factories import engine as make
from tests.factories import practice
from tests.practice.child_protection.test_sending import SEND, _parent, confer
from tests.support.smtp import MailServer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(date(2026, 2, 4))
NEXT = "2026-02-05T09:00:00+00:00"


@pytest.fixture(autouse=True)
def safe_to_health(settings, monkeypatch):
    monkeypatch.setenv("TESSERA_NOW", "2026-02-04T09:00:00+00:00")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_LEAVES = True
    settings.SECURE_EMAIL_DOMAINS = ["nhs.example"]
    monkeypatch.setattr(records, "is_invented", lambda: False)


@pytest.fixture
def served(settings):
    def at(peer):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        return peer

    return at


@pytest.fixture
def support(db):
    return make.a_worker("Pat Ormroyd", role="business_support")


@pytest.fixture
def leanne(maisie):
    return _parent("Leanne Brindlow", "F", maisie)


@pytest.fixture
def step(maisie, leanne, denise):
    confer([maisie], denise)
    return work.open_step(maisie, SEND)


@pytest.fixture
def nurse(step, maisie):
    """One of those who were asked, whom the record knows with an address that is safe."""
    invited = Invited.objects.filter(agency="health").order_by("pk").first()
    Involvement.objects.create(
        person=maisie, role="health_visitor", professional_name=invited.name,
        email="Nurse@nhs.example", started_on=date(2025, 9, 1),
    )  # fmt: skip
    return invited


def found(step, by):
    rows = sending.copies(meeting=sending.meeting_of(step), what="decisions", at=AT, by=by)
    return {copy.invited.pk: copy for copy in rows}


def send(step, nurse, by, how="email", rest="post"):
    ways = {each.public_id: rest for each in Invited.objects.exclude(pk=nurse.pk)}
    if how:
        ways[nurse.public_id] = how
    return sending.finish_sending(step=step, how=ways, not_sent_why="Away", at=AT, by=by)


def post(**later):
    """The queue's round; what it is made at is the database's own moment, here that of the sending."""
    Message.objects.update(made_at=AT)
    return posting.send_waiting(at=AT + timedelta(**later))


def refused_for_good(served):
    with served(MailServer("refuses")):
        post()


def clock(maisie):
    return Timer.objects.get(rule="T064", person=maisie).stopped_on


def text(answer):
    return answer.content.decode()


class TestWhoIsReachedByEmail:
    def test_by_the_whole_name_among_those_who_work_with_the_child(self, step, nurse, support):
        assert found(step, support)[nurse.pk].email == "nurse@nhs.example"

    def test_by_their_organisation_where_they_have_no_address_of_their_own(
        self, step, nurse, support
    ):
        clinic = Organisation.objects.create(kind="health", name="Clinic", email="c@nhs.example")
        Involvement.objects.filter(professional_name=nurse.name).update(
            email="", organisation=clinic
        )

        assert found(step, support)[nurse.pk].email == "c@nhs.example"

    def test_nobody_where_two_could_be_meant(self, step, nurse, maisie, support):
        Involvement.objects.create(
            person=maisie, role="gp", professional_name=nurse.name.upper(),
            email="other@nhs.example", started_on=date(2025, 9, 1),
        )  # fmt: skip

        assert found(step, support)[nurse.pk].email == ""

    @pytest.mark.parametrize(
        ("domains", "email"),
        [
            (["nhs.example"], "nurse@nhs.example"),
            (["example"], "nurse@nhs.example"),
            (["hs.example"], ""),
            ([], ""),
        ],
    )
    def test_only_at_domains_that_the_council_names(
        self, settings, step, nurse, support, domains, email
    ):
        settings.SECURE_EMAIL_DOMAINS = domains

        assert found(step, support)[nurse.pk].email == email

    @pytest.mark.parametrize(
        ("is_safe", "is_protected", "email"),
        [(True, False, "mum@nhs.example"), (False, False, ""), (True, True, "")],
    )
    def test_family_only_by_an_address_recorded_as_safe_and_never_the_protected(
        self, step, leanne, support, hannah, is_safe, is_protected, email
    ):
        ContactPoint.objects.create(
            person=leanne, kind="email", value="mum@nhs.example", is_safe=is_safe,
            started_on=date(2025, 1, 1),
        )  # fmt: skip
        if is_protected:
            Protection.objects.create(
                person=leanne, why="Looked for", owner=hannah,
                review_on=date(2026, 6, 1), started_on=date(2026, 1, 1),
            )  # fmt: skip

        mum = Invited.objects.get(name="Leanne")
        assert found(step, support)[mum.pk].email == email

    def test_our_own_workers_by_their_account(self, step, hannah, support):
        hannah.email = "hannah@nhs.example"
        hannah.save()

        mine = Invited.objects.get(worker=hannah)
        assert found(step, support)[mine.pk].email == "hannah@nhs.example"


class TestSending:
    def test_it_is_handed_over_and_the_clock_runs_until_it_went(
        self, step, nurse, support, maisie, served, monkeypatch
    ):
        send(step, nurse, support)

        row = Sending.objects.get(invited=nurse)
        assert (row.sent_on, row.document.sent_at) == (None, None)
        assert row.document.recipient_address == "nurse@nhs.example"
        step.refresh_from_db()
        assert step.is_open
        assert clock(maisie) is None

        with served(MailServer()) as peer:
            post(hours=24)
        monkeypatch.setenv("TESSERA_NOW", NEXT)
        tasks.finish_gone(timestamp=0)

        (mail,) = peer.mails
        outside = mail["Subject"] + mail.get_body().get_content()
        assert not any(word in outside for word in ("Maisie", "Brindlow", "conference", nurse.name))
        row.refresh_from_db()
        went_on = date(2026, 2, 5)
        assert row.sent_on == went_on
        step.refresh_from_db()
        assert step.state == State.DONE
        assert clock(maisie) == went_on

    def test_what_is_not_of_a_safe_domain_is_noted_and_nothing_leaves(
        self, settings, step, nurse, support, maisie
    ):
        settings.SECURE_EMAIL_DOMAINS = []

        send(step, nurse, support)

        assert Sending.objects.get(invited=nurse).sent_on == date(2026, 2, 4)
        assert not Message.objects.exists()
        assert clock(maisie) == date(2026, 2, 4)

    def test_what_failed_stops_no_clock_and_is_seen(
        self, ask, step, nurse, support, maisie, served
    ):
        send(step, nurse, support)
        refused_for_good(served)
        tasks.finish_gone(timestamp=0)

        assert clock(maisie) is None
        html = text(ask(support, "child_protection:send", step_id=step.public_id))
        assert "Not delivered" in html
        assert "nurse@nhs.example was refused" in html
        html = text(ask(support, "workflow:my_work"))
        assert "not delivered to 1" in html
        assert "send it another way, or try again" in html

    def test_it_is_tried_again_at_the_address_as_it_is_now(
        self, step, nurse, support, maisie, served
    ):
        send(step, nurse, support)
        refused_for_good(served)
        Involvement.objects.filter(professional_name=nurse.name).update(email="right@nhs.example")

        sending.finish_sending(
            step=step, how={nurse.public_id: "email"}, not_sent_why="Away", at=AT, by=support
        )
        with served(MailServer()) as peer:
            post()
        tasks.finish_gone(timestamp=0)

        (mail,) = peer.mails
        assert mail["To"] == "right@nhs.example"
        assert Sending.objects.filter(invited=nurse).count() == 1
        assert clock(maisie) is not None

    def test_it_goes_another_way_and_the_work_ends(self, step, nurse, support, maisie, served):
        send(step, nurse, support)
        refused_for_good(served)

        send(step, nurse, support, how="post")

        row = Sending.objects.get(invited=nurse)
        assert (row.how, row.sent_on, row.version) == ("post", date(2026, 2, 4), 1)
        assert clock(maisie) == date(2026, 2, 4)
        assert Document.objects.filter(recipient=nurse.name, sent_at=None).count() == 1

    def test_what_waits_and_goes_by_post_is_never_e_mailed_as_well(
        self, step, nurse, support, served
    ):
        send(step, nurse, support)
        with served(MailServer("busy")):
            post()
        send(step, nurse, support, how="post")

        with served(MailServer()) as peer:
            post(days=1)

        assert peer.mails == []

    def test_it_is_kept_back_after_all_with_the_reason(self, step, nurse, support, maisie, served):
        send(step, nurse, support)
        refused_for_good(served)

        send(step, nurse, support, how="")

        row = Sending.objects.get(invited=nurse)
        assert (row.withheld_why, row.document) == ("Away", None)
        assert clock(maisie) == date(2026, 2, 4)

    def test_what_was_taken_meanwhile_stays_sent_whatever_is_chosen(
        self, step, nurse, support, served
    ):
        send(step, nurse, support)
        with served(MailServer()):
            post()

        with pytest.raises(meetings.NotSent):
            meetings.acknowledge_sending(
                sending=Sending.objects.get(invited=nurse), on=date(2026, 2, 5), by=support
            )
        send(step, nurse, support, how="post")
        tasks.finish_gone(timestamp=0)

        row = Sending.objects.get(invited=nurse)
        assert row.how == "email"
        assert row.sent_on is not None
        assert Document.objects.filter(recipient=nurse.name).count() == 1

    def test_the_reason_of_those_who_do_not_get_it_is_kept_until_the_last_has_gone(
        self, ask, step, nurse, support, maisie, served
    ):
        sending.finish_sending(
            step=step, how={nurse.public_id: "email"}, not_sent_why="Told by visit", at=AT,
            by=support,
        )  # fmt: skip
        html = text(ask(support, "child_protection:send", step_id=step.public_id))
        assert "Told by visit</textarea>" in html

        with served(MailServer()):
            post()
        tasks.finish_gone(timestamp=0)

        step.refresh_from_db()
        assert step.state == State.DONE
        assert answers_of(step.sheet)["not_sent_why"] == "Told by visit"

    def test_one_that_cannot_be_finished_holds_up_no_other(
        self, step, nurse, support, served, monkeypatch, kai, denise
    ):
        send(step, nurse, support)
        with served(MailServer()):
            post()
        done = []
        monkeypatch.setattr(queries, "sendings_gone", lambda: [None, step])
        finish = sending.finish_gone

        def finish_gone(*, step, at):
            if step is None:
                raise sending.NothingHeld
            done.append(finish(step=step, at=at))

        monkeypatch.setattr(sending, "finish_gone", finish_gone)

        with pytest.raises(ExceptionGroup):
            tasks.finish_gone(timestamp=0)

        assert done == [True]

    def test_work_with_something_undecided_is_not_ended_by_an_e_mail(
        self, step, nurse, support, served
    ):
        send(step, nurse, support)
        Invited.objects.create(
            meeting=nurse.meeting, name="A late guest", agency="police", role="Officer"
        )
        with served(MailServer()):
            post()

        tasks.finish_gone(timestamp=0)

        step.refresh_from_db()
        assert step.is_open
        assert list(queries.sendings_gone()) == []


def test_the_page_says_what_goes_from_here_and_what_is_on_its_way(ask, step, nurse, support):
    html = text(ask(support, "child_protection:send", step_id=step.public_id))
    assert "Secure e-mail, from here" in html
    assert "nurse@nhs.example" in html

    send(step, nurse, support)

    html = text(ask(support, "child_protection:send", step_id=step.public_id))
    assert "On its way" in html
    assert "One e-mail is on the way to the mail server" in html
    meeting = sending.meeting_of(step)
    html = text(ask(support, "child_protection:meeting", meeting_id=meeting.public_id))
    assert "on its way" in html.lower()
    assert "None" not in html


def test_family_is_never_offered_the_record_here(ask, step, support):
    html = text(ask(support, "child_protection:send", step_id=step.public_id))

    workers = Invited.objects.filter(worker__isnull=False).count()
    assert html.count("On their own record here") == workers
