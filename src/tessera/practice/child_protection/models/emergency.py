import uuid
from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


class TimeRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class EmergencyQuerySet(models.QuerySet):
    def in_force_on(self, day):
        """On any hour of a day: it began by then, and neither ended nor ran out before."""
        return self.filter(
            Q(ended_at=None) | Q(ended_at__date__gt=day),
            started_at__date__lte=day,
            ends_at__date__gte=day,
        )


@classed("legal")
class EmergencyMeasure(Fact):
    """Police protection (Children Act 1989, s.46) or an emergency protection order (s.44): until a
    moment that the law fixes."""

    class Kind(models.TextChoices):
        POLICE = "police_protection", "Police protection"
        ORDER = "protection_order", "Emergency protection order"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="emergency_measures")
    kind = models.CharField(max_length=20, choices=Kind)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_extended = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    who = models.CharField(max_length=200)
    why = models.TextField()

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        db_table = "child_protection_emergency"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("started_at")), name="emergency_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="police_protection")
                | Q(ends_at__lte=F("started_at") + timedelta(hours=72), is_extended=False),
                name="police_protection_at_most_72_hours",
            ),
            models.CheckConstraint(
                condition=~Q(kind="protection_order")
                | Q(ends_at__lte=F("started_at") + timedelta(days=9))
                | Q(is_extended=True, ends_at__lte=F("started_at") + timedelta(days=16)),
                name="protection_order_at_most_8_days_and_7",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None)
                | Q(ended_at__gte=F("started_at"), ended_at__lte=F("ends_at")),
                name="emergency_ended_in_time",
            ),
            ExclusionConstraint(
                name="one_emergency_measure_of_a_kind_at_once",
                expressions=[
                    (
                        TimeRange("started_at", Coalesce("ended_at", "ends_at"), RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("child", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind} of #{self.child_id}"
