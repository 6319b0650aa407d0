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
    """A child protection plan, from the conference that made it to the one that ended it.

    A protection plan is never concurrent with a child in need plan of the same child (CIN census rules
    4001, 4003, 4016, 4017): a trigger on both tables refuses it.
    """

    class EndReason(models.TextChoices):
        """The only ways for a plan to end (Working Together, chapter on conferences)."""

        CONFERENCE = "conference", "A review conference ended it"
        MOVED = "moved", "Moved for good, and the new council has held its conference"
        EIGHTEEN = "eighteen", "Turned 18"
        DIED = "died", "Died"
        LEFT_COUNTRY = "left_country", "Left the country for good"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="protection_plans")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="protection_plans")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    initial_category = models.CharField(max_length=3)  # code set cin.abuse_category
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True, default="")
    previous_plans = models.PositiveSmallIntegerField(
        default=0, help_text="plans before this one, any council, ever (N00106)"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        db_table = "child_protection_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(ended_on=None), name="one_current_plan_per_child"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="plan_ends_on_or_after_start",
            ),
            ExclusionConstraint(
                name="protection_plans_do_not_overlap",
                expressions=[
                    (DateRange("started_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("child", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self):
        return f"#{self.pk} protection plan of #{self.child_id}"


@classed("sensitive")
class PlanCategory(Fact):
    """The category of abuse from a day on; the newest is the latest category (N00114)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="categories")
    category = models.CharField(max_length=3)
    started_on = models.DateField()

    class Meta:
        db_table = "child_protection_plan_category"
        constraints = [
            models.UniqueConstraint(fields=["plan", "started_on"], name="one_category_a_day")
        ]

    def __str__(self):
        return f"#{self.pk} category of plan #{self.plan_id}"
