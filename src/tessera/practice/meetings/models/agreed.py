"""What a meeting agreed: who does what by when, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.practice.meetings.models.meeting import Meeting


@classed("sensitive")
class AgreedAction(Fact):
    """Somebody does something by a day. It stands until it is done, or not done and why.

    `work_ref` is the step in which its owner, or the child's own worker, says what became of it.
    """

    class End(models.TextChoices):
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Not done"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agreed")
    what = models.TextField()
    who = models.CharField(max_length=200, blank=True, default="")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    work_ref = models.UUIDField(null=True, blank=True, unique=True)
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    how_ended = models.CharField(max_length=8, choices=End, blank=True, default="")
    ended_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "meetings_agreed_action"
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="agreed_action_says_what"),
            models.CheckConstraint(
                condition=Q(ended_on=None, how_ended="")
                | Q(ended_on__isnull=False) & ~Q(how_ended=""),
                name="ended_agreed_action_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(how_ended="not_done") | ~Q(ended_why=""),
                name="agreed_action_not_done_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("agreed_on")),
                name="agreed_action_ends_after_it_was_agreed",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} action agreed at meeting #{self.meeting_id}"
