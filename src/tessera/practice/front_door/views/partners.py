"""Police and health in the hub: what their agency was asked, and their answer. Never the record."""

from django.http import Http404
from django.shortcuts import redirect, render

from tessera.foundations import codesets
from tessera.practice.front_door import actions, permissions
from tessera.practice.front_door.forms import contact as forms
from tessera.practice.front_door.forms.parts import errors_of
from tessera.practice.front_door.queries import family_words
from tessera.practice.front_door.queries import partners as queries
from tessera.practice.front_door.views import words
from tessera.ui.guard import page
from tessera.ui.seen import note_shown


@page(permissions.ANSWER_CHECK)
def checks(request):
    waiting = queries.waiting_for(request.actor)
    answered = queries.answered_by(request.actor, now=request.now)
    return render(
        request,
        "front_door/partner_checks.html",
        {
            "agencies": [codesets.label("agency", a) for a in queries.agencies_of(request.actor)],
            "waiting": [_shown(request, check) for check in waiting],
            "answered": [_shown(request, check) for check in answered],
        },
    )


@page(permissions.ANSWER_CHECK, writes=True)
def check(request, check_id):
    """One question, and the box for the answer. Once answered it is the council's to read."""
    found = queries.asked_of(request.actor).waiting().filter(public_id=check_id).first()
    if found is None:
        raise Http404
    form = forms.PartnerAnswer(request.POST or None)
    if form.is_valid():
        actions.record_answer(
            check=found,
            is_known=form.cleaned_data["is_known"],
            answer=form.cleaned_data["answer"],
            answered_by=request.user.name,
            at=request.now,
            by=request.user,
        )
        return redirect("front_door:partner_checks")
    context = {
        "one": _shown(request, found),
        "family": family_words(found.contact),
        "named": queries.named(found, on=request.today, actor=request.actor),
        "typed": request.POST,
        "errors": errors_of(form) if form.is_bound else {},
    }
    return render(request, "front_door/partner_check.html", context)


def _shown(request, check):
    return {
        "check": check,
        "people": [_named(part) for part in check.contact.children.all()],
        "due": words.by_when(check.due_at, request.now),
        "is_late": check.is_waiting and check.due_at < request.now,
    }


def _named(part):
    """Who it is, for the list: the name, and nothing else."""
    if part.person:
        note_shown(part.person)
    return {
        "name": part.person.name if part.person else part.name_as_told,
        "is_child": part.part == part.Part.CHILD,
    }
