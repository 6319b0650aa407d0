import uuid

from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


@classed("sensitive")
class EarlyHelp(Fact):
    """Early help for a child, from the agreement of the family (Children Act 2004, section 10)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="early_help")
    asked_on = models.DateField()
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "early_help_early_help"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="early_help_ends_on_or_after_start",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} early help for #{self.child_id}"
