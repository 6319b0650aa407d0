import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.engine.workflow.models.step import Step
from tessera.engine.workflow.models.timer import Timer
from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


@classed("personal", sensitive=("words",))
class Oversight(Fact):
    """What a manager said of late work, with the new day to work to: it stands on the child's record.

    Said once; a row for each child and clock, those said together in one `group`. `due_on` is the
    day that had passed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="oversights"
    )
    step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="oversights")
    timer = models.ForeignKey(
        Timer, models.PROTECT, null=True, blank=True, related_name="oversights"
    )
    due_on = models.DateField(null=True, blank=True)
    words = models.TextField()
    new_on = models.DateField(null=True, blank=True)
    said_on = models.DateField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "workflow_oversight"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="oversight_says_something"),
            models.CheckConstraint(
                condition=Q(step__isnull=False) | Q(timer__isnull=False),
                name="oversight_is_of_work_or_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(new_on=None) | Q(new_on__gte=F("said_on")),
                name="oversight_sets_a_day_to_come",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} oversight by #{self.said_by_id}"
