import uuid

from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.front_door.models import Referral


@classed("legal")
class PreProceedings(Fact):
    """Pre-proceedings and family group decision-making on a child (CIN census module of 2026-27)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="pre_proceedings")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="pre_proceedings")
    started_on = models.DateField(null=True, blank=True)
    letter_sent_on = models.DateField(null=True, blank=True)
    family_meeting_offered = models.BooleanField(null=True)
    family_meeting_facilitated = models.BooleanField(null=True)
    first_meeting_on = models.DateField(null=True, blank=True)
    review_meetings = models.PositiveSmallIntegerField(null=True, blank=True)
    step_decided_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=2, blank=True, default="")
    court_application_on = models.DateField(null=True, blank=True)
    care_letter_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "proceedings_pre_proceedings"
        constraints = [
            models.CheckConstraint(
                condition=Q(letter_sent_on=None)
                | Q(started_on=None)
                | Q(letter_sent_on__gte=F("started_on")),
                name="letter_on_or_after_decision",
            ),
            models.CheckConstraint(
                condition=Q(step_decided_on=None)
                | Q(started_on=None)
                | Q(step_decided_on__gte=F("started_on")),
                name="step_decided_on_or_after_start",
            ),
            models.CheckConstraint(
                condition=Q(court_application_on=None)
                | Q(step_decided_on=None)
                | Q(court_application_on__gte=F("step_decided_on")),
                name="application_on_or_after_step_decision",
            ),
            models.CheckConstraint(
                condition=Q(care_letter_on=None)
                | Q(court_application_on=None)
                | Q(care_letter_on__gte=F("court_application_on")),
                name="care_letter_on_or_after_application",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(outcome="", court_application_on=None),
                name="one_open_pre_proceedings",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} pre-proceedings on #{self.child_id}"
