import uuid

from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models.particulars import ends_on_or_after_start
from tessera.people.models.person import Person


@classed("personal")
class Relationship(Fact):
    """`person` is the `kind` of `relative`: Leanne is the mother of Maisie.

    Stored once, read both ways: the inverse word comes from the code set relationship.kind.
    Parental responsibility and being the main carer are of `person` for `relative`
    (Children Act 1989, sections 2 to 4).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="relationships")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="inverse_relationships")
    kind = models.CharField(max_length=30)  # code set relationship.kind
    has_parental_responsibility = models.BooleanField(null=True)
    is_main_carer = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True, default="")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_relationship"
        constraints = [
            ends_on_or_after_start("relationship_ends_on_or_after_start"),
            models.CheckConstraint(
                condition=~Q(person=F("relative")), name="nobody_is_their_own_relative"
            ),
            models.UniqueConstraint(
                fields=["person", "relative", "kind"],
                condition=Q(ended_on=None),
                name="one_current_relationship",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind}: #{self.person_id} of #{self.relative_id}"
