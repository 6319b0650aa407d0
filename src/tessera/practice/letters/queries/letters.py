"""The letters of a child, and those that a worker has begun."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Now

from tessera.people.models.reach import is_known
from tessera.practice.letters.models import AlsoAbout, Letter, Reading

MOST = 50


def begun(child, *, actor):
    """Letters that wait to be sent, newest first, of which the reader may know everybody."""
    return list(
        _known(Letter.objects.begun().about(child), actor).order_by("-begun_on", "-pk")[:MOST]
    )


def begun_by(actor, *, limit):
    """Those of a worker, and of whom they act for, oldest first: the longest forgotten."""
    mine = Letter.objects.begun().filter(written_by__in=actor.acts_for)
    return list(_known(mine, actor).order_by("begun_on", "pk")[:limit])


def undelivered(actor, *, limit):
    """Letters of a worker, and of whom they act for, whose e-mail the mail server did not take at the first
    try, or within the hour, or for good; oldest first."""
    late = Q(document__message__made_at__lt=Now() - timedelta(hours=1))
    failed = Q(document__message__tries__gt=0) | Q(document__message__given_up_at__isnull=False)
    mine = Letter.objects.sent().filter(
        late | failed,
        document__message__isnull=False,
        document__sent_at=None,
        written_by__in=actor.acts_for,
    )
    rows = _known(mine, actor).select_related("document__message")
    return list(rows.order_by("sent_on", "pk")[:limit])


def letter_of(child, public_id):
    """One letter written on this child's record, or None."""
    rows = Letter.objects.filter(child=child, public_id=public_id)
    return (
        rows.select_related(
            "child",
            "to_person",
            "to_involvement__organisation",
            "written_by",
            "document__message",
        )
        .prefetch_related(also_about())
        .first()
    )


def _known(rows, actor):
    """Of these letters, those about and to nobody of whom the reader may not know."""
    also = AlsoAbout.objects.filter(letter=OuterRef("pk"))
    rows = rows.filter(
        is_known(actor, "child_id"),
        is_known(actor, "to_person_id"),
        ~Exists(also.exclude(is_known(actor, "child_id"))),
    )
    return rows.select_related(
        "child", "written_by", "to_person", "to_involvement__organisation"
    ).prefetch_related(
        also_about(), Prefetch("readings", Reading.objects.select_related("answered_by"))
    )


def also_about(through=""):
    rows = AlsoAbout.objects.select_related("child").order_by("pk")
    return Prefetch(f"{through}also_about", rows)
