"""The feed of a worker, and of an address."""

import hashlib
from datetime import timedelta

from tessera.engine.feeds import permissions, rules
from tessera.engine.feeds.models import Feed
from tessera.foundations.audit.actions import LOG
from tessera.foundations.audit.models import Event


def current_feed(worker):
    return Feed.objects.current().filter(worker=worker).first()


def feed_of(token):
    """The feed of this secret, while it is in use, or None."""
    return Feed.objects.current().filter(digest=digest_of(token)).select_related("worker").first()


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def is_asked_too_often(feed, at):
    """Counted in the log of looks, where every fetch stands."""
    return _fetches(feed, at - rules.MOST_IN)[: rules.MOST + 1].count() > rules.MOST


def last_fetched(feed, at):
    """When a program last came for it, looked back for 60 days."""
    fetches = _fetches(feed, at - timedelta(days=60))
    return fetches.order_by("-at").values_list("at", flat=True).first()


def _fetches(feed, since):
    """Read where they are written, so that the one that asks now is among them."""
    return Event.objects.using(LOG).filter(
        actor_id=feed.worker_id,
        at__gt=since,
        action=permissions.READ,
        object_kind="feed",
        object_id=str(feed.public_id),
    )
