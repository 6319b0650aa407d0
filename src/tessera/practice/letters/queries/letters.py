"""The letters of a child, and those that a worker has begun."""

from datetime import timedelta
from functools import cache

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Now

from tessera.engine.documents.models import Message
from tessera.foundations.records.prepared import ACTS_FOR, Prepared
from tessera.people.models.reach import is_known
from tessera.practice.letters.models import AlsoAbout, Letter, Reading

MOST = 50


def begun(child, *, actor):
    """Letters that wait to be sent, newest first, of which the reader may know everybody."""
    return list(
        _known(Letter.objects.begun().about(child), actor).order_by("-begun_on", "-pk")[:MOST]
    )


def begun_by(actor):
    """Asks for those of a worker, and of whom they act for."""
    return _begun(), {"acts_for": actor.acts_for}


def still_begun(found, actor, *, limit):
    """What `begun_by` found, oldest first: the longest forgotten."""
    mine = Letter.objects.filter(pk__in=[pk for (pk,) in found])
    return list(_known(mine, actor).order_by("begun_on", "pk")[:limit])


def not_taken(actor):
    """Asks for letters of a worker, and of whom they act for, whose e-mail the mail server did not take at
    the first try, or within the hour, or for good."""
    return _not_taken(), {"acts_for": actor.acts_for}


def undelivered(found, actor, *, limit):
    """What `not_taken` found, oldest first."""
    mine = Letter.objects.filter(pk__in=[pk for (pk,) in found])
    rows = _known(mine, actor).select_related("document__message")
    return list(rows.order_by("sent_on", "pk")[:limit])


@cache
def _begun() -> Prepared:
    """Asked on every My work, where most have none: what is there is then read in full."""
    return Prepared(Letter.objects.begun().filter(written_by__in=[ACTS_FOR]).values_list("pk"))


@cache
def _not_taken() -> Prepared:
    late = Q(made_at__lt=Now() - timedelta(hours=1))
    failed = Q(tries__gt=0) | Q(given_up_at__isnull=False)
    rows = Message.objects.filter(
        late | failed, document__sent_at=None, document__letter__written_by__in=[ACTS_FOR]
    )
    return Prepared(rows.values_list("document__letter"))


def invitations_of(step, code):
    """person id -> the newest letter of this kind to them that belongs to the work, begun or sent."""
    rows = Letter.objects.filter(step_ref=step.public_id, code=code, set_aside_on=None)
    rows = rows.exclude(to_person=None).select_related("child").order_by("pk")
    return {letter.to_person_id: letter for letter in rows}


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
