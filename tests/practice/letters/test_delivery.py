"""A letter goes by e-mail from here only where the council's server is said to be safe, and is delivered or
stands on its writer's work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.engine.documents import actions as documents
from tessera.engine.documents import posting
from tessera.engine.documents.models import Document, Message
from tessera.foundations.audit.models import Event
from tessera.foundations.records import queries as records
from tessera.people.queries import latest_lines
from tessera.practice.letters import actions
from tests.factories import practice
from tests.practice.letters.conftest import ON
from tests.support.smtp import MailServer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

AT = practice.at(ON)


@pytest.fixture(autouse=True)
def safe_to_aidans(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_LEAVES = True
    settings.SECURE_EMAIL_DOMAINS = ["aidans.example"]
    monkeypatch.setattr(records, "is_invented", lambda: False)


@pytest.fixture
def served(settings):
    def at(peer):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        return peer

    return at


@pytest.fixture
def letter(maisie, school, a_letter, hannah):
    """To the school, by e-mail."""
    begun = a_letter(maisie, "Bella Corrimore")
    return actions.send_letter(letter=begun, how="email", at=AT, by=hannah)


def post(**later):
    return posting.send_waiting(at=Message.objects.get().made_at + timedelta(**later))


def text(answer):
    return answer.content.decode()


def parts(letter):
    return {"person_id": letter.child.public_id, "letter_id": letter.public_id}


def test_it_goes_with_the_letter_attached_and_says_nothing_of_it_outside(served, letter):
    assert Document.objects.get().sent_at is None
    with served(MailServer()) as peer:
        post()

    (mail,) = peer.mails
    assert mail["To"] == "office@aidans.example"
    outside = mail["Subject"] + mail.get_body().get_content()
    assert not any(word in outside for word in ("Maisie", "Brindlow", "play scheme", "Bella"))
    (attached,) = mail.iter_attachments()
    document = Document.objects.get()
    assert attached.get_content() == bytes(document.content)
    assert attached.get_filename() == "letter.pdf"
    assert document.sent_at is not None
    assert document.sent_how == "email"


def test_the_story_says_that_it_was_delivered_only_when_it_was(served, letter, maisie):
    assert "not delivered yet" in latest_lines(maisie)[0].entry.text

    with served(MailServer()):
        post()

    assert latest_lines(maisie)[0].entry.text == "To an agency, secure e-mail"


@pytest.mark.parametrize(
    ("domains", "goes"),
    [
        (["aidans.example"], True),
        (["example"], True),
        (["dans.example"], False),
        (["aidans.example.com"], False),
        ([], False),
    ],
)
def test_only_the_domains_that_the_council_names_are_written_to(settings, domains, goes):
    settings.SECURE_EMAIL_DOMAINS = domains

    assert posting.goes_to("office@aidans.example") is goes


def test_without_a_safe_server_it_is_noted_that_it_went_and_nothing_leaves(
    settings, maisie, school, a_letter, hannah, ask
):
    settings.SECURE_EMAIL_DOMAINS = []
    begun = a_letter(maisie, "Bella Corrimore")
    assert "You send it yourself" in text(ask(hannah, "letters:letter", **parts(begun)))

    actions.send_letter(letter=begun, how="email", at=AT, by=hannah)

    assert Document.objects.get().sent_at == AT
    assert not Message.objects.exists()


def test_the_page_says_that_it_goes_from_here(maisie, school, a_letter, hannah, ask):
    begun = a_letter(maisie, "Bella Corrimore")

    assert "It goes from here" in text(ask(hannah, "letters:letter", **parts(begun)))


def test_what_the_server_does_not_take_yet_is_on_the_writers_work_and_goes_later(
    served, letter, hannah, ask
):
    with served(MailServer("busy")) as peer:
        post()
        html = text(ask(hannah, "workflow:my_work"))
        assert "Letter to Bella Corrimore: not delivered" in html
        assert "it is tried again" in html
        assert "It is tried again" in text(ask(hannah, "letters:undelivered", **parts(letter)))
        peer.mood = "well"
        post(minutes=5)

    assert "not delivered" not in text(ask(hannah, "workflow:my_work"))
    assert ask(hannah, "letters:undelivered", **parts(letter)).status_code == 404


def test_what_is_refused_goes_another_way_which_the_record_then_says(
    served, letter, hannah, maisie, ask
):
    with served(MailServer("refuses")):
        post()
    work = text(ask(hannah, "workflow:my_work"))
    assert "The e-mail was refused: send it another way, or try again" in work

    wrong = text(ask(hannah, "letters:undelivered", {"how": "email"}, **parts(letter)))
    assert "Choose how it goes now" in wrong
    ask(hannah, "letters:undelivered", {"how": "post"}, **parts(letter))

    assert Document.objects.get().sent_how == "post"
    assert latest_lines(maisie)[0].entry.text == "To an agency, post"
    assert "not delivered" not in text(ask(hannah, "workflow:my_work"))


@pytest.fixture
def refused(served, letter):
    with served(MailServer("refuses")):
        post()
    letter.document.message.refresh_from_db()
    return letter


class TestOnceMore:
    def again(self, letter, by):
        letter.refresh_from_db()
        return actions.send_letter_again(letter=letter, at=AT, by=by)

    def test_it_goes_to_the_address_as_the_record_has_it_now(
        self, served, refused, school, hannah, ask
    ):
        school.organisation.email = "head@aidans.example"
        school.organisation.save()
        page = text(ask(hannah, "letters:undelivered", **parts(refused)))
        assert "By e-mail once more, to head@aidans.example" in page

        ask(hannah, "letters:undelivered", {"how": "again"}, **parts(refused))
        assert "not delivered" not in text(ask(hannah, "workflow:my_work"))
        with served(MailServer()) as peer:
            post()

        (mail,) = peer.mails
        assert mail["To"] == "head@aidans.example"
        document = Document.objects.get()
        assert next(mail.iter_attachments()).get_content() == bytes(document.content)
        assert document.sent_how == "email"
        assert Event.objects.filter(action="letters.sent_again").count() == 1

    def test_refused_once_more_it_is_work_again(self, served, refused, hannah, ask):
        self.again(refused, hannah)
        with served(MailServer("refuses")):
            post()

        assert "The e-mail was refused" in text(ask(hannah, "workflow:my_work"))

    def test_what_still_waits_and_what_went_does_not_go_twice(self, served, letter, hannah, ask):
        with pytest.raises(documents.StillTried):
            self.again(letter, hannah)
        assert "once more" not in text(ask(hannah, "letters:undelivered", **parts(letter)))

        with served(MailServer()):
            post()
        with pytest.raises(documents.Delivered):
            self.again(letter, hannah)

    def test_what_went_another_way_does_not_go_by_e_mail_too(self, refused, hannah):
        actions.send_letter_otherwise(letter=refused, how="hand", at=AT, by=hannah)

        with pytest.raises(documents.Delivered):
            self.again(refused, hannah)

    def test_not_to_a_domain_that_the_council_does_not_name(self, settings, refused, hannah, ask):
        settings.SECURE_EMAIL_DOMAINS = ["elsewhere.example"]

        assert "once more" not in text(ask(hannah, "letters:undelivered", **parts(refused)))
        with pytest.raises(actions.NoSuchWay):
            self.again(refused, hannah)

    def test_not_to_who_is_no_longer_around_the_child(self, refused, school, hannah, ask):
        school.ended_on = ON
        school.save()

        assert "once more" not in text(ask(hannah, "letters:undelivered", **parts(refused)))
        with pytest.raises(actions.MustNotGo):
            self.again(refused, hannah)

    def test_not_where_it_would_say_something_else_today(self, refused, maisie, hannah, ask):
        maisie.name = "Maisie Sharrow"
        maisie.save()

        page = text(ask(hannah, "letters:undelivered", {"how": "again"}, **parts(refused)))

        assert "it would say something else now" in page
        assert Message.objects.get().given_up_at is not None

    def test_about_the_protected_only_to_the_address_that_was_agreed(
        self, served, maisie, school, protected, a_letter, agree, hannah
    ):
        begun = a_letter(maisie, "Bella Corrimore")
        agree(begun)
        sent = actions.send_letter(letter=begun, how="email", at=AT, by=hannah)
        with served(MailServer("refuses")):
            post()
        school.organisation.email = "head@aidans.example"
        school.organisation.save()
        with pytest.raises(actions.NeedsSecond):
            self.again(sent, hannah)

        school.organisation.email = "office@aidans.example"
        school.organisation.save()
        self.again(sent, hannah)

        assert Message.objects.get().given_up_at is None


def test_what_went_another_way_is_not_e_mailed_after_all(served, letter, hannah):
    actions.send_letter_otherwise(letter=letter, how="hand", at=AT, by=hannah)

    with served(MailServer()) as peer:
        post()

    assert not peer.mails


def test_what_was_delivered_did_not_go_another_way(served, letter, hannah):
    with served(MailServer()):
        post()

    with pytest.raises(documents.Delivered):
        actions.send_letter_otherwise(letter=letter, how="hand", at=AT, by=hannah)


def test_what_waits_for_an_hour_is_work_even_when_nobody_tried(letter, hannah, ask):
    assert "not delivered" not in text(ask(hannah, "workflow:my_work"))

    Message.objects.update(made_at=Message.objects.get().made_at - timedelta(hours=2))

    assert "not delivered" in text(ask(hannah, "workflow:my_work"))


def test_only_who_may_write_about_the_child_sees_what_was_not_delivered(letter, ask, denise):
    from tests.factories import engine as make

    far = make.a_worker("Al Far", team=make.a_team("Elsewhere"))

    assert ask(far, "letters:undelivered", **parts(letter)).status_code in (403, 404)


def test_the_page_asks_little(letter, hannah, ask):
    with CaptureQueriesContext(connection) as captured:
        ask(hannah, "letters:undelivered", **parts(letter))

    assert len(captured) <= 40


def test_with_the_address_as_it_is_now_it_asks_a_little_more(refused, hannah, ask):
    ask(hannah, "letters:undelivered", **parts(refused))
    with CaptureQueriesContext(connection) as captured:
        ask(hannah, "letters:undelivered", **parts(refused))

    assert len(captured) <= 50
