from django.http import Http404
from django.shortcuts import render

from tessera.foundations.access.permissions import SIGNED_IN
from tessera.people.models import Person
from tessera.ui.guard import page


@page(SIGNED_IN)
def bare(request, person_id):
    """What everything else is measured against: signed in, one query by an index, our own frame."""
    if not Person.objects.filter(public_id=person_id).exists():
        raise Http404
    return render(request, "demo/bare.html")
