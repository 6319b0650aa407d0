import uuid

from django.db import models
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed
from tessera.practice.front_door.models.contact import Contact


@classed("secret")
class PublicReferral(models.Model):
    """A half-written multi-agency referral form. Opens again only with the code sent to its writer.

    Holds answers until they are sent, when they become a contact and are emptied here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    email = models.EmailField(blank=True, default="")
    answers = models.JSONField(default=dict)
    code_digest = models.CharField(max_length=128, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    contact = models.OneToOneField(
        Contact, models.PROTECT, null=True, blank=True, related_name="public_referral"
    )

    class Meta:
        db_table = "front_door_public_referral"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None, contact=None)
                | models.Q(sent_at__isnull=False, contact__isnull=False, answers={}),
                name="sent_referral_is_a_contact_and_empty",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} public referral"


@classed("secret")
class Knock(models.Model):
    """One knock on the public door, so that a flood can be turned away.

    `caller` is a keyed digest of the network address, changed each day: enough to count, and not
    enough to find anyone by.
    """

    kind = models.CharField(max_length=10)
    caller = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "front_door_knock"
        indexes = [
            models.Index(fields=["kind", "caller", "-at"], name="front_door_knock_caller"),
            models.Index(fields=["kind", "-at"], name="front_door_knock_kind"),
        ]

    def __str__(self):
        return f"#{self.pk} knock"
