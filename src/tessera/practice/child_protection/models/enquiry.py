import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.front_door.models import Referral
from tessera.practice.front_door.models.referral import DateRange


@classed("sensitive")
class StrategyDiscussion(Fact):
    """Social care, police and health decide for a child whether an enquiry begins (section 47)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="strategy_discussions")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="strategy_discussions")
    held_on = models.DateField()
    held_at = models.DateTimeField(null=True, blank=True)
    agencies_present = models.JSONField(default=list, blank=True)
    is_quorate = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40, blank=True, default="")  # strategy.outcome
    decision_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "child_protection_strategy_discussion"

    def __str__(self):
        return f"#{self.pk} strategy discussion on #{self.child_id}"


class Section47EnquiryQuerySet(models.QuerySet):
    def under_way(self):
        """Until its conference, or until it found that none is needed: as the CIN census counts it."""
        return self.filter(ended_on=None, is_conference_not_required=False)

    def going_on(self):
        """Those that have found nothing yet."""
        return self.under_way().filter(outcome="")

    def to_conference(self):
        """Those that found that a conference is needed, until it is held."""
        return self.under_way().exclude(outcome="")


@classed("sensitive")
class Section47Enquiry(Fact):
    """An enquiry under section 47 of the Children Act 1989, from the strategy discussion that began
    it. Ends by a conference, or by the decision that none is needed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="section47_enquiries")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="section47_enquiries")
    strategy_discussion = models.ForeignKey(
        StrategyDiscussion, models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    started_on = models.DateField()
    conference_target_on = models.DateField(null=True, blank=True)
    is_conference_not_required = models.BooleanField(default=False)
    outcome = models.CharField(max_length=40, blank=True, default="")  # s47.outcome
    outcome_why = models.TextField(blank=True, default="")
    agencies_view = models.TextField(
        blank=True, default="", help_text="of there being no conference"
    )
    not_seen_why = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="such as: not born yet"
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = Section47EnquiryQuerySet.as_manager()

    class Meta:
        db_table = "child_protection_section47_enquiry"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="enquiry_ends_on_or_after_start",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(ended_on=None, is_conference_not_required=False),
                name="one_open_section47_enquiry",
            ),
            ExclusionConstraint(
                name="section47_enquiries_do_not_overlap",
                expressions=[
                    (DateRange("started_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("child", RangeOperators.EQUAL),
                ],
                # A past return says that no conference was needed, but not when that was decided.
                condition=Q(ended_on__isnull=False) | Q(is_conference_not_required=False),
            ),
        ]

    def __str__(self):
        return f"#{self.pk} section 47 enquiry on #{self.child_id}"


@classed("sensitive", whereabouts=("place",))
class EnquirySeen(Fact):
    """The child was seen in the enquiry: when, where, by whom, alone or not, and in whose words."""

    enquiry = models.ForeignKey(Section47Enquiry, models.PROTECT, related_name="seen")
    seen_on = models.DateField()
    was_seen_alone = models.BooleanField(null=True)
    not_alone_why = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=20, blank=True, default="", help_text="a kind of place")
    seen_by = models.CharField(max_length=150, blank=True, default="")
    words = models.TextField(blank=True, default="")
    not_heard_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "child_protection_enquiry_seen"
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "seen_on"], name="seen_once_a_day"),
            models.CheckConstraint(
                condition=~Q(was_seen_alone=True) | Q(not_alone_why=""),
                name="alone_needs_no_reason",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} seen in enquiry #{self.enquiry_id}"


@classed("sensitive")
class EnquiryAgency(Fact):
    """An agency that was asked in the enquiry, and whether it answered. Any may ask for a conference."""

    enquiry = models.ForeignKey(Section47Enquiry, models.PROTECT, related_name="agencies")
    agency = models.CharField(max_length=30)  # code set agency
    who = models.CharField(max_length=200, blank=True, default="")
    answered = models.BooleanField(null=True)
    said = models.TextField(blank=True, default="")
    asks_for_conference = models.BooleanField(default=False)

    class Meta:
        db_table = "child_protection_enquiry_agency"

    def __str__(self):
        return f"#{self.pk} {self.agency} in enquiry #{self.enquiry_id}"


@classed("sensitive")
class Delay(Fact):
    """A conference later than the law asks: agreed by a manager and the chair, with what keeps the
    child safe meanwhile. The statutory day stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enquiry = models.ForeignKey(Section47Enquiry, models.PROTECT, related_name="delays")
    until_on = models.DateField()
    why = models.TextField()
    safety_plan = models.TextField()
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    manager_agreed_at = models.DateTimeField()
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    chair_agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "child_protection_delay"
        constraints = [
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(safety_plan=""), name="delay_says_why_and_how_safe"
            ),
            models.CheckConstraint(
                condition=Q(chair=None) | ~Q(chair=F("manager")), name="two_agree_to_a_delay"
            ),
            models.CheckConstraint(
                condition=Q(chair=None, chair_agreed_at=None)
                | Q(chair__isnull=False, chair_agreed_at__isnull=False),
                name="chair_agreed_by_and_at",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} delay of enquiry #{self.enquiry_id}"
