"""A return as it was submitted: kept for ever, and never changed."""

import gzip
import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed


@classed("sensitive", public=("year", "frozen_at"))
class FrozenReturn(models.Model):
    """The CIN census of a year as it went to the department: file, rows, rule results, who and when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    file = models.BinaryField(help_text="the XML, gzipped")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the XML")
    children = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    note = models.TextField(blank=True, default="")
    frozen_at = models.DateTimeField(db_default=Now())
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "cin_census_frozen_return"
        indexes = [models.Index(fields=["year", "-frozen_at"], name="frozen_return_year")]

    def __str__(self):
        return f"#{self.pk} frozen return of {self.year}"

    @property
    def xml(self):
        return gzip.decompress(bytes(self.file))

    @property
    def errors(self):
        return sum(finding["severity"] == "error" for finding in self.findings)

    @property
    def queries(self):
        return len(self.findings) - self.errors
