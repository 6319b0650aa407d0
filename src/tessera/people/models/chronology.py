import uuid

from django.db import models

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Pointer
from tessera.people.models.person import Person


@classed("personal")
class Line(Pointer):
    """One line of a person's chronology: narrow, and only a pointer.

    Written in the transaction of the fact or note it points to; what it says is read from that
    source (`kind` names it in the register of `people.record_page`). Times are of the event, not
    of the writing. `step_ref` is the step that made the line: who wrote it is told as its author.
    """

    class Significance(models.IntegerChoices):
        ORDINARY = 1, "Ordinary"
        SIGNIFICANT = 2, "Significant"
        KEY = 3, "Key event"

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    # The index of its pages begins with the person: one more would only be kept up.
    person = models.ForeignKey(Person, models.PROTECT, related_name="lines", db_index=False)
    on = models.DateField()
    at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    significance = models.PositiveSmallIntegerField(
        choices=Significance, default=Significance.ORDINARY
    )
    step_ref = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "people_line"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source_id"], name="one_line_per_source"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-on", "-id"], name="people_line_page"),
            # Among twenty thousand ordinary lines the significant ones must not be looked for one by one.
            models.Index(
                fields=["person", "-on", "-id"],
                condition=models.Q(significance__gte=2),
                name="people_line_significant",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind} line"
