"""Plans across the border: another council's plan of a child who is here, and ours of one who left."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.child_protection.models.plan import Plan


class PlanElsewhereQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)

    def in_force_on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), told_on__lte=day)


@classed("sensitive")
class PlanElsewhere(Fact):
    """A child protection plan of another council, of a child who lives here: for a time or for good.

    That council keeps the responsibility until our conference is held. It is never a plan of ours, so no
    return of ours counts it.
    """

    class EndReason(models.TextChoices):
        OUR_CONFERENCE = "our_conference", "Our conference was held"
        WENT_BACK = "went_back", "The child went back"
        MOVED_ON = "moved_on", "The child moved to a third council"
        THEIR_PLAN_ENDED = "their_plan_ended", "The other council ended its plan"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="plans_elsewhere")
    council = models.CharField(max_length=150)
    category = models.CharField(max_length=3)  # code set cin.abuse_category
    started_on = models.DateField()
    told_on = models.DateField()
    here_since = models.DateField()
    is_for_good = models.BooleanField()
    until = models.DateField(null=True, blank=True)
    responsible = models.CharField(max_length=200)
    watched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True, default="")

    objects = PlanElsewhereQuerySet.as_manager()

    class Meta:
        db_table = "child_protection_plan_elsewhere"
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(ended_on=None), name="one_current_plan_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(told_on__gte=F("started_on")), name="told_of_a_plan_that_has_begun"
            ),
            models.CheckConstraint(
                condition=Q(is_for_good=True, until=None)
                | Q(is_for_good=False, until__isnull=False),
                name="for_good_or_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="")
                | (Q(ended_on__gte=F("told_on")) & ~Q(end_reason="")),
                name="plan_elsewhere_ends_after_it_was_told_and_says_why",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} plan elsewhere of #{self.child_id}"


@classed("sensitive")
class MovedOut(Fact):
    """A child on our plan moved to another council, which was told. Our plan goes on until it has held
    its own conference."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="moves_out")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="moves_out")
    council = models.CharField(max_length=150)
    moved_on = models.DateField()
    told_on = models.DateField()
    told_whom = models.CharField(max_length=200)
    sent = models.TextField()
    conference_on = models.DateField(null=True, blank=True)
    came_back_on = models.DateField(null=True, blank=True)
    came_back_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "child_protection_moved_out"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(conference_on=None, came_back_on=None),
                name="one_open_move_of_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(conference_on=None) | Q(conference_on__gte=F("moved_on")),
                name="their_conference_follows_the_move",
            ),
            models.CheckConstraint(condition=~Q(sent=""), name="told_says_what_was_sent"),
            models.CheckConstraint(
                condition=Q(came_back_on=None) | (Q(conference_on=None) & ~Q(came_back_why="")),
                name="came_back_or_was_taken_over",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} move of #{self.child_id} to another council"
