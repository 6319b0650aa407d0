"""What the front door does by itself at night."""

from procrastinate.contrib.django import app

from tessera.foundations.calendar import clock
from tessera.practice.front_door import actions


@app.periodic(cron="17 3 * * *")
@app.task(name="tessera.front_door.erase_unsent_referrals")
def erase_unsent_referrals(timestamp: int) -> None:
    """The council's own clock decides, not the hour at which the queue came to it."""
    actions.erase_unsent_referrals(at=clock.now(), by=None)


erase_unsent_referrals.func.tessera_permission = "operator"  # type: ignore[attr-defined]
