"""E-mails leave the house: handed to the council's mail server, over TLS, one after another.

A server that is down, slow or full loses nothing: what it has not taken waits and is tried again. An
e-mail that it took just before a crash may be handed over twice; its Message-ID is then the same.
"""

import contextlib
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from tessera.engine.documents import actions, rules
from tessera.engine.documents.models import Message
from tessera.foundations.records import queries as records

MOST = 200


class NoServer(Exception):
    """No mail server is named in the settings: e-mails wait."""


class StaysInside(Exception):
    """No e-mail leaves an invented council, whatever its settings say."""


@dataclass
class Round:
    """What became of the e-mails that waited."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    waiting: int = 0


def send_waiting(*, at) -> Round:
    """Hand over what waits, oldest first. Raises NoServer, StaysInside."""
    if not settings.EMAIL_LEAVES:
        raise NoServer
    if records.is_invented():
        raise StaysInside
    result = Round()
    for message in Message.objects.to_try(at).order_by("pk")[:MOST]:
        what = actions.post_message(message=message, hand_over=_hand_over, at=at, by=None)
        if what:
            setattr(result, what, getattr(result, what) + 1)
    result.waiting = Message.objects.waiting().count()
    return result


def leaves() -> bool:
    """Whether any document is e-mailed from here at all."""
    return bool(settings.EMAIL_LEAVES and settings.SECURE_EMAIL_DOMAINS)


def goes_to(address: str) -> bool:
    """Whether a document may be e-mailed there from here: to a domain that the council says its own mail
    server reaches over TLS alone. A demo never does."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    named = any(
        domain == one or domain.endswith(f".{one}") for one in settings.SECURE_EMAIL_DOMAINS
    )
    return leaves() and named and not records.is_invented()


def _hand_over(message) -> tuple[str, int]:
    """Nothing and 0 when the server has taken it; else what failed, as a word of ours, and its code."""
    connection = get_connection()
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        headers={"Message-ID": f"<{message.public_id}@{_our_domain()}>"},
        connection=connection,
    )
    if message.document is not None:
        ending = rules.SENT[message.document.media_type]
        content = bytes(message.document.content)
        email.attach(f"letter.{ending}", content, message.document.media_type)
    try:
        email.send()
    except SMTPRecipientsRefused as error:
        return "recipient", max((code for code, _ in error.recipients.values()), default=0)
    except SMTPResponseException as error:
        return type(error).__name__, error.smtp_code
    except (SMTPException, OSError) as error:
        return type(error).__name__, 0
    finally:
        # Where STARTTLS fails, Django leaves the line open.
        with contextlib.suppress(SMTPException, OSError):
            connection.close()
    return "", 0


def _our_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
