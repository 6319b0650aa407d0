from django.conf import settings
from django.db import models

from tessera.engine.workflow.models.step import State, Step
from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.people.models import Person


@classed("personal")
class WorkItem(models.Model):
    """One line of the worklists: an open step, as narrow as a list needs it.

    Kept in the transaction of the step and its timers; `tessera invariants` checks it against the
    slow truth. `family` groups brothers and sisters: the lowest id among the step's subjects.
    """

    step = models.OneToOneField(Step, models.CASCADE, primary_key=True, related_name="work_item")
    code = models.CharField(max_length=80)
    state = models.CharField(max_length=24, choices=State)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    authorisation_level = models.CharField(max_length=100, blank=True, default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    family = models.BigIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    statutory_due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, default="")
    urgency = models.PositiveSmallIntegerField(default=0)
    sort_on = models.DateField(help_text="due date, or a far day when nothing is due")

    class Meta:
        db_table = "workflow_work_item"
        indexes = [
            models.Index(fields=["worker", "sort_on", "step"], name="work_item_worker"),
            models.Index(fields=["team", "sort_on", "step"], name="work_item_team"),
            models.Index(
                fields=["team", "worker", "sort_on", "step"], name="work_item_team_worker"
            ),
            models.Index(fields=["state", "team", "sort_on", "step"], name="work_item_state"),
            models.Index(fields=["family"], name="work_item_family"),
        ]

    def __str__(self):
        return f"work item of step #{self.step_id}"
