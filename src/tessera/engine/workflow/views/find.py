"""Finding whom an answer names: the list under a picker, with script or without."""

from django.db.models import Q
from django.http import Http404, JsonResponse

from tessera.engine.workflow import permissions
from tessera.foundations.access import gate
from tessera.foundations.access.models import User
from tessera.foundations.audit.context import note_shown
from tessera.people import queries as people
from tessera.people.models import Organisation
from tessera.people.permissions import SEARCH
from tessera.people.rules import age_words
from tessera.ui.guard import Refused, page

MOST = 10


@page(permissions.MY_WORK)
def find(request, noun):
    """`noun` is person, worker or organisation: nobody whom the worker may not know of, and people only
    for who may find people."""
    if noun not in _FOUND:
        raise Http404
    if noun == "person" and not (decision := gate.check(request.actor, SEARCH)).allow:
        raise Refused(decision)
    text = request.GET.get("q", "")[:200]
    return JsonResponse({"results": matches(noun, text, request.actor)})


def matches(noun, text, actor):
    if len(text.strip()) < 2:
        return []
    return _FOUND[noun](text.strip(), actor)


def _people(text, actor):
    if not actor.may(SEARCH):
        return []
    found = [one.person for one in people.search(text, actor, limit=MOST).found]
    for person in found:
        note_shown(person.public_id)
    return [
        {
            "id": str(person.public_id),
            "name": person.name,
            "about": age_words(person.born_on, actor.today, expected_on=person.expected_on),
        }
        for person in found
    ]


def _workers(text, actor):
    found = User.objects.filter(is_active=True, name__icontains=text).order_by("name", "pk")[:MOST]
    teams = dict(
        User.objects.filter(pk__in=[user.pk for user in found])
        .filter(current_on_membership(actor.today))
        .values_list("pk", "memberships__team__name")
    )
    return [
        {
            "id": str(user.public_id),
            "name": user.name,
            "about": ", ".join(filter(None, (user.job_title, teams.get(user.pk)))),
        }
        for user in found
    ]


def current_on_membership(day):
    return Q(memberships__started_on__lte=day) & (
        Q(memberships__ended_on=None) | Q(memberships__ended_on__gt=day)
    )


def _organisations(text, actor):
    found = Organisation.objects.filter(name__icontains=text).order_by("name", "pk")[:MOST]
    return [{"id": str(one.public_id), "name": one.name, "about": one.code} for one in found]


_FOUND = {"person": _people, "worker": _workers, "organisation": _organisations}
