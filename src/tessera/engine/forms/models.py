"""Published form definitions, and what was written in them, word for word."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


@classed("public")
class FormVersion(models.Model):
    """One published form definition. Never changed: answers are pinned to it for ever."""

    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "forms_form_version"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_form_per_version"),
            models.UniqueConstraint(fields=["code", "digest"], name="one_version_per_digest"),
        ]

    def __str__(self):
        return f"{self.code} version {self.version}"


@classed("public")
class Sheet(models.Model):
    """The answers given in one sitting of one form. Once finished, only a correction changes it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="sheets")
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    is_finished = models.BooleanField(default=False)
    started_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "forms_sheet"

    def __str__(self):
        return f"#{self.pk} sheet"


@classed("sensitive")
class Answer(Fact):
    """What was written in one field, for all subjects or for one child.

    `revision` rises by one with each save; a save names the revision it started from, so that two
    people in one field are both shown what the other wrote. `source` says where a value filled from
    the record came from (label, on, reference) and whether the worker has confirmed it. `typed_on` and
    `turn` say which open page saved it last, and the how-manyeth change of that page it was.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="answers")
    field = models.CharField(max_length=80)
    child = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.JSONField(null=True)
    source = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    typed_on = models.UUIDField(null=True, editable=False)
    turn = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "forms_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "field", "child"],
                name="one_answer_per_field_and_child",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"#{self.pk} {self.field}"


@classed("sensitive")
class Unsent(models.Model):
    """What a worker typed into a form that someone else had finished meanwhile: kept, shown back."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="unsent")
    field = models.CharField(max_length=80)
    child = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "forms_unsent"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "field", "child", "by"],
                name="one_unsent_answer_per_worker",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"#{self.pk} unsent {self.field}"
