"""Who was to take over is away or has left: the manager of the team names another."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.people.models import Person
from tessera.people.pages import child_page
from tessera.practice.transfers import actions, forms, permissions, queries
from tessera.ui.formatting import list_words
from tessera.ui.seen import note_shown

REFUSALS = (
    actions.NotToBeReplaced,
    actions.NamedAlready,
    actions.NotInTeam,
    actions.MustBeQualified,
)


@child_page(permissions.ANSWER, writes=True)
def another(request, child):
    transfer = queries.open_transfer(child)
    if transfer is None or not may_name(request.actor, transfer):
        raise Http404
    form = forms.AnotherForm(
        request.POST or None,
        workers=queries.who_could(transfer, request.today),
        today=request.today,
    )
    back = reverse("transfers:transfers", args=[child.public_id])
    if request.method == "POST" and form.is_valid() and _named(request, transfer, form):
        return redirect(back)
    context = {
        "child": child,
        "section": "transfers",
        "title": "Name another worker",
        "about": _about(transfer),
        "form": form,
        "button": "Name this worker",
        "back": back,
    }
    return render(request, "people/form.html", context)


def may_name(actor, transfer):
    """The manager of the team that said yes, or one over all teams, until it has taken over; and only who may
    answer for all the children that go together."""
    is_theirs = transfer.to_team_id in actor.team_ids
    reaches = is_theirs or actor.scope_of(permissions.ANSWER) == "all"
    if transfer.accepted_on is None or not reaches or not actor.may(permissions.ANSWER):
        return False
    children = {each.child_id for each in queries.asked_with(transfer)}
    open_to = Person.objects.visible_to(actor, permissions.ANSWER).filter(pk__in=children)
    return open_to.count() == len(children)


def _about(transfer):
    found = queries.asked_with(transfer)
    for each in found:
        note_shown(each.child)
    others = [each.child.name for each in found]
    also = f" This is about {list_words(others)}." if len(others) > 1 else ""
    return f"{transfer.to_worker.name} was to take over.{also}"


def _named(request, transfer, form):
    try:
        actions.name_another(
            transfers=queries.asked_with(transfer),
            worker=form.cleaned_data["worker"],
            on=request.today,
            why=form.cleaned_data["why"],
            at=request.now,
            by=request.user,
        )
    except REFUSALS as refusal:
        form.add_error("worker", str(refusal.__doc__))
        return False
    return True
