import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Organisation, Person


@classed(
    "sensitive",
    informant=(
        "referrer_name",
        "referrer_role",
        "referrer_telephone",
        "referrer_email",
        "referrer_organisation",
    ),
)
class Contact(Fact):
    """Someone told us of a worry about one or more children (Working Together, chapter on the front
    door). What was decided, by whom, why; and whether the one who told us was told back.
    """

    class Stage(models.TextChoices):
        NEW = "new", "New"
        CHECKS = "checks", "Asking agencies"
        DECISION = "decision", "To decide"
        AUTHORISATION = "authorisation", "With the manager"
        TELL_REFERRER = "tell_referrer", "Referrer to be told"
        FINISHED = "finished", "Finished"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.BigIntegerField(unique=True, null=True, blank=True)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=20)  # code set contact.channel
    is_out_of_hours = models.BooleanField(default=False)
    source = models.CharField(max_length=2)  # code set cin.referral_source
    referrer_name = models.CharField(max_length=150, blank=True, default="")
    referrer_role = models.CharField(max_length=100, blank=True, default="")
    referrer_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    referrer_telephone = models.CharField(max_length=30, blank=True, default="")
    referrer_email = models.EmailField(blank=True, default="")
    referrer_may_be_named = models.BooleanField(null=True)
    family_knows = models.BooleanField(null=True)
    consent = models.CharField(max_length=20, blank=True, default="")  # code set consent
    concerns = models.JSONField(default=list, blank=True)  # codes of contact.concern
    account = models.TextField(blank=True, default="")
    childs_words = models.TextField(blank=True, default="")
    immediate_risk = models.BooleanField(null=True)
    immediate_risk_why = models.TextField(blank=True, default="")
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.NEW)
    rag = models.CharField(max_length=5, blank=True, default="")  # code set contact.rag
    rag_set_at = models.DateTimeField(null=True, blank=True)
    rag_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=24, blank=True, default="")  # code set contact.outcome
    decision_why = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    for_daily_meeting = models.BooleanField(default=False)
    daily_meeting_note = models.TextField(blank=True, default="")
    referrer_called_at = models.DateTimeField(null=True, blank=True)
    referrer_call_note = models.TextField(blank=True, default="")
    referrer_letter_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "front_door_contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False) & ~Q(decision_why="")),
                name="contact_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(authorised_at=None, authorised_by=None)
                | Q(authorised_at__isnull=False, authorised_by__isnull=False),
                name="contact_authorised_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(authorised_by=None)
                | Q(decided_by=None)
                | ~Q(authorised_by=models.F("decided_by")),
                name="contact_not_authorised_by_its_decider",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="contact_received"),
            models.Index(
                fields=["stage", "received_at", "id"],
                condition=~Q(stage="finished"),
                name="contact_board",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} contact"


@classed("personal", whereabouts=("address_as_told",))
class ContactChild(Fact):
    """One child, or grown-up, of whom a contact tells: as told, and matched to a person once known."""

    class Part(models.TextChoices):
        CHILD = "child", "Child the contact is about"
        ADULT = "adult", "Adult in the family"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="children")
    part = models.CharField(max_length=5, choices=Part, default=Part.CHILD)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contact_children"
    )
    given_as_told = models.CharField(max_length=120, blank=True, default="")
    family_as_told = models.CharField(max_length=120, blank=True, default="")
    born_on_as_told = models.DateField(null=True, blank=True)
    expected_on_as_told = models.DateField(null=True, blank=True)
    sex_as_told = models.CharField(max_length=1, blank=True, default="")
    address_as_told = models.CharField(max_length=400, blank=True, default="")
    school_as_told = models.CharField(max_length=150, blank=True, default="")
    relation_as_told = models.CharField(max_length=100, blank=True, default="")
    matched_at = models.DateTimeField(null=True, blank=True)
    history_searched = models.BooleanField(default=False)

    class Meta:
        db_table = "front_door_contact_child"
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "person"],
                condition=Q(person__isnull=False),
                name="one_part_per_person_and_contact",
            )
        ]

    def __str__(self):
        return f"#{self.pk} of contact #{self.contact_id}"


@classed("secret")
class PublicReferral(models.Model):
    """A half-written multi-agency referral form. Opens again only with the code sent to its writer.

    Holds answers until they are sent, when they become a contact and are emptied here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(blank=True, default="")
    answers = models.JSONField(default=dict)
    code_digest = models.CharField(max_length=128, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=20, blank=True, default="")
    contact = models.OneToOneField(
        Contact, models.PROTECT, null=True, blank=True, related_name="public_referral"
    )

    class Meta:
        db_table = "front_door_public_referral"

    def __str__(self):
        return f"#{self.pk} public referral"
