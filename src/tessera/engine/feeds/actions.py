"""A worker makes the secret address of their calendar, makes another, or switches it off."""

import secrets

from tessera.engine.feeds.models import Feed
from tessera.engine.feeds.queries import digest_of
from tessera.foundations.audit import actions as audit
from tessera.foundations.records.actions import action


class NoFeed(Exception):
    """There is no address to switch off."""


@action
def start_feed(*, worker, at, by) -> str:
    """Gives the secret of a new address, which is kept nowhere; an earlier address ends."""
    _end(Feed.objects.current().select_for_update().filter(worker=worker), at, by)
    secret = secrets.token_urlsafe(32)
    feed = Feed.objects.create(worker=worker, digest=digest_of(secret), started_at=at)
    audit.record("feeds.started", by=by, feed=str(feed.public_id))
    return secret


@action
def end_feed(*, worker, at, by) -> None:
    """From now on the address answers as one that never was. Raises NoFeed."""
    if not _end(Feed.objects.current().select_for_update().filter(worker=worker), at, by):
        raise NoFeed


def _end(feeds, at, by) -> bool:
    feed = feeds.first()
    if feed is None:
        return False
    feed.ended_at = at
    feed.save(update_fields=["ended_at"])
    audit.record("feeds.ended", by=by, feed=str(feed.public_id))
    return True
