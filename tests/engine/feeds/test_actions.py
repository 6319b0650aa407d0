"""The secret address of a worker's calendar: made, renewed, switched off; kept only as a digest."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tessera.engine.feeds import actions, queries
from tessera.engine.feeds.models import Feed
from tests.factories.engine import NOW, a_worker

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def ada(db):
    return a_worker("Ada Quist")


def start(worker, at=NOW):
    return actions.start_feed(worker=worker, at=at, by=worker)


def test_only_a_digest_is_kept_of_a_secret_nobody_guesses(ada):
    secret = start(ada)

    assert len(secret) >= 43
    assert secret not in str(Feed.objects.values().get())
    assert queries.feed_of(secret).worker == ada


def test_a_new_address_ends_the_old_one(ada):
    old, new = start(ada), start(ada, NOW + timedelta(hours=1))

    assert queries.feed_of(old) is None
    assert queries.feed_of(new) == queries.current_feed(ada)


def test_switched_off_it_is_gone(ada):
    secret = start(ada)

    actions.end_feed(worker=ada, at=NOW + timedelta(hours=1), by=ada)

    assert queries.feed_of(secret) is None
    with pytest.raises(actions.NoFeed):
        actions.end_feed(worker=ada, at=NOW, by=ada)


def test_a_worker_has_one_address_at_a_time(ada):
    start(ada)

    with pytest.raises(IntegrityError, match="one_current_feed_per_worker"), transaction.atomic():
        Feed.objects.create(worker=ada, digest="other", started_at=NOW)


def test_an_address_does_not_end_before_it_was_made(ada):
    start(ada)

    with pytest.raises(IntegrityError, match="feed_ends_after_start"), transaction.atomic():
        Feed.objects.update(ended_at=NOW - timedelta(days=1))


def test_two_workers_never_share_a_secret(ada):
    start(ada)
    digest = Feed.objects.get().digest

    with pytest.raises(IntegrityError, match="digest"), transaction.atomic():
        Feed.objects.create(worker=a_worker("Ben Orr"), digest=digest, started_at=NOW)
