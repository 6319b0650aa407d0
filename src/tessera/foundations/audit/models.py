"""The log of looks and writes: ids only, never the data; rows are only ever added."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Outcome(models.TextChoices):
    ALLOW = "allow", "Allowed"
    DENY = "deny", "Refused"
    MASK = "mask", "Allowed, with something withheld"
    FAIL = "fail", "Failed"


class Event(models.Model):
    """One look, search, print, export, refusal, sign-in or write.

    No foreign keys: the log outlives what it speaks of, and is written on a connection of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_roles = models.CharField(max_length=200, blank=True)
    on_behalf_of_id = models.BigIntegerField(null=True)
    session = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=120)
    route = models.CharField(max_length=200, blank=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.ALLOW)
    reason = models.CharField(max_length=60, blank=True)
    policy_version = models.CharField(max_length=20, blank=True)
    request_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "audit_event"
        indexes = [models.Index(fields=["actor_id", "-at"], name="audit_event_actor")]

    def __str__(self):
        return f"{self.action} {self.id}"


class Subject(models.Model):
    """One person shown, or written about, by one event."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    person_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_subject"
        indexes = [
            models.Index(fields=["person_id", "-id"], name="audit_subject_person"),
            models.Index(fields=["event_id"], name="audit_subject_event"),
        ]

    def __str__(self):
        return f"#{self.pk} of event {self.event_id}"
