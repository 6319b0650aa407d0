"""The public door keeps count of who knocks, so that a flood is turned away and a person is not."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from tessera.foundations.records.actions import action
from tessera.practice.front_door.models import Knock
from tessera.practice.front_door.rules import public_form as rules


class TooMany(Exception):
    """This address, or everybody together, has knocked more often than people do."""


@action
def knock(*, kind, address, at, by):
    """Count one knock. Raises TooMany, and then counts nothing, so that a wait is enough."""
    if not settings.RATE_LIMITS:
        return None
    limit = rules.FLOOD_LIMITS[kind]
    with connection.cursor() as cursor:
        # One knock at a time for each kind, or eight at once would all see the same count.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"front_door.knock.{kind}"])
    Knock.objects.filter(at__lt=at - timedelta(days=2)).delete()
    recent = Knock.objects.filter(kind=kind, at__gt=at - limit.within)
    caller = _digest(address, at)
    if recent.count() >= limit.everyone or recent.filter(caller=caller).count() >= limit.caller:
        raise TooMany
    return Knock.objects.create(kind=kind, caller=caller, at=at)


def _digest(address, at):
    return salted_hmac("front_door.knock", f"{at.date()} {address}", algorithm="sha256").hexdigest()
