"""What a copy after a meeting is to go without, for one recipient."""

from django.db import models
from django.db.models import Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.practice.meetings.models.meeting import Invited
from tessera.practice.meetings.models.sending import Sending


@classed("sensitive")
class Omission(Fact):
    """Parts that somebody chose to leave out of one recipient's copy, such as how a mother keeps safe.

    `parts` are `{"key", "words"}` of each: by which it is found in the copy, and what it was called. That
    of the full record stands in place of that of the decisions, also where it leaves nothing out.
    """

    invited = models.ForeignKey(Invited, models.PROTECT, related_name="omissions")
    what = models.CharField(max_length=10, choices=Sending.What)
    parts = models.JSONField(default=list, blank=True)
    why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "meetings_omission"
        constraints = [
            models.UniqueConstraint(fields=["invited", "what"], name="one_omission_of_a_copy"),
            models.CheckConstraint(condition=Q(parts=[]) | ~Q(why=""), name="omission_says_why"),
        ]

    def __str__(self):
        return f"#{self.pk} left out of the {self.what} for #{self.invited_id}"

    @property
    def keys(self):
        return {part["key"] for part in self.parts}

    @property
    def called(self):
        return [part["words"] for part in self.parts]
