"""A meeting about children, planned and then held; who was asked to it, and who came."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


class MeetingQuerySet(models.QuerySet):
    def held(self):
        return self.filter(held_on__isnull=False)

    def to_come(self):
        return self.filter(held_on=None, called_off_on=None)


@classed("sensitive", whereabouts=("place",))
class Meeting(Fact):
    """One meeting about one or more children: planned for a moment, then held or called off."""

    class How(models.TextChoices):
        MEETING = "meeting", "In a meeting"
        VIDEO = "video", "By video"
        TELEPHONE = "telephone", "By telephone"
        MIXED = "mixed", "Partly by video"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=30)  # code set meeting.kind
    planned_for = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True, default="")
    place = models.CharField(
        max_length=200, blank=True, default="", help_text="a room of ours; never anyone's address"
    )
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_quorate = models.BooleanField(null=True)
    quorum_why = models.TextField(blank=True, default="", help_text="why it went on all the same")
    called_off_on = models.DateField(null=True, blank=True)
    called_off_why = models.TextField(blank=True, default="")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        db_table = "meetings_meeting"
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_for__isnull=False) | Q(held_on__isnull=False),
                name="meeting_is_planned_or_held",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(held_on__isnull=False), name="meeting_held_at_a_day"
            ),
            models.CheckConstraint(
                condition=Q(called_off_on=None)
                | (Q(held_on=None) & ~Q(called_off_why="") & Q(planned_for__isnull=False)),
                name="meeting_called_off_says_why",
            ),
            models.UniqueConstraint(
                fields=["step_ref"],
                condition=Q(step_ref__isnull=False),
                name="one_meeting_of_a_step",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-held_on"], name="meeting_held"),
            models.Index(
                fields=["planned_for"],
                condition=Q(held_on=None, called_off_on=None),
                name="meeting_to_come",
            ),
            models.Index(fields=["chair"], name="meeting_chair"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind} meeting"


@classed("sensitive")
class MeetingChild(Fact):
    """A child whom a meeting is about, and the child's part in it: before, during and after."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="children")
    child = models.ForeignKey(Person, models.PROTECT, related_name="meetings")
    took_part = models.CharField(max_length=20, blank=True, default="")  # meeting.took_part
    views_before = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="", help_text="in the child's own words")
    not_heard_why = models.TextField(blank=True, default="")
    views_after = models.TextField(blank=True, default="")
    dissent = models.TextField(blank=True, default="")

    class Meta:
        db_table = "meetings_child"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "child"], name="one_child_of_a_meeting"),
            models.CheckConstraint(
                condition=Q(words="") | Q(not_heard_why=""), name="heard_child_has_no_excuse"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} child of meeting #{self.meeting_id}"


@classed("sensitive")
class Invited(Fact):
    """Someone asked to a meeting: what was wanted of them, whether they came, and what they thought.

    The name stands as it was then; `person` or `worker` says who it is, where the record knows.
    """

    class Came(models.TextChoices):
        YES = "yes", "Came"
        PART = "part", "Came for a part"
        APOLOGIES = "apologies", "Sent apologies"
        NO = "no", "Did not come"

    class Answer(models.TextChoices):
        COMING = "coming", "Coming"
        VIDEO = "video", "Coming by video"
        APOLOGIES = "apologies", "Sends apologies"

    class View(models.TextChoices):
        AGREES = "agrees", "Agrees"
        DISAGREES = "disagrees", "Disagrees"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invited")
    name = models.CharField(max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.CharField(max_length=30, blank=True, default="")  # code set agency
    role = models.CharField(max_length=200, blank=True, default="")
    asked_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    apart_why = models.TextField(
        blank=True, default="", help_text="the chair's reason for this person to come apart"
    )
    came = models.CharField(max_length=10, choices=Came, blank=True, default="")
    report_due_on = models.DateField(null=True, blank=True)
    report_received_on = models.DateField(null=True, blank=True)
    view = models.CharField(max_length=10, choices=View, blank=True, default="")
    view_words = models.TextField(blank=True, default="")
    left_out_why = models.TextField(
        blank=True, default="", help_text="the chair's reason for leaving this person out"
    )

    class Meta:
        db_table = "meetings_invited"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="invited_has_a_name"),
            models.CheckConstraint(
                condition=Q(person=None) | Q(worker=None), name="invited_is_one_somebody"
            ),
            models.CheckConstraint(
                condition=Q(left_out_why="") | ~Q(came__in=["yes", "part"]),
                name="left_out_did_not_come",
            ),
            models.CheckConstraint(
                condition=Q(report_due_on=None)
                | Q(asked_on=None)
                | Q(report_due_on__gte=F("asked_on")),
                name="report_is_due_after_asking",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False),
                name="one_invitation_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["meeting", "worker"],
                condition=Q(worker__isnull=False),
                name="one_invitation_of_a_worker",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} invited to meeting #{self.meeting_id}"

    @property
    def took_part(self):
        return self.came in (self.Came.YES, self.Came.PART)

    @property
    def is_family(self):
        return self.person_id is not None or (not self.agency and self.worker_id is None)
