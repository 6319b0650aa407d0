"""The e-mails of an invented council, for its staff: none of them leaves the house."""

from django.http import Http404
from django.shortcuts import render

from tessera.engine.documents.models import Message
from tessera.foundations.records import queries as records
from tessera.practice.front_door import permissions
from tessera.ui.guard import page


@page(permissions.VIEW_OUTBOX)
def outbox(request):
    """Every e-mail that would have been sent."""
    if not records.is_invented():
        raise Http404
    return render(
        request,
        "front_door/outbox.html",
        {"messages_sent": Message.objects.order_by("-pk")[:50]},
    )
