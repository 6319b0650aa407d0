"""Files that wait for the virus scanner: asked about when one is added, and again every five minutes."""

from django.conf import settings
from procrastinate.contrib.django import app

from tessera.engine.documents import scanning
from tessera.engine.documents.actions import SCAN_TASK
from tessera.foundations.calendar import clock


@app.periodic(cron="*/5 * * * *")
@app.task(name=SCAN_TASK, lock=SCAN_TASK)
def scan_files(timestamp: int) -> None:
    """The scanner's silence is no fault of the task: the files wait for the next round."""
    if settings.VIRUS_SCANNER:
        scanning.scan_waiting(at=clock.now())


scan_files.func.tessera_permission = "operator"  # type: ignore[attr-defined]
