"""Letters, printed forms and records, kept exactly as they were made."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


@classed("sensitive", whereabouts=("recipient_address",))
class Document(models.Model):
    """A document about people, made for one recipient, kept as made; never changed afterwards."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)  # code set letter.kind
    title = models.CharField(max_length=200)
    people = models.ManyToManyField(Person, related_name="documents", db_table="documents_about")
    recipient = models.CharField(max_length=200, blank=True, default="")
    recipient_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="documents_to"
    )
    recipient_address = models.CharField(max_length=400, blank=True, default="")
    media_type = models.CharField(max_length=100, default="application/pdf")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    step_ref = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_how = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "documents_document"

    def __str__(self):
        return f"#{self.pk} {self.kind}"


@classed("public")
class LetterVersion(models.Model):
    """The wording and layout of a letter as it stood when one was first sent with it. Only ever added."""

    code = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    texts = models.JSONField()
    layout = models.BinaryField(null=True, blank=True, help_text="the council's own Word document")
    first_used_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "documents_letter_version"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"], name="one_letter_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["code", "digest"], name="one_letter_version_per_wording"
            ),
        ]

    def __str__(self):
        return f"{self.code} version {self.number}"


class SecondReadingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None)


class SecondReading(Fact):
    """A second person reads what is about or to a protected person before it goes, and agrees or says why
    not. `digest` is of what they read: words that change afterwards are not agreed. A room says of what."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed = models.BooleanField(null=True, blank=True)
    why = models.TextField(blank=True, default="")

    objects = SecondReadingQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, agreed=None, why="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, agreed__isnull=False),
                name="%(app_label)s_reading_asked_or_answered",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=False) | ~Q(why=""), name="%(app_label)s_sent_back_says_why"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="%(app_label)s_read_by_somebody_else",
            ),
        )

    def is_agreed(self, digest, by) -> bool:
        """Whether somebody other than `by` agreed to exactly this."""
        return bool(self.agreed) and self.digest == digest and self.answered_by_id != by.pk


class FileQuerySet(models.QuerySet):
    def with_scans(self):
        """Each with what is known of its bytes: `is_clean`, `is_infected`, `is_refused`."""
        said = {
            "is_clean": Scan.Verdict.CLEAN,
            "is_infected": Scan.Verdict.FOUND,
            "is_refused": Scan.Verdict.REFUSED,
        }
        scans = Scan.objects.filter(digest=OuterRef("digest"))
        return self.annotate(**{n: Exists(scans.filter(verdict=v)) for n, v in said.items()})

    def waiting(self):
        """Those that no scanner has decided on yet."""
        return self.with_scans().filter(is_clean=False, is_infected=False)


@classed("sensitive")
class File(Fact):
    """A file that a worker added to the form of a step: its name for people, and the digest of its bytes.

    The bytes lie in the file store, once however often they are added. A file that is taken out of a
    draft leaves the answer, not this table: nothing that was kept is lost. A picture stays sealed as it
    came, with where its camera was; what opens is a copy made anew from its pixels.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    copy_digest = models.CharField(max_length=64, blank=True, default="")
    copy_media_type = models.CharField(max_length=100, blank=True, default="")
    copy_size = models.PositiveBigIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = FileQuerySet.as_manager()

    class Meta:
        db_table = "documents_file"
        constraints = [
            models.UniqueConstraint(
                fields=["step_ref", "digest", "added_by"], name="one_file_per_step_and_maker"
            ),
            models.CheckConstraint(
                condition=models.Q(step_ref__isnull=False), name="file_belongs_to_a_step"
            ),
            models.CheckConstraint(
                condition=Q(copy_digest="", copy_media_type="", copy_size=None)
                | ~Q(copy_digest="") & ~Q(copy_media_type="") & Q(copy_size__isnull=False),
                name="file_copy_is_whole_or_none",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} file of step {self.step_ref}"


@classed("sensitive")
class Scan(models.Model):
    """What the virus scanner said of some bytes, by their digest. Only ever added; the worst counts."""

    class Verdict(models.TextChoices):
        CLEAN = "clean", "Nothing found"
        FOUND = "found", "A virus was found"
        REFUSED = "refused", "The scanner could not check it"

    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=Verdict)
    said = models.CharField(max_length=200, blank=True, default="", help_text="in its own words")
    scanned_at = models.DateTimeField()

    class Meta:
        db_table = "documents_scan"
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "verdict"], name="one_scan_per_digest_and_verdict"
            )
        ]

    def __str__(self):
        return f"#{self.pk} {self.verdict}"


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, given_up_at=None)

    def to_try(self, at):
        return self.waiting().filter(Q(next_try_at=None) | Q(next_try_at__lte=at))


@classed("secret")
class Message(models.Model):
    """An e-mail as it left, or will leave, the house: what the outbox page of the demo shows.

    It waits until the council's mail server has taken it, is tried again when that is down, and is given
    up when it is refused for good or would come too late. `failed_why` holds the server's code, no words.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    document = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="message",
        help_text="goes with it; the document is sent when the server has taken this",
    )
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failed_why = models.CharField(max_length=60, blank=True, default="")
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        db_table = "documents_message"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None),
                name="message_sent_is_not_given_up",
            )
        ]

    def __str__(self):
        return f"#{self.pk} message"
