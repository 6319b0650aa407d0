import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tessera.engine.workflow.models.step import Step
from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


@classed("personal")
class Timer(Fact):
    """One clock that runs, or ran, for one person: computed from a dated rule, and it says why.

    Extending sets the managed date; `statutory_due_on` changes only when the trigger is corrected.
    `trigger_kind` and `trigger_id` name the fact that started it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField(max_length=10)  # T040: table A of the practice rules
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="timers")
    step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="timers")
    trigger_kind = models.CharField(max_length=40)
    trigger_id = models.BigIntegerField()
    triggered_on = models.DateField()
    triggered_at = models.DateTimeField(null=True, blank=True)
    statutory_due_on = models.DateField()
    statutory_due_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField()
    managed_due_on = models.DateField(null=True, blank=True)
    managed_why = models.TextField(blank=True, default="")
    managed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(
        blank=True, default="", db_default="", help_text="what is known of it while it runs"
    )
    stopped_on = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        db_table = "workflow_timer"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "person", "trigger_kind", "trigger_id"],
                name="one_timer_per_trigger",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(managed_due_on=None) | ~Q(managed_why=""),
                name="managed_date_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "statutory_due_on"],
                condition=Q(stopped_on=None),
                name="workflow_timer_running",
            ),
            models.Index(
                fields=["statutory_due_on", "id"],
                condition=Q(stopped_on=None),
                name="workflow_timer_due",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} timer {self.rule}"

    @property
    def due_on(self):
        return self.managed_due_on or self.statutory_due_on
