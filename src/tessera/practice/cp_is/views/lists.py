"""The data team's page: what is to be told today, what cannot go and why, and what health has answered."""

from django.shortcuts import render

from tessera.people.models import Person
from tessera.people.queries import allocated_workers
from tessera.practice.cp_is import permissions, queries, rules
from tessera.practice.cp_is.views.words import line_row, problem_of
from tessera.ui.guard import page

MOST_FILES = 12
MOST_LINES = 200


@page(permissions.VIEW)
def home(request):
    waiting = queries.to_be_told(request.today)
    known = known_among(request, [each.child.pk for each in waiting])
    going = [each for each in waiting if each.may_go]
    held = [each for each in waiting if not each.may_go]
    context = {
        "going": [
            line_row(each, known, request) for each in going[:MOST_LINES] if each.child.pk in known
        ],
        "more": max(len(going) - MOST_LINES, 0),
        "held": _held(request, [w for w in held[:MOST_LINES] if w.child.pk in known], known),
        "hidden": len([each for each in waiting if each.child.pk not in known]),
        "count": len(going),
        "late": len([each for each in going if each.is_late(request.today)]),
        "held_count": len(held),
        "held_late": len([each for each in held if each.is_late(request.today)]),
        "unanswered": list(queries.waiting_files()),
        "files": list(queries.files()[:MOST_FILES]),
        "may_send": request.actor.may(permissions.SEND),
        "upload": rules.upload(),
    }
    return render(request, "cp_is/home.html", context)


def known_among(request, ids):
    """Those of whom this worker may know, with their standing. Others are in the file, and not named here."""
    found = Person.objects.known_to(request.actor).with_standing(request.actor)
    return {person.pk: person for person in found.filter(pk__in=ids)} if ids else {}


def _held(request, waiting, known):
    """What cannot go, with whose work it is to put it right."""
    owners = allocated_workers([each.child.pk for each in waiting], request.today)
    return [
        {
            **line_row(each, known, request),
            "problem": problem_of(each),
            "owner": _owner(each, owners.get(each.child.pk)),
            "refused": each.refused,
        }
        for each in waiting
    ]


def _owner(waiting, involvement):
    """What health refused is for the data team to look into; what is missing, for the child's worker."""
    if waiting.refused or involvement is None:
        return "Data team"
    return involvement.worker.name if involvement.worker else involvement.team.name
