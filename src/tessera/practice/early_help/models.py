import uuid

from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


class EarlyHelpQuerySet(models.QuerySet):
    def open(self):
        """Agreed by the family and going on."""
        return self.filter(started_on__isnull=False, ended_on=None)


@classed("sensitive")
class EarlyHelp(Fact):
    """Early help for a child, from the agreement of the family (Children Act 2004, section 10).

    Asked for and never agreed to, it has no start: the family's answer stands in `why`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="early_help")
    asked_on = models.DateField()
    consent = models.CharField(max_length=20, blank=True, default="")  # code set consent
    agreed_by = models.CharField(max_length=150, blank=True, default="")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(
        max_length=20, blank=True, default=""
    )  # code set early_help.closure
    end_view = models.TextField(blank=True, default="")
    why = models.TextField(blank=True, default="")
    childs_words = models.TextField(blank=True, default="")

    objects = EarlyHelpQuerySet.as_manager()

    class Meta:
        db_table = "early_help_early_help"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None)
                | (Q(started_on__isnull=False) & Q(ended_on__gte=F("started_on"))),
                name="early_help_ends_on_or_after_start",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(consent__in=["given", "given_in_part"]),
                name="early_help_starts_with_consent",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(started_on__isnull=False, ended_on=None),
                name="one_open_early_help_per_child",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="", end_view="")
                | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                name="early_help_has_a_reason_when_it_ended",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} early help for #{self.child_id}"


@classed("sensitive")
class Assessment(Fact):
    """What the family and early help found for one child on a day, and what follows from it."""

    class Outcome(models.TextChoices):
        GOES_ON = "goes_on", "Help goes on"
        NOT_NEEDED = "not_needed", "No more help is needed"
        WORRIES = "worries", "Worries for safety: goes to the front door"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    early_help = models.ForeignKey(EarlyHelp, models.PROTECT, related_name="assessments")
    assessed_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    plan = models.TextField(blank=True, default="")
    why = models.TextField(blank=True, default="")
    childs_words = models.TextField(blank=True, default="")

    class Meta:
        db_table = "early_help_assessment"
        constraints = [
            models.UniqueConstraint(
                fields=["early_help", "assessed_on"], name="one_early_help_assessment_a_day"
            ),
            models.CheckConstraint(
                condition=Q(outcome="goes_on") & ~Q(plan="") | ~Q(outcome="goes_on") & ~Q(why=""),
                name="early_help_assessment_says_what_follows",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} assessment in early help #{self.early_help_id}"
