import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.models.referral import DateRange


class PlanQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)

    def in_force_on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)


@classed("sensitive")
class Plan(Fact):
    """A child in need plan (Children Act 1989, section 17), while it is current.

    Never concurrent with a child protection plan of the same child: see `child_protection.Plan`.
    """

    class EndReason(models.TextChoices):
        PROTECTION_PLAN = "protection", "A child protection plan began"
        EARLY_HELP = "early_help", "Early help goes on"
        CLOSED = "closed", "No longer in need"
        LOOKED_AFTER = "looked_after", "The child is looked after"
        MOVED = "moved", "Moved away"
        EIGHTEEN = "eighteen", "Turned 18"
        DIED = "died", "Died"
        LEFT_COUNTRY = "left_country", "Left the country for good"
        OTHER = "other", "Another reason"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="child_in_need_plans")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="child_in_need_plans")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True, default="")

    objects = PlanQuerySet.as_manager()

    class Meta:
        db_table = "children_in_need_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(ended_on=None), name="one_current_child_in_need_plan"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="child_in_need_plan_ends_on_or_after_start",
            ),
            ExclusionConstraint(
                name="child_in_need_plans_do_not_overlap",
                expressions=[
                    (DateRange("started_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("child", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self):
        return f"#{self.pk} child in need plan of #{self.child_id}"


@classed("sensitive")
class ShortBreaks(Fact):
    """While a plan is a stable package of short breaks for a disabled child, which a manager signed.

    Its visits and reviews are then counted otherwise. `ended_ref` is the work that said so no more.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="short_breaks")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_ref = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "children_in_need_short_breaks"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="short_breaks_end_on_or_after_start",
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(ended_on=None), name="one_package_of_a_plan"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} short breaks of plan #{self.plan_id}"


@classed("sensitive")
class Meeting(Fact):
    """A meeting on a child in need plan: the first, which makes it, or a review."""

    class Kind(models.TextChoices):
        FIRST = "first", "First meeting"
        REVIEW = "review", "Review"

    class Outcome(models.TextChoices):
        CONTINUES = "continues", "The plan goes on"
        STEP_UP = "step_up", "Strategy discussion"
        EARLY_HELP = "early_help", "The plan ends: early help"
        CLOSE = "close", "The plan ends: no longer in need"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=6, choices=Kind)
    held_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.CONTINUES)

    class Meta:
        db_table = "children_in_need_meeting"
        constraints = [
            models.UniqueConstraint(fields=["plan", "held_on"], name="one_meeting_a_day_of_a_plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(kind="first"), name="one_first_meeting_of_a_plan"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} meeting of plan #{self.plan_id}"
