"""A return as it was submitted, kept for ever; and as it was last worked out, kept until the next."""

import gzip
import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed
from tessera.people.models import Person


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


class RunQuerySet(models.QuerySet):
    def of_year(self, year):
        """The newest first: by when it was asked for."""
        return self.filter(year=year).select_related("asked_by").order_by("-asked_at", "-pk")


@classed("public")
class Run(models.Model):
    """The return of a year as it was worked out at one moment, for the page that shows it."""

    year = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(
        null=True, blank=True, help_text="from what was known at this moment"
    )
    failed_at = models.DateTimeField(null=True, blank=True)
    children = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)

    objects = RunQuerySet.as_manager()

    class Meta:
        db_table = "cin_census_run"
        indexes = [models.Index(fields=["year", "-asked_at"], name="run_year")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None) | models.Q(failed_at=None),
                name="run_is_made_or_failed",
            )
        ]

    def __str__(self):
        return f"#{self.pk} run of {self.year}"

    @property
    def is_waiting(self):
        return self.made_at is None and self.failed_at is None


class RunFindingQuerySet(models.QuerySet):
    def known_to(self, actor):
        """Of the whole return, or of a child whom the reader may know of."""
        known = Person.objects.known_to(actor)
        return self.filter(models.Q(la_child_id="") | models.Q(person__in=known))


@classed("sensitive")
class RunFinding(models.Model):
    """One finding of a run, in its place in the list."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="findings")
    place = models.PositiveIntegerField()
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=5)
    la_child_id = models.CharField(max_length=60, blank=True, default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField(max_length=60)
    message = models.TextField()
    owner = models.CharField(max_length=255)

    objects = RunFindingQuerySet.as_manager()

    class Meta:
        db_table = "cin_census_run_finding"
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="one_finding_in_a_place")
        ]
        indexes = [models.Index(fields=["run", "rule", "place"], name="run_finding_rule")]

    def __str__(self):
        return f"#{self.pk} finding of run #{self.run_id}"
