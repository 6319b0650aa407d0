"""What health was told of whom, in which file, with what answer; and what health told us."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.cp_is.choices import Answer, Change, Reason
from tessera.practice.cp_is.rules import Told


@classed("sensitive", public=("made_on", "made_at", "lines"))
class File(Fact):
    """A file for the NHS exactly as it was made, by whom and when; never changed afterwards."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    layout = models.CharField(
        max_length=100, help_text="the layout of cp_is.yaml, by its first day and name"
    )
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    lines = models.PositiveIntegerField()

    class Meta:
        db_table = "cp_is_file"
        constraints = [
            models.CheckConstraint(condition=Q(lines__gt=0), name="cp_is_file_has_lines"),
        ]

    def __str__(self):
        return f"#{self.pk} CP-IS file of {self.made_on}"


class LineQuerySet(models.QuerySet):
    def waiting(self):
        """Sent, and not answered yet."""
        return self.filter(answer="")

    def standing(self):
        """What health has, or will have unless it refuses."""
        return self.exclude(answer__in=(Answer.REFUSED, Answer.NOT_SENT))

    def last_of_each(self):
        """The last of each child and reason."""
        return self.order_by("child", "reason", "-pk").distinct("child", "reason")


@classed(
    "sensitive", personal=("nhs_number", "given_name", "family_name", "born_on", "expected_on")
)
class Line(Fact):
    """One child in a file, word for word as it went, and health's answer.

    There is no column for a place, a telephone or who else is in the family: none can go.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(File, models.PROTECT, related_name="told")
    child = models.ForeignKey(Person, models.PROTECT, related_name="cp_is_lines")
    reason = models.CharField(max_length=20, choices=Reason)
    source_id = models.BigIntegerField(help_text="of the plan that the line tells of")
    change = models.CharField(max_length=10, choices=Change)
    nhs_number = models.CharField(max_length=10)
    is_mothers_number = models.BooleanField(default=False)
    given_name = models.CharField(max_length=120, blank=True, default="")
    family_name = models.CharField(max_length=120, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    since_on = models.DateField(help_text="the day of what it tells")
    due_on = models.DateField(help_text="T072")
    answer = models.CharField(max_length=12, choices=Answer, blank=True, default="")
    answer_why = models.CharField(max_length=300, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    again_at = models.DateTimeField(
        null=True, blank=True, help_text="refused, and to go again as it is"
    )
    again_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        db_table = "cp_is_line"
        constraints = [
            models.UniqueConstraint(
                fields=["file", "child", "reason"], name="one_line_per_child_in_a_file"
            ),
            models.CheckConstraint(
                condition=~Q(nhs_number=""), name="no_line_without_an_nhs_number"
            ),
            models.CheckConstraint(
                condition=Q(born_on__isnull=False, expected_on=None)
                | Q(born_on=None, expected_on__isnull=False),
                name="line_of_a_child_born_or_expected",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="line_ends_on_or_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(change=Change.ENDED) | Q(ended_on__isnull=False),
                name="line_of_an_end_says_when",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="line_answered_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", Answer.ACKNOWLEDGED]) | ~Q(answer_why=""),
                name="line_not_taken_says_why",
            ),
            models.CheckConstraint(
                condition=Q(again_at=None, again_by=None)
                | Q(answer=Answer.REFUSED, again_at__isnull=False, again_by__isnull=False),
                name="only_what_was_refused_goes_again",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "reason", "-id"], name="cp_is_line_latest"),
            models.Index(fields=["file"], condition=Q(answer=""), name="cp_is_line_waiting"),
            models.Index(fields=["nhs_number"], name="cp_is_line_number"),
        ]

    def __str__(self):
        return f"#{self.pk} CP-IS line of #{self.child_id}"

    @property
    def told(self):
        return Told(
            source_id=self.source_id,
            started_on=self.started_on,
            ended_on=self.ended_on,
            nhs_number=self.nhs_number,
            is_mothers_number=self.is_mothers_number,
            given_name=self.given_name,
            family_name=self.family_name,
            born_on=self.born_on,
            expected_on=self.expected_on,
        )


@classed("sensitive", whereabouts=("place",))
class Attendance(Fact):
    """Health's notice that a child was seen in an unscheduled setting, and what the worker did of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    seen_at = models.DateTimeField()
    setting = models.CharField(max_length=24)  # code set cp_is.setting
    place = models.CharField(max_length=150)
    told_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    what_was_done = models.TextField(blank=True, default="")

    class Meta:
        db_table = "cp_is_attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["child", "seen_at", "setting"], name="one_notice_of_an_attendance"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, what_was_done="")
                | (Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(what_was_done="")),
                name="attendance_answered_by_on_and_how",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("told_on")),
                name="attendance_answered_after_notice",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} attendance of #{self.child_id}"
