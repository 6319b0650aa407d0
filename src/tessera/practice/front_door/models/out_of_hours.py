import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tessera.foundations.access.classes import classed
from tessera.foundations.access.models import Team
from tessera.foundations.records.models import Fact
from tessera.people.models import Person


class WatchQuerySet(models.QuerySet):
    def in_force(self, past_morning):
        """Not ended, and until a morning after this one."""
        return self.filter(ended_at=None, until_on__gt=past_morning)


@classed("sensitive")
class Watch(Fact):
    """What a day team asks out of hours to watch about one child, until a morning."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="watches")
    worry = models.TextField()
    might_happen = models.TextField()
    what_to_do = models.TextField()
    who_to_call = models.TextField()
    asked_on = models.DateField()
    until_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = WatchQuerySet.as_manager()

    class Meta:
        db_table = "front_door_watch"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_watch_per_child"
            ),
            models.CheckConstraint(
                condition=~Q(worry="") & ~Q(what_to_do="") & ~Q(who_to_call=""),
                name="watch_says_what_to_do",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("asked_on")), name="watch_ends_after_it_was_asked"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="watch_ended_by_and_at",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} watch of #{self.person_id}"


@classed("personal", sensitive=("words",))
class HandOver(Fact):
    """The end of a shift out of hours: what the day teams must know, and since when it tells."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    since_at = models.DateTimeField()
    given_at = models.DateTimeField()
    words = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "front_door_hand_over"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="hand_over_says_something"),
            models.CheckConstraint(
                condition=Q(given_at__gt=F("since_at")), name="hand_over_ends_a_shift"
            ),
        ]
        indexes = [models.Index(fields=["-given_at", "-id"], name="hand_over_given")]

    def __str__(self):
        return f"#{self.pk} hand-over"


@classed("personal")
class HandOverTeam(Fact):
    """One team that a hand-over concerns, and the manager who has read it."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, models.PROTECT, related_name="hand_overs")
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "front_door_hand_over_team"
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "team"], name="one_hand_over_per_team"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="hand_over_read_by_and_at",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} team of hand-over #{self.hand_over_id}"
