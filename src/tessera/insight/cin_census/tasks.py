"""The return of a year is worked out beside the page that shows it."""

import contextlib

from procrastinate.contrib.django import app

from tessera.foundations.calendar import clock
from tessera.insight.cin_census import actions, permissions
from tessera.insight.cin_census.models import Run
from tessera.insight.cin_census.years import current_year


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


@app.periodic(cron="40 2 * * *")
@app.task(name="tessera.insight.cin_census.work_out_by_night")
def work_out_by_night(timestamp: int) -> None:
    """Workers read each morning what the return asks of them, as the record stood at night."""
    with contextlib.suppress(actions.AlreadyAsked):
        year = current_year(clock.today())
        run = actions.ask_for_run(year=year, at=clock.now(), by=None)
        work_out(run_id=run.pk)


work_out_by_night.func.tessera_permission = "operator"  # type: ignore[attr-defined]
