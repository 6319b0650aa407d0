import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.practice.front_door.models.contact import Contact


class AgencyCheckQuerySet(models.QuerySet):
    def waiting(self):
        """Asked, not answered, and not called off."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def answered(self):
        return self.filter(answered_at__isnull=False)


@classed("sensitive")
class AgencyCheck(Fact):
    """What one agency was asked about a contact's family, by when, and what it answered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="checks")
    agency = models.CharField(max_length=20)  # code set agency
    why_asked = models.CharField(max_length=300, blank=True, default="", db_default="")
    question = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    due_at = models.DateTimeField()
    why_due = models.TextField(blank=True, default="")
    last_word = models.CharField(max_length=200, blank=True, default="")
    last_word_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True, default="")
    is_known_to_agency = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")

    objects = AgencyCheckQuerySet.as_manager()

    class Meta:
        db_table = "front_door_agency_check"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(is_known_to_agency__isnull=False),
                name="answered_check_says_if_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""),
                name="withdrawn_check_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(answered_at=None),
                name="check_answered_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["contact", "agency"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="one_open_check_per_agency",
            ),
        ]

    @property
    def answer_words(self) -> str:
        """What they said; or whether they know the family, where they said no more."""
        if self.answer or self.answered_at is None:
            return self.answer
        return "Knows the family." if self.is_known_to_agency else "Does not know the family."

    def __str__(self):
        return f"#{self.pk} check with {self.agency}"

    @property
    def is_waiting(self):
        return self.answered_at is None and self.withdrawn_at is None
