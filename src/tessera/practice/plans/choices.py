"""The kinds of plan, and how what stands in one ends."""

from django.db import models


class Kind(models.TextChoices):
    PROTECTION = "protection", "Child protection plan"
    IN_NEED = "in_need", "Child in need plan"


class OutcomeEnd(models.TextChoices):
    REACHED = "reached", "Reached"
    REPLACED = "replaced", "Another outcome took its place"
    NOT_NEEDED = "not_needed", "No longer needed"
    PLAN_ENDED = "plan_ended", "The plan ended"


class ActionEnd(models.TextChoices):
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Whose(models.TextChoices):
    CHILD = "child", "The child"
    PARENT = "parent", "A parent or carer"
    OTHER = "other", "Somebody else in the family"


class Heard(models.TextChoices):
    BEFORE = "before", "Before the meeting"
    MEETING = "meeting", "At the meeting"
    BETWEEN = "between", "Between meetings"
