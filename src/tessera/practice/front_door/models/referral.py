import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.foundations.records.models import Fact
from tessera.people.models import Involvement, Person
from tessera.practice.front_door.models.contact import Contact

HOLD_THE_CASE = ("allocated_worker", "lead_practitioner")


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class ReferralQuerySet(models.QuerySet):
    def open(self):
        return self.filter(is_nfa=False, closed_on=None)

    def unheld(self):
        """Open cases that nobody holds yet: neither a social worker nor a lead practitioner."""
        held = Involvement.objects.filter(
            person=OuterRef("child"), ended_on=None, role__in=HOLD_THE_CASE
        )
        return self.open().filter(~Exists(held))

    def open_on(self, day):
        return self.filter(
            Q(closed_on=None) | Q(closed_on__gt=day), is_nfa=False, received_on__lte=day
        )


@classed("sensitive")
class Referral(Fact):
    """A referral to social care and the episode of need that it opens: one CINdetails row.

    Open until closed with a reason; a referral with no further action opens nothing. A child has at
    most one open at a time (CIN census rules 8815, 8816, 8820).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    received_on = models.DateField()
    source = models.CharField(max_length=2)  # code set cin.referral_source
    primary_need = models.CharField(max_length=2, blank=True, default="")  # cin.primary_need
    is_nfa = models.BooleanField(default=False)
    is_re_referral = models.BooleanField(default=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=3, blank=True, default="")  # cin.closure_reason
    closure_summary = models.TextField(blank=True, default="")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        db_table = "front_door_referral"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closure_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closure_reason="")),
                name="referral_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("received_on")),
                name="referral_closes_on_or_after_receipt",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(closed_on=None, is_nfa=False),
                name="one_open_referral_per_child",
            ),
            ExclusionConstraint(
                name="referrals_do_not_overlap",
                expressions=[
                    (
                        DateRange("received_on", "closed_on", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("child", RangeOperators.EQUAL),
                ],
                condition=Q(is_nfa=False),
            ),
        ]
        indexes = [models.Index(fields=["child", "-received_on"], name="referral_child")]

    def __str__(self):
        return f"#{self.pk} referral of #{self.child_id}"
