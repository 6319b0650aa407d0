"""What the room does by itself: it finishes the sending that waited for the mail server, and asks what
ends when a child has died or turns 18."""

from procrastinate.contrib.django import app

from tessera.foundations.calendar import clock
from tessera.practice.child_protection import queries
from tessera.practice.child_protection.actions import outside, sending

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


ASK_TASK = "tessera.child_protection.ask_whether_it_ends"


@app.periodic(cron="*/5 * * * *")
@app.task(name=ASK_TASK, lock=ASK_TASK)
def ask_whether_it_ends(timestamp: int) -> None:
    """A death on the record, or an 18th birthday that comes: the worker is asked to say what ends."""
    at = clock.now()
    for each in queries.to_end(outside.ENDS, clock.local(at).date()):
        outside.ask_whether_it_ends(
            child=each.child,
            why=each.why,
            worker=each.worker,
            team=each.team,
            due_on=each.on,
            at=at,
            by=None,
        )


ask_whether_it_ends.func.tessera_permission = "operator"  # type: ignore[attr-defined]
