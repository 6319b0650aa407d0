"""The return of a year is worked out beside the page that shows it."""

from procrastinate.contrib.django import app

from tessera.foundations.calendar import clock
from tessera.insight.cin_census import actions, permissions
from tessera.insight.cin_census.models import Run


@app.task(name="tessera.insight.cin_census.work_out")
def work_out(run_id: int) -> None:
    run = Run.objects.filter(pk=run_id).first()
    if run is None or not run.is_waiting:
        return
    try:
        actions.work_out(run=run, made_at=clock.local(clock.now()), today=clock.today())
    except Exception:
        actions.note_failure(run=run, at=clock.now())
        raise


work_out.func.tessera_permission = permissions.WORK_OUT  # type: ignore[attr-defined]
