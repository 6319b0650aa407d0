"""How the outcomes of many plans go: counted, and the children behind a number."""

from django.db.models import Count, Exists, OuterRef, Subquery

from tessera.people.models import Involvement
from tessera.practice.plans.models import (
    OutcomeChild,
    Progress,
)


def collated(people, teams=None):
    """(area, scale or "") -> how many: each open outcome of each child once, by its latest score."""
    found = _standing_of(people, teams)
    return {
        (row["outcome__area"], row["latest"] or ""): row["count"]
        for row in found.order_by().values("outcome__area", "latest").annotate(count=Count("pk"))
    }


def behind(people, area, scale, teams=None):
    """The children behind one of those numbers, each with the outcome; ordered for paging by key."""
    found = _standing_of(people, teams).filter(outcome__area=area)
    found = found.filter(latest=scale) if scale else found.filter(latest=None)
    return found.select_related("child", "outcome").order_by("pk")


def standing_of(people):
    """(child id, latest scale or None) of every open outcome of these children. One query."""
    return _standing_of(people, None).order_by("pk").values_list("child", "latest")


def _standing_of(people, teams):
    latest = Progress.objects.filter(outcome=OuterRef("outcome"), child=OuterRef("child"))
    rows = OutcomeChild.objects.current().filter(
        child__in=people, outcome__ended_on=None, outcome__plan__ended_on=None
    )
    if teams is not None:
        held = Involvement.objects.filter(
            person=OuterRef("child"), role="allocated_worker", ended_on=None, team__in=teams
        )
        rows = rows.filter(Exists(held))
    return rows.annotate(latest=Subquery(latest.order_by("-on", "-pk").values("scale")[:1]))
