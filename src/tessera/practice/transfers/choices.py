"""What a transfer may be, and how it may stand."""

from django.db import models


class Kind(models.TextChoices):
    TEAM = "team", "Between teams"
    EARLY_HELP = "early_help", "Step down to early help"


class Settlement(models.TextChoices):
    """What a service manager decides when the other side has said no."""

    GOES = "goes", "The other team takes it"
    STAYS = "stays", "It stays where it is"


class Stands(models.TextChoices):
    """How a required part of the protocol stands on the day of the asking."""

    THERE = "there", "There"
    MISSING = "missing", "Missing"


TAKE = "transfers.take_over"
"""The step of taking over, which is the named worker's own."""
