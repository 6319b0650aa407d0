"""What health is told of a child, and what became of it."""

from django.db import models


class Reason(models.TextChoices):
    """Why health knows of a child. Looked-after children will be the second (practice 2.29)."""

    PROTECTION_PLAN = "protection_plan", "Child protection plan"


class Change(models.TextChoices):
    """What a line tells health to do with what it knows."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    ENDED = "ended", "Ended"
    TAKEN_BACK = "taken_back", "Taken back"


class Answer(models.TextChoices):
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    REFUSED = "refused", "Refused"
    NOT_SENT = "not_sent", "Never sent"
