"""A letter about a child to one recipient: begun, then sent and kept as it went."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tessera.engine.documents.models import Document, LetterVersion, SecondReading
from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Involvement, Person


class LetterQuerySet(models.QuerySet):
    def about(self, child):
        """Those that are about this child, alone or with brothers and sisters."""
        return self.filter(Q(child=child) | Q(pk__in=AlsoAbout.objects.about(child)))

    def begun(self):
        return self.filter(document=None, set_aside_on=None)

    def sent(self):
        return self.filter(document__isnull=False)


@classed("sensitive")
class Letter(Fact):
    """One letter. `asked` are the answers to what its template asks for, `words` what the writer adds.

    It is about `child`, on whose record it is written, and about each of `also_about`. It is to a person
    around the child, or to an agency by its involvement. Once sent, the database lets nothing of it change:
    the document is the letter, and `version` its wording.
    """

    class How(models.TextChoices):
        POST = "post", "Post"
        EMAIL = "email", "Secure e-mail"
        HAND = "hand", "By hand"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Person, models.PROTECT, related_name="letters")
    code = models.CharField(max_length=80)
    to_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="letters_to"
    )
    to_involvement = models.ForeignKey(
        Involvement, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    asked = models.JSONField(default=dict, blank=True)
    words = models.TextField(blank=True, default="")
    despite_why = models.TextField(
        blank=True, default="", help_text="why it goes although somebody else is named in it"
    )
    known = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="what the record knew of the recipient, as whoever sent it had it before them",
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_on = models.DateField()
    set_aside_on = models.DateField(null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="letter"
    )
    version = models.ForeignKey(
        LetterVersion, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    needed_second = models.BooleanField(
        default=False, help_text="it is about or to a protected person, so a second person read it"
    )
    content_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="of what it says, whatever the day"
    )
    reading = models.OneToOneField(
        "letters.Reading", models.PROTECT, null=True, blank=True, related_name="went_as"
    )
    how = models.CharField(max_length=10, choices=How, blank=True, default="")
    sent_on = models.DateField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        db_table = "letters_letter"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_person=None, to_involvement__isnull=False)
                | Q(to_person__isnull=False, to_involvement=None),
                name="letter_is_to_one",
            ),
            models.CheckConstraint(
                condition=Q(document=None, version=None, sent_on=None, how="")
                | Q(document__isnull=False, version__isnull=False, sent_on__isnull=False)
                & ~Q(how=""),
                name="letter_is_begun_or_sent",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on=None) | Q(document=None),
                name="letter_sent_is_not_set_aside",
            ),
            models.CheckConstraint(
                condition=Q(document=None) | Q(needed_second=False) | Q(reading__isnull=False),
                name="letter_to_the_protected_was_read",
            ),
        ]
        indexes = [
            models.Index(
                fields=["child"],
                condition=Q(document=None, set_aside_on=None),
                name="letter_begun",
            ),
            models.Index(
                fields=["written_by"],
                condition=Q(document=None, set_aside_on=None),
                name="letter_begun_by",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} letter about #{self.child_id}"

    @property
    def is_sent(self):
        return self.document_id is not None

    @property
    def revision(self):
        """Which saving of it this is."""
        return self.recorded_at.isoformat()

    def children(self):
        """Everyone whom it is about, that on whose record it is written first; asked of the database."""
        return [self.child, *(each.child for each in self.also_about.all())]


class AlsoAboutQuerySet(models.QuerySet):
    def about(self, child):
        return self.filter(child=child).values("letter")


@classed("sensitive")
class AlsoAbout(Fact):
    """A brother or sister whom a letter is about too, with a line of their own in their story."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="also_about")
    child = models.ForeignKey(Person, models.PROTECT, related_name="letters_also_about")

    objects = AlsoAboutQuerySet.as_manager()

    class Meta:
        db_table = "letters_also_about"
        constraints = [
            models.UniqueConstraint(fields=["letter", "child"], name="letter_about_each_once")
        ]

    def __str__(self):
        return f"#{self.pk} letter #{self.letter_id} about #{self.child_id}"


@classed("sensitive")
class Reading(SecondReading):
    """A second person reads a letter."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="readings")

    class Meta(SecondReading.Meta):
        abstract = False
        db_table = "letters_reading"
        constraints = (
            *SecondReading.Meta.constraints,
            models.UniqueConstraint(
                fields=["letter"], condition=Q(answered_at=None), name="one_reading_asked_for"
            ),
        )

    def __str__(self):
        return f"#{self.pk} reading of letter #{self.letter_id}"
