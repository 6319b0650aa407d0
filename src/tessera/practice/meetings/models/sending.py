"""What went out after a meeting, to whom, when and how; and what was kept back, and why."""

import uuid

from django.db import models
from django.db.models import F, Q

from tessera.engine.documents.models import Document, LetterVersion
from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person
from tessera.practice.meetings.models.meeting import Invited, Meeting


@classed("sensitive")
class Sending(Fact):
    """One thing for one recipient of a meeting: sent, with the document as it went, or kept back.

    What was put right after it went is sent again as the next `version`; `told` is a digest of what it
    tells, by which one sees that something was. A copy that is e-mailed from here has its day, `sent_on`,
    only once the mail server has taken it.
    """

    class What(models.TextChoices):
        DECISIONS = "decisions", "Decisions"
        RECORD = "record", "Full record"

    class How(models.TextChoices):
        EMAIL = "email", "Secure e-mail"
        POST = "post", "Post"
        HAND = "hand", "By hand"
        SYSTEM = "system", "On their own record here"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sendings")
    invited = models.ForeignKey(Invited, models.PROTECT, related_name="sendings")
    what = models.CharField(max_length=10, choices=What)
    children = models.ManyToManyField(
        Person, related_name="sendings", db_table="meetings_sending_about"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="sendings"
    )
    digest = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveSmallIntegerField(default=1)
    told = models.CharField(max_length=64, blank=True, default="")
    wording = models.ForeignKey(
        LetterVersion, models.PROTECT, null=True, blank=True, related_name="sendings"
    )
    needed_second = models.BooleanField(
        default=False, help_text="it is about or to a protected person, so a second person read it"
    )
    content_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="of what it says to whom, whatever the day"
    )
    reading = models.ForeignKey(
        "meetings.Reading", models.PROTECT, null=True, blank=True, related_name="went_as"
    )
    how = models.CharField(max_length=10, choices=How, blank=True, default="")
    sent_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    left_out = models.TextField(blank=True, default="", help_text="what this copy came without")
    withheld_why = models.TextField(blank=True, default="")
    known = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="what the record knew of this recipient, as whoever decided had it before them",
    )

    class Meta:
        db_table = "meetings_sending"
        constraints = [
            models.CheckConstraint(
                condition=Q(withheld_why="", document__isnull=False)
                & ~Q(how="")
                & ~Q(digest="")
                & (Q(sent_on__isnull=False) | Q(how="email"))
                | ~Q(withheld_why="") & Q(document=None, sent_on=None, how="", digest=""),
                name="sending_is_sent_or_kept_back",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None)
                | Q(sent_on__isnull=False, acknowledged_on__gte=F("sent_on")),
                name="sending_acknowledged_after_sent",
            ),
            models.CheckConstraint(
                condition=Q(document=None) | Q(needed_second=False) | Q(reading__isnull=False),
                name="sending_to_the_protected_was_read",
            ),
            models.UniqueConstraint(
                fields=["invited", "what", "version"], name="one_sending_of_a_version_to_one"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(withheld_why="", version__gt=1),
                name="sending_corrected_was_sent",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.what} of meeting #{self.meeting_id}"

    @property
    def is_withheld(self):
        return bool(self.withheld_why)

    @property
    def is_on_its_way(self):
        """E-mailed from here, and not known to have been taken by the mail server."""
        return self.document_id is not None and self.sent_on is None

    def whereabouts(self):
        """In a word for a list: kept back, sent, on its way, or not delivered. With its message read."""
        if self.is_withheld:
            return "kept back"
        if self.sent_on is not None:
            return "sent"
        return "not delivered" if self.document.message.given_up_at else "on its way"

    def is_corrected_by(self, told):
        """Whether what would go now tells something else. Of one sent before that was kept, nobody knows."""
        return bool(self.told and told) and self.told != told
