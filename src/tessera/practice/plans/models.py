"""The plan as it is worked: what will be different, who does what, how it goes, and what they say of it.

The statutory facts stay in their own rooms; each child here points to theirs by kind and id.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.front_door.models.referral import DateRange
from tessera.practice.plans.choices import ActionEnd, Heard, Kind, OutcomeEnd, Whose

ENDS_AFTER_START = Q(ended_on=None) | Q(ended_on__gte=F("started_on"))


class PeriodQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)

    def in_force_on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)


@classed("sensitive")
class WorkingPlan(Fact):
    """One plan for one child, or for brothers and sisters with whom the work is shared."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.TextField(blank=True, default="", help_text="why there is a plan")
    can_end_when = models.TextField(blank=True, default="")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "plans_plan"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="working_plan_ends_on_or_after_start"
            )
        ]

    def __str__(self):
        return f"#{self.pk} working plan"


@classed("sensitive")
class PlanChild(Fact):
    """A child on a working plan, as long as the statutory plan that it works on."""

    plan = models.ForeignKey(WorkingPlan, models.PROTECT, related_name="members")
    child = models.ForeignKey(Person, models.PROTECT, related_name="plan_memberships")
    kind = models.CharField(max_length=10, choices=Kind)
    fact_id = models.BigIntegerField(help_text="the statutory plan of this kind")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "plans_child"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="child_leaves_plan_on_or_after_joining"
            ),
            models.UniqueConstraint(
                fields=["kind", "fact_id"], name="one_working_plan_per_statutory_plan"
            ),
            models.UniqueConstraint(
                fields=["child", "kind"],
                condition=Q(ended_on=None),
                name="one_open_working_plan_of_a_kind",
            ),
            ExclusionConstraint(
                name="working_plans_of_a_kind_do_not_overlap",
                expressions=[
                    (DateRange("started_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("child", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self):
        return f"#{self.pk} child #{self.child_id} on working plan #{self.plan_id}"


@classed("sensitive")
class Outcome(Fact):
    """What will be different, in words a parent could read, and in a code that can be counted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(WorkingPlan, models.PROTECT, related_name="outcomes")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    change = models.TextField(blank=True, default="", help_text="what will be different")
    how_we_know = models.TextField(blank=True, default="")
    contingency = models.TextField(blank=True, default="", help_text="if it does not change")
    area = models.CharField(max_length=24)  # code set plan.outcome_area
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    how_ended = models.CharField(max_length=12, choices=OutcomeEnd, blank=True, default="")
    ended_why = models.TextField(blank=True, default="")
    came_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="went_to",
        help_text="the outcome of the plan before this one",
    )  # fmt: skip

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "plans_outcome"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="outcome_ends_on_or_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, how_ended="")
                | Q(ended_on__isnull=False) & ~Q(how_ended=""),
                name="ended_outcome_says_how",
            ),
            models.UniqueConstraint(
                fields=["plan", "position"], name="one_outcome_in_each_place_of_a_plan"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="outcome_says_what"),
            models.CheckConstraint(
                condition=Q(came_from=None) | ~Q(came_from=F("pk")),
                name="outcome_came_from_another",
            ),
            models.UniqueConstraint(
                fields=["plan", "came_from"],
                condition=Q(came_from__isnull=False),
                name="an_outcome_goes_over_once",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} outcome of plan #{self.plan_id}"


@classed("sensitive")
class OutcomeChild(Fact):
    """For which child an outcome is."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="members")
    child = models.ForeignKey(Person, models.PROTECT, related_name="plan_outcomes")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "plans_outcome_child"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="outcome_of_child_ends_on_or_after_start"
            ),
            models.UniqueConstraint(fields=["outcome", "child"], name="an_outcome_once_per_child"),
        ]

    def __str__(self):
        return f"#{self.pk} outcome #{self.outcome_id} for child #{self.child_id}"


@classed("sensitive")
class Action(Fact):
    """Who does what by when. The owner is a worker, a person of the family, or somebody named."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="actions")
    what = models.TextField()
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    named = models.CharField(max_length=150, blank=True, default="")
    role = models.CharField(max_length=100, blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
    how_often = models.CharField(max_length=100, blank=True, default="")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    how_ended = models.CharField(max_length=8, choices=ActionEnd, blank=True, default="")
    ended_why = models.TextField(blank=True, default="")
    came_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="went_to",
        help_text="the action of the plan before this one",
    )  # fmt: skip

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "plans_action"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="action_ends_on_or_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, how_ended="")
                | Q(ended_on__isnull=False) & ~Q(how_ended=""),
                name="ended_action_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(how_ended=ActionEnd.DROPPED) | ~Q(ended_why=""),
                name="dropped_action_says_why",
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=False) | Q(person__isnull=False) | ~Q(named=""),
                name="action_has_somebody",
            ),
            models.UniqueConstraint(
                fields=["outcome", "came_from"],
                condition=Q(came_from__isnull=False),
                name="an_action_goes_over_once",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} action for outcome #{self.outcome_id}"


@classed("sensitive")
class Progress(Fact):
    """How an outcome goes for one child on a day, on one scale, with what that rests on."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="progress")
    child = models.ForeignKey(Person, models.PROTECT, related_name="plan_progress")
    on = models.DateField()
    scale = models.CharField(max_length=12)  # code set plan.progress
    score = models.SmallIntegerField()
    evidence = models.TextField()
    risk = models.TextField(blank=True, default="", help_text="what it means for the risk")

    class Meta:
        db_table = "plans_progress"
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "child", "on"], name="one_score_a_day_of_an_outcome"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="score_rests_on_evidence"),
        ]

    def __str__(self):
        return f"#{self.pk} progress of outcome #{self.outcome_id}"


@classed("sensitive")
class View(Fact):
    """What a child, a parent or another of the family says of the plan, in their own words."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(WorkingPlan, models.PROTECT, related_name="views")
    outcome = models.ForeignKey(
        Outcome, models.PROTECT, null=True, blank=True, related_name="views"
    )
    whose = models.CharField(max_length=6, choices=Whose)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="plan_views"
    )
    named = models.CharField(max_length=150, blank=True, default="")
    on = models.DateField()
    heard = models.CharField(max_length=8, choices=Heard, default=Heard.MEETING)
    words = models.TextField()

    class Meta:
        db_table = "plans_view"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="view_has_words"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(named=""), name="view_is_somebodys"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} view of plan #{self.plan_id}"


@classed("sensitive")
class VisitFrequency(Fact):
    """How often a plan asks for a child to be visited and seen alone."""

    plan = models.ForeignKey(WorkingPlan, models.PROTECT, related_name="visit_frequencies")
    child = models.ForeignKey(Person, models.PROTECT, related_name="visit_frequencies")
    every_working_days = models.PositiveSmallIntegerField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        db_table = "plans_visit_frequency"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="visit_frequency_ends_on_or_after_start"
            ),
            models.CheckConstraint(
                condition=Q(every_working_days__gte=1, every_working_days__lte=60),
                name="visits_every_1_to_60_working_days",
            ),
            ExclusionConstraint(
                name="visit_frequencies_do_not_overlap",
                expressions=[
                    (DateRange("started_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("child", RangeOperators.EQUAL),
                    ("plan", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self):
        return f"#{self.pk} visits to #{self.child_id}"
