"""What waits for another machine: files for the virus scanner, e-mails for the mail server.

Asked for with the work that needs it, and again every few minutes.
"""

import contextlib

from django.conf import settings
from procrastinate.contrib.django import app

from tessera.engine.documents import posting, scanning
from tessera.engine.documents.actions import POST_TASK, SCAN_TASK
from tessera.foundations.calendar import clock


@app.periodic(cron="*/5 * * * *")
@app.task(name=SCAN_TASK, lock=SCAN_TASK)
def scan_files(timestamp: int) -> None:
    """The scanner's silence is no fault of the task: the files wait for the next round."""
    if settings.VIRUS_SCANNER:
        scanning.scan_waiting(at=clock.now())


@app.periodic(cron="*/2 * * * *")
@app.task(name=POST_TASK, lock=POST_TASK)
def send_messages(timestamp: int) -> None:
    """A server that is down is no fault of the task: the e-mails wait for the next round."""
    with contextlib.suppress(posting.NoServer, posting.StaysInside):
        posting.send_waiting(at=clock.now())


scan_files.func.tessera_permission = "operator"  # type: ignore[attr-defined]
send_messages.func.tessera_permission = "operator"  # type: ignore[attr-defined]
