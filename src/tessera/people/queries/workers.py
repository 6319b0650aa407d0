"""Our own workers, found by name or by the name of their team."""

from django.db.models import Q

from tessera.foundations.access.models import Membership, User


def find_workers(text, on, limit=8):
    text = text.strip()
    if not text:
        return []
    teams = Membership.objects.in_force_on(on).filter(team__name__icontains=text)
    by_name = Q()
    for word in text.split()[:4]:
        by_name &= Q(name__icontains=word)
    workers = User.objects.filter(by_name | Q(pk__in=teams.values("user")), is_active=True)
    return list(workers.order_by("name", "pk")[:limit])


def team_of_worker(worker, on):
    """The team a worker is in on a day; the first joined when there are several."""
    rows = Membership.objects.in_force_on(on).filter(user=worker).select_related("team")
    membership = rows.order_by("started_on", "pk").first()
    return membership.team if membership else None


def worker_named(name):
    """The worker of this name, when there is just one: others are kept as they were written."""
    found = list(User.objects.filter(name__iexact=(name or "").strip(), is_active=True)[:2])
    return found[0] if len(found) == 1 else None
