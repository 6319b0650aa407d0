"""What the room does by itself: it finishes the sending that waited for the mail server."""

from procrastinate.contrib.django import app

from tessera.foundations.calendar import clock
from tessera.practice.child_protection import queries
from tessera.practice.child_protection.actions import sending

FINISH_TASK = "tessera.child_protection.finish_gone"


@app.periodic(cron="*/2 * * * *")
@app.task(name=FINISH_TASK, lock=FINISH_TASK)
def finish_gone(timestamp: int) -> None:
    """Copies that the mail server has taken went; the clock of their work stops by them. What cannot be
    finished is an error of the task, and holds up nothing else."""
    failed = []
    for step in queries.sendings_gone():
        try:
            sending.finish_gone(step=step, at=clock.now())
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("some sending was not finished", failed)


finish_gone.func.tessera_permission = "operator"  # type: ignore[attr-defined]
