"""E-mails wait with the work that asks for them, and leave by the council's mail server, or are given up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tessera.engine.documents import actions, posting, rules, tasks
from tessera.engine.documents.models import Message
from tessera.foundations.audit.models import Event
from tessera.foundations.records import queries as records
from tests.support.smtp import MailServer

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def real_backend(settings, monkeypatch):
    """Django's tests catch e-mail; here it goes to a peer on this machine, which has no certificate."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_LEAVES = True
    settings.DEFAULT_FROM_EMAIL = "no-reply@council.example"
    monkeypatch.setattr(records, "is_invented", lambda: False)


@pytest.fixture
def served(settings):
    def at(peer):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        return peer

    return at


@pytest.fixture
def message():
    return actions.write_message(
        to="referrer@school.example", subject="Your code", body="It is 1234.", by=None
    )


def now(**later):
    return Message.objects.latest("pk").made_at + timedelta(**later)


def test_what_waits_is_handed_over_once(served, message):
    with served(MailServer()) as peer:
        result = posting.send_waiting(at=now())
        again = posting.send_waiting(at=now(minutes=1))

    (mail,) = peer.mails
    assert (result.sent, again.sent) == (1, 0)
    assert mail["To"] == "referrer@school.example"
    assert mail["From"] == "no-reply@council.example"
    assert mail["Message-ID"] == f"<{message.public_id}@council.example>"
    assert "It is 1234." in mail.get_content()
    message.refresh_from_db()
    assert message.sent_at == now()


@pytest.mark.parametrize("mood", ["busy", "hangs up"])
def test_a_server_that_does_not_take_it_now_is_asked_again_later(served, message, mood):
    with served(MailServer(mood)) as peer:
        assert posting.send_waiting(at=now()).failed == 1
        assert posting.send_waiting(at=now(seconds=30)).failed == 0
        peer.mood = "well"
        assert posting.send_waiting(at=now(minutes=2)).sent == 1

    assert len(peer.mails) == 1
    message.refresh_from_db()
    assert (message.tries, message.failed_why) == (2, "")


def test_a_server_that_is_not_there_loses_nothing(settings, message):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    result = posting.send_waiting(at=now())

    assert (result.failed, result.waiting) == (1, 1)


def test_a_server_without_tls_gets_nothing(served, settings, message):
    settings.EMAIL_USE_TLS = True

    with served(MailServer()) as peer:
        assert posting.send_waiting(at=now()).failed == 1

    assert not peer.mails


def test_what_is_refused_for_good_is_given_up_and_in_the_log_without_an_address(served, message):
    with served(MailServer("refuses")):
        assert posting.send_waiting(at=now()).given_up == 1
        assert posting.send_waiting(at=now(days=1)).given_up == 0

    message.refresh_from_db()
    assert message.failed_why == "recipient 550"
    event = Event.objects.get(action="documents.message_given_up")
    assert "school.example" not in str(event.details)


def test_what_would_come_days_late_is_given_up_unsent(served, message):
    with served(MailServer()) as peer:
        result = posting.send_waiting(at=now(days=4))

    assert result.given_up == 1
    assert not peer.mails


def test_tries_grow_further_apart_and_end():
    made = datetime(2026, 3, 31, 9, tzinfo=UTC)
    waits = [rules.next_try(tries=n, made_at=made, at=made) for n in range(1, 8)]

    assert [wait - made for wait in waits[:-1]] == list(rules.TRY_AGAIN_AFTER)
    assert waits[-1] is None
    assert rules.next_try(tries=6, made_at=made, at=made + rules.LATEST) is None


def test_no_e_mail_leaves_an_invented_council(served, message, monkeypatch, capsys):
    monkeypatch.setattr(records, "is_invented", lambda: True)

    with served(MailServer()) as peer:
        tasks.send_messages(timestamp=0)
        with pytest.raises(SystemExit):
            call_command("send_messages")

    assert not peer.mails
    assert "No e-mail leaves an invented council" in capsys.readouterr().err


def test_without_a_server_e_mails_wait(settings, message, capsys):
    settings.EMAIL_LEAVES = False

    tasks.send_messages(timestamp=0)
    with pytest.raises(SystemExit) as ending:
        call_command("send_messages")

    assert ending.value.code == 2
    assert "TESSERA_EMAIL_HOST" in capsys.readouterr().err
    assert list(Message.objects.waiting()) == [message]


def test_its_leaving_is_queued_with_the_work_that_asks_for_it(message, settings):
    queued = ProcrastinateJob.objects.filter(task_name=tasks.send_messages.name)
    assert queued.count() == 1

    settings.EMAIL_LEAVES = False
    actions.write_message(to="a@b.example", subject="S", body="B", by=None)
    assert queued.count() == 1


def test_the_command_says_what_became_of_them(served, message, capsys):
    with served(MailServer()):
        call_command("send_messages")

    assert "Sent: 1." in capsys.readouterr().out


def test_what_was_sent_is_not_given_up(message):
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(sent_at=now(), given_up_at=now())
