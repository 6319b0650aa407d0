from dataclasses import asdict

from tessera.engine.documents import posting
from tessera.foundations.access.commands import FOUND, BadInput, TesseraCommand
from tessera.foundations.calendar import clock


class Command(TesseraCommand):
    help = (
        "Hand the e-mails that wait to the mail server. Status 1 when one was given up or waits on."
    )

    def perform(self, **options):
        try:
            result = posting.send_waiting(at=clock.now())
        except posting.NoServer:
            raise BadInput(
                "No mail server is set, so e-mails wait. Set TESSERA_EMAIL_HOST and run this again."
            ) from None
        except posting.StaysInside:
            raise BadInput("No e-mail leaves an invented council.") from None
        if result.failed or result.given_up or result.waiting:
            self.status = FOUND
        return asdict(result)

    def words(self, document):
        return (
            f"Sent: {document['sent']}. Failed, to be tried again: {document['failed']}."
            f" Given up: {document['given_up']}. Waiting: {document['waiting']}."
        )
