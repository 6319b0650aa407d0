from django.conf import settings
from django.db import models

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team


@classed("personal", sensitive=("words",))
class Remark(models.Model):
    """A manager's words about a team's work on one day, for the morning meeting."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="remarks")
    on = models.DateField()
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "workflow_remark"
        constraints = [
            models.UniqueConstraint(fields=["team", "on"], name="one_remark_per_team_and_day")
        ]

    def __str__(self):
        return f"#{self.pk} remark on team #{self.team_id}"
