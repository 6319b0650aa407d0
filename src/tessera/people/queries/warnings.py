"""What a warning says, wherever it stands: a badge, a list, a line of the chronology."""

from functools import lru_cache

from tessera.foundations import codesets
from tessera.foundations.records.prepared import ACTS_FOR, Prepared
from tessera.foundations.records.queries import true_on
from tessera.people.models import Involvement, Person, Warning

KIND = "warning.kind"


def warning_words(kind, *, detail="", whom=""):
    """Of a kind that is about somebody, it says of whom: beside a child's name stands no "Must not come".

    An address that is protected is kept from whoever is named: it is not theirs.
    """
    extra = codesets.get(KIND, kind).extra
    if whom and "before_somebody" in extra:
        return f"{extra['before_somebody']} {whom}"
    if said := extra.get("of_somebody"):
        return f"{whom} {said}" if whom else f"Somebody {said}: see the warning"
    words = detail if kind == "other" and detail else codesets.label(KIND, kind)
    return f"{words.rstrip('.')}: {whom}" if whom else words


def must_name_somebody(kind):
    return "of_somebody" in codesets.get(KIND, kind).extra


def to_ask_again(actor):
    """Asks for the warnings of the children whom a worker holds, or acts for, of which it was to be asked by
    now whether they are still so."""
    return _to_ask_again(actor.today), {"acts_for": actor.acts_for}


@lru_cache(maxsize=8)
def _to_ask_again(today) -> Prepared:
    held = Involvement.objects.in_force_on(today).filter(
        worker__in=[ACTS_FOR], role="allocated_worker"
    )
    due = Warning.objects.filter(
        true_on(today), review_on__lte=today, person__in=held.values("person")
    )
    return Prepared(due.order_by("review_on", "pk").values_list("pk"))


def asked_again(rows, actor, *, limit):
    """What `to_ask_again` found, of children of whom the worker may know: the longest due first."""
    found = Warning.objects.filter(
        pk__in=[pk for (pk,) in rows], person__in=Person.objects.known_to(actor)
    )
    return list(found.select_related("person").order_by("review_on", "kind", "whom", "pk")[:limit])
