"""A second person reads what goes out after a meeting."""

from django.db import models
from django.db.models import Q

from tessera.engine.documents.models import SecondReading
from tessera.foundations.access.classes import classed
from tessera.practice.meetings.models.meeting import Invited
from tessera.practice.meetings.models.sending import Sending


@classed("sensitive")
class Reading(SecondReading):
    """A second person reads the copy of one recipient. Those that are asked about together are answered
    together; `step_ref` is the work that sends them."""

    invited = models.ForeignKey(Invited, models.PROTECT, related_name="readings")
    what = models.CharField(max_length=10, choices=Sending.What)

    class Meta(SecondReading.Meta):
        abstract = False
        db_table = "meetings_reading"
        constraints = (
            *SecondReading.Meta.constraints,
            models.UniqueConstraint(
                fields=["invited", "what"],
                condition=Q(answered_at=None),
                name="one_reading_of_a_copy_asked_for",
            ),
        )

    def __str__(self):
        return f"#{self.pk} reading of the {self.what} for #{self.invited_id}"
