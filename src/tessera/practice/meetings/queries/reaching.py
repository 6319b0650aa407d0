"""Where the copies of a meeting could be e-mailed: what the record knows of those who were asked."""

from collections import defaultdict

from tessera.people.models import Involvement
from tessera.people.queries import email_of
from tessera.people.queries.disclosure import protected_among, safe_emails
from tessera.people.rules import folded


def emails_of(meeting, children, on, *, actor, without):
    """invited id -> an address of theirs, where the record has one and nobody else could be meant.

    Family by what is recorded as safe, and none for the protected; our workers by their account; others by
    their whole name among those who work with these children. `without` are strings that none may hold.
    """
    asked = list(meeting.invited.all())
    people = [each.person_id for each in asked if each.person_id]
    family = safe_emails(people, on, actor=actor, without=without)
    protected = protected_among(people, on)
    others = _professionals(children, on)
    found = {}
    for each in asked:
        if each.person_id:
            email = "" if each.person_id in protected else family.get(each.person_id, "")
        elif each.worker is not None:
            email = each.worker.email
        else:
            email = _only(others.get(folded(each.name), ())) if each.agency else ""
        found[each.pk] = email
    return found


def _professionals(children, on):
    """Their name, as it is compared, -> the addresses of all who are called so."""
    rows = Involvement.objects.in_force_on(on).filter(
        person__in=[child.pk for child in children], worker=None
    )
    found = defaultdict(set)
    for row in rows.select_related("organisation"):
        name = row.professional_name or (row.organisation.name if row.organisation else "")
        if name:
            found[folded(name)].add(email_of(row).lower())
    return found


def _only(emails):
    return next(iter(emails)) if len(emails) == 1 else ""
