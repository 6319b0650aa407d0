import uuid

from django.db import models
from django.db.models import Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.practice.child_protection.models.plan import Plan


@classed("sensitive")
class CoreGroup(Fact):
    """A core group held on one child's protection plan: the plan gone through, outcome by outcome."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="core_groups")
    held_on = models.DateField()
    risk = models.CharField(max_length=10)  # code set plan.risk
    risk_why = models.TextField()
    next_on = models.DateField(null=True, blank=True)
    early_review_by = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "child_protection_core_group"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "held_on"], name="one_core_group_a_day_of_a_plan"
            ),
            models.CheckConstraint(condition=~Q(risk_why=""), name="core_group_says_why_of_risk"),
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gt=models.F("held_on")),
                name="next_core_group_is_later",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} core group of plan #{self.plan_id}"
