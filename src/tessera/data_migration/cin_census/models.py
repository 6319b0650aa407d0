"""Which files have been loaded, so that the same file twice changes nothing."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tessera.foundations.access.classes import classed


@classed("public")
class LoadedFile(models.Model):
    """One census file that was taken. A year known from a later file is not overruled by an earlier."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    year = models.PositiveSmallIntegerField()
    rows_taken = models.PositiveIntegerField()
    rows_refused = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(db_default=Now())
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "cin_census_loading_loaded_file"

    def __str__(self):
        return f"#{self.pk} census file of {self.year}"
