"""Dated facts that keep every earlier version, and receipts that make each request count once."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed


class Fact(models.Model):
    """What is true of someone, with dates; who recorded it, when and why; by which step.

    A trigger on every table of this kind stamps the three `recorded_` columns and puts the row as it
    was into `records_version` before it is changed or removed. `recorded_at` is never given by the
    caller.
    """

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    recorded_why = models.TextField(blank=True, db_default="", default="", editable=False)
    step_ref = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True


class Pointer(models.Model):
    """A narrow row that points to a fact. Where it stood before it was moved or taken away is kept.

    It carries no time of its own: many millions of them are only ever added, and what they point to says
    when it was recorded.
    """

    class Meta:
        abstract = True


@classed("sensitive")
class Version(models.Model):
    """A fact as it stood from `recorded_at` until `replaced_at`. Written by the trigger only."""

    class Operation(models.TextChoices):
        UPDATE = "U", "Changed"
        DELETE = "D", "Removed"

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    row = models.JSONField()
    operation = models.CharField(max_length=1, choices=Operation)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField()
    replaced_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "records_version"
        indexes = [
            models.Index(fields=["table_name", "row_id", "-id"], name="records_version_row"),
        ]

    def __str__(self):
        return f"#{self.pk} version of {self.table_name} #{self.row_id}"


@classed("public")
class Installation(models.Model):
    """One row, written by the owner alone. In an invented council the recorder may be told the time."""

    is_invented = models.BooleanField(default=False)
    authority = models.CharField(max_length=3, default="", blank=True)
    council_name = models.CharField(max_length=100, default="", blank=True)
    clock_offset = models.BigIntegerField(
        default=0, help_text="seconds, in an invented council only"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "records_installation"

    def __str__(self):
        return self.council_name


@classed("public")
class Receipt(models.Model):
    """A request that was carried out, with where it led: the same key again gets the same answer."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    route = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "records_receipt"

    def __str__(self):
        return str(self.key)
