"""The secret address at which a calendar program fetches one worker's dates."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.records.models import Fact


class FeedQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)


@classed("personal", secret=("digest",))
class Feed(Fact):
    """One address of one worker, from the day it was made to the day it was renewed or switched off.

    Only a digest of its token is kept: the address is shown once, when it is made.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        db_table = "feeds_feed"
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(ended_at=None), name="one_current_feed_per_worker"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="feed_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} feed of worker #{self.worker_id}"
